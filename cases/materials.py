"""The list of materials of one report: what is on it, and how much of it is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from cases.errors import CaseError
from cases.law import Item, Law
from cases.questionnaire import Answers

MOST_ADDED = 5  # in one round
LONGEST_TITLE, LONGEST_REASON, LONGEST_NEWS = 40, 100, 200


class Decision(StrEnum):
    """What an officer decided of an item, once."""

    ADDED = "added"
    WAIVED = "waived"


class ItemState(StrEnum):
    """Where an item stands; its words are materials.states."""

    FILED = "filed"
    HAVE = "have"
    MISSING = "missing"
    WAIVED = "waived"


class RoundAlreadyMade(CaseError):
    """Materials were asked for before; once more takes new facts."""


class NothingAsked(CaseError):
    """A further round names nothing to bring and nothing to leave out."""


class TooManyAdded(CaseError):
    """More items than one round may add."""


class MaterialNotListed(CaseError):
    """The item is not on this report's list."""


class MaterialAlreadyDecided(CaseError):
    """An officer added or waived the item before."""


@dataclass(frozen=True)
class Mark:
    """What was said of an item: the reporter has it, an officer added or waived it."""

    ticked: bool = False
    decision: Decision | None = None


@dataclass(frozen=True)
class Readiness:
    """How many of the needed items are there."""

    have: int
    needed: int

    @property
    def share(self) -> float:
        """From 0 to 1; 1 when nothing is needed."""
        return self.have / self.needed if self.needed else 1.0

    @property
    def is_complete(self) -> bool:
        return self.have == self.needed


def list_for(law: Law, offence: str | None, answers: Answers) -> tuple[Item, ...]:
    """What a report of this offence with these answers is asked for: the base list first, in the order of the file."""
    return tuple(item for item in law.materials if item.is_asked(offence, answers))


def readiness(items: Iterable[Item], marks: Mapping[str, Mark], files: Mapping[str, int]) -> Readiness:
    """Counts what is needed: an item the reporter ticked or sent a file for is there.

    Waived items do not count, optional ones neither; what an officer added is needed.
    """
    added = [name for name, mark in marks.items() if mark.decision is Decision.ADDED]
    needed = {item.id for item in items if not item.optional} | set(added)
    states = [state_of(marks.get(name, Mark()), files.get(name, 0)) for name in needed]
    wanted = [one for one in states if one is not ItemState.WAIVED]
    return Readiness(sum(one is not ItemState.MISSING for one in wanted), len(wanted))


def state_of(mark: Mark, files: int) -> ItemState:
    """Waived beats all; a file says more than a tick."""
    if mark.decision is Decision.WAIVED:
        return ItemState.WAIVED
    if files:
        return ItemState.FILED
    return ItemState.HAVE if mark.ticked else ItemState.MISSING


def check_round(asked_before: bool, added: int, waived: int, new_facts: str) -> None:
    """One round of asking; another only for new facts. Raises RoundAlreadyMade, NothingAsked or TooManyAdded."""
    if asked_before and not new_facts.strip():
        raise RoundAlreadyMade
    if asked_before and not added + waived:
        raise NothingAsked
    if added > MOST_ADDED:
        raise TooManyAdded
