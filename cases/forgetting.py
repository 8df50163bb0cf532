"""A case is forgotten by two leads, both there for a while, and not before its reporter could object.

What that asks for, how long it takes, and what it refuses.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from cases.errors import CaseError

WITHIN = timedelta(days=7)  # for the second lead
STANDING = timedelta(days=7)  # so long both led already when it was asked: nobody makes their own second
NOTICE = timedelta(days=7)  # after the reporter was told
UNTOLD = timedelta(days=30)  # after it was asked, where the reporter could not be told
WARNING = timedelta(days=1)  # between the last word to all leads and the end


class NobodyToConfirm(CaseError):
    """There is no second lead who could confirm it: two people, each signed in as themselves."""


class NotLongEnough(CaseError):
    """Who asks, or every other lead, leads for too short a time; from `at` on it can be asked."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self.at = at


class CameAfter(CaseError):
    """Whoever confirms did not lead long enough when it was asked."""


class PutLeadsOut(CaseError):
    """Whoever asks or confirms took another lead out lately: nobody clears the way of those who could stop it."""


class PlaceholderAsks(CaseError):
    """The lead of the first start is no person who could answer for it."""


class AskedYourself(CaseError):
    """Whoever asked cannot confirm: that is for another lead."""


class ForgetAskedAlready(CaseError):
    """A lead has asked for it, and another is to confirm."""


class ForgetConfirmedAlready(CaseError):
    """Two leads have decided it; it waits for its day."""


class ForgetNotAsked(CaseError):
    """Nobody asks for it any more: it was taken back, or its time is over."""


class OthersMergedHere(CaseError):
    """Others are merged into this case: each is forgotten, or taken apart, before it."""


class TeamStillWorks(CaseError):
    """A special team works on the case."""


@dataclass(frozen=True)
class Notice:
    """What became of the word to the reporter: it went out at `told_at`, cannot go (`is_lost`), or is on its way."""

    asked_at: datetime
    told_at: datetime | None = None
    is_lost: bool = False

    @property
    def over_at(self) -> datetime | None:
        """Before this nothing is destroyed; None while the word is on its way."""
        if self.told_at and not self.is_lost:
            return self.told_at + NOTICE
        return self.asked_at + UNTOLD if self.is_lost else None
