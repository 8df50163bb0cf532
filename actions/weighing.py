"""What a case's facts come to: how the report stands to the figures, where it belongs, and how urgent it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from actions.hand import Hand
from cases.identifiers import MESSAGE
from cases.law.triage import Report
from cases.orientation import Orientation, orient
from cases.questionnaire import Answers, State
from cases.tracks import ENDED
from storage.drafts import open_told
from storage.links import count_victims
from storage.named import words_of
from storage.tables import Case
from storage.tracks import clocks_of
from storage.utterances import heard_of

A_DAY = timedelta(days=1)


def classify(hand: Hand, case: Case, answers: Answers) -> Orientation:
    """Note on the case how the report stands to the figures and where it belongs."""
    found = orient(hand.law, answers, now=hand.now, zone=hand.zone, offence=case.offence, district=case.district)
    case.finding, case.unit = found.finding.result.value, found.route.unit_id
    return found


async def weigh(hand: Hand, case: Case, answers: Answers, found: Orientation | None = None) -> None:
    """The urgency by the facts as they stand now; what was said after the report goes on counting."""
    report = Report(
        answers=answers,
        said=await _said(hand, case, answers),
        offence=case.offence,
        loss_fen=case.loss_fen,
        finding=case.finding,
        money_moving=case.money_moving,
        linked=await count_victims(hand.session, case),
        days_left=await _days_left(hand, case),
        limitation_near=found is not None and found.limitation_warning is not None,
        is_complete=case.is_complete,
    )
    _settle(hand, case, hand.law.triage.weigh(report).reasons)


async def weigh_again(hand: Hand, case: Case) -> None:
    """The same for a case whose answers are not at hand, after something else about it changed."""
    if case.service in ENDED:
        return
    answers = (await open_told(hand.session, case.key_id, case.id, case.sealed_answers)).answers
    await weigh(hand, case, answers, classify(hand, case, answers) if case.is_complete else None)


def hear_signs(hand: Hand, case: Case, said: str) -> None:
    """What the reporter writes after the report may make it more urgent, and never less."""
    _settle(hand, case, hand.law.triage.signs_in(said) | case.reasons)


def _settle(hand: Hand, case: Case, reasons: Mapping[str, int]) -> None:
    """What an officer decided stays; the reasons are noted beside it."""
    weighed = hand.law.triage.of(reasons)
    case.reasons = dict(weighed.reasons)
    if case.urgency_note is None:
        case.urgency, case.rank = weighed.urgency, weighed.urgency.rank


async def _said(hand: Hand, case: Case, answers: Answers) -> str:
    """Everything in the reporter's own words: before the report was sent, in it, and since."""
    given = [str(one.value or one.said) for one in answers.values() if one.state is not State.READ]
    heard = [one.text for one in await heard_of(hand.session, case.id, case.key_id)]
    written = [text for place, text in await words_of(hand.session, case) if place == MESSAGE]
    return "\n".join([*given, *heard, *written])


async def _days_left(hand: Hand, case: Case) -> float | None:
    """To the end of the running clock that ends first."""
    running = [clock.due_at for clock in await clocks_of(hand.session, case.id) if clock.stopped_at is None]
    return min(((end - hand.now) / A_DAY for end in running), default=None)
