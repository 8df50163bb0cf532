"""What leads took for meaningless: everything that links nothing, with who said so, when and why."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from cases.people import districts_seen
from storage.keys import KeyLost, keys_of
from storage.named import Key, named_in
from storage.sight import seen_by
from storage.tables import Case, Identifier, Meaningless, Member
from storage.team import team_of

MOST_MARKS = 500
MOST_TRIED = 3  # cases opened to read what a fingerprint stands for


@dataclass(frozen=True)
class Mark:
    """One of them. `value` is what it stands for, where a case that this reader sees still names it.

    Its reason, and the way back, is for who `may_judge` it.
    """

    row: Meaningless
    value: str
    reason: str
    by: str
    is_theirs: bool

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
    found = []
    for row in rows:
        is_theirs = await may_judge(session, member, row)
        reason = mark_reason(session, row) if is_theirs else ""
        found.append(Mark(row, read.get((row.kind, row.blind), ""), reason, team.name(row.member_id), is_theirs))
    return found


async def may_judge(session: AsyncSession, member: Member, row: Meaningless) -> bool:
    """Who sees every district, who marked it, or who sees a case that names it."""
    if districts_seen(member.district) is None or row.member_id == member.id:
        return True
    return (await session.exec(_naming(member, row).limit(1))).first() is not None


def mark_reason(session: AsyncSession, row: Meaningless) -> str:
    return keys_of(session).unit.open_text(row.sealed_reason, f"meaningless:{row.kind}:{row.blind}")


async def _read(session: AsyncSession, member: Member, row: Meaningless) -> dict[Key, str]:
    """What the fingerprints of a case that names this one stand for."""
    for case in (await session.exec(_naming(member, row).limit(MOST_TRIED))).all():
        with suppress(KeyLost):
            return {key: one.value for key, one in (await named_in(session, case)).items()}
    return {}


def _naming(member: Member, row: Meaningless) -> SelectOfScalar[Case]:
    """The cases that name it and that this member sees."""
    naming = select(Identifier.case_id).where(Identifier.kind == row.kind, Identifier.blind == row.blind)
    return select(Case).where(col(Case.id).in_(naming), seen_by(member))
