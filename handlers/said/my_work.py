"""My work (我的事): what waits for one member, in words, a part for each kind and in each the nearest time first."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.door import Voice
from handlers.said.cases import LegalClock, company_name, duties, legal_clock_of
from handlers.said.counts import capped, count_words
from handlers.said.progress import clock_name
from storage.my_work import MOST, Work, work_of
from storage.queue import View, count_few, counts
from storage.tables import Case, Member

SOON = timedelta(hours=24)
FARTHEST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Item:
    """One thing to do: of which case, what, and by when; `how` late, soon or calm, empty without a time."""

    case: Case
    company: str
    what: str
    at: datetime | None = None
    how: str = ""


@dataclass(frozen=True)
class Pile:
    """All of one kind; its heading is my_work.piles.<id>, and `part` where on the page of a case it stands."""

    id: str
    part: str
    items: list[Item]

    def count(self, but: int = 0) -> str:
        """How many there are, without so many of them."""
        return capped(len(self.items) - but, MOST - but)


@dataclass(frozen=True)
class MyWork:
    """Where nothing waits for them, `around` is what waits for anybody they may help: how many, by the queue's part."""

    piles: list[Pile]
    around: dict[str, str] = field(default_factory=dict)

    @property
    def late(self) -> str:
        """How many are late; nothing where none is. Each pile begins with them: one that is cut while late has more."""
        count = sum(item.how == "late" for pile in self.piles for item in pile.items)
        goes_on = any(len(pile.items) >= MOST and pile.items[-1].how == "late" for pile in self.piles)
        return f"{count - 1}+" if goes_on else str(count or "")

    @property
    def waiting(self) -> int:
        """Without the cases that are only held."""
        return sum(len(pile.items) for pile in self.piles if pile.id != "held")


async def look_at_work(session: AsyncSession, voice: Voice, member: Member) -> MyWork:
    """Piles in the order in which they cannot wait; no empty ones."""
    work = await work_of(session, member, duties(voice.door))
    found = [
        Pile("owed", "conversation", [_owed(voice, work, case) for case in work.owed]),
        Pile(
            "to_approve",
            "consulting",
            [_to_approve(voice, work, row.concluded_at, case) for row, case in work.to_approve],
        ),
        Pile("asked", "consulting", [_item(voice, work, case, "asked", row.due_at) for row, case in work.asked]),
        Pile("chaired", "consulting", _chaired(voice, work)),
        Pile("measures", "consulting", _measures(voice, work)),
        Pile("held", "case-head", _held(voice, work)),
    ]
    piles = [pile for pile in found if pile.items]
    return MyWork(piles, {} if piles else await _around(session, voice, member))


async def _around(session: AsyncSession, voice: Voice, member: Member) -> dict[str, str]:
    waiting = (await counts(session, member))["waiting"]
    late = await count_few(session, member, View("late", at=voice.door.clock()))
    return {show: count_words(show, count) for show, count in (("waiting", waiting), ("late", late)) if count}


def _item(voice: Voice, work: Work, case: Case, what: str, at: datetime | None, **facts: object) -> Item:
    said = voice.say(f"my_work.says.{what}", **facts)
    return Item(case, company_name(voice, work.companies[case.id]), said, at, _how(voice, at))


def _owed(voice: Voice, work: Work, case: Case) -> Item:
    """A time that was missed stays late, whatever later one the reporter was told."""
    now = voice.door.clock()
    waited = voice.spoken.waited(case.asked_at, now) if case.asked_at else ""
    item = _item(voice, work, case, "owed", case.reply_due_at, waited=waited)
    return Item(item.case, item.company, item.what, item.at, "late" if case.reply_missed else item.how)


def _to_approve(voice: Voice, work: Work, concluded_at: datetime | None, case: Case) -> Item:
    waited = voice.spoken.waited(concluded_at, voice.door.clock()) if concluded_at else ""
    return _item(voice, work, case, "to_approve", None, waited=waited)


def _chaired(voice: Voice, work: Work) -> list[Item]:
    return [
        _item(voice, work, one.case, "chaired", one.row.due_at, given=one.given, asked=one.asked)
        for one in work.chaired
    ]


def _measures(voice: Voice, work: Work) -> list[Item]:
    return [_item(voice, work, one.case, "measure", one.row.due_at, text=one.text) for one in work.measures]


def _held(voice: Voice, work: Work) -> list[Item]:
    """Those whose deadline ends first stand first; without one, in the queue's order."""
    clocks = {one: legal_clock_of(voice.door, clock, voice.door.clock()) for one, clock in work.clocks.items()}
    items = [_one_held(voice, work, case, clocks.get(case.id)) for case in work.held]
    return sorted(items, key=lambda item: item.at or FARTHEST)


def _one_held(voice: Voice, work: Work, case: Case, clock: LegalClock | None) -> Item:
    company, state = company_name(voice, work.companies[case.id]), voice.say(f"states.team.{case.service}")
    if clock is None:
        return Item(case, company, state)
    said = voice.say("my_work.says.clock", state=state, clock=clock_name(voice, clock.rule))
    return Item(case, company, said, clock.until, clock.how)


def _how(voice: Voice, at: datetime | None) -> str:
    if at is None:
        return ""
    left = at - voice.door.clock()
    return "late" if left < timedelta() else "soon" if left <= SOON else "calm"
