"""A made-up case, and what each kind of message would say of it: for whoever looks before anybody gets it.

The template is the real one and so is the plan; nothing is read and nothing is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from html import unescape
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from actions.replies import next_reply_at
from actions.tell import next_news_at
from cases.answers import read_answer
from cases.colleagues import Post
from cases.consulting import Recommendation
from cases.law.named import NamedClock
from cases.materials import Mark, list_for
from cases.messages import MESSAGES, URGENT, Kind, Shows, While
from cases.money_lane import STEPS
from cases.people import Role
from cases.questionnaire import Answer
from cases.tracks import CloseReason, Service
from handlers.door import Voice
from handlers.said.caught_up import Missed, MissedLine
from handlers.said.digest import Gathered
from handlers.said.law import unit_name
from handlers.said.letter_facts import ClockSaid, kind_name, own_words
from handlers.said.progress import Coming, Done, Progress, clock_name
from handlers.said.sheet import Sheet
from storage.materials import Checklist, Line, Marked
from storage.tables import Author, Case, CaseMessage, Event

NUMBER, OTHER = "GC-261123-7K3QX", "GC-261120-4M8RT"
IDS = {name: UUID(int=count) for count, name in enumerate(("case", "chat", "key", "holder", "expert", "silent"), 1)}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SINCE_MONEY_LEFT = timedelta(minutes=40)
FREE = frozenset({Kind.STILL_WAITING, Kind.WITHOUT_HOLDER, Kind.RECEIPT, Kind.PROMISE_AT_RISK, Kind.NEW_CASE})
ASKED = frozenset({Kind.REPLY_LATE, Kind.REPLY_AT_RISK, Kind.CASE_FOR_YOU, Kind.REPORTER_WROTE})
TAG = re.compile(r"</?(?:b|i|u|s|a|code|pre|blockquote)\b[^>]*>")


@dataclass(frozen=True)
class Example:
    """One kind of message about the made-up case, as its reader would have it now."""

    voice: Voice
    kind: Kind
    now: datetime

    def say(self, name: str) -> str:
        return self.voice.say(f"examples.{name}")

    @cached_property
    def case(self) -> Case:
        row = Case(
            id=IDS["case"],
            number=NUMBER,
            conversation_id=IDS["chat"],
            key_id=IDS["key"],
            service=Service.ACKNOWLEDGED if self.kind in FREE else Service.TRIAGED,
            holder_id=None if self.kind in FREE else IDS["holder"],
            offence_group="partner",
            offence="CONTRACT_FRAUD",
            district="haishu",
            reporter_role="legal_representative",
            loss_fen=3_200_000_00,
            sealed_answers=b"",
            rating=2,
            finding="meets",
            submitted_at=self.now - 2 * DAY,
            answer_due_at=self.now + HOUR,
        )
        self._stands(row)
        row.news_due_at = next_news_at(self.voice.door.law, row, self.now, self.voice.door.zone)
        return row

    def _stands(self, row: Case) -> None:
        """As a case of such a message stands."""
        if (self.kind in URGENT and Shows.SHEET in MESSAGES[self.kind].shows) or self.kind is Kind.MONEY_ALERTS:
            row.money_moving, row.money_moved_at = True, self.now - SINCE_MONEY_LEFT
            row.submitted_at = self.now - timedelta(minutes=20)
        if MESSAGES[self.kind].wanted is While.ENDED:
            row.service, row.ended_at, row.close_reason = Service.CLOSED, self.now, CloseReason.CIVIL_COURT
        if self.kind in ASKED:
            row.asked_at, row.reply_due_at = self.now - 2 * HOUR, self.now + HOUR

    @cached_property
    def answers(self) -> dict[str, Answer]:
        form, zone = self.voice.door.questionnaire.questions, self.voice.door.zone
        said = {step: self.say(f"answers.{step}") for step in STEPS if step != "money_at"}
        said["money_at"] = f"{(self.now - SINCE_MONEY_LEFT).astimezone(zone):%Y-%m-%d %H:%M}"
        return {step: read_answer(form[step], said[step], self.now, zone) for step in STEPS}

    @cached_property
    def details(self) -> dict[str, Any]:
        return DETAILS.get(self.kind, {}) | {"number": NUMBER}

    def facts(self) -> dict[str, Any]:
        shown = {name.value: FACTS[name](self) for name in MESSAGES[self.kind].shows}
        own = own_words(self.voice, self.kind)
        return {"case": self.case, "details": self.details, "now": self.now, "repeat": False, "own": own, **shown}


def example_text(voice: Voice, kind: Kind) -> str:
    """The message as plain words, without its buttons."""
    text = voice.chat(f"messages/{kind}", **Example(voice, kind, voice.door.clock()).facts())
    return unescape(TAG.sub("", text))


DETAILS: Mapping[Kind, dict[str, Any]] = {
    Kind.CASE_LEFT: {"what": "handed_over"},
    Kind.CASES_MOVED: {"numbers": [NUMBER, OTHER], "more": 0, "why": "deputy"},
    Kind.DRAFT_REMINDER: {"last": True},
    Kind.LINKED: {},
    Kind.MATERIALS_ASKED: {"items": []},
    Kind.NOTICE_MISSING: {"year": 2027},
    Kind.NOT_WRITTEN: {"waits": True},
    Kind.OPINION_GIVEN: {"expert": str(IDS["expert"])},
    Kind.OUTCOME_CORRECTED: {"was": CloseReason.ANSWERED.value},
    Kind.RETURN_CODE: {"void": False},
    Kind.ROWS_CHANGED: {"counts": {"cases": 1, "messages": 2}, "numbers": [NUMBER]},
    Kind.SECOND_FACTOR: {"what": "added", "sort": "passkey", "yours": True},
    Kind.SERIES_CASE: {"what": "joined"},
    Kind.WORDS_STOPPED: {"what": "money"},
    Kind.REACH_LOST: {"by": "mail"},
    Kind.COLLEAGUE: {"what": "came"},
    Kind.REACH_BROKEN: {"by": "sms"},
    Kind.CHECK_FAILED: {"what": "wrong"},
    Kind.CALL_CHANGED: {"dropped": False, "was": "2026-11-27T10:00:00+08:00"},
    Kind.NEWS_MOVED: {"dropped": False, "was": "2026-11-27T10:00:00+08:00"},
}


def _said(one: Example) -> SimpleNamespace | None:
    if one.kind is Kind.MATERIALS_ASKED:  # the first list has no words of its own
        return None
    text = {Kind.DESK_ASKS: "asked", Kind.REPORTER_WROTE: "wrote", Kind.OPINION_ISSUED: "for_reporter"}.get(one.kind)
    message = CaseMessage(case_id=IDS["case"], at=one.now - HOUR, author=Author.DESK, sealed_text=b"")
    return SimpleNamespace(
        message=message, text=one.say(text or "answered"), member=one.say("holder"), files=(), colleague=None
    )


def _file(one: Example, virus: str | None = None) -> SimpleNamespace:
    return SimpleNamespace(name=one.say("file"), file=SimpleNamespace(virus=virus), facts=SimpleNamespace(size=380_000))


def _dossier(one: Example) -> SimpleNamespace:
    virus = one.say("virus") if one.kind in {Kind.FILE_INFECTED, Kind.VIRUS_FOUND} else None
    asked = SimpleNamespace(entry=SimpleNamespace(event=Event.MATERIALS_ASKED, at=one.now), member=one.say("holder"))
    return SimpleNamespace(
        company=one.say("company"),
        contact=one.say("contact"),
        said=lambda step: one.say("story") if step == "story" else "",
        timeline=[asked],
        messages=[],
        sent_by=lambda _paper: None,
        files=[_file(one, virus)],
    )


def _materials(one: Example) -> Checklist:
    items = list_for(one.voice.door.law, one.case.offence, one.answers)
    return Checklist(tuple(Line(item.id, item, Marked(Mark()), ()) for item in items))


def _first_rule(one: Example) -> str:
    """The clock that most cases have."""
    return next(iter(one.voice.door.law.deadlines))


def _clock(one: Example) -> ClockSaid:
    rule = NamedClock.RECONSIDERATION if one.kind is Kind.RIGHT_ENDING else _first_rule(one)
    is_over, until = MESSAGES[one.kind].wanted is While.OVER, one.now + 2 * DAY
    left = one.voice.say("tracks.left.over") if is_over else one.voice.say("tracks.left.days", count=2)
    day, how = one.voice.spoken.day(one.now - DAY if is_over else until), f"tracks.how.{rule}"
    how_words = one.voice.say(how) if one.voice.has(how) else ""
    return ClockSaid(clock_name(one.voice, rule), day, left, None, "", expires=False, how=how_words, told=True)


def _progress(one: Example) -> Progress:
    until = one.voice.spoken.day(one.now + 5 * DAY)
    police = Coming(clock_name(one.voice, _first_rule(one)), until, one.voice.say("tracks.left.days", count=5))
    return Progress(done=[], police=police, mine=[], complains=True, at_law=True)


def _move(one: Example) -> Done:
    words = one.voice.say("tracks.told.legal.accepted")
    return Done(one.voice.spoken.day(one.now), words)


def _linked(one: Example) -> SimpleNamespace:
    found = SimpleNamespace(number=OTHER, reasons=[one.say("linked")], about=one.say("about"))
    return SimpleNamespace(cases=[found], total="1", is_cut=False, of=lambda _number: found)


def _council(one: Example) -> SimpleNamespace:
    def seat(name: str, *, has_answered: bool) -> SimpleNamespace:
        row = SimpleNamespace(member_id=IDS[name], declined=False, recommendation=Recommendation.VERIFY)
        return SimpleNamespace(seat=row, name=one.say(name), words=one.say("opinion") if has_answered else "")

    answers = (seat("expert", has_answered=True), seat("silent", has_answered=False))
    row = SimpleNamespace(recommendation=Recommendation.VERIFY, due_at=one.now + DAY)
    words = {name: one.say(name) for name in ("question", "opinion", "for_reporter", "remark")}
    return SimpleNamespace(row=row, chair=one.say("holder"), answers=answers, silent=[answers[1]], **words)


def _measure(one: Example) -> SimpleNamespace:
    day = -DAY if one.kind is Kind.MEASURE_LATE else DAY
    return SimpleNamespace(text=one.say("measure"), owner=one.say("expert"), row=SimpleNamespace(due_at=one.now + day))


def _browser(one: Example) -> SimpleNamespace:
    return SimpleNamespace(browser=one.say("browser"), address=one.say("address"), since=one.now)


def _invited(one: Example) -> SimpleNamespace:
    role, by = one.voice.say(f"roles.{Role.EXPERT}"), one.say("lead")
    return SimpleNamespace(by=by, name=one.say("invited"), role=role, place=one.say("place"))


def _named(one: Example) -> SimpleNamespace:
    return SimpleNamespace(what=one.voice.say("tracks.told.legal.accepted"), reason=one.say("reason"))


def _office(one: Example) -> SimpleNamespace:
    return SimpleNamespace(badge="021234", said=one.say("office"))


def _missed(one: Example) -> Missed:
    answered, at = Kind.DESK_ANSWERS, one.now - DAY
    line = MissedLine(at, one.case, answered, one.say("answered"), kind_name(one.voice, answered), one.say("holder"))
    return Missed(at, [line], [(NUMBER, one.now + DAY)])


FACTS: Mapping[Shows, Callable[[Example], Any]] = {
    Shows.HOLDER: lambda one: None if one.case.holder_id is None else one.say("holder"),
    Shows.UNIT: lambda one: unit_name(one.voice, one.case.unit),
    Shows.NEXT_NEWS_AT: lambda one: next_news_at(one.voice.door.law, one.case, one.now, one.voice.door.zone),
    Shows.NEXT_REPLY_AT: lambda one: next_reply_at(one.voice.door.law, one.case, one.now, one.voice.door.zone),
    Shows.DOSSIER: _dossier,
    Shows.SAID: _said,
    Shows.FILE: _file,
    Shows.LINKED: _linked,
    Shows.SHEET: lambda one: Sheet(one.voice, one.answers, NUMBER),
    Shows.MATERIALS: _materials,
    Shows.PROGRESS: _progress,
    Shows.MOVE: _move,
    Shows.CLOCK: _clock,
    Shows.ATTENDED: lambda _one: True,
    Shows.COUNCIL: _council,
    Shows.MEASURE: _measure,
    Shows.DOOR: lambda one: one.voice.say(f"doors.{CloseReason.CIVIL_COURT}"),
    Shows.SPECIAL: lambda one: SimpleNamespace(purpose=one.say("purpose"), leader=one.say("expert")),
    Shows.ENDED_TEAM: lambda one: SimpleNamespace(purpose=one.say("purpose"), closing=one.say("closing")),
    Shows.SCHEME: lambda one: SimpleNamespace(name=one.say("series")),
    Shows.ABOUT: lambda one: kind_name(one.voice, Kind.NEW_CASE),
    Shows.WHO: lambda one: one.say("lead"),
    Shows.NAMED: _named,
    Shows.BY: lambda one: one.say("lead"),
    Shows.BROWSER: _browser,
    Shows.INVITED: _invited,
    Shows.READER: lambda one: SimpleNamespace(name=one.say("invited"), role=Role.EXPERT, district="haishu"),
    Shows.NEWS: lambda one: SimpleNamespace(
        since=one.now - HOUR,
        times=dict.fromkeys(Event, 0) | {Event.REPORTER_WROTE: 1, Event.FILE_ADDED: 2},
        words=[one.say("wrote")],
        not_shown=0,
    ),
    Shows.WORDS: lambda _one: None,  # an officer's, in the place of ours
    Shows.COLLEAGUE: lambda one: SimpleNamespace(
        name=one.say("colleague"), post=Post.LAWYER, row=SimpleNamespace(came_in="Chrome · Windows")
    ),
    Shows.REACH: lambda _one: SimpleNamespace(quiet=False, address="https://gc.example", code="481 923"),
    Shows.CALL: lambda one: SimpleNamespace(name=one.say("holder"), at=one.now + HOUR, office=_office(one)),
    Shows.CODE: lambda one: SimpleNamespace(code="481 923", until=one.now + timedelta(minutes=10)),
    Shows.MISSED: _missed,
    Shows.GATHERED: lambda one: Gathered([one.case], {one.case.id: one.say("company")}, 3),
}
