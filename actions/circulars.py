"""A lead tells every reporter of a series the same, each in their own chat; none of them learns of another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from actions.casework import check_sendable
from actions.hand import DoneAlready, Hand, does
from actions.retelling import leave_out, tell_of_series
from cases.circulars import MOST_A_DAY as MOST
from cases.circulars import Circular, NobodyToTell, NotLookedAt, TooManyCirculars, read_circular
from cases.follow_ups import by_day
from cases.together import NotInSeries
from cases.verbs import Verb
from storage.circulars import Readers, check_names_nobody, count_sent, readers_of, seal_circular, was_sent
from storage.series import running_series
from storage.tables import Case, SentCircular, Series


@dataclass(frozen=True)
class Prepared:
    """What would go to whom; `mark` says that this was looked at."""

    case: Case
    series: Series
    said: Circular
    readers: Readers

    @property
    def mark(self) -> str:
        return self.readers.mark(self.said)


async def prepare(hand: Hand, number: str, text: str, english: str) -> Prepared:
    """Everything that is asked of it before anybody looks at it, and once more before it goes. Nothing is written.

    Raises NotUnderstood, WordsStopped, NamesAnother, NobodyToTell, TooManyCirculars and NotInSeries.
    """
    case = await hand.open(number, Verb.SEND_CIRCULAR)
    row = await running_series(hand.session, case.series_id, lock=True)
    if row is None:
        raise NotInSeries
    if await was_sent(hand.session, hand.source):
        raise DoneAlready
    said = read_circular(text, english)
    for words in filter(None, (said.text, said.english)):
        check_sendable(hand, case, words)
    readers = await readers_of(hand.session, hand.officer, row.id)
    if not readers.to:
        raise NobodyToTell
    await check_names_nobody(hand.session, hand.officer, row.id, said, readers)
    if await count_sent(hand.session, row.id, hand.now) >= MOST:
        raise TooManyCirculars
    return Prepared(case, row, said, readers)


@does(Verb.SEND_CIRCULAR, "text", "english", "at_once", "sure")
async def send_circular(hand: Hand, number: str, text: str, english: str, at_once: bool, sure: str) -> Case:
    """To whom it was shown to go, and to nobody who joins the series later; `sure` is the mark of what was looked at.

    By day, or `at_once`. Raises NotLookedAt, and what `prepare` says.
    """
    prepared = await prepare(hand, number, text, english)
    if sure != prepared.mark:
        raise NotLookedAt
    due_at = due_of(hand, at_once=at_once)
    row = SentCircular(
        series_id=prepared.series.id,
        made_by=hand.officer.id,
        made_at=hand.now,
        due_at=due_at,
        sealed_text=b"",
        source=hand.source,
    )
    seal_circular(hand.session, row, prepared.said)
    hand.session.add(row)
    for one in prepared.readers.to:
        await tell_of_series(hand, row, one.case, one.chat)
    for case, why in prepared.readers.left_out:
        leave_out(hand, row, case, why)
    return prepared.case


def due_of(hand: Hand, *, at_once: bool) -> datetime:
    """Now, or in the morning."""
    return hand.now if at_once else by_day(hand.law.plans, hand.now, hand.zone)
