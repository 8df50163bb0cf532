"""Files of the desk's: those that wait for their message, and those that went with one."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.file_facts import Facts, facts_of
from storage.keys import keys_of
from storage.outgoing import desk_letters
from storage.tables import Case, CaseMessage, DeskFile, Member, Outgoing

HANDED = "handed"  # in the details of the letter that brought a message
MARK = 8  # hex digits by which the few files of a case are told apart


@dataclass(frozen=True)
class Attached:
    """One with its name opened. `mark` stands for it in a button."""

    file: DeskFile
    name: str
    facts: Facts

    @property
    def mark(self) -> str:
        return self.file.id.hex[:MARK]


async def pending_of(session: AsyncSession, case: Case, member: Member) -> list[Attached]:
    """What this member has chosen and not sent, the oldest first. Raises KeyLost."""
    theirs = (DeskFile.member_id == member.id, col(DeskFile.message_id).is_(None))
    return await _opened(session, case, *theirs)


async def attached_to(session: AsyncSession, case: Case) -> dict[UUID, tuple[Attached, ...]]:
    """What went with each message, by its id."""
    found: dict[UUID, tuple[Attached, ...]] = {}
    for one in await _opened(session, case, col(DeskFile.message_id).is_not(None)):
        assert one.file.message_id
        found[one.file.message_id] = (*found.get(one.file.message_id, ()), one)
    return found


async def sent_file(session: AsyncSession, case: Case, mark: str) -> Attached | None:
    """The one that the reporter may have: not of a message that was taken back."""
    for message_id, files in (await attached_to(session, case)).items():
        for one in files:
            if one.mark == mark:
                message = await session.get(CaseMessage, message_id)
                return one if message and message.taken_back_at is None else None
    return None


async def handed_before(session: AsyncSession, found: Attached) -> str:
    """By what the reporter's channel knows the file since it was handed over there; empty when it was not."""
    letter = await _letter(session, found)
    return str(letter.details.get(HANDED, {}).get(found.mark, "")) if letter else ""


async def note_handed(session: AsyncSession, found: Attached, file_id: str) -> None:
    """It lies in the reporter's chat now, and is shown from there when they ask again."""
    letter = await _letter(session, found)
    if letter is not None:
        letter.details = {**letter.details, HANDED: {**letter.details.get(HANDED, {}), found.mark: file_id}}


async def _letter(session: AsyncSession, found: Attached) -> Outgoing | None:
    letters = await desk_letters(session, found.file.case_id)
    return letters.get(found.file.message_id) if found.file.message_id else None


async def _opened(session: AsyncSession, case: Case, *which: object) -> list[Attached]:
    query = select(DeskFile).where(DeskFile.case_id == case.id, *which)  # type: ignore[arg-type]
    rows = (await session.exec(query.order_by(col(DeskFile.added_at), col(DeskFile.id)))).all()
    if not rows:
        return []
    cipher = await keys_of(session).cipher(session, case.key_id)
    return [
        Attached(row, cipher.open_text(row.sealed_name, f"desk file:{row.id}"), facts_of(cipher, row)) for row in rows
    ]
