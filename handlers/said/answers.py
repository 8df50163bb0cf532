"""What a person answered, in words: for the review in the chat, the dossier on the desk and the documents."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from cases.kinds import KINDS, Kind, Says
from cases.questionnaire import Answer, State, Step
from cases.understanding import Moment, Money, Period, phone_in_words
from handlers.door import Voice


def step_label(voice: Voice, step: Step) -> str:
    """The short name of a step; a field of a list's item also says which item."""
    own = voice.say(f"questions.{step.question.id}.label")
    if step.parent and step.question.kind is not Kind.MORE:
        return voice.say("phrases.of_item_short", item=item_name(voice, step), label=own)
    return own


def item_name(voice: Voice, step: Step) -> str:
    """What one item of a list is called: "transfer 2"."""
    assert step.parent, "only a field of a list belongs to an item"
    return voice.say(f"questions.{step.parent.id}.item", number=step.index + 1)


def answer_words(voice: Voice, step: Step, answer: Answer | None, *, marked: bool = True) -> str | None:
    """An answer in words: an option's label, a sum, a date, or the person's own words; of a guess, that it is one.

    None when there is nothing to repeat.
    """
    if answer is None or step.question.kind is Kind.MORE:
        return None
    if answer.state is State.SKIPPED:
        return voice.say("phrases.skipped")
    if answer.state is State.AS_SAID:
        return voice.say("phrases.as_said", said=answer.said)
    words = _understood(voice, step, answer.value)
    if step.question.kind is Kind.SEVERAL and answer.state is State.GIVEN and answer.said:  # said beside the ticks
        words += ("；" if voice.language == "zh" else "; ") + answer.said
    return voice.say("phrases.read_from_words", words=words) if marked and answer.state is State.READ else words


def _understood(voice: Voice, step: Step, value: Any) -> str:
    return SAYERS[KINDS[step.question.kind].says](voice, step, value)


def option_words(voice: Voice, step: Step, option: str) -> str:
    """The label of an option; its id when an older questionnaire had it and this one has not."""
    path = (
        f"offences.{option}.plain"
        if step.question.id == "offence"
        else f"questions.{step.question.id}.options.{option}"
    )
    return voice.say(path) if voice.has(path) else option


def _period(value: dict[str, Any]) -> Period:
    """What cases/kinds.py keeps of a moment; the end of a period has the precision of its start."""
    start = Moment(datetime.fromisoformat(value["at"]), value["precision"], value["approximate"])
    until = value.get("until")
    return Period(start, Moment(datetime.fromisoformat(until), start.precision) if until else None)


def _options(voice: Voice, step: Step, value: Any) -> str:
    chosen = value if isinstance(value, list) else [value]
    return ("、" if voice.language == "zh" else ", ").join(option_words(voice, step, one) for one in chosen)


SAYERS: dict[Says, Callable[[Voice, Step, Any], str]] = {
    Says.TEXT: lambda _voice, _step, value: str(value),
    Says.OPTIONS: _options,
    Says.SUM: lambda voice, _step, value: voice.spoken.answered_money(Money(**value)),
    Says.COUNT: lambda _voice, _step, value: f"{value:,}",
    Says.TIME: lambda voice, _step, value: voice.spoken.answered_time(_period(value)),
    Says.ACCOUNT: lambda _voice, _step, value: str(value["number"]),
    Says.PHONE: lambda _voice, _step, value: phone_in_words(value),
    Says.FILES: lambda voice, _step, value: voice.say("phrases.files", count=value),
}
