"""What was said of a report's materials, read together with the list and the files: one list for both sides."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.law import Item, Law
from cases.law.materials import OWN
from cases.materials import Decision, ItemState, Mark, Readiness, list_for, readiness, state_of
from storage.dossiers import Dossier, Paper
from storage.keys import Cipher, keys_of
from storage.tables import Material
from storage.team import member_names


@dataclass(frozen=True)
class Marked:
    """A row of the table, opened. `title` is of what an officer added, `reason` and `by` of what one decided."""

    mark: Mark
    title: str = ""
    reason: str = ""
    by: str = ""


@dataclass(frozen=True)
class Line:
    """One item of the list as it stands. What an officer added has a `title` of its own and no `item` of the law."""

    id: str
    item: Item | None
    marked: Marked
    papers: tuple[Paper, ...]

    @property
    def title(self) -> str:
        return self.marked.title

    @property
    def state(self) -> ItemState:
        return state_of(self.marked.mark, len(self.papers))

    @property
    def is_optional(self) -> bool:
        return self.item is not None and self.item.optional

    @property
    def is_base(self) -> bool:
        return self.item is not None and self.item.is_base

    @property
    def is_decided(self) -> bool:
        return self.marked.mark.decision is not None


@dataclass(frozen=True)
class Checklist:
    """The list of one case and how much of it is there."""

    lines: tuple[Line, ...]
    readiness: Readiness

    def line(self, item: str) -> Line | None:
        return next((line for line in self.lines if line.id == item), None)

    @property
    def missing(self) -> list[Line]:
        """What is needed and not there."""
        return [line for line in self.lines if line.state is ItemState.MISSING and not line.is_optional]


async def open_checklist(session: AsyncSession, law: Law, dossier: Dossier) -> Checklist:
    """The list of a case: the law's items in their order, then what officers added. Raises KeyLost."""
    case = dossier.case
    marked = await marked_items(session, case.id, case.key_id)
    items = {item.id: item for item in list_for(law, case.offence, dossier.answers)}
    added = sorted(
        (name for name, one in marked.items() if one.mark.decision is Decision.ADDED),
        key=lambda name: int(name.removeprefix(OWN)),
    )
    lines = tuple(
        Line(name, items.get(name), marked.get(name, Marked(Mark())), _against(dossier.files, name))
        for name in (*items, *added)
    )
    files = Counter(paper.file.step for paper in dossier.files)
    return Checklist(lines, readiness(items.values(), {name: one.mark for name, one in marked.items()}, files))


async def marked_items(session: AsyncSession, report_id: UUID, key_id: UUID) -> dict[str, Marked]:
    """By item, everything the reporter ticked and officers decided."""
    rows = (await session.exec(select(Material).where(Material.report_id == report_id))).all()
    if not rows:
        return {}
    cipher, names = await keys_of(session).cipher(session, key_id), await member_names(session)
    return {row.item: _opened(row, cipher, names) for row in rows}


async def material_row(session: AsyncSession, report_id: UUID, item: str) -> Material | None:
    query = select(Material).where(Material.report_id == report_id, Material.item == item)
    return (await session.exec(query)).one_or_none()


def seal_decision(cipher: Cipher, row: Material, *, reason: str, title: str = "") -> None:
    """Put an officer's words into the row."""
    row.sealed_reason = cipher.seal_text(reason, f"material reason:{row.id}")
    row.sealed_title = cipher.seal_text(title, f"material title:{row.id}") if title else None


def _opened(row: Material, cipher: Cipher, names: dict[UUID, str]) -> Marked:
    return Marked(
        Mark(row.ticked, Decision(row.decision) if row.decision else None),
        cipher.open_text(row.sealed_title, f"material title:{row.id}") if row.sealed_title else "",
        cipher.open_text(row.sealed_reason, f"material reason:{row.id}") if row.sealed_reason else "",
        names.get(row.decided_by, "") if row.decided_by else "",
    )


def _against(papers: list[Paper], item: str) -> tuple[Paper, ...]:
    return tuple(paper for paper in papers if paper.file.step == item)
