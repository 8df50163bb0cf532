"""What was said of a report's materials, read together with the list and the files: one list for both sides."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.law import Item, Law
from cases.law.materials import OWN
from cases.materials import Decision, ItemState, Mark, Readiness, list_for, readiness, state_of
from cases.placing import NO_ITEM
from cases.questionnaire import Answers
from storage.dossiers import Dossier, Paper, files_of
from storage.drafts import open_told
from storage.keys import Cipher, keys_of
from storage.tables import Case, Material
from storage.team import Team, team_of


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

    def ticking(self, *, ticked: bool) -> Line:
        return replace(self, marked=replace(self.marked, mark=replace(self.marked.mark, ticked=ticked)))


@dataclass(frozen=True)
class Checklist:
    """The list of one case, the files of the case, and how much of the list is there."""

    lines: tuple[Line, ...]
    papers: tuple[Paper, ...] = ()

    @property
    def readiness(self) -> Readiness:
        """How much of what is needed is there."""
        items = [line.item for line in self.lines if line.item]
        marks = {line.id: line.marked.mark for line in self.lines}
        return readiness(items, marks, {line.id: len(line.papers) for line in self.lines})

    def ticking(self, item: str, *, ticked: bool) -> Checklist:
        """The same list after the reporter said of an item that they have it, or have it not."""
        lines = tuple(line.ticking(ticked=ticked) if line.id == item else line for line in self.lines)
        return replace(self, lines=lines)

    def line(self, item: str) -> Line | None:
        return next((line for line in self.lines if line.id == item), None)

    @property
    def loose(self) -> list[Paper]:
        """The files of which nobody has said what they are, or whose item is no longer on the list."""
        said = {NO_ITEM, *(line.id for line in self.lines)}
        return [paper for paper in self.papers if paper.file.step not in said]

    def paper(self, mark: str) -> Paper | None:
        return next((paper for paper in self.papers if paper.mark == mark), None)

    def together(self, with_: Paper) -> list[Paper]:
        """What was sent together with a file and stands where it stands, itself included."""
        return [one for one in self.papers if one.lot == with_.lot and one.file.step == with_.file.step]

    @property
    def missing(self) -> list[Line]:
        """What is needed and not there."""
        return [line for line in self.lines if line.state is ItemState.MISSING and not line.is_optional]


async def open_checklist(session: AsyncSession, law: Law, case: Case) -> Checklist:
    """The list of a case: the law's items in their order, then what officers added. Raises KeyLost."""
    told = await open_told(session, case.key_id, case.id, case.sealed_answers)
    return await _checklist(session, law, case, told.answers, await files_of(session, case.id, case.key_id))


async def checklist_of(session: AsyncSession, law: Law, dossier: Dossier) -> Checklist:
    """The same, beside a dossier that is open already."""
    return await _checklist(session, law, dossier.case, dossier.answers, dossier.files)


async def _checklist(session: AsyncSession, law: Law, case: Case, answers: Answers, papers: list[Paper]) -> Checklist:
    marked = await marked_items(session, case.id, case.key_id)
    items = {item.id: item for item in list_for(law, case.offence, answers)}
    added = sorted(
        (name for name, one in marked.items() if one.mark.decision is Decision.ADDED),
        key=lambda name: int(name.removeprefix(OWN)),
    )
    return Checklist(
        tuple(
            Line(name, items.get(name), marked.get(name, Marked(Mark())), _against(papers, name))
            for name in (*items, *added)
        ),
        tuple(papers),
    )


async def marked_items(session: AsyncSession, report_id: UUID, key_id: UUID) -> dict[str, Marked]:
    """By item, everything the reporter ticked and officers decided."""
    rows = (await session.exec(select(Material).where(Material.report_id == report_id))).all()
    if not rows:
        return {}
    cipher, team = await keys_of(session).cipher(session, key_id), await team_of(session)
    return {row.item: _opened(row, cipher, team) for row in rows}


async def material_row(session: AsyncSession, report_id: UUID, item: str) -> Material | None:
    query = select(Material).where(Material.report_id == report_id, Material.item == item)
    return (await session.exec(query)).one_or_none()


def seal_decision(cipher: Cipher, row: Material, *, reason: str, title: str = "") -> None:
    """Put an officer's words into the row."""
    row.sealed_reason = cipher.seal_text(reason, f"material reason:{row.id}")
    row.sealed_title = cipher.seal_text(title, f"material title:{row.id}") if title else None


def _opened(row: Material, cipher: Cipher, team: Team) -> Marked:
    return Marked(
        Mark(row.ticked, Decision(row.decision) if row.decision else None),
        cipher.open_text(row.sealed_title, f"material title:{row.id}") if row.sealed_title else "",
        cipher.open_text(row.sealed_reason, f"material reason:{row.id}") if row.sealed_reason else "",
        team.name(row.decided_by),
    )


def _against(papers: list[Paper], item: str) -> tuple[Paper, ...]:
    return tuple(paper for paper in papers if paper.file.step == item)
