"""Reading what members prove by that it is them; each sealed for its own row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import col, delete, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.people import Role
from cases.second_factor import Owed, Sort, is_over, is_recent, owed
from storage.keys import KeyLost, KeyRing, keys_of
from storage.stamps import is_genuine
from storage.tables import ConsoleSession, FactorTry, Member, RecoveryCode, SecondFactor, UnitSetting

LEADS_MUST = "leads_need_second_factor"  # the unit's setting


@dataclass(frozen=True)
class Factors:
    """What a member has, the oldest first; `waits_until` while wrong ones make them wait.

    `is_recent`: it was proved in this browser lately.
    """

    rows: tuple[tuple[SecondFactor, str], ...]  # each with its name
    recovery: int
    waits_until: datetime | None
    is_recent: bool

    @property
    def has_app(self) -> bool:
        return any(row.sort is Sort.APP for row, _ in self.rows)

    @property
    def has_passkey(self) -> bool:
        return any(row.sort is Sort.PASSKEY for row, _ in self.rows)


async def owed_by(session: AsyncSession, opened: ConsoleSession, member: Member) -> Owed | None:
    """What this browser still owes, as things stand now: who sets up a factor makes all their other browsers owe it."""
    if opened.proved_at is not None:
        return None
    return owed(
        has_factor=member.has_factor,
        role=member.role,
        leads_must=member.role is Role.LEAD and await leads_must(session),
    )


async def has_factor(session: AsyncSession, member_id: UUID) -> bool:
    """As the member's own row says: whoever deletes the factors beside it makes nobody's sign-in easier."""
    member = await session.get(Member, member_id)
    return member is not None and member.has_factor


def owes_nothing() -> ColumnElement[bool]:
    """Of sessions with their members: whether one is there. What the unit asks of its leads is another matter."""
    return or_(col(ConsoleSession.proved_at).is_not(None), col(Member.has_factor).is_(False))


async def forget_factors(session: AsyncSession, member_id: UUID) -> None:
    """All that they prove it by, and how often they tried."""
    if member := await session.get(Member, member_id):
        member.has_factor = False
    for table in (SecondFactor, RecoveryCode, FactorTry):
        await session.exec(delete(table).where(col(table.member_id) == member_id))


async def leads_must(session: AsyncSession) -> bool:
    """Whether a lead turned that on; off by default."""
    setting = await session.get(UnitSetting, LEADS_MUST)
    return setting is not None and setting.is_on


async def who_has_one(session: AsyncSession) -> set[UUID]:
    return set((await session.exec(select(Member.id).where(col(Member.has_factor)))).all())


async def rows_of(session: AsyncSession, member_id: UUID, sort: Sort | None = None) -> list[SecondFactor]:
    """Theirs, the oldest first; none that somebody put there."""
    query = select(SecondFactor).where(SecondFactor.member_id == member_id)
    if sort is not None:
        query = query.where(SecondFactor.sort == sort)
    found = (await session.exec(query.order_by(col(SecondFactor.created_at), col(SecondFactor.id)))).all()
    return [row for row in found if is_genuine(row)]


async def factors_of(session: AsyncSession, member_id: UUID, proved_at: datetime | None, now: datetime) -> Factors:
    """For its own page. One that does not open has no name, and can still be taken off."""
    rows, keys = await rows_of(session, member_id), keys_of(session)
    left = (RecoveryCode.member_id == member_id, col(RecoveryCode.used_at).is_(None))
    tried = await session.get(FactorTry, member_id)
    until = tried.wait_until if tried and not is_over(tried.wait_until, now) else None
    return Factors(
        rows=tuple((row, _name(keys, row)) for row in rows),
        recovery=(await session.exec(select(func.count()).select_from(RecoveryCode).where(*left))).one(),
        waits_until=until,
        is_recent=not rows or is_recent(proved_at, now),
    )


def seal(keys: KeyRing, row: SecondFactor, facts: dict[str, Any]) -> None:
    row.sealed_facts = keys.unit.seal_json(facts, f"factor:{row.id}")


def opened(keys: KeyRing, row: SecondFactor) -> dict[str, Any] | None:
    """None where it does not open: it proves nothing, and the others still do."""
    try:
        found: dict[str, Any] = keys.unit.open_json(row.sealed_facts, f"factor:{row.id}")
    except KeyLost:
        return None
    return found


def all_opened(keys: KeyRing, rows: Iterable[SecondFactor]) -> list[tuple[SecondFactor, dict[str, Any]]]:
    return [(row, facts) for row in rows if (facts := opened(keys, row)) is not None]


def recovery_hash(keys: KeyRing, member_id: UUID, code: str) -> str:
    return keys.blind("recovery code", f"{member_id}:{code}")


def _name(keys: KeyRing, row: SecondFactor) -> str:
    return str((opened(keys, row) or {}).get("name", ""))
