"""What went wrong, in words: one table for every door (templates/words/errors.toml)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from actions.attaching import TooManyAttached
from actions.canned import TooManyAnswers
from actions.casework import WordsStopped
from actions.closing import StillOwed
from actions.correct import DateTooLate
from actions.crossing import AnsweredMeanwhile, HeldByAnother, ReporterWrote
from actions.desk import AlreadyTaken, IsAway
from actions.outcome import OutcomeMeanwhile, OutcomeNotSure
from actions.paper import DateTooEarly
from actions.revising import RevisedMeanwhile
from cases.canned import FieldMissing, UnknownField
from cases.circulars import NamesAnother, TooManyCirculars
from cases.colleagues import NoMoreColleagues
from cases.errors import CaseError, NotUnderstood
from cases.forgetting import NotLongEnough
from cases.law.moves import RepeatedTooOften
from cases.plan_changes import BadPlanTime, rows_of
from cases.plan_texts import BadPlanText
from cases.planned import PutOffTooFar
from cases.room import MB, NoRoomLeft
from cases.second_factor import TooManyPasskeys, WaitFirst
from cases.viruses import FileInfected
from handlers.door import Voice
from handlers.said.letter_facts import kind_name
from handlers.said.plan import row_name
from handlers.said.team import day_back


def error_words(
    voice: Voice, error: CaseError, *, to: str = "", otherwise: str = "not_possible", **facts: object
) -> str:
    """The words of that error for whom it is `to` ("desk", "page"), else for everybody, else `otherwise`.

    `facts` are what the door knows of it, such as the name of a file.
    """
    paths = [f"errors.{to}.{error.code}", f"errors.{error.code}"]
    if isinstance(error, NotUnderstood):
        paths.append(f"understanding.{error.kind}.{error.reason}")
    found = next((path for path in paths if voice.has(path)), f"errors.{otherwise}")
    return voice.say(found, **(facts | _facts(voice, error)))


def _facts(voice: Voice, error: CaseError) -> dict[str, object]:
    """What the error itself tells of."""
    tell = next((tell for kind, tell in TELL.items() if isinstance(error, kind)), None)
    return tell(voice, error) if tell else {}


def _who_and_when(voice: Voice, error: Any) -> dict[str, object]:
    return {"name": error.name, **_when(voice, error)}


def _when(voice: Voice, error: Any) -> dict[str, object]:
    door = voice.door
    since = voice.spoken.ago(error.at, door.clock())
    return {"since": since, "clock": f"{error.at.astimezone(door.zone):%H:%M}"}


def _row(voice: Voice, name: str) -> str:
    row = dict(rows_of(voice.door.standing.files.plans)).get(name)
    return row_name(voice, row) if row else name


def _slip(voice: Voice, error: BadPlanText) -> str:
    what = voice.say(f"plan.fields.{error.what}") if error.slip == "needed" else error.what[:60]
    return voice.say(f"plan.slips.{error.slip}", what=what)


def _reasons(voice: Voice, error: Any) -> dict[str, object]:
    return {"was": voice.say(f"reasons.{error.was}"), "reason": voice.say(f"reasons.{error.reason}")}


def _day(voice: Voice, at: datetime) -> str:
    return voice.spoken.full_date(at.astimezone(voice.door.zone).date())


TELL: Mapping[type[CaseError], Callable[[Voice, Any], dict[str, object]]] = {
    AlreadyTaken: _who_and_when,
    OutcomeNotSure: _reasons,
    OutcomeMeanwhile: lambda voice, error: (
        _who_and_when(voice, error) | {"reason": voice.say(f"reasons.{error.reason}")}
    ),
    AnsweredMeanwhile: _who_and_when,
    RevisedMeanwhile: _who_and_when,
    ReporterWrote: _when,
    StillOwed: lambda voice, error: {"owed": "；".join(voice.say(f"verbs.close.owed.{one}") for one in error.owed)},
    WordsStopped: lambda voice, error: {"what": voice.say(f"never_asked.{error.what}"), "said": error.said[:60]},
    HeldByAnother: lambda _, error: {"name": error.name},
    FieldMissing: lambda voice, error: {"field": voice.say(f"canned.fields.{error.field}")},
    UnknownField: lambda _, error: {"field": error.field[:40]},
    FileInfected: lambda _, error: {"name": error.name, "virus": error.virus},
    PutOffTooFar: lambda _, error: {"most": error.most},
    TooManyAttached: lambda _, error: {"most": error.most},
    NoRoomLeft: lambda _, error: {"room": error.limit // MB},
    WaitFirst: lambda voice, error: {"until": f"{error.until.astimezone(voice.door.zone):%H:%M:%S}"},
    TooManyPasskeys: lambda _, error: {"most": error.most},
    TooManyCirculars: lambda _, error: {"most": error.most},
    NamesAnother: lambda voice, error: {"number": error.number, "sort": voice.say(f"circulars.sorts.{error.sort}")},
    TooManyAnswers: lambda _, error: {"most": error.most},
    BadPlanText: lambda voice, error: {
        "what": kind_name(voice, error.kind),
        "language": voice.say(f"plan.languages.{error.language}"),
        "line": error.line,
        "slip": _slip(voice, error),
    },
    BadPlanTime: lambda voice, error: {
        "what": _row(voice, error.row),
        "slip": voice.say(f"plan.slips.{error.slip}"),
    },
    NoMoreColleagues: lambda _, error: {"most": error.most},
    IsAway: lambda voice, error: {"name": error.name, "until": day_back(voice, error.until)},
    NotLongEnough: lambda voice, error: {"day": _day(voice, error.at + timedelta(days=1))},  # all of that day
    DateTooEarly: lambda voice, error: {"after": _day(voice, error.after)},
    DateTooLate: lambda voice, error: {"before": _day(voice, error.before)},
    RepeatedTooOften: lambda _, error: {"most": error.most},
    NotUnderstood: lambda _, error: error.details,
}
