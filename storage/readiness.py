"""How much of what a case must bring is not there yet, for a whole list at once: four reads, whatever its length."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.law import Law
from cases.materials import Decision, Mark, list_for, readiness
from storage.drafts import Told
from storage.keys import KeyLost, keys_of
from storage.tables import Case, Material, StoredFile


async def missing_of(session: AsyncSession, law: Law, cases: list[Case]) -> dict[UUID, int]:
    """How many needed items each of these lacks; left out: what has ended, is still told, or cannot be opened."""
    open_ones = {case.id: case for case in cases if case.is_complete and case.ended_at is None}
    if not open_ones:
        return {}
    reports = await session.exec(select(Case.id, Case.sealed_answers).where(col(Case.id).in_(open_ones)))
    ciphers = await keys_of(session).ciphers(session, [case.key_id for case in open_ones.values()])
    marks, files, found = await _marks(session, open_ones), await _files(session, open_ones), dict[UUID, int]()
    for case_id, sealed in reports.all():
        case = open_ones[case_id]
        try:
            told = Told.from_json(ciphers[case.key_id].open_json(sealed, f"answers:{case_id}"))
        except (KeyError, KeyLost):
            continue
        ready = readiness(list_for(law, case.offence, told.answers), marks[case_id], files[case_id])
        found[case_id] = ready.needed - ready.have
    return found


async def _marks(session: AsyncSession, ids: dict[UUID, Case]) -> dict[UUID, dict[str, Mark]]:
    query = select(Material.report_id, Material.item, Material.ticked, Material.decision)
    found: dict[UUID, dict[str, Mark]] = defaultdict(dict)
    for report, item, ticked, decision in (await session.exec(query.where(col(Material.report_id).in_(ids)))).all():
        found[report][item] = Mark(ticked, Decision(decision) if decision else None)
    return found


async def _files(session: AsyncSession, ids: dict[UUID, Case]) -> dict[UUID, dict[str, int]]:
    report_id, step = col(StoredFile.report_id), col(StoredFile.step)
    query = select(report_id, step, func.count()).where(report_id.in_(ids)).group_by(report_id, step)
    found: dict[UUID, dict[str, int]] = defaultdict(dict)
    for report, item, count in (await session.exec(query)).all():
        found[report][item] = count
    return found
