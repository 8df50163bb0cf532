"""What a member can do with a case: by whom, in which state, and what it takes. The table is the rule.

Both doors draw their buttons and forms from it, and every verb is checked against it: a new row is offered, asked for
and refused in chat and console alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from cases.errors import CaseError
from cases.people import RECORDING, WORKING, NotAllowed, Role
from cases.tracks import CaseEnded, MoveNotPossible, Track


class Verb(StrEnum):
    """What a member can do; its words are templates/words/verbs.toml."""

    READ = "read"
    TAKE = "take"
    ANSWER = "answer"
    ASK = "ask"
    NOTE = "note"
    HAND_OVER = "hand_over"
    RETURN = "return"
    CLOSE = "close"
    ASK_MATERIALS = "ask_materials"
    RECLASSIFY = "reclassify"
    RECORD_LEGAL = "record_legal"
    RECORD_MONEY = "record_money"
    RECORD_REMEDY = "record_remedy"
    MANAGE_TEAM = "manage_team"


class Takes(StrEnum):
    """What a verb is given beside the case: its form."""

    NOTHING = "nothing"
    TEXT = "text"
    COLLEAGUE = "colleague"
    REASON = "reason"  # why it ends, and words to the reporter if there are any
    ROUND = "round"  # what to bring and what to leave out of the list of materials
    CLASSIFICATION = "classification"  # an offence, a district and the reason
    RECORD = "record"  # a move or a change of a clock, with its document


class NotYours(CaseError):
    """Only the one who has the case can do that; a lead may always."""


@dataclass(frozen=True)
class Chair:
    """A case from where one member sits."""

    role: Role
    is_open: bool
    is_complete: bool  # False: alerted by the money lane, still being told
    is_free: bool
    is_mine: bool


@dataclass(frozen=True)
class Premise:
    """One thing that must be so, and the refusal when it is not."""

    holds: Callable[[Chair], bool]
    refusal: type[CaseError] | None = MoveNotPossible


OPEN = Premise(lambda chair: chair.is_open, CaseEnded)
COMPLETE = Premise(lambda chair: chair.is_complete)
IN_HAND = Premise(lambda chair: chair.is_free or chair.is_mine or chair.role is Role.LEAD, NotYours)
HELD = Premise(lambda chair: not chair.is_free)
FREE = Premise(lambda chair: chair.is_free, None)  # two may press at once: the verb says who was first


@dataclass(frozen=True)
class Rule:
    """Who may, what it takes (None: not done with one case), and how the case must stand, the first refusal first."""

    roles: frozenset[Role]
    takes: Takes | None = None
    when: tuple[Premise, ...] = ()


RULES: dict[Verb, Rule] = {
    Verb.READ: Rule(frozenset(Role)),
    Verb.TAKE: Rule(WORKING, Takes.NOTHING, (OPEN, FREE)),
    Verb.ANSWER: Rule(WORKING, Takes.TEXT, (OPEN,)),
    Verb.ASK: Rule(WORKING, Takes.TEXT, (OPEN,)),
    Verb.NOTE: Rule(WORKING, Takes.TEXT),
    Verb.HAND_OVER: Rule(WORKING, Takes.COLLEAGUE, (OPEN, IN_HAND)),
    Verb.RETURN: Rule(WORKING, Takes.NOTHING, (OPEN, IN_HAND, HELD)),
    Verb.CLOSE: Rule(WORKING, Takes.REASON, (OPEN, IN_HAND)),
    Verb.ASK_MATERIALS: Rule(WORKING, Takes.ROUND, (OPEN, COMPLETE)),
    Verb.RECLASSIFY: Rule(WORKING, Takes.CLASSIFICATION, (OPEN, IN_HAND, COMPLETE)),
    Verb.RECORD_LEGAL: Rule(RECORDING, Takes.RECORD),
    Verb.RECORD_MONEY: Rule(RECORDING | {Role.DUTY_OFFICER}, Takes.RECORD),
    Verb.RECORD_REMEDY: Rule(RECORDING, Takes.RECORD),
    Verb.MANAGE_TEAM: Rule(frozenset({Role.LEAD})),
}


# Whose verb it is to write down a move or a clock of each track.
RECORDS: dict[Track, Verb] = {
    Track.LEGAL: Verb.RECORD_LEGAL,
    Track.MONEY: Verb.RECORD_MONEY,
    Track.REMEDY: Verb.RECORD_REMEDY,
}


def may(role: Role, verb: Verb) -> bool:
    return role in RULES[verb].roles


def check_may(role: Role, verb: Verb) -> None:
    """Raises NotAllowed."""
    if not may(role, verb):
        raise NotAllowed


def check_state(verb: Verb, chair: Chair) -> None:
    """Raises CaseEnded, NotYours or MoveNotPossible: the first thing that is not as the verb needs it."""
    for premise in RULES[verb].when:
        if premise.refusal and not premise.holds(chair):
            raise premise.refusal


def possible(chair: Chair) -> tuple[Verb, ...]:
    """What this member can do with the case now, in the order of the table."""
    return tuple(verb for verb, rule in RULES.items() if rule.takes and _is_possible(rule, chair))


def offered(buttons: Iterable[str], chair: Chair) -> tuple[str, ...]:
    """Of these buttons, the verbs this member can do with the case now, and whatever is no verb."""
    verbs = possible(chair)
    return tuple(one for one in buttons if one in verbs or one not in RULES)


def _is_possible(rule: Rule, chair: Chair) -> bool:
    return chair.role in rule.roles and all(premise.holds(chair) for premise in rule.when)
