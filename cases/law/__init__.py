"""The law as data: what a unit's legal officer reads and changes, and the program checks at start.

Each module reads one file of the same name and holds the rules that use it. A new part is a field of `Law`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cases.law.banks import Bank, read_banks
from cases.law.deadlines import Deadline, read_deadlines
from cases.law.holidays import Holidays, read_holidays
from cases.law.indications import Indication, read_indications
from cases.law.limitation import Limitation, read_limitation
from cases.law.materials import Item, read_materials
from cases.law.moves import Move, read_moves
from cases.law.notices import Pace, read_notices
from cases.law.plans import Plans, read_plans
from cases.law.reading import BadLaw, Basis, Own, Shelf, Source
from cases.law.retention import Kept, read_retention
from cases.law.routing import Routing, read_routing
from cases.law.sources import read_sources
from cases.law.standing import Standing, read_standings
from cases.law.thresholds import Standard, read_thresholds
from cases.law.triage import Triage, read_triage
from cases.law.ways import Way, read_ways
from cases.questionnaire import Questionnaire
from cases.tracks import CloseReason

__all__ = ["BadLaw", "Basis", "Item", "Law", "Source", "load_law"]


@dataclass(frozen=True)
class Law:
    """Everything read from the files, checked against each other and against the questionnaire."""

    sources: Mapping[str, Source]
    banks: tuple[Bank, ...]
    routing: Routing
    standings: Mapping[str, Standing]
    indications: tuple[Indication, ...]
    ways: tuple[Way, ...]
    moves: Mapping[str, Move]
    deadlines: Mapping[str, Deadline]
    holidays: Holidays
    materials: tuple[Item, ...]
    thresholds: Mapping[str, tuple[Standard, ...]]
    limitation: Mapping[str, Limitation]
    triage: Triage
    plans: Plans
    notices: tuple[Pace, ...]
    retention: Mapping[CloseReason, Kept]


def load_law(questionnaire: Questionnaire, own: Own | None = None) -> Law:
    """Ours, with the unit's `own` files in place of those of the same name. Raises BadLaw."""
    own = own or {}
    questions = {name: question.options for name, question in questionnaire.questions.items()}
    known = frozenset(questionnaire.offences)
    shelf = Shelf(own, read_sources(own), questions, known, questionnaire.questions)
    branches = {offence.id: offence.unit for offence in questionnaire.offences.values()}
    deadlines, holidays = read_deadlines(shelf), read_holidays(shelf)
    plans = read_plans(shelf, holidays)
    return Law(
        sources=shelf.sources,
        banks=read_banks(shelf),
        routing=read_routing(shelf, branches),
        standings=read_standings(shelf),
        indications=read_indications(shelf),
        ways=read_ways(shelf),
        moves=read_moves(shelf, deadlines),
        deadlines=deadlines,
        holidays=holidays,
        materials=read_materials(shelf),
        thresholds=read_thresholds(shelf),
        limitation=read_limitation(shelf),
        triage=read_triage(shelf),
        plans=plans,
        notices=read_notices(shelf, plans.hours),
        retention=read_retention(shelf),
    )
