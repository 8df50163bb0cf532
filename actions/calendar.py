"""A reporter has a calendar of their own ask for the coming dates of their case, and ends that."""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlmodel import col, delete

from actions.hand import Hand
from cases.errors import CaseError
from cases.tracks import ENDED, CaseEnded
from storage import tallies
from storage.keys import token_hash
from storage.tables import CalendarLink, Case

MOST, WITHIN = 10, timedelta(days=1)  # of one case


class WatchedPhone(CaseError):
    """Somebody else may read this phone, and what its calendar says."""


class CalendarTooOften(CaseError):
    """So many addresses were made for this case today that there is no further one."""


async def check_calendar(hand: Hand, number: str) -> Case:
    """Raises CaseNotFound alike for missing and not theirs, CaseEnded, and WatchedPhone."""
    case = await hand.own(number)
    if case.quiet:
        raise WatchedPhone
    if case.service in ENDED:
        raise CaseEnded
    return case


async def make_calendar(hand: Hand, number: str) -> str:
    """The secret of its address, shown this once; the one before it ends.

    Raises as `check_calendar` does, and CalendarTooOften.
    """
    case, token = await check_calendar(hand, number), secrets.token_urlsafe(24)
    if await tallies.count(hand.session, "calendar", str(case.id), WITHIN, hand.now) > MOST:
        raise CalendarTooOften
    await _end(hand, case)
    hand.session.add(CalendarLink(case_id=case.id, token_hash=token_hash(token), made_at=hand.now))
    return token


async def end_calendar(hand: Hand, number: str) -> None:
    """From now on its address is answered like one that never was. Raises CaseNotFound."""
    await _end(hand, await hand.own(number))


async def _end(hand: Hand, case: Case) -> None:
    await hand.session.exec(delete(CalendarLink).where(col(CalendarLink.case_id) == case.id))
