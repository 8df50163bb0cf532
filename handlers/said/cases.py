"""How a case is named and what was promised for it, in the words of the member who looks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cases.law.clocks import soon_at
from cases.law.deadlines import Duty
from cases.quiet import wait_until
from cases.tracks import WAITING
from cases.verbs import Verb
from handlers.door import Door, Voice
from storage.columns import Unheard
from storage.tables import Case, Clock, Event

SOON = timedelta(minutes=30)
ON_ITS_WAY = timedelta(minutes=10)  # news that is due takes a moment to leave
A_MOMENT = timedelta(seconds=1)  # a clock is due at the first moment after its last day


@dataclass(frozen=True)
class Promise:
    """What the reporter was told to expect. `what` is answer, reply or news; `how` late, soon or calm."""

    what: str
    at: datetime
    how: str
    clock: str | None


def promise_of(case: Case, now: datetime, zone: ZoneInfo) -> Promise | None:
    """The next thing due: the first answer while the case waits, a reply to what was asked, then the next news.

    None when it has ended.
    """
    if case.ended_at:
        return None
    promise = None
    if case.service in WAITING and case.holder_id is None:
        promise = _to_answer("answer", case.answer_due_at, now, zone)
    elif case.reply_due_at:
        promise = _to_answer("reply", case.reply_due_at, now, zone)
    if promise:  # a time that was missed stays late, whatever later one the reporter was told
        return replace(promise, how="late") if case.reply_missed else promise
    if case.news_due_at is None:
        return None
    return Promise("news", case.news_due_at, "late" if case.news_due_at < now - ON_ITS_WAY else "calm", None)


def _to_answer(what: str, due_at: datetime, now: datetime, zone: ZoneInfo) -> Promise:
    left = due_at - now
    how = "late" if left < timedelta() else "soon" if left <= SOON else "calm"
    return Promise(what, due_at, how, _clock_today(due_at, now, zone))


def told_later(voice: Voice, case: Case) -> str:
    """When the reporter hears of what is written now, if not at once; nothing where it is at once."""
    door = voice.door
    until = wait_until(case.quiet_hours, door.clock(), door.zone) if case.quiet else None
    return voice.say("phrases.told_later", at=voice.spoken.clock(until, door.clock())) if until else ""


@dataclass(frozen=True)
class LegalClock:
    """The deadline of the law that ends first. `until` is its last moment; `how` late, soon or calm."""

    rule: str
    until: datetime
    how: str


def legal_clock_of(door: Door, clock: Clock, now: datetime) -> LegalClock:
    late, soon = clock.due_at <= now, soon_at(door.law.deadlines[clock.rule], clock.due_at, door.zone) <= now
    return LegalClock(clock.rule, clock.due_at - A_MOMENT, "late" if late else "soon" if soon else "calm")


def duties(door: Door) -> frozenset[str]:
    """The rules a queue watches: what others must do in time; the reporter's own rights are theirs."""
    return frozenset(rule.id for rule in door.law.deadlines.values() if rule.duty is not Duty.REPORTER)


def _clock_today(at: datetime, now: datetime, zone: ZoneInfo) -> str | None:
    local = at.astimezone(zone)
    return f"{local:%H:%M}" if local.date() == now.astimezone(zone).date() else None


def verb_label(voice: Voice, action: str) -> str:
    """What the button says: of a verb, or of anything else that is done with a case."""
    path = f"verbs.{action}.button"
    return voice.say(path if voice.has(path) else f"buttons.{action}")


def event_path(voice: Voice, event: Event | Unheard) -> str:
    """Where the line of the timeline stands: with the verb that leaves it, else with what happens by itself.

    What a later version wrote beside us has a line that says so.
    """
    if isinstance(event, Unheard):
        return "phrases.newer_version"
    with_verbs = (f"verbs.{verb}.timeline.{event}" for verb in Verb)
    return next((path for path in with_verbs if voice.has(path)), f"timeline.{event}")


def offence_name(voice: Voice, case: Case) -> str:
    """The legal name of the offence chosen, else the plain words of its group: what is left to the experts too."""
    path = f"offences.{case.offence}.name"
    is_named = case.offence != "NOT_SURE" and voice.has(path)
    return voice.say(path if is_named else f"questions.offence_group.options.{case.offence_group}")


def company_name(voice: Voice, name: str | None) -> str:
    """As a list shows it; of a case whose key was destroyed, that it cannot be opened."""
    return voice.say("phrases.forgotten") if name is None else name


def short_name(voice: Voice, case: Case, company: str) -> str:
    """What the button says that opens a case: how it is named among colleagues."""
    mark = "🔴 " if case.has_fresh_money(voice.door.clock()) else ""
    return f"{mark}{case.number[-5:]} · {company[:18]}"


def district_name(voice: Voice, district: str | None) -> str:
    path = f"questions.district.options.{district}"
    return voice.say(path) if district and voice.has(path) else (district or "")


def districts(voice: Voice) -> dict[str, str]:
    """All districts by id, in the questionnaire's order."""
    return {one: district_name(voice, one) for one in voice.door.questionnaire.questions["district"].options}
