"""What the program itself names of the law's files: a unit may change these rules, but cannot do without them."""

from __future__ import annotations

from collections.abc import Container
from enum import StrEnum

from cases.law.reading import BadLaw
from cases.tracks import Money


class NamedMove(StrEnum):
    """Of tracks.toml."""

    REPORT_ACCEPTED = "L1"
    SHEET_MADE = "M1"
    REPORTED_TO_110 = "M2"
    STOP_RAN_OUT = "M6"
    RETURN_APPLIED_FOR = "M7"
    RECONSIDERATION = "R1"
    REVIEW = "R3"
    PROCURATORATE = "R5"
    PRIVATE_PROSECUTION = "R8"


class NamedClock(StrEnum):
    """Of deadlines.toml."""

    NOTICE_OF_DECLINING = "notify_declined"
    RECONSIDERATION = "reconsideration_right"
    REVIEW = "review_right"
    TRANSFER = "transfer"


# All that is ever written without an officer: by whom, from where and to where. The file of moves must agree.
WITHOUT_OFFICERS: dict[str, tuple[str, frozenset[Money], Money]] = {
    NamedMove.SHEET_MADE: ("bot", frozenset({Money.NOT_NEEDED}), Money.SHEET_READY),
    NamedMove.REPORTED_TO_110: ("reporter", frozenset({Money.SHEET_READY}), Money.REPORTED_TO_110),
    NamedMove.STOP_RAN_OUT: ("clock", frozenset({Money.STOPPED, Money.FROZEN}), Money.EXPIRED),
}


def check_named(file: str, named: type[StrEnum], found: Container[str]) -> None:
    """Raises BadLaw for the first the file does not have."""
    if missing := next((one for one in named if one not in found), None):
        raise BadLaw(file, 1, f"{missing} is missing, and the program names it")
