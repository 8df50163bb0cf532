"""Messages that wait for a reporter and that the desk may change, and an officer's words in the place of ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.planned import CHANGEABLE
from storage.keys import Cipher, keys_of
from storage.stamps import is_genuine
from storage.tables import Case, Outgoing, OutgoingState
from storage.team import team_of


@dataclass(frozen=True)
class InOwnWords:
    """What an officer says in a message in the place of our words."""

    name: str
    text: str


async def planned_for(session: AsyncSession, case: Case) -> list[Outgoing]:
    """What may still be changed, the next first; what is being sent right now is not among it."""
    waits = (Outgoing.case_id == case.id, Outgoing.state == OutgoingState.WAITING, ~col(Outgoing.leased))
    theirs = (Outgoing.conversation_id == case.conversation_id, col(Outgoing.kind).in_(sorted(CHANGEABLE)))
    own = col(Outgoing.copy_of).is_(None)
    query = select(Outgoing).where(*waits, *theirs, own).order_by(col(Outgoing.due_at), col(Outgoing.id))
    return [row for row in (await session.exec(query)).all() if is_genuine(row)]


def mark_of_planned(rows: Sequence[Outgoing]) -> str:
    """By which a form knows that none of these was moved, worded or sent since it was made."""
    facts = [f"{row.id} {row.due_at.timestamp():.0f} {row.sealed_words is not None}" for row in rows]
    return sha256("\n".join(facts).encode()).hexdigest()[:16]


async def hold_planned(session: AsyncSession, case: Case, outgoing_id: UUID | None) -> Outgoing | None:
    """One of these, as it is now and so until the commit: nobody sends it meanwhile. None: it is not among them."""
    if outgoing_id is None:
        return None
    this = select(Outgoing).where(Outgoing.id == outgoing_id, Outgoing.case_id == case.id)
    await session.exec(this.with_for_update().execution_options(populate_existing=True))
    return next((row for row in await planned_for(session, case) if row.id == outgoing_id), None)


async def is_promised(session: AsyncSession, case_id: UUID) -> bool:
    """Whether any message waits whose time the reporter was told."""
    waits = (Outgoing.case_id == case_id, Outgoing.state == OutgoingState.WAITING, col(Outgoing.promise))
    return (await session.exec(select(Outgoing.id).where(*waits).limit(1))).first() is not None


def seal_words(cipher: Cipher, row: Outgoing, words: str) -> None:
    """The message says this from now on, in the place of what we would say."""
    row.sealed_words = cipher.seal_text(words, _place(row.id))


async def copy_words(session: AsyncSession, case: Case, row: Outgoing, copy: Outgoing) -> None:
    """The copy says what an officer wrote for that message, if anybody did."""
    if row.sealed_words is not None:
        cipher = await keys_of(session).cipher(session, case.key_id)
        seal_words(cipher, copy, cipher.open_text(row.sealed_words, _place(row.id)))


async def in_own_words(session: AsyncSession, case: Case, row: Outgoing) -> InOwnWords | None:
    """None where nobody wrote any; also of somebody who has left the team since. Raises KeyLost."""
    if row.sealed_words is None:
        return None
    cipher = await keys_of(session).cipher(session, case.key_id)
    words = cipher.open_text(row.sealed_words, _place(row.id))
    return InOwnWords((await team_of(session)).name(UUID(row.details["by"])), words)


def _place(outgoing_id: UUID) -> str:
    return f"planned:{outgoing_id}"
