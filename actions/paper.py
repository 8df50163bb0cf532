"""The document behind what an officer writes down: its number, its date and two names, checked before anything is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID

from actions.hand import Hand
from cases.errors import CaseError
from cases.papers import Paper
from storage.tables import Case
from storage.team import team_of

LONGEST = 80


class PaperWrong(CaseError):
    """The document behind a record is not complete."""


class DocumentMissing(PaperWrong):
    """A record needs the number of its document, at most 80 characters."""


class DateMissing(PaperWrong):
    """A record needs the date on its document."""


class DateInFuture(PaperWrong):
    """Nothing is written down before it happened."""


class DateTooEarly(PaperWrong):
    """The date lies before what it follows from."""

    def __init__(self, after: datetime) -> None:
        super().__init__(after)
        self.after = after


class OfficerMissing(PaperWrong):
    """A record needs two officers who are on the team and may work on the case."""


class SameOfficer(PaperWrong):
    """A record needs two different officers."""


@dataclass(frozen=True)
class Signed:
    """A paper that is complete and checked."""

    document_no: str
    dated_on: date
    officer: UUID
    second_officer: UUID
    happened_at: datetime


async def check_paper(hand: Hand, case: Case, paper: Paper, *, after: Iterable[datetime] = ()) -> Signed:
    """`after`: moments this cannot lie before. Raises PaperWrong, as the one of its kind that says what."""
    number = read_number(paper.document_no)
    if paper.dated_on is None:
        raise DateMissing
    happened_at = _when(hand, paper.dated_on, paper.happened_at, max(after, default=None))
    first, second = await _two_officers(hand, case, paper)
    return Signed(number, paper.dated_on, first, second, happened_at)


def read_number(text: str) -> str:
    """The number of a document. Raises DocumentMissing."""
    number = " ".join(text.split())
    if not number or len(number) > LONGEST or not number.isprintable():
        raise DocumentMissing
    return number


def _when(hand: Hand, dated_on: date, happened_at: datetime | None, after: datetime | None) -> datetime:
    """From when its clocks count: as said, else now for today's document and else the first moment of its day."""
    now, zone = hand.now, hand.zone
    today = now.astimezone(zone).date()
    if dated_on > today or (happened_at and happened_at > now):
        raise DateInFuture
    if after and (dated_on < after.astimezone(zone).date() or (happened_at and happened_at < after)):
        raise DateTooEarly(after)
    if happened_at:
        return happened_at.astimezone(UTC)
    start = now if dated_on == today else datetime.combine(dated_on, time(), tzinfo=zone).astimezone(UTC)
    return max(start, after) if after else start


async def _two_officers(hand: Hand, case: Case, paper: Paper) -> tuple[UUID, UUID]:
    first, second = paper.officer, paper.second_officer
    if first is None or second is None:
        raise OfficerMissing
    if first == second:
        raise SameOfficer
    if not {first, second} <= {one.id for one in (await team_of(hand.session)).officers(case.district)}:
        raise OfficerMissing
    return first, second
