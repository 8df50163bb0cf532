"""Who may do what. The table is the rule; doors and verbs ask `may`."""

from __future__ import annotations

from enum import StrEnum

from cases.errors import CaseError


class Role(StrEnum):
    """What somebody is on the expert team."""

    DUTY_OFFICER = "duty_officer"
    EXPERT = "expert"
    CASE_OFFICER = "case_officer"
    LEAD = "lead"
    AUDITOR = "auditor"


class Verb(StrEnum):
    """What a member can do with a case."""

    READ = "read"
    TAKE = "take"
    HAND_OVER = "hand_over"
    RETURN = "return"
    ASK = "ask"
    ANSWER = "answer"
    NOTE = "note"
    CLOSE = "close"
    ASK_MATERIALS = "ask_materials"
    RECLASSIFY = "reclassify"
    RECORD_LEGAL = "record_legal"
    RECORD_MONEY = "record_money"
    RECORD_REMEDY = "record_remedy"
    MANAGE_TEAM = "manage_team"


WORKING = frozenset({Role.DUTY_OFFICER, Role.EXPERT, Role.CASE_OFFICER, Role.LEAD})
RECORDING = frozenset({Role.CASE_OFFICER, Role.LEAD})  # authorised to write down what the law knows

MAY: dict[Verb, frozenset[Role]] = {
    Verb.READ: frozenset(Role),
    Verb.TAKE: WORKING,
    Verb.HAND_OVER: WORKING,
    Verb.RETURN: WORKING,
    Verb.ASK: WORKING,
    Verb.ANSWER: WORKING,
    Verb.NOTE: WORKING,
    Verb.CLOSE: WORKING,
    Verb.ASK_MATERIALS: WORKING,
    Verb.RECLASSIFY: WORKING,
    Verb.RECORD_LEGAL: RECORDING,
    Verb.RECORD_MONEY: RECORDING | {Role.DUTY_OFFICER},
    Verb.RECORD_REMEDY: RECORDING,
    Verb.MANAGE_TEAM: frozenset({Role.LEAD}),
}


class NotAllowed(CaseError):
    """This member may not do that."""


class CaseNotFound(CaseError):
    """There is no such case for this person: missing and forbidden look alike."""


def may(role: Role, verb: Verb) -> bool:
    return role in MAY[verb]


def check_may(role: Role, verb: Verb) -> None:
    """Raises NotAllowed."""
    if not may(role, verb):
        raise NotAllowed


def may_see(member_district: str | None, case_district: str) -> bool:
    """A member bound to a district sees that district and what belongs to none; a member without one sees all."""
    return member_district is None or case_district in {member_district, "elsewhere"}
