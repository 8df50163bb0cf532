"""From what was typed or chosen to an answer; how each kind is read stands in cases/kinds.py."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from cases.errors import NotUnderstood
from cases.kinds import KINDS, Reading
from cases.questionnaire import Answer, Question, State
from cases.understanding.writing import visible


def read_answer(question: Question, said: str, now: datetime, zone: ZoneInfo) -> Answer:
    """Understand what was typed. Raises NotUnderstood with the kind and the reason."""
    reads = KINDS[question.kind].reads
    if reads is None:
        raise NotUnderstood("choice")
    return Answer(State.GIVEN, said.strip(), reads(said, Reading(question.limit, now, zone)))


def answers_it(question: Question, said: str, now: datetime, zone: ZoneInfo) -> bool:
    """Whether the question finds its answer in these words."""
    try:
        read_answer(question, said, now, zone)
    except NotUnderstood:
        return False
    return True


def as_said(said: str) -> Answer:
    """Kept in the person's own words, for the officer to ask about."""
    return Answer(State.AS_SAID, visible(said, keep="\n\t").strip())


def skipped() -> Answer:
    return Answer(State.SKIPPED)


def chosen(*options: str) -> Answer:
    return Answer(State.GIVEN, value=options[0])


def several(options: list[str], said: str = "") -> Answer:
    """What was ticked, and what was said beside it: neither replaces the other."""
    return Answer(State.GIVEN, said, options) if options or not said else as_said(said)


def ticked(answer: Answer | None) -> list[str]:
    """What was ticked of several, by a press or a word; what was only read is a guess, and no tick."""
    return list(answer.value) if answer and answer.is_given and isinstance(answer.value, list) else []


def said_beside(answer: Answer | None) -> str:
    """The person's own words beside the ticks of several, or in their place."""
    return answer.said if answer and answer.state in {State.GIVEN, State.AS_SAID} else ""


def asks_for_quiet(answers: Mapping[str, Answer]) -> bool:
    """Whether the suspect may read the reporter's phone, or nobody knows: then messages carry no content.

    Words that nobody understood are no no.
    """
    answer = answers.get("suspect_can_read")
    return answer is not None and (answer.value in {"yes", "unsure"} or answer.state is State.AS_SAID)


def fen_of(answers: Mapping[str, Answer], step: str) -> int | None:
    """The amount given at that step in fen, when it was understood and in CNY."""
    answer = answers.get(step)
    if answer is None or not isinstance(answer.value, dict) or answer.value.get("currency") != "CNY":
        return None
    return int(answer.value["fen"])
