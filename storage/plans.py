"""The versions of the plan that leads made, and the law with the newest of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.law import Law
from cases.plan_changes import Change, changed
from storage.keys import KeyLost, keys_of
from storage.stamps import is_genuine
from storage.tables import PlanVersion

NEWEST = select(func.max(PlanVersion.number))  # asked for every message that goes out


@dataclass(frozen=True)
class Version:
    """One change with who made it, when and why; number 0 is the file as it stands."""

    number: int = 0
    change: Change = field(default_factory=Change)
    why: str = ""
    made_by: UUID | None = None
    made_at: datetime | None = None


async def newest_number(session: AsyncSession) -> int:
    return (await session.exec(NEWEST)).one() or 0


async def versions(session: AsyncSession, most: int) -> list[Version]:
    """The newest first; what we did not write, or cannot open, is left out."""
    query = select(PlanVersion).order_by(col(PlanVersion.number).desc()).limit(most)
    opened = [_opened(session, row) for row in (await session.exec(query)).all()]
    return [one for one in opened if one]


async def version(session: AsyncSession, number: int) -> Version | None:
    row = await session.get(PlanVersion, number)
    return (_opened(session, row) if row else None) if number else Version()


async def newest_version(session: AsyncSession) -> Version:
    """The one that counts."""
    rows = select(PlanVersion.number).order_by(col(PlanVersion.number).desc())
    for number in (await session.exec(rows)).all():
        if found := await version(session, number):
            return found
    return Version()


def add_version(session: AsyncSession, made: Version) -> None:
    assert made.made_by, "somebody made it"
    assert made.made_at, "at some time"
    sealed = keys_of(session).unit.seal_json({"why": made.why, "change": made.change.to_json()}, _place(made.number))
    row = PlanVersion(number=made.number, made_by=made.made_by, made_at=made.made_at, sealed_change=sealed)
    session.add(row)


def _opened(session: AsyncSession, row: PlanVersion) -> Version | None:
    if not is_genuine(row):
        return None
    try:
        found = keys_of(session).unit.open_json(row.sealed_change, _place(row.number))
    except KeyLost:
        return None
    return Version(row.number, Change.from_json(found["change"]), found["why"], row.made_by, row.made_at)


def _place(number: int) -> str:
    return f"plan:{number}"


class Standing:
    """The law as it stands: the files of the start, and the plan as leads left it. Every process looks for itself.

    `lost` are the rows of the newest change that do not go with the file any more.
    """

    def __init__(self, files: Law, made: Version | None = None) -> None:
        self.files = self.law = files
        self.lost: Sequence[str] = ()
        self.told = 0  # the version of whose `lost` rows the leads were told by this process
        self._known = 0  # the newest number there was when it looked
        self.version = Version()
        if made:
            self._stand(made, made.number)

    async def look(self, session: AsyncSession) -> None:
        """One number is read; the change itself only when there is a newer one."""
        if (newest := await newest_number(session)) != self._known:
            self._stand(await newest_version(session), newest)

    def _stand(self, made: Version, known: int) -> None:
        plans, self.lost = changed(self.files.plans, made.change)
        self.law, self.version, self._known = replace(self.files, plans=plans), made, known
