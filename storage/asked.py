"""What an officer asked for beside a report that is being told: the case to which a file goes that comes now."""

from __future__ import annotations

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.messages import Kind
from cases.understanding.wants_file import wants_file
from storage.arrivals import lay_open_at
from storage.keys import keys_of
from storage.message_texts import message_text
from storage.tables import Author, Case, CaseMessage, Draft, Outgoing, OutgoingState, StoredFile

MOST = 20  # letters that are looked at, the newest


async def wants_file_now(session: AsyncSession, draft: Draft, *, is_awaited: bool, album: str | None) -> str | None:
    """The number of that case: an officer asked there, and the reporter has done nothing to their report since.

    An open question counts, one that asks for a photo or a paper also when words answered it, and a list of materials.
    Where the report itself waits for a file (`is_awaited`), only such a question. The rest of an album follows its
    first.
    """
    if album and (number := await _went_to(session, draft, album)):
        return number
    query = (
        select(Outgoing, Case)
        .join(Case, col(Case.id) == col(Outgoing.case_id))
        .where(Case.conversation_id == draft.conversation_id, Case.id != draft.id, col(Case.ended_at).is_(None))
        .where(col(Outgoing.kind).in_([Kind.DESK_ASKS, Kind.MATERIALS_ASKED]), Outgoing.state == OutgoingState.SENT)
        .where(col(Outgoing.sent_at) > draft.touched_at)
        .order_by(col(Outgoing.sent_at).desc())
        .limit(MOST)
    )
    for letter, case in (await session.exec(query)).all():
        if lay_open_at(letter) is None:
            continue  # nobody read what it asks
        if letter.kind is Kind.MATERIALS_ASKED:
            if not is_awaited:
                return case.number
        elif await _asks(session, case, letter, is_awaited=is_awaited):
            return case.number
    return None


async def _asks(session: AsyncSession, case: Case, letter: Outgoing, *, is_awaited: bool) -> bool:
    this = (CaseMessage.case_id == case.id, col(CaseMessage.taken_back_at).is_(None))
    messages = (await session.exec(select(CaseMessage).where(*this).order_by(col(CaseMessage.at).desc()))).all()
    question = next((one for one in messages if str(one.id) == letter.details.get("message")), None)
    if question is None:
        return False
    cipher = await keys_of(session).cipher(session, case.key_id)
    if wants_file(message_text(cipher, question)):
        return True
    is_answered = any(one.author is Author.REPORTER and one.at > question.at for one in messages)
    return not is_awaited and not is_answered


async def _went_to(session: AsyncSession, draft: Draft, album: str) -> str | None:
    """The case that has the first of these files."""
    theirs = (Case.conversation_id == draft.conversation_id, Case.id != draft.id)
    query = select(Case.number).join(StoredFile, col(StoredFile.report_id) == col(Case.id)).where(*theirs)
    return (await session.exec(query.where(StoredFile.lot == album[:64]))).first()
