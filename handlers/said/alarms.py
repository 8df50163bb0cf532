"""What must wake somebody at the desk now, read from the rows as they are: every process and page knows the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from cases.follow_ups import is_urgent
from cases.money_lane import ALERTS_AGAIN, MAY_BE_STOPPED
from cases.people import WORKING, Role
from handlers.door import Voice
from storage.queue import View, queue
from storage.tables import Case, Member

MOST = 20  # of a kind; whoever has more late is not helped by more noise
LOOKED_AT = 100
ANSWERING = frozenset({Role.LEAD, Role.DUTY_OFFICER})  # for a case that nobody took in time


@dataclass(frozen=True)
class Alarm:
    """One thing to ring for, once for each `key`. It names a case by its number, nothing else: screens are seen."""

    key: str
    number: str
    words: str
    is_urgent: bool


async def alarms_of(session: AsyncSession, voice: Voice, member: Member) -> list[Alarm]:
    """The most urgent first; none for whoever only reads, or is away."""
    if member.role not in WORKING or member.away_until is not None:
        return []
    now = voice.door.clock()
    moving = View("waiting", urgent=True, fresh_since=now - MAY_BE_STOPPED)
    money = [one for one in await queue(session, member, moving, limit=MOST) if _moves(one, now)]
    rung = {one.id for one in money}
    mine = [one for one in await queue(session, member, View("mine"), limit=LOOKED_AT) if _is_owed(one, now)]
    late = []
    if member.role in ANSWERING:
        waiting = await queue(session, member, View("waiting"), limit=LOOKED_AT)
        late = [one for one in waiting if one.answer_due_at <= now and one.id not in rung]
    return [
        *(_alarm(voice, "money", one, str(_rung(one, now)), is_urgent=True) for one in money),
        *(_alarm(voice, "reply", one, _at(one.asked_at)) for one in mine[:MOST]),
        *(_alarm(voice, "waiting", one, _at(one.answer_due_at)) for one in late[:MOST]),
    ]


def _alarm(voice: Voice, what: str, case: Case, since: str, *, is_urgent: bool = False) -> Alarm:
    words = voice.say(f"console.alarms.{what}", number=case.number)
    return Alarm(f"{what} {case.number} {since}", case.number, words, is_urgent)


def _moves(case: Case, now: datetime) -> bool:
    return is_urgent(case.money_moving, case.submitted_at, now)


def _rung(case: Case, now: datetime) -> int:
    """Which of the alerts it is: the same moments as in the chats."""
    return sum(case.submitted_at + after <= now for after in ALERTS_AGAIN)


def _is_owed(case: Case, now: datetime) -> bool:
    due = case.reply_due_at
    return case.asked_at is not None and (case.reply_missed or (due is not None and due <= now))


def _at(at: datetime | None) -> str:
    return at.isoformat() if at else ""
