"""A case in one paragraph: who reports what, how much and against whom, where it stands and what is due next."""

from __future__ import annotations

from dataclasses import dataclass

from cases.questionnaire import State
from handlers.door import Voice
from handlers.said.cases import district_name, offence_name
from handlers.said.dossier import UNDERSTOOD, changed_by_new
from handlers.said.links import LinksSaid
from handlers.said.progress import Coming, coming
from storage.dossiers import Dossier
from storage.materials import Checklist
from storage.tables import Clock
from storage.tracks import Tracks, running

SUSPECT, ACCOUNTS = "suspects.name", ("money_payee_account", "transactions.payee_account")
MOST_NAMED = 4  # suspects, and accounts: more of them are no summary


@dataclass(frozen=True)
class Near:
    """What a summary tells beside the dossier."""

    materials: Checklist
    linked: LinksSaid
    tracks: Tracks


def summary(voice: Voice, dossier: Dossier, near: Near) -> str:
    """Plain words without a line break."""
    case = dossier.case
    said = voice.text(
        "desk/summary",
        case=case,
        dossier=dossier,
        offence=offence_name(voice, case) if case.is_complete else "",
        district=district_name(voice, case.district),
        suspects=_named(voice, dossier, SUSPECT),
        accounts=_named(voice, dossier, *ACCOUNTS),
        materials=near.materials.readiness,
        linked=near.linked.total if near.linked.cases else "",
        clock=nearest(voice, near.tracks.running),
        changed=changed_by_new(voice, dossier),
        now=voice.door.clock(),
    )
    return ("" if voice.language == "zh" else " ").join(said.splitlines())


def nearest(voice: Voice, clocks: list[Clock]) -> Coming | None:
    """Of the deadlines of the law that run, the one that ends first."""
    found = [clock for clock in clocks if clock.paused_at is None and clock.rule in voice.door.law.deadlines]
    first = min(found, key=lambda clock: clock.due_at, default=None)
    return coming(voice, running(first)) if first else None


def _named(voice: Voice, dossier: Dossier, *questions: str) -> list[str]:
    """What was answered there, each once; of too many the first."""
    found = []
    for step, answer in voice.door.questionnaire.way(dossier.answers):
        if step.question.id in questions and answer and answer.state is not State.SKIPPED:
            value = answer.value if answer.state in UNDERSTOOD else answer.said
            found.append(str(value["number"] if isinstance(value, dict) else value))
    return list(dict.fromkeys(found))[:MOST_NAMED]
