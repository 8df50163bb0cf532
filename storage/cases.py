"""Reading cases: the one access function of each person, and what a list shows of one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from itertools import takewhile
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, or_, sql
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.colleagues import NoLongerPart
from cases.people import CaseNotFound, Role, may_see
from cases.tracks import ENDED, CloseReason
from cases.verbs import Chair
from storage.arrivals import read_at
from storage.colleagues import cases_in, has_part, part_of
from storage.conversations import TEAM
from storage.database import Database
from storage.sight import is_guest, is_on_team_of, sees
from storage.spoken import speak_of
from storage.stamps import check, is_genuine
from storage.tables import Author, Case, CaseMessage, Conversation, Draft, Event, Member, TimelineEntry


async def case_for_member(session: AsyncSession, number: str, member: Member, *, lock: bool = False) -> Case:
    """The case, for a member who may see it.

    Raises CaseNotFound alike for missing and forbidden, and ValueChanged where its row is not ours.
    """
    case = await _case(session, col(Case.number) == number, lock=lock)
    if case is None or not sees(member, case):
        raise CaseNotFound
    check(case)
    return case


def chair_of(case: Case, member: Member | None) -> Chair:
    """The case as the rules see it for this member; None is whoever of a group presses first."""
    return Chair(
        role=member.role if member else Role.EXPERT,
        is_open=case.service not in ENDED,
        is_complete=case.is_complete,
        is_free=case.holder_id is None,
        is_mine=member is not None and case.holder_id == member.id,
        is_asked=case.asked_at is not None,
        is_consulted=case.chair_id is not None,
        is_concluded=case.is_concluded,
        presides=member is not None and case.chair_id == member.id,
        has_measures=case.open_measures > 0,
        is_in_team=case.team_id is not None,
        is_on_team=member is not None and is_on_team_of(member, case),
        is_guest=member is not None and is_guest(member, case),
        is_merged=case.merged_into is not None,
        is_in_series=case.series_id is not None,
        has_written=case.said_at is not None,
        has_records=case.has_records,
        is_withdrawn=case.close_reason is CloseReason.WITHDRAWN,
        is_forget_asked=case.forget_asked_by is not None,
        is_forget_confirmed=case.forget_confirmed,
        is_checked=case.code_id is not None,
        has_call=case.call_id is not None,
        is_broken=case.broken_at is not None,
        asks_to_forget=member is not None and case.forget_asked_by == member.id,
    )


async def case_for_reporter(
    session: AsyncSession, number: str, conversation: Conversation, *, lock: bool = False
) -> Case:
    """The case, for the conversation it came from.

    Raises CaseNotFound alike for missing and not theirs, and ValueChanged where its row or the chat's is not ours.
    """
    check(conversation)
    return await _reporters(session, await _case(session, col(Case.number) == number, lock=lock), conversation)


async def _reporters(session: AsyncSession, case: Case | None, conversation: Conversation) -> Case:
    """Raises what `case_for_reporter` does."""
    if case is None or not await _is_theirs(session, case, conversation):
        raise CaseNotFound
    check(case)
    speak_of(case.key_id)
    return case


async def case_for_firm(session: AsyncSession, number: str, conversation: Conversation, *, lock: bool = False) -> Case:
    """The case, for whose chat it is, and for the colleagues they named.

    Raises CaseNotFound alike for missing and not theirs, NoLongerPart, and ValueChanged as `case_for_reporter` does.
    """
    check(conversation)
    case = await _case(session, col(Case.number) == number, lock=lock)
    if case is None or case.conversation_id == conversation.id or not is_genuine(case):
        return await _reporters(session, case, conversation)
    part = await part_of(session, case.id, conversation.id)
    if part is None:
        raise CaseNotFound
    if part.ended_at is not None:
        raise NoLongerPart
    speak_of(case.key_id)
    return case


async def _is_theirs(session: AsyncSession, case: Case, conversation: Conversation) -> bool:
    """Of a case that was given to another chat, whoever told it hears that it was changed, and not that it is gone."""
    if is_genuine(case) or case.conversation_id == conversation.id:
        return case.conversation_id == conversation.id
    told = await session.get(Draft, case.id)
    return told is not None and is_genuine(told) and told.conversation_id == conversation.id


async def case_for_group(session: AsyncSession, number: str, group: Conversation) -> Case:
    """What a team group may hear of. Raises CaseNotFound alike for missing and forbidden."""
    case = await _case(session, col(Case.number) == number, lock=False)
    if case is None or group.mode != TEAM or not may_see(group.district, case.district):
        raise CaseNotFound
    check(case)
    return case


async def case_by_id(session: AsyncSession, case_id: UUID, *, lock: bool = False) -> Case:
    """For verbs that come from a row of ours, not from a person. Raises CaseNotFound."""
    case = await case_of_draft(session, case_id, lock=lock)
    if case is None:
        raise CaseNotFound
    return case


async def case_of_draft(session: AsyncSession, draft_id: UUID, *, lock: bool = False) -> Case | None:
    """What the draft became, or was alerted as while it is still told; None before that."""
    return await _case(session, col(Case.id) == draft_id, lock=lock)


async def cases_of(session: AsyncSession, conversation_id: UUID) -> list[Case]:
    """The cases of one reporter, and those a colleague named them in: open ones first, newest first.

    None that was changed by others.
    """
    here, by_age = cases_in(conversation_id), (col(Case.ended_at).is_not(None), col(Case.submitted_at).desc())
    read = (await session.exec(select(Case).where(col(Case.id).in_(here)).order_by(*by_age))).all()
    found = [case for case in read if is_genuine(case) and await has_part(session, case, conversation_id)]
    speak_of(*(case.key_id for case in found))
    return found


STANDS: Any = (
    Case.id,
    Case.service,
    Case.quiet,
    Case.holder_id,
    Case.conversation_id,
    Case.answer_due_at,
    Case.reply_due_at,
    Case.news_due_at,
)


async def standing_of(session: AsyncSession, case_ids: Collection[UUID]) -> dict[str, tuple[Any, ...]]:
    """How these cases stand, by their ids: what of it shows at the top of a chat, to be held against another time."""
    query: Any = sql.select(*STANDS).where(col(Case.id).in_(case_ids))
    return {str(row[0]): tuple(row) for row in (await session.exec(query)).all()}


async def is_any_changed(session: AsyncSession, conversation_id: UUID) -> bool:
    """Whether somebody else changed a case of this chat, or gave it to another."""
    both = select(Case).outerjoin(Draft, col(Draft.id) == col(Case.id))
    here = or_(col(Case.conversation_id) == conversation_id, col(Draft.conversation_id) == conversation_id)
    return any(not is_genuine(case) for case in (await session.exec(both.where(here))).all())


# Asked for every word that is said while a report is told: built once.
LAST_SAID = (
    select(Case.number, CaseMessage.author)
    .join(CaseMessage, col(CaseMessage.case_id) == col(Case.id))
    .where(Case.id == bindparam("draft"), col(CaseMessage.author) != Author.NOTE)
    .order_by(col(CaseMessage.at).desc(), col(CaseMessage.id).desc())
    .limit(1)
)


EVER = datetime(2000, 1, 1, tzinfo=UTC)
LAST_OF_CHAT = (
    select(Case.number, CaseMessage)
    .join(CaseMessage, col(CaseMessage.case_id) == col(Case.id))
    .where(col(Case.id).in_(cases_in(bindparam("chat"))), col(CaseMessage.author) != Author.NOTE)
    .where(col(CaseMessage.taken_back_at).is_(None))
    .where(col(CaseMessage.at) > bindparam("since"), col(Case.ended_at).is_(None))
    .order_by(col(CaseMessage.at).desc(), col(CaseMessage.id).desc())
    .limit(1)
)


async def waits_for_words(database: Database, draft: Draft, *, in_lane: bool) -> str | None:
    """The number of the case whose officer is answered by what is said in the midst of this report.

    Its own, when an officer said something there and nothing was said to it yet, but not in the midst of the money
    lane; or another of this chat, when an officer's question is the last thing that came and they could read.
    """
    found = None if in_lane else await database.look(LAST_SAID, draft=draft.id)
    if found and found[1] is Author.DESK:
        return str(found[0])
    return await _question_since(database, draft.conversation_id, draft.touched_at)


async def asked_last(database: Database, conversation_id: UUID) -> str | None:
    """The number of the case whose officer asked something, when that is the last thing said in this chat."""
    return await _question_since(database, conversation_id, EVER)


async def desk_spoke_last(database: Database, conversation_id: UUID, since: datetime | None = None) -> bool:
    """Whether an officer's words are the newest of this chat's open cases: a few words may answer them."""
    last = await database.look(LAST_OF_CHAT, chat=conversation_id, since=since or EVER)
    return last is not None and last[1].author is Author.DESK


async def _question_since(database: Database, conversation_id: UUID, since: datetime) -> str | None:
    last = await database.look(LAST_OF_CHAT, chat=conversation_id, since=since)
    if last is None or not last[1].is_question:
        return None
    async with database.glancing() as session:
        return str(last[0]) if await read_at(session, last[1], conversation_id) else None


async def last_words(session: AsyncSession, case_id: UUID) -> UUID | None:
    """The newest message of the reporter."""
    theirs = select(CaseMessage.id).where(CaseMessage.case_id == case_id, CaseMessage.author == Author.REPORTER)
    newest = theirs.order_by(col(CaseMessage.at).desc(), col(CaseMessage.id).desc()).limit(1)
    return (await session.exec(newest)).first()


MOST_CROSSING = 20


async def desk_words_since(session: AsyncSession, case_id: UUID, read: str) -> list[CaseMessage]:
    """What the desk wrote to the reporter after the message with that id, the newest first; of more, the newest."""
    newest = await _newest_said(session, [case_id], Author.DESK)
    return list(takewhile(lambda one: str(one.id) != read, newest))


async def said_since(session: AsyncSession, case_ids: Collection[UUID], read: str) -> list[CaseMessage]:
    """What reporters and desk wrote to each other after the message whose id begins so, the newest first."""
    newest = await _newest_said(session, case_ids, Author.REPORTER, Author.DESK)
    return list(takewhile(lambda one: not read or not str(one.id).startswith(read), newest))


async def _newest_said(session: AsyncSession, case_ids: Collection[UUID], *authors: Author) -> Sequence[CaseMessage]:
    theirs = select(CaseMessage).where(col(CaseMessage.case_id).in_(case_ids), col(CaseMessage.author).in_(authors))
    newest = theirs.order_by(col(CaseMessage.at).desc(), col(CaseMessage.id).desc()).limit(MOST_CROSSING)
    return (await session.exec(newest)).all()


async def times_since(session: AsyncSession, conversation_id: UUID, event: Event, since: datetime) -> int:
    """How often that happened to the cases of this chat."""
    query = select(func.count()).select_from(TimelineEntry).join(Case, col(Case.id) == col(TimelineEntry.case_id))
    happened = (col(TimelineEntry.event) == event, col(TimelineEntry.at) > since)
    return (await session.exec(query.where(Case.conversation_id == conversation_id, *happened))).one()


async def who_ended(session: AsyncSession, case: Case) -> TimelineEntry | None:
    """When the case was given the reason that it ended for, and by whom: at its end, or later."""
    says = (TimelineEntry.case_id == case.id, col(TimelineEntry.event).in_([Event.CLOSED, Event.OUTCOME_CORRECTED]))
    lines = await session.exec(select(TimelineEntry).where(*says).order_by(col(TimelineEntry.at).desc()))
    return next((one for one in lines.all() if one.details.get("reason") == case.close_reason), None)


async def was_alarmed(session: AsyncSession, case_id: UUID) -> bool:
    """Whether the desk was alerted of the money of this case."""
    alarmed = (TimelineEntry.case_id == case_id, col(TimelineEntry.event) == Event.MONEY_ALERTED)
    return (await session.exec(select(TimelineEntry.id).where(*alarmed).limit(1))).first() is not None


async def _case(session: AsyncSession, condition: Any, *, lock: bool) -> Case | None:
    """Locked, it is as it stands now, whatever this session read of it before."""
    query = select(Case).where(condition)
    locked = query.with_for_update().execution_options(populate_existing=True)
    return (await session.exec(locked if lock else query)).one_or_none()
