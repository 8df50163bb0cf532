"""The plan of what is said later, by cases/follow_ups.toml: hours of the day, the next news, what follows an event.

No law, but a table that a unit reads, changes and is told of mistakes in like the law's files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from cases.law.added import lacks
from cases.law.holidays import Holidays
from cases.law.reading import BadLaw, Entry, Shelf, entries
from cases.law.triage import Urgency
from cases.messages import MESSAGES, TO_REPORTER, Kind, While
from cases.tracks import ENDED, Service

FILE = "follow_ups"
DAY = "day"  # the hours in which people may be told what can wait
A_DAY = timedelta(days=1)
LONGEST = timedelta(days=366)
LONGEST_ID = 20  # of what is kept with a case
UNITS = ("minutes", "hours", "days")


class On(StrEnum):
    """What happened to a report."""

    BEGUN = "begun"
    SUBMITTED = "submitted"
    CLOSED = "closed"


class Step(StrEnum):
    """What follows a promise that was broken."""

    AGAIN = "again"  # leads are alarmed once more
    DAILY = "daily"  # and then each time so long after
    HAVE_IT = "have_it"  # so long nobody is, because an officer said that they see to it


# What may lose its point: reminders, and warnings before a time that is over by then.
MAY_LAPSE = frozenset(
    {
        Kind.DRAFT_REMINDER,
        Kind.MATERIALS_REMINDER,
        Kind.HOW_WAS_IT,
        Kind.PROMISE_AT_RISK,
        Kind.REPLY_AT_RISK,
        Kind.NEWS_DRAFT,
        Kind.NEWS_AT_RISK,
        Kind.TEAM_REPORT_DUE,
        Kind.MEASURE_SOON,
        Kind.CLOCK_SOON,
    }
)

# Until when a message that follows such an event may be wanted, and no other: it would never be, or say what is not so.
WANTED: dict[On, frozenset[While]] = {
    On.BEGUN: frozenset({While.TOLD}),
    On.SUBMITTED: frozenset({While.WAITING, While.OPEN, While.WANTING}),
    On.CLOSED: frozenset({While.ENDED}),
}


@dataclass(frozen=True)
class Hours:
    """A time of the day, on every day or on those that people work; `zone` is the unit's."""

    id: str
    working_only: bool
    opens: time
    closes: time
    holidays: Holidays

    def holds(self, local: datetime) -> bool:
        return self._is_open(local.date()) and self.opens <= local.time() <= self.closes

    def next_opening(self, local: datetime) -> datetime:
        """When they begin next: later that day, or on the next day that has them."""
        day = local.date()
        if local.time() >= self.opens or not self._is_open(day):
            day = self.open_day(day + A_DAY)
        return datetime.combine(day, self.opens, tzinfo=local.tzinfo)

    def open_day(self, day: date) -> date:
        """That day, or the next one that has these hours."""
        return self.holidays.working_day(day) if self.working_only else day

    def moved(self, local: datetime) -> datetime:
        """That moment, or when they begin again."""
        return local if self.holds(local) else self.next_opening(local)

    def counted(self, local: datetime, span: timedelta) -> datetime:
        """So long from that moment; what would end after the day's end counts from the next beginning."""
        if not self.holds(local):
            return self.next_opening(local) + span
        due = local + span
        if due.time() > self.closes or due.date() != local.date():
            return self.next_opening(local) + span
        return round_up(due)

    def _is_open(self, day: date) -> bool:
        return not (self.working_only and self.holidays.is_off(day))


@dataclass(frozen=True)
class When:
    """So long after an event; at a time of the day, if one is named, and within hours, if any are."""

    after: timedelta
    at: time | None = None
    hours: Hours | None = None

    def due(self, now: datetime, zone: ZoneInfo) -> datetime:
        """In UTC. Days are those of the calendar in `zone`; what is said within a day comes at full ten minutes."""
        local = now.astimezone(zone)
        if self.at:
            day = local.date() + self.after
            day = self.hours.open_day(day) if self.hours else day
            return datetime.combine(day, self.at, tzinfo=zone).astimezone(UTC)
        due = local + self.after
        if self.after < A_DAY:
            due = round_up(due)
        return (self.hours.moved(due) if self.hours else due).astimezone(UTC)


@dataclass(frozen=True)
class News:
    """When the next news comes. Empty `stages` or `urgencies`: any.

    So long before it who has the case gets a draft (`drafted`), and leads are alarmed that nobody wrote (`alarmed`);
    where a person is to say it, silence is a promise that was broken.
    """

    id: str
    when: When
    stages: frozenset[Service]
    urgencies: frozenset[Urgency]
    money_moving: bool
    by_person: bool = False
    drafted: timedelta | None = None
    alarmed: timedelta | None = None

    def fits(self, stage: Service, urgency: Urgency, *, money_moving: bool) -> bool:
        if self.money_moving and not money_moving:
            return False
        return stage in (self.stages or {stage}) and urgency in (self.urgencies or {urgency})


