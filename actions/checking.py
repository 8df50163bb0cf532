"""Somebody looked at a file for viruses: what was found is written down, and told where there was something."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import col, func, select

from actions.hand import Hand
from actions.tell import tell
from cases.messages import Kind
from cases.viruses import TOGETHER, TOLD_EVERY, Verdict
from storage.cases import case_of_draft
from storage.custody import enter_file
from storage.tables import Case, Deed, Outgoing, StoredFile
from storage.virus_checks import AnyFile, case_id_of, cipher_of, name_place


async def note_verdict(hand: Hand, file: AnyFile, verdict: Verdict) -> None:
    """Once for each file; one that is gone meanwhile, with its case or by itself, needs none. Raises KeyLost."""
    session = hand.session
    case = await case_of_draft(session, case_id_of(file), lock=True)  # before its file, as every verb does
    row: AnyFile | None = await session.get(type(file), file.id)
    if case is None or row is None or row.virus is not None:
        return
    row.virus, row.checked_at, row.checked_by, row.check_at = verdict.virus, hand.now, verdict.by, None
    if verdict.virus:
        await _note_find(hand, case, row)


async def _note_find(hand: Hand, case: Case, row: AnyFile) -> None:
    """In the chain of custody; then to whom it matters. What an officer has not sent yet is said when they send it."""
    name = (await cipher_of(hand.session, row)).open_text(row.sealed_name, name_place(row))
    found = {"virus": row.virus, "by": row.checked_by}
    await enter_file(hand.session, case, Deed.INFECTED, hand.now, row, name, **found)
    if isinstance(row, StoredFile):
        await _tell(hand, case, Kind.FILE_INFECTED)
    if isinstance(row, StoredFile) or row.message_id:
        await _tell(hand, case, Kind.VIRUS_FOUND)


async def _tell(hand: Hand, case: Case, kind: Kind) -> None:
    """A moment later, for files come in lots, and not often: each message tells all that was found by then."""
    told = select(func.max(Outgoing.due_at)).where(Outgoing.case_id == case.id, col(Outgoing.kind) == kind)
    last: datetime | None = (await hand.session.exec(told)).one()
    if last is None or last <= hand.now:  # else the next one tells of it
        await tell(hand.session, case, kind, max(hand.now + TOGETHER, last + TOLD_EVERY if last else hand.now))
