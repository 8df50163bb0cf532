"""Cases that are worked on together: what a series, a merge and a special team refuse."""

from __future__ import annotations

from cases.errors import CaseError

LINKED = "linked"  # in place of the numbers of cases: all that are linked with this one
LONGEST_NAME = 60  # characters of a scheme's name
MOST_AT_ONCE = 50  # cases that one form puts into a series


class InSeriesAlready(CaseError):
    """The case belongs to a series; to one at a time."""


class NotInSeries(CaseError):
    """The case belongs to no series, or not any more."""


class MergedElsewhere(CaseError):
    """The case is merged into another: the desk works on that one, and here only with this one's reporter."""


class NotMerged(CaseError):
    """The case is one by itself, or is again."""


class MergeInCircle(CaseError):
    """The other case is merged into this one already."""


class OtherMerged(CaseError):
    """The other case is merged into a third: merges are one step deep."""


class HasMerged(CaseError):
    """Others are merged into this case: merges are one step deep."""


class OtherEnded(CaseError):
    """What the case would be merged into is over."""


class OtherDistrict(CaseError):
    """Who sees the one would not see the other."""


class ApartInSeries(CaseError):
    """The case is in a series, or with a special team, that the other is not in."""


class StillConsulted(CaseError):
    """Experts are being asked about the case."""


class SeriesGone(CaseError):
    """There is no such series: missing, dissolved and forbidden look alike."""


class NotSeriesLead(CaseError):
    """Only the officer who leads the series can do that; a lead may always."""
