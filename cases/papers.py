"""The document behind what an officer writes down: its number, its date, two names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from cases.errors import CaseError, NotUnderstood
from cases.understanding import Moment, read_moment

_APART = re.compile(r"[\s，,；;]+")
MOST_OF_A_DATE = 3  # "20 Nov 2026", "2026年11月20日 15:30"
WITH_A_TIME = frozenset({"minute", "hour"})
A_DAY = WITH_A_TIME | {"day"}
# "12号" behind a space belongs to the document's number
_OF_A_NUMBER = re.compile(r"[〔\[(（]?\d+[〕\])）]?\s*[号日]?")
# nothing but a date, with or without its year and a time of day: 2026年11月20日 15:30, 11-20, 20 Nov
_DATE_ALONE = re.compile(
    r"(?:\d{4} ?[年./-] ?)?\d{1,2} ?[月./-] ?\d{1,2} ?[日号]?(?: ?(?:上午|下午|晚上)?\d{1,2}[:：点时].*)?"
    r"|\d{1,2} [A-Za-z]{3,9}(?: \d{4})?(?: \d{1,2}:\d{2})?"
)
_YEAR = re.compile(r"\d{4}")
WITHOUT_A_YEAR = timedelta(days=180)  # longer ago than that, the year has to be said


class CorrectionUnclear(CaseError):
    """A correction says what is right on its first line and why on the next."""


@dataclass(frozen=True)
class Paper:
    """`happened_at`: when it took effect, if not on the date of the document."""

    document_no: str = ""
    dated_on: date | None = None
    officer: UUID | None = None
    second_officer: UUID | None = None
    happened_at: datetime | None = None


def read_paper(text: str, now: datetime, zone: ZoneInfo) -> Paper:
    """A number, then the date on it, with the time where hours count; a date that is not there stays empty."""
    words = [word for word in _APART.split(text) if word]
    for taken in range(min(MOST_OF_A_DATE, len(words) - 1), 0, -1):
        said = " ".join(words[-taken:])
        moment = _moment(said, now, zone)
        if moment and _names_a_day(said, moment, now):
            at = moment.at.astimezone(zone)
            exact = at if moment.precision in WITH_A_TIME else None
            return Paper(" ".join(words[:-taken]), at.date(), happened_at=exact)
    return Paper(" ".join(words))


def read_correction(text: str, now: datetime, zone: ZoneInfo) -> tuple[Paper, str]:
    """What is right and, on the next line, why; what the first line does not say stays as it was.

    Raises CorrectionUnclear where there is no reason, or nothing that is right.
    """
    first, _, reason = text.strip().partition("\n")
    if not first.strip() or not reason.strip():
        raise CorrectionUnclear
    whole = " ".join(word for word in _APART.split(first) if word)
    moment = _moment(whole, now, zone)
    if _DATE_ALONE.fullmatch(whole) and moment and _names_a_day(whole, moment, now):
        at = moment.at.astimezone(zone)
        return Paper("", at.date(), happened_at=at if moment.precision in WITH_A_TIME else None), reason.strip()
    return read_paper(first, now, zone), reason.strip()


def _names_a_day(said: str, moment: Moment, now: datetime) -> bool:
    """Nothing is guessed for a record that stays for ever: a day that was said, not a year, a month or "about"."""
    if moment.approximate or moment.precision not in A_DAY or _OF_A_NUMBER.fullmatch(said):
        return False
    return bool(_YEAR.search(said)) or now - moment.at < WITHOUT_A_YEAR


def _moment(said: str, now: datetime, zone: ZoneInfo) -> Moment | None:
    """Also one that has not come yet: the verb says what is wrong with it."""
    try:
        return read_moment(said, now, zone)
    except NotUnderstood as error:
        found: Moment | None = error.details.get("moment")  # type: ignore[assignment]
        return found
