"""What was done with a case, each in a line: all of it on its page, and what its reader did just now in both doors."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from handlers.door import Voice
from handlers.said.cases import district_name, event_path
from handlers.said.law import legal_name
from handlers.said.materials import place_title
from handlers.said.tracks import timeline_words
from storage.columns import Unheard
from storage.dossiers import Dossier, Line
from storage.materials import Checklist
from storage.tables import Event, Member, TimelineEntry
from storage.team import Team
from storage.tracks import Tracks

JUST_NOW = timedelta(minutes=1)
Told = list[tuple[TimelineEntry, str]]


def timeline_of(voice: Voice, dossier: Dossier, team: Team, tracks: Tracks, materials: Checklist) -> Told:
    """The newest first."""
    return [(one.entry, line_words(voice, one, team, tracks, materials)) for one in reversed(dossier.timeline)]


def line_words(voice: Voice, line: Line, team: Team, tracks: Tracks, materials: Checklist) -> str:
    if isinstance(line.entry.event, Unheard):
        return voice.say(event_path(voice, line.entry.event))  # what it tells of is not for us to read
    details = line.entry.details
    facts = {
        "member": line.member or "",
        "to": team.name(UUID(details["to"])) if "to" in details else "",
        "who": team.name(UUID(details["who"])) if "who" in details else "",
        "reason": voice.say(f"reasons.{details['reason']}") if "reason" in details else "",
        "was": voice.say(f"reasons.{details['was']}") if "was" in details else "",
        "rating": details.get("rating", ""),
        "urgency": voice.say(f"triage.{details['urgency']}") if "urgency" in details else "",
        "until": voice.spoken.moment(datetime.fromisoformat(details["until"])) if "until" in details else "",
        **timeline_words(voice, line.entry, tracks),
        "offence": legal_name(voice, details.get("offence")),
        "district": district_name(voice, details.get("district")),
        "item": place_title(voice, details["item"], materials.lines) if "item" in details else "",
    }
    return voice.say(event_path(voice, line.entry.event), **facts)


FOLLOWS = frozenset({Event.DISSOLVED, Event.CALL_CANCELLED})  # from the end of a case, beside what the officer did


def just_done(reader: Member, told: Told, now: datetime) -> str:
    """What this member did a moment ago, as it was written down; empty where that was nothing."""
    theirs = [one for one in told if one[0].member_id == reader.id and now - one[0].at < JUST_NOW]
    at_once = [one for one in theirs if one[0].at == theirs[0][0].at]
    done = [one for one in at_once if one[0].event not in FOLLOWS] or at_once
    return next((words for _, words in done), "")
