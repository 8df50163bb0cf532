"""A whole report in one go: what was said of it, and for the rest what somebody might have pressed."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from cases.answers import as_said, chosen, read_answer, several, skipped
from cases.errors import NotUnderstood
from cases.kinds import Kind
from cases.questionnaire import DONE, REVIEW, Answer, Answers, Questionnaire

SKIPS = "-"


def whole_report(
    form: Questionnaire,
    told: Answers,
    said: Mapping[str, str],
    now: datetime,
    zone: ZoneInfo,
    chance: random.Random | None = None,
) -> dict[str, Answer]:
    """What is `told` already, and each open question answered as `said`, else by `chance` where options are offered.

    Without chance what nobody said is skipped, or the last option there is.
    """
    found = dict(told)
    while (open_one := form.next(found)) != REVIEW:
        found[open_one] = _answer(form, open_one, found, said.get(open_one, SKIPS), now, zone, chance)
    while detail := next((step.id for step in form.details(found) if step.id in said), None):
        found[detail] = _answer(form, detail, found, said[detail], now, zone, chance)
    return found


def _answer(
    form: Questionnaire,
    name: str,
    told: dict[str, Answer],
    said: str,
    now: datetime,
    zone: ZoneInfo,
    chance: random.Random | None,
) -> Answer:
    """What cannot be read is kept in the person's own words; an option that is not offered is the last that is."""
    step = form.step(name, told)
    assert step
    options = form.options(step, told)
    if said == SKIPS and chance and options and step.question.kind in {Kind.CHOICE, Kind.SEVERAL}:
        said = chance.choice(options[:-1] or options)
    if said == SKIPS:
        return chosen(DONE) if step.question.kind is Kind.MORE else skipped()
    if options:
        one = said if said in options else options[-1]
        return several([one]) if step.question.kind is Kind.SEVERAL else chosen(one)
    try:
        return read_answer(step.question, said, now, zone)
    except NotUnderstood:
        return as_said(said)
