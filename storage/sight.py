"""Whether a member sees a case: because of its district, or because they are on the special team that works on it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, or_, true
from sqlmodel import col

from cases.people import districts_seen, may_see
from storage.tables import Case, Member


def sees(member: Member, case: Case) -> bool:
    return may_see(member.district, case.district) or is_on_team_of(member, case)


def is_on_team_of(member: Member, case: Case) -> bool:
    """Whether a special team works on the case, and they are on it."""
    return case.team_id is not None and case.team_id.hex in member.special_teams.split(",")


def is_guest(member: Member, case: Case) -> bool:
    """Who sees it only because of that."""
    return not may_see(member.district, case.district)


def seen_by(member: Member) -> ColumnElement[bool]:
    """The same, of rows."""
    districts, teams = districts_seen(member.district), teams_of(member)
    if districts is None:
        return true()
    there = col(Case.district).in_(sorted(districts))
    return or_(there, col(Case.team_id).in_(teams)) if teams else there


def teams_of(member: Member) -> list[UUID]:
    """The special teams they are on now."""
    return [UUID(one) for one in member.special_teams.split(",") if one]
