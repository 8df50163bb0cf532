"""The reporter says how often they want to hear when nothing happens. What does happen is told as ever."""

from __future__ import annotations

from datetime import datetime, timedelta

from actions.casework import promise_news, promise_news_at
from actions.hand import Hand
from actions.tell import in_their_hours, is_urgent_now
from cases.errors import CaseError
from cases.tracks import ENDED, WAITING, CaseEnded
from storage import tallies
from storage.tables import Case, Event

USUAL = ""  # as the plan says
MOST, WITHIN = 10, timedelta(days=1)  # of one case: each choice plans a message anew


class NoSuchRhythm(CaseError):
    """The plan does not offer that any more."""


class TooEarlyToPause(CaseError):
    """Somebody is to answer first, or money may still be stopped: what was promised for that stands."""


class ChoseTooOften(CaseError):
    """The reporter changed this so often today that it stays as it is."""


def something_stands(case: Case, now: datetime) -> bool:
    """What was promised for who is to answer first, or for money that may still be stopped: no choice changes that."""
    return case.service in WAITING or is_urgent_now(case, now)


async def choose_rhythm(hand: Hand, number: str, chosen: str) -> Case:
    """From now on so often, or once so late; the same again changes nothing.

    While money may be stopped, the plan stands.
    Raises CaseNotFound alike for missing and not theirs, CaseEnded, NoSuchRhythm, TooEarlyToPause and ChoseTooOften.
    """
    case = await hand.own(number)
    if case.service in ENDED:
        raise CaseEnded
    rhythm = hand.law.plans.rhythms.get(chosen)
    if chosen != USUAL and rhythm is None:
        raise NoSuchRhythm
    if not (rhythm and rhythm.once) and chosen == (case.rhythm or USUAL):
        return case
    stands = something_stands(case, hand.now)
    if rhythm and rhythm.once and stands:
        raise TooEarlyToPause
    if await tallies.count(hand.session, "rhythm", str(case.id), WITHIN, hand.now) > MOST:
        raise ChoseTooOften
    hand.note(case, Event.RHYTHM_CHOSEN)
    if rhythm is None or not rhythm.once:
        case.rhythm = chosen or None
    if stands:
        return case
    if rhythm and rhythm.once:
        at = in_their_hours(case, rhythm.when.due(hand.now, hand.zone), hand.zone)
        await promise_news_at(hand, case, at)
    else:
        await promise_news(hand, case)
    return case
