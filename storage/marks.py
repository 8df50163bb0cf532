"""What leads took for meaningless: everything that links nothing, with who said so, when and why."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.keys import KeyLost, keys_of
from storage.named import Key, named_in
from storage.sight import seen_by
from storage.tables import Case, Identifier, Meaningless, Member
from storage.team import team_of

MOST_MARKS = 500
MOST_TRIED = 3  # cases opened to read what a fingerprint stands for


@dataclass(frozen=True)
class Mark:
    """One of them. `value` is what it stands for, where a case that this reader sees still names it."""

    row: Meaningless
    value: str
    reason: str
    by: str

    @property
    def key(self) -> str:
        return f"{self.row.kind}.{self.row.blind}"


async def marks_for(session: AsyncSession, member: Member) -> list[Mark]:
    """All of them, the newest first: they hold for every case, wherever it is."""
    rows = (await session.exec(select(Meaningless).order_by(col(Meaningless.at).desc()).limit(MOST_MARKS))).all()
    team, read = await team_of(session), dict[Key, str]()
    for row in rows:
        if (row.kind, row.blind) not in read:
            read |= await _read(session, member, row)
    return [
        Mark(row, read.get((row.kind, row.blind), ""), mark_reason(session, row), team.name(row.member_id))
        for row in rows
    ]


def mark_reason(session: AsyncSession, row: Meaningless) -> str:
    return keys_of(session).unit.open_text(row.sealed_reason, f"meaningless:{row.kind}:{row.blind}")


async def _read(session: AsyncSession, member: Member, row: Meaningless) -> dict[Key, str]:
    """What the fingerprints of a case that names this one stand for."""
    naming = select(Identifier.case_id).where(Identifier.kind == row.kind, Identifier.blind == row.blind)
    cases = select(Case).where(col(Case.id).in_(naming), seen_by(member)).limit(MOST_TRIED)
    for case in (await session.exec(cases)).all():
        with suppress(KeyLost):
            return {key: one.value for key, one in (await named_in(session, case)).items()}
    return {}
