"""Everything of one case goes: rows, words in chats, the key. What stays is its chain of custody, and who did it.

The bytes of its files are named in `doomed_files` in the same transaction, and taken off the disk afterwards
(actions/forget.py); without the key nobody reads them meanwhile.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.changes import tell_of_case, tell_of_destroyed
from storage.keys import keys_of
from storage.of_reports import tables_of_reports
from storage.tables import (
    Case,
    Channel,
    Colleague,
    Conversation,
    DataKey,
    DeskFile,
    DoomedFile,
    Draft,
    Link,
    Look,
    Outgoing,
    SentCircular,
    Series,
    SpecialNote,
    SpecialSeat,
    SpecialTeam,
    StoredFile,
)
from storage.web_forgetting import empty_chat, forget_in_chats, forget_letters


async def destroy_rows(session: AsyncSession, case: Case, now: datetime) -> Counter[str]:
    """How many rows of each table went. The case itself is still there, for the last entry of its chain."""
    await session.flush()
    await _doom_files(session, case)
    await _leave_chats(session, case)
    planned = (await session.exec(select(Outgoing.id, Outgoing.details).where(Outgoing.case_id == case.id))).all()
    gone = Counter(web_messages=await _empty_chats(session, case, [letter for letter, _ in planned], now))
    if case.merged_into is None:
        gone["special_teams"] = await _end_teams(session, [UUID(told["team"]) for _, told in planned if "team" in told])
    for table, of in tables_of_reports():
        gone[table.name] += (await session.exec(delete(table).where(of == case.id))).rowcount
    await session.exec(delete(Link).where(col(Link.with_id) == case.id))
    await session.exec(update(Look).where(col(Look.about) == case.id).values(about=None))
    return +gone


async def destroy_case(session: AsyncSession, case: Case) -> None:
    """What is left: its draft, its series if it was alone there, itself and its key."""
    tell_of_case(session, case.id)
    await session.exec(delete(Draft).where(col(Draft.id) == case.id))
    await session.exec(delete(Case).where(col(Case.id) == case.id))
    if case.series_id:
        await _end_series(session, case.series_id)
    await session.exec(delete(DataKey).where(col(DataKey.id) == case.key_id))
    keys_of(session).drop(case.key_id)
    tell_of_destroyed(session, case.key_id)


async def _empty_chats(session: AsyncSession, case: Case, letters: Sequence[UUID], now: datetime) -> int:
    """What was said of it in web chats, its reporter's and members': how many messages.

    Rows of versions that did not say of which report they are: what was delivered for it; and where its reporter's chat
    told of nothing else, all of it.
    """
    emptied = await forget_in_chats(session, case.key_id) + await forget_letters(session, letters)
    chat = await session.get(Conversation, case.conversation_id)
    if chat is None or chat.channel is not Channel.WEB or await _told_of_others(session, case):
        return emptied
    return emptied + await empty_chat(session, chat.chat_id, now)


async def _told_of_others(session: AsyncSession, case: Case) -> bool:
    """Another case of this reporter's, or a report that is being told."""
    others = select(Case.id).where(Case.conversation_id == case.conversation_id, Case.id != case.id)
    drafts = select(Draft.id).where(Draft.conversation_id == case.conversation_id, Draft.id != case.id)
    return any([(await session.exec(one.limit(1))).first() for one in (others, drafts)])


async def _doom_files(session: AsyncSession, case: Case) -> None:
    theirs = (await session.exec(select(StoredFile.id).where(StoredFile.report_id == case.id))).all()
    ours = (await session.exec(select(DeskFile.id).where(DeskFile.case_id == case.id))).all()
    session.add_all([DoomedFile(file_id=one) for one in (*theirs, *ours)])
    await session.flush()


async def _end_teams(session: AsyncSession, named: Sequence[UUID]) -> int:
    """Special teams that were formed for this one case, and are over: what they said is of this case."""
    alone = select(SpecialTeam.id).where(col(SpecialTeam.id).in_(named), col(SpecialTeam.series_id).is_(None))
    gone = (await session.exec(alone.where(col(SpecialTeam.dissolved_at).is_not(None)))).all()
    await _delete_teams(session, gone)
    return len(gone)


async def _end_series(session: AsyncSession, series_id: UUID) -> None:
    """A series without a case is gone, with what its reporters were told and the special teams on it."""
    if (await session.exec(select(Case.id).where(Case.series_id == series_id).limit(1))).first():
        return
    teams = select(SpecialTeam.id).where(SpecialTeam.series_id == series_id)
    await _delete_teams(session, (await session.exec(teams)).all())
    await session.exec(delete(SentCircular).where(col(SentCircular.series_id) == series_id))
    await session.exec(delete(Series).where(col(Series.id) == series_id))


async def _delete_teams(session: AsyncSession, gone: Sequence[UUID]) -> None:
    await session.exec(delete(SpecialNote).where(col(SpecialNote.team_id).in_(gone)))
    await session.exec(delete(SpecialSeat).where(col(SpecialSeat.team_id).in_(gone)))
    await session.exec(delete(SpecialTeam).where(col(SpecialTeam.id).in_(gone)))


async def _leave_chats(session: AsyncSession, case: Case) -> None:
    """No chat waits for words to it any more."""
    chats = select(Conversation).where(col(Conversation.mode) != "", col(Conversation.is_group).is_(False))
    colleagues = select(Colleague.conversation_id).where(Colleague.case_id == case.id)
    theirs = (col(Conversation.id) == case.conversation_id) | col(Conversation.id).in_(colleagues)
    for chat in (await session.exec(chats.where(col(Conversation.member_id).is_not(None) | theirs))).all():
        if chat.about.get("number") == case.number:
            chat.mode, chat.about = "", {}
    await session.exec(update(Conversation).where(col(Conversation.draft_id) == case.id).values(draft_id=None))
    await session.flush()
