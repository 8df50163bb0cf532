"""The special team (专班): at which hours it may be asked for its line of the day, and what it refuses."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from cases.errors import CaseError

HOURS = ("9", "12", "15", "17", "18", "20")
CHASED_AFTER = timedelta(hours=1)  # who was asked and is silent is asked once more
TOLD_AFTER = timedelta(hours=2)  # and then the leads are told
MOST_TEAMS = 20  # that one member is on
MOST_MEMBERS = 40
WHOLE_SERIES, THIS_CASE = "series", "case"  # what a team is formed for


class TeamThereAlready(CaseError):
    """A special team works on the case, or another lead formed one a moment ago."""


class NoTeam(CaseError):
    """No special team works on the case, or not any more."""


class NotOnTeam(CaseError):
    """Only who is on the special team reads and writes in its channel, and leads."""


class NotTeamLeader(CaseError):
    """Only who leads the special team can do that; a lead may always."""


class TooManyTeams(CaseError):
    """They are on as many special teams as anybody can be."""


class GuestHere(CaseError):
    """A special team's member from another district reads, notes and is consulted; its own district does the rest."""


def next_report(now: datetime, hour: int, zone: ZoneInfo) -> datetime:
    """The first moment after `now` at which it is that hour in the zone."""
    today = datetime.combine(now.astimezone(zone).date(), time(hour), zone)
    return today if today > now else datetime.combine(today.date() + timedelta(days=1), time(hour), zone)


def day_of(at: datetime, zone: ZoneInfo) -> datetime:
    """The first moment of that day in the zone."""
    return datetime.combine(at.astimezone(zone).date(), time(), zone)
