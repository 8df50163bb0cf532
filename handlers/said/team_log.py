"""The team's log in words: what was done, by whom, about whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from cases.people import Role
from handlers.door import Voice
from handlers.said.cases import district_name
from handlers.said.team import specialty_name
from storage.columns import Unheard
from storage.tables import TeamEntry, TeamEvent
from storage.team import Team, team_log, team_of

SHOWN = 40


@dataclass(frozen=True)
class Entry:
    at: datetime
    words: str


async def log_of(session: AsyncSession, voice: Voice, leads: str | None) -> list[Entry]:
    """The newest first; who leads one district reads of its members."""
    team = await team_of(session)
    found = [row for row in await team_log(session, SHOWN) if _is_of(team, row, leads)]
    return [Entry(row.at, _words(voice, team, row)) for row in found]


def _is_of(team: Team, row: TeamEntry, leads: str | None) -> bool:
    about = row.member_id and team.known.get(row.member_id)
    return leads is None or bool(about and about.district == leads)


def _words(voice: Voice, team: Team, row: TeamEntry) -> str:
    if isinstance(row.event, Unheard):
        return voice.say("phrases.newer_version")
    details, path = row.details, f"team.events.{row.event}"
    if row.event is TeamEvent.SETTING_CHANGED:
        path = f"team.events.{details['setting']}_{'on' if details['on'] else 'off'}"
    if row.event is TeamEvent.JOINED and row.by_id:
        path = "team.events.joined_confirmed"
    if row.event is TeamEvent.REVOKED and details.get("cases"):
        path = "team.events.revoked_with_cases"
    if row.event is TeamEvent.ABSENCE_NOTED and details.get("deputy"):
        path = "team.events.absence_noted_deputy"
    facts = {
        "by": team.name(row.by_id) or voice.say("team.by_nobody"),
        "member": team.name(row.member_id),
        "role": voice.say(f"roles.{details['role']}") if isinstance(details.get("role"), str) else "",
        "changes": _changes(voice, details) if row.event is TeamEvent.CHANGED else "",
        "days": _days(voice, details),
        "sort": voice.say(f"team.factors.{details['sort']}") if "sort" in details else "",
        "deputy": team.name(UUID(details["deputy"])) if details.get("deputy") else "",
        "cases": details.get("cases", 0),
        "district": district_name(voice, details.get("district")) or voice.say("team.all_districts"),
    }
    return voice.say(path, **facts)


def _changes(voice: Voice, details: dict[str, Any]) -> str:
    said = [
        voice.say(
            "team.changed",
            what=voice.say(f"team.what.{name}"),
            before=_said(voice, name, before),
            after=_said(voice, name, after),
        )
        for name, (before, after) in details.items()
    ]
    return voice.say("phrases.comma").join(said)


def _said(voice: Voice, name: str, value: str) -> str:
    if name == "role":
        return voice.say(f"roles.{Role(value)}")
    if name == "district":
        return district_name(voice, value) if value else voice.say("team.all_districts")
    if name == "specialties":
        names = [specialty_name(voice, one) for one in value.split(",") if one]
        return voice.say("phrases.comma").join(names) or voice.say("team.none")
    return voice.say("team.yes" if value == "True" else "team.no")


def _days(voice: Voice, details: dict[str, Any]) -> str:
    if "first" not in details:
        return ""
    first, last = (voice.spoken.full_date(date.fromisoformat(details[one])) for one in ("first", "last"))
    return first if first == last else voice.say("team.days", first=first, last=last)