@dataclass(frozen=True)
class FollowUp:
    """A message that follows an event."""

    id: str
    on: On
    kind: Kind
    when: When
    unless_files: bool


@dataclass(frozen=True)
class Rhythm:
    """How often its reporter may choose to hear of a case; `once`: the next news alone waits so long."""

    id: str
    when: When
    once: bool


@dataclass(frozen=True)
class Plans:
    """The file, ready to plan with."""

    hours: Mapping[str, Hours]
    answers: Mapping[Urgency, Hours]
    news: tuple[News, ...]
    follow_ups: tuple[FollowUp, ...]
    late: Mapping[Kind, timedelta]  # after which a message that could not leave has lost its point
    rhythms: Mapping[str, Rhythm] = field(default_factory=dict)
    texts: Mapping[Kind, Mapping[str, str]] = field(default_factory=dict)  # the unit's own, by language
    escalation: Mapping[Step, When] = field(default_factory=dict)  # all steps or none

    @property
    def day(self) -> Hours:
        return self.hours[DAY]

    def news_of(self, stage: Service, urgency: Urgency, *, money_moving: bool) -> News:
        return next(one for one in self.news if one.fits(stage, urgency, money_moving=money_moving))

    def after(self, event: On) -> Iterator[FollowUp]:
        return (one for one in self.follow_ups if one.on is event)


def round_up(at: datetime) -> datetime:
    """To the next full ten minutes, as people say a time."""
    over = timedelta(minutes=at.minute % 10, seconds=at.second, microseconds=at.microsecond)
    return at if not over else at + timedelta(minutes=10) - over


def read_plans(shelf: Shelf, holidays: Holidays) -> Plans:
    """Raises BadLaw: for what is not known, a time that cannot be, and a case that would be without news."""
    hours = _by_id([_hours(entry, holidays) for entry in shelf.entries(FILE, "hours")])
    if DAY not in hours:
        raise BadLaw(f"{FILE}.toml", 1, f"the hours {DAY} are missing: the program itself names them")
    return Plans(
        hours=hours,
        answers=_answers(shelf.entries(FILE, "answers"), hours),
        news=_all_news(shelf.entries(FILE, "news"), hours),
        follow_ups=tuple(_follow_up(entry, hours) for entry in _once(shelf.entries(FILE, "follow_ups"))),
        late=_late(shelf.entries(FILE, "late")),
        rhythms={entry.text("id"): _rhythm(entry, hours) for entry in _once(shelf.entries(FILE, "rhythms"))},
        escalation=_steps(shelf, hours),
    )


def _by_id(rows: list[Hours]) -> dict[str, Hours]:
    return {one.id: one for one in rows}


def _once(rows: list[Entry]) -> list[Entry]:
    seen: set[str] = set()
    for entry in rows:
        if (name := entry.text("id")) in seen:
            raise entry.wrong(f"{name} stands twice", "id")
        seen.add(name)
    return rows


def _hours(entry: Entry, holidays: Holidays) -> Hours:
    entry.only({"id", "days", "from", "until"})
    opens, closes = _clock(entry, "from"), _clock(entry, "until")
    if opens >= closes:
        raise entry.wrong("from is not before until", "from")
    return Hours(entry.text("id"), entry.one_of("days", ("every", "working")) == "working", opens, closes, holidays)


def _answers(rows: list[Entry], hours: Mapping[str, Hours]) -> dict[Urgency, Hours]:
    found: dict[Urgency, Hours] = {}
    for entry in rows:
        entry.only({"urgency", "hours"})
        found[Urgency(entry.one_of("urgency", Urgency))] = hours[entry.one_of("hours", hours)]
    if missing := [one for one in Urgency if one not in found]:
        raise BadLaw(f"{FILE}.toml", 1, f"it does not say when {missing[0]} is answered")
    return found


def _all_news(rows: list[Entry], hours: Mapping[str, Hours]) -> tuple[News, ...]:
    found = tuple(_news(entry, hours) for entry in _once(rows))
    if not found or found[-1].stages or found[-1].urgencies or found[-1].money_moving:
        line = rows[-1].line if rows else 1
        raise BadLaw(f"{FILE}.toml", line, "the last news must fit every case")
    return found


def _news(entry: Entry, hours: Mapping[str, Hours]) -> News:
    entry.only({"id", "stages", "urgencies", "money_moving", "after", "at", "hours", "by", "drafted", "alarmed"})
    return News(
        entry.text("id"),
        when := _when(entry, hours),
        frozenset(map(Service, entry.all_of("stages", [one for one in Service if one not in ENDED]))),
        frozenset(map(Urgency, entry.all_of("urgencies", Urgency))),
        entry.flag("money_moving"),
        *_spoken(entry, when.after),
    )


