"""Consultation (会商): what experts may recommend, how long they have, and who reads whose answer when."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from cases.errors import CaseError

EVERYBODY = "everybody"  # of the panel to choose from: all who work in the case's district
OF_SPECIALTY = "of."  # and a specialty: all who have it
MOST_SEATS = 40
CHASED_AT = 2 / 3  # of the time an expert has: silence is chased once, and at the end named to the chair and the leads
WITHIN: Mapping[str, timedelta] = MappingProxyType(
    {
        "2h": timedelta(hours=2),
        "4h": timedelta(hours=4),
        "1d": timedelta(days=1),
        "3d": timedelta(days=3),
        "7d": timedelta(days=7),
    }
)


class Recommendation(StrEnum):
    """What an expert, and in the end the preliminary opinion, comes to. It has no legal effect."""

    ACCEPT = "accept"  # 建议受案
    VERIFY = "verify"  # 先调查核实
    MATERIALS = "materials"
    LINK = "link"  # 并案
    REDIRECT = "redirect"
    OTHER = "other"


class ConsultationOver(CaseError):
    """It has its conclusion already, or was dissolved."""


class WordsChanged(CaseError):
    """What waits for approval is not, or not any more, what was read by who approves."""


class OwnOpinion(CaseError):
    """Who wrote the opinion does not approve it while another lead is there."""


class OpinionStands(CaseError):
    """Others' answers could be read meanwhile, so that one's own is not written anew."""


class NobodyToAsk(CaseError):
    """A consultation needs at least one expert beside who convenes it."""


class MeasureGone(CaseError):
    """There is no such measure on this case that is still to be done, by whoever asks."""


def invited(panel: Iterable[str], able: Mapping[str, Collection[str]]) -> list[str]:
    """Whom a choice names, each once, in the order of the choice; `able` has the specialties of each who can be asked.

    A choice is EVERYBODY, a specialty behind OF_SPECIALTY, or one by name; who cannot be asked is passed over.
    """
    found: dict[str, None] = {}
    for one in panel:
        specialty = one.removeprefix(OF_SPECIALTY) if one.startswith(OF_SPECIALTY) else ""
        found |= {who: None for who, has in able.items() if one in {EVERYBODY, who} or (specialty and specialty in has)}
    return list(found)


def may_read_answers(*, is_chair: bool, has_answered: bool, is_open: bool, is_over: bool) -> bool:
    """Each answer stands for itself: others are read after one's own, by the chair, or once the chair opened them."""
    return is_chair or has_answered or is_open or is_over


def answer_stands(member: UUID, answered: Collection[UUID]) -> bool:
    """Once others' answers could be read, one's own is not written anew: else a throw-away answer would open theirs."""
    return member in answered and len(answered) > 1


def chased_at(begun: datetime, due: datetime) -> datetime:
    """When whoever is silent hears of it once more."""
    return begun + (due - begun) * CHASED_AT
