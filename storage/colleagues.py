"""Who has a part in a case beside its reporter. A row that is not as we wrote it is nobody's part in anything."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.colleagues import ColleagueNotFound, Post
from storage.keys import Cipher, keys_of
from storage.stamps import is_genuine
from storage.tables import Case, Colleague, Conversation, Outgoing

MARK = 8  # hex digits by which a case's few colleagues are told apart

# asked for every message that goes out, so built once
PARTS = (
    select(Colleague)
    .where(Colleague.case_id == bindparam("case"), Colleague.conversation_id == bindparam("chat"))
    .order_by(col(Colleague.made_at).desc())
)
THERE = (
    select(Colleague)
    .where(Colleague.case_id == bindparam("case"), col(Colleague.ended_at).is_(None))
    .order_by(col(Colleague.made_at))
)


@dataclass(frozen=True)
class Known:
    """One as they are spoken of. `chat` is None until they came."""

    row: Colleague
    name: str
    chat: Conversation | None = None
    has_case: bool = False  # the case is in their hands

    @property
    def post(self) -> Post:
        return self.row.post

    @property
    def mark(self) -> str:
        return self.row.id.hex[:MARK]

    @property
    def is_in(self) -> bool:
        return self.row.joined_at is not None

    @property
    def waits(self) -> bool:
        """They said yes, and the reporter is asked whether it is them."""
        return self.row.agreed_at is not None and not self.is_in


def cases_through(conversation_id: Any) -> Any:
    """The cases in which this chat is a colleague's; whoever reads them looks whether we wrote so."""
    here = col(Colleague.conversation_id) == conversation_id
    return select(Colleague.case_id).where(
        here, col(Colleague.joined_at).is_not(None), col(Colleague.ended_at).is_(None)
    )


def cases_in(conversation_id: Any) -> Any:
    """The cases that are read in this chat, its own and those: one list of ids, found by the indexes of both.

    PostgreSQL answers "its own, or one of those" by looking through all cases there are.
    """
    return select(Case.id).where(Case.conversation_id == conversation_id).union_all(cases_through(conversation_id))


async def part_of(session: AsyncSession, case_id: UUID, conversation_id: UUID) -> Colleague | None:
    """The part that this chat has or had as a colleague's, the newest; None if it never had any."""
    rows = await session.exec(PARTS, params={"case": case_id, "chat": conversation_id})
    theirs = [one for one in rows.all() if is_genuine(one) and one.joined_at]
    return next((one for one in theirs if one.ended_at is None), theirs[0] if theirs else None)


async def colleague_at(session: AsyncSession, case_id: UUID, conversation_id: UUID) -> Colleague | None:
    """Whose chat it is, while they have a part in the case."""
    found = await part_of(session, case_id, conversation_id)
    return found if found and found.ended_at is None else None


async def waits_to_be_known(session: AsyncSession, conversation_id: UUID) -> bool:
    """Whether somebody in this chat said that they are whom a reporter named, and the reporter has not said so yet."""
    same = (Colleague.conversation_id == conversation_id, col(Colleague.joined_at).is_(None))
    waits = (col(Colleague.agreed_at).is_not(None), col(Colleague.ended_at).is_(None))
    rows = (await session.exec(select(Colleague).where(*same, *waits))).all()
    return any(is_genuine(one) for one in rows)


async def has_part(session: AsyncSession, case: Case, conversation_id: UUID) -> bool:
    """Whether what the case's reporter reads may be read in this chat."""
    if case.conversation_id == conversation_id:
        return True
    return await colleague_at(session, case.id, conversation_id) is not None


async def colleagues_of(session: AsyncSession, case_id: UUID) -> list[Colleague]:
    """Those that are named, came, or are in, in the order in which they were named."""
    rows = (await session.exec(THERE, params={"case": case_id})).all()
    return [one for one in rows if is_genuine(one)]


async def may_hear(session: AsyncSession, case: Case, row: Outgoing) -> bool:
    """Whether a message to its reporter still goes where it was planned to: not to who has no part in it any more."""
    if row.conversation_id == case.conversation_id:
        return True
    part = await part_of(session, case.id, row.conversation_id)
    return part.ended_at is None if part else row.copy_of is None


async def who_hear(session: AsyncSession, case_id: UUID) -> list[UUID]:
    """The chats of colleagues that are told what its reporter is told; its reporter's own, where that is one's too."""
    found = await colleagues_of(session, case_id)
    return [one.conversation_id for one in found if one.joined_at and one.conversation_id]


async def parts_in(session: AsyncSession, case_ids: Collection[UUID]) -> dict[UUID, list[Colleague]]:
    """Whoever was ever named in these cases."""
    found: dict[UUID, list[Colleague]] = {}
    rows = await session.exec(select(Colleague).where(col(Colleague.case_id).in_(case_ids)))
    for row in rows.all():
        if is_genuine(row):
            found.setdefault(row.case_id, []).append(row)
    return found


async def everybody(session: AsyncSession, case: Case) -> list[Known]:
    """Whoever was ever named, in that order: what they wrote and sent stays theirs. Raises KeyLost."""
    query: Any = (
        select(Colleague, Conversation)
        .outerjoin(Conversation, col(Conversation.id) == col(Colleague.conversation_id))
        .where(Colleague.case_id == case.id)
        .order_by(col(Colleague.made_at))
    )
    rows = [(row, chat) for row, chat in (await session.exec(query)).all() if is_genuine(row)]
    if not rows:
        return []
    cipher = await keys_of(session).cipher(session, case.key_id)
    return [
        Known(row, name_of(cipher, row), chat, has_case=row.conversation_id == case.conversation_id)
        for row, chat in rows
    ]


async def known_of(session: AsyncSession, case: Case, now: datetime) -> list[Known]:
    """Those of them who are in or may still come. Raises KeyLost."""
    there = [one for one in await everybody(session, case) if one.row.ended_at is None]
    return [one for one in there if one.is_in or now < one.row.code_until]


async def known_by_id(session: AsyncSession, case: Case, colleague_id: UUID) -> Known | None:
    """Also one who left."""
    return next((one for one in await everybody(session, case) if one.row.id == colleague_id), None)


async def named(session: AsyncSession, case: Case, mark: str) -> Colleague:
    """One of `colleagues_of`. Raises ColleagueNotFound."""
    found = [one for one in await colleagues_of(session, case.id) if mark and one.id.hex[:MARK] == mark]
    if len(found) != 1:
        raise ColleagueNotFound
    return found[0]


async def by_code(session: AsyncSession, code: str, now: datetime) -> Colleague | None:
    """Whom it was made for, while it can be used; its case is to be locked before anything is done with it."""
    same = (Colleague.code_hash == fingerprint_of(session, code), col(Colleague.ended_at).is_(None))
    found = (await session.exec(select(Colleague).where(*same))).one_or_none()
    return found if found and is_genuine(found) and now < found.code_until else None


def fingerprint_of(session: AsyncSession, code: str) -> str:
    return keys_of(session).blind("colleague code", code)


def seal_name(cipher: Cipher, row: Colleague, name: str) -> None:
    row.sealed_name = cipher.seal_text(name, _place(row))


def name_of(cipher: Cipher, row: Colleague) -> str:
    return cipher.open_text(row.sealed_name, _place(row))


def _place(row: Colleague) -> str:
    return f"colleague:{row.id}"