def _spoken(entry: Entry, after: timedelta) -> tuple[bool, timedelta | None, timedelta | None]:
    """Whether a person says it; how long before it there is a draft, and then an alarm."""
    by_person = "by" in entry.values and entry.one_of("by", ("person", "us")) == "person"
    drafted, alarmed = (read_span(entry, key) if key in entry.values else None for key in ("drafted", "alarmed"))
    if by_person and not (drafted and alarmed):
        raise entry.wrong("what a person says needs drafted and alarmed", "by")
    if drafted and drafted >= after:
        raise entry.wrong("drafted is not shorter than after", "drafted")
    if alarmed and alarmed >= (drafted or after):
        raise entry.wrong("alarmed is not shorter than drafted", "alarmed")
    return by_person, drafted, alarmed


def _late(rows: list[Entry]) -> dict[Kind, timedelta]:
    """Never of what was promised, nor of what nobody else would say: only what something later says too."""
    found: dict[Kind, timedelta] = {}
    for entry in rows:
        entry.only({"kind", "after"})
        kind = Kind(entry.one_of("kind", [one for one in MESSAGES if one in MAY_LAPSE]))
        if kind in found:
            raise entry.wrong(f"{kind} stands twice", "kind")
        found[kind] = read_span(entry)
    return found


def _rhythm(entry: Entry, hours: Mapping[str, Hours]) -> Rhythm:
    entry.only({"id", "after", "at", "hours", "once"})
    if len(name := entry.text("id")) > LONGEST_ID:
        raise entry.wrong(f"id has more than {LONGEST_ID} letters", "id")
    return Rhythm(name, _when(entry, hours), entry.flag("once"))


def _steps(shelf: Shelf, hours: Mapping[str, Hours]) -> dict[Step, When]:
    """The unit's own; ours where its file is older than they are, at no hour of ours that is not in its day."""
    if not lacks(shelf.own, FILE, "escalation"):
        return _escalation(shelf.entries(FILE, "escalation"), hours)
    ours = entries({}, FILE, "escalation")
    with suppress(BadLaw):
        return _escalation(ours, hours)
    return _escalation([replace(one, values=_without_at(one)) for one in ours], hours)


def _without_at(entry: Entry) -> dict[str, Any]:
    return {name: value for name, value in entry.values.items() if name != "at"}


def _escalation(rows: list[Entry], hours: Mapping[str, Hours]) -> dict[Step, When]:
    found: dict[Step, When] = {}
    for entry in _once(rows):
        entry.only({"id", "after", "at", "hours"})
        found[Step(entry.one_of("id", Step))] = _when(entry, hours)
    if found and (missing := [one for one in Step if one not in found]):
        raise BadLaw(f"{FILE}.toml", rows[-1].line, f"of the steps after a broken promise {missing[0]} is missing")
    return found


def _follow_up(entry: Entry, hours: Mapping[str, Hours]) -> FollowUp:
    entry.only({"id", "on", "kind", "after", "at", "hours", "unless"})
    on = On(entry.one_of("on", On))
    kind = Kind(entry.one_of("kind", [one for one in TO_REPORTER if MESSAGES[one].wanted in WANTED[on]]))
    unless = "unless" in entry.values and entry.one_of("unless", ("files",)) == "files"
    return FollowUp(entry.text("id"), on, kind, _when(entry, hours), unless)


def _when(entry: Entry, hours: Mapping[str, Hours]) -> When:
    within = hours[entry.one_of("hours", hours)] if "hours" in entry.values else None
    at, after = _clock(entry, "at") if "at" in entry.values else None, read_span(entry)
    inside = within or hours[DAY]  # nobody is to be woken by a time that was chosen
    if slip := slip_of_when(after, at, inside):
        raise entry.wrong(SLIPS[slip].format(hours=inside.id), "at")
    return When(after, at, within)


SLIPS = {"days_alone": "at goes with days alone", "outside": "at is not within the hours {hours}"}


def slip_of_when(after: timedelta, at: time | None, within: Hours) -> str:
    """Which of these it is, or nothing."""
    if at and after % A_DAY:
        return "days_alone"
    return "outside" if at and not within.opens <= at <= within.closes else ""


def read_span(entry: Entry, key: str = "after") -> timedelta:
    """So many minutes, hours or days. Raises BadLaw."""
    value = entry.values.get(key)
    if not isinstance(value, dict) or len(value) != 1 or not set(value) <= set(UNITS):
        raise entry.wrong(f"{key} is not one of {{ minutes = … }}, {{ hours = … }} and {{ days = … }}", key)
    ((unit, number),) = value.items()
    if type(number) is not int or not timedelta() < timedelta(**{unit: number}) <= LONGEST:
        raise entry.wrong(f"{key} is not a whole number above zero, and a year at most", key)
    return timedelta(**{unit: number})


def _clock(entry: Entry, key: str) -> time:
    try:
        return time.fromisoformat(entry.text(key))
    except ValueError as error:
        raise entry.wrong(f'{key} is not a time such as "08:00"', key) from error
