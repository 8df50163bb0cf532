"""A reporter said something and waits for a reply: since when, until when they were told to, and who is warned."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from actions.escalating import promise_kept
from actions.hand import Hand
from actions.tell import in_their_hours, pace_of, replan
from cases.follow_ups import reply_due, while_asked
from cases.law import Law
from cases.messages import WHILE_ASKED, Kind
from cases.tracks import ENDED, WAITING
from storage.outgoing import cancel
from storage.tables import Case, CaseMessage, Event, TimelineEntry, Why

# what ends a wait: words, which may be taken back, and what may not be
REPLIES = [Event.ANSWERED, Event.ASKED, Event.NO_REPLY_NEEDED, Event.CLOSED, Event.WITHDRAWN]


async def expect_reply(hand: Hand, case: Case) -> None:
    """The reporter has a time by which somebody replies. One they have already stays.

    While nobody has the case it is the time of the first answer, which is warned of and told by itself.
    """
    case.asked_at = case.asked_at or hand.now
    if case.reply_due_at is None or case.reply_due_at <= hand.now:
        await _promise(hand, case)


async def promise_reply_again(hand: Hand, case: Case) -> None:
    """The time is over and the reporter was told so: another one, as they were told."""
    if case.asked_at is not None:
        case.reply_missed = True
        await _promise(hand, case)
        await hand.tell(case, Kind.REPLY_AT_RISK)  # at the same moment: the reporter was told that they are reminded


async def reply_taken_over(hand: Hand, case: Case) -> None:
    """Whoever has the case now is warned of what was asked, by the time that was told if it is not over."""
    if case.asked_at is None:
        return
    if case.reply_due_at is None or case.reply_due_at <= hand.now:
        await _promise(hand, case)
    else:
        await _plan(hand, case)


async def replied(hand: Hand, case: Case) -> None:
    """Nobody waits any more."""
    if case.asked_at is not None:
        if case.reply_missed:
            await cancel(hand.session, case.id, frozenset({Kind.REPLY_LATE}), Why.AGAIN)  # no promise kept, but broken
        case.asked_at, case.reply_due_at, case.reply_missed = None, None, False
        await promise_kept(hand, case)
        await replan(hand.session, case, WHILE_ASKED)


def waited_for(case: Case) -> dict[str, str]:
    """Since when the reporter waits, and until when they were told to: for the timeline, beside what answers them."""
    waited = {"since": case.asked_at, "until": case.reply_due_at}
    return {name: at.isoformat() for name, at in waited.items() if at}


async def wait_again(hand: Hand, case: Case) -> None:
    """What answered the reporter was taken back: they wait since they asked, unless something else was done for it.

    The time they were told for it stays, if it is not over.
    """
    if case.service in ENDED or case.asked_at is not None:
        return
    waited = await _unanswered(hand.session, case)
    if "since" in waited:
        case.asked_at = datetime.fromisoformat(waited["since"])
        case.reply_due_at = datetime.fromisoformat(waited["until"]) if "until" in waited else None
        await reply_taken_over(hand, case)


async def _unanswered(session: AsyncSession, case: Case) -> dict[str, Any]:
    """What was waited for by what is taken back now, and by nothing that came after it."""
    entries = select(TimelineEntry).where(TimelineEntry.case_id == case.id, col(TimelineEntry.event).in_(REPLIES))
    gone = select(CaseMessage.id).where(CaseMessage.case_id == case.id, col(CaseMessage.taken_back_at).is_not(None))
    taken_back = {str(one) for one in (await session.exec(gone)).all()}
    waited: dict[str, Any] = {}
    for entry in (await session.exec(entries.order_by(col(TimelineEntry.at)))).all():
        if entry.details.get("message") not in taken_back:
            waited = {}
        elif "since" not in waited:
            waited = entry.details
    return waited


def next_reply_at(law: Law, case: Case, now: datetime, zone: ZoneInfo) -> datetime:
    """By when somebody replies, as it is said now: within the hours that a reporter chose, unless it is urgent."""
    pace = pace_of(law, case, now)
    due = reply_due(law.plans, now, zone, case.asked_at or now, pace)
    return due if pace.at_night else in_their_hours(case, due, zone)


async def _promise(hand: Hand, case: Case) -> None:
    if case.service in WAITING and case.answer_due_at > hand.now:
        case.reply_due_at = case.answer_due_at
        return
    case.reply_due_at = next_reply_at(hand.law, case, hand.now, hand.zone)
    await _plan(hand, case)


async def _plan(hand: Hand, case: Case) -> None:
    if case.reply_due_at:
        planned = while_asked(case.reply_due_at, pace_of(hand.law, case, hand.now))
        await replan(hand.session, case, WHILE_ASKED, planned)
