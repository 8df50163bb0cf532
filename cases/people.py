"""The people of the team: their roles, and which cases they see. What each may do is cases/verbs.py."""

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


ELSEWHERE = "elsewhere"  # the district of a case that belongs to none of ours, or to nobody knows which

WORKING = frozenset({Role.DUTY_OFFICER, Role.EXPERT, Role.CASE_OFFICER, Role.LEAD})
RECORDING = frozenset({Role.CASE_OFFICER, Role.LEAD})  # authorised to write down what the law knows


class NotAllowed(CaseError):
    """This member may not do that."""


class NoSuchMember(CaseError):
    """That colleague does not work on such cases, or not any more."""


class CaseNotFound(CaseError):
    """There is no such case for this person: missing and forbidden look alike."""


def leads(lead_district: str | None, district: str | None) -> bool:
    """Whether a lead answers for that district (None: for all): one bound to a district for that one alone."""
    return lead_district in {None, district}


def districts_seen(bound_to: str | None) -> frozenset[str] | None:
    """Whoever is bound to a district sees it and what belongs to none; None is all of them, for whoever is not."""
    return None if bound_to is None else frozenset({bound_to, ELSEWHERE})


def may_see(member_district: str | None, case_district: str) -> bool:
    """A member bound to a district sees that district and what belongs to none; a member without one sees all."""
    seen = districts_seen(member_district)
    return seen is None or case_district in seen
