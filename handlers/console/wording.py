"""How a case is named and what was promised for it, in the words of the member who looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cases.tracks import WAITING
from handlers.door import Door
from storage.tables import Case

SOON = timedelta(minutes=30)


@dataclass(frozen=True)
class Promise:
    """What the reporter was told to expect. `what` is answer or news; `how` late, soon or calm."""

    what: str
    at: datetime
    how: str
    clock: str | None


def promise_of(case: Case, now: datetime, zone: ZoneInfo) -> Promise | None:
    """The next thing due: the first answer while the case waits, then the next news; None when it has ended."""
    if case.ended_at:
        return None
    if case.service in WAITING and case.holder_id is None:
        left = case.answer_due_at - now
        how = "late" if left < timedelta() else "soon" if left <= SOON else "calm"
        return Promise("answer", case.answer_due_at, how, _clock_today(case.answer_due_at, now, zone))
    return Promise("news", case.news_due_at, "calm", None) if case.news_due_at else None


def _clock_today(at: datetime, now: datetime, zone: ZoneInfo) -> str | None:
    local = at.astimezone(zone)
    return f"{local:%H:%M}" if local.date() == now.astimezone(zone).date() else None


def offence_name(door: Door, language: str, case: Case) -> str:
    """The legal name of the offence chosen, else the plain words of its group."""
    path = f"offences.{case.offence}.name"
    return door.words.text(
        path if door.words.has(path) else f"questions.offence_group.options.{case.offence_group}", language
    )


def district_name(door: Door, language: str, district: str | None) -> str:
    path = f"questions.district.options.{district}"
    return door.words.text(path, language) if district and door.words.has(path) else (district or "")


def districts(door: Door, language: str) -> dict[str, str]:
    """All districts by id, in the questionnaire's order."""
    return {one: district_name(door, language, one) for one in door.questionnaire.questions["district"].options}
