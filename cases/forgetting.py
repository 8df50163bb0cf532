"""A case is forgotten by two leads: what that asks for, and what it refuses."""

from __future__ import annotations

from datetime import timedelta

from cases.errors import CaseError

WITHIN = timedelta(days=7)  # for the second lead


class NobodyToConfirm(CaseError):
    """There is no second lead who could confirm it: two people, each signed in as themselves."""


class PlaceholderAsks(CaseError):
    """The lead of the first start is no person who could answer for it."""


class AskedYourself(CaseError):
    """Whoever asked cannot confirm: that is for another lead."""


class ForgetAskedAlready(CaseError):
    """A lead has asked for it, and another is to confirm."""


class ForgetNotAsked(CaseError):
    """Nobody asks for it any more: it was taken back, or its time is over."""


class OthersMergedHere(CaseError):
    """Others are merged into this case: each is forgotten, or taken apart, before it."""


class TeamStillWorks(CaseError):
    """A special team works on the case."""
