"""The options of a question: pressed, or named in words, by number, or by a yes or no that can only mean one."""

from __future__ import annotations

import re
from datetime import datetime

from cases.answers import chosen, said_beside, several, ticked
from cases.hearing import settle_offence
from cases.kinds import KINDS, Kind
from cases.questionnaire import ADD, DONE, LIKELY, NONE_OF_THESE, Answer, State, Step
from cases.understanding.choosing import WATCHED, without_relatives
from cases.understanding.reply import Reply, read_reply
from cases.understanding.writing import plain
from handlers.chat import Shown
from handlers.reporter.asking import Asking, option_label, show
from handlers.reporter.drafting import keep, keep_all
from handlers.reporter.turn import Turn
from storage.utterances import Words

LONGEST_AROUND = 24  # characters in which one label may stand: 手机收走了看不到

LEAST_OF_LABEL = 2  # characters by which an option is known: 鄞州


async def as_option(turn: Turn, step: Step) -> Shown | None:
    """The label of a button typed instead of pressed, its number, or a yes or no that can only mean one of them."""
    option = option_of(turn.asking, step, turn.said)
    if option is None:
        return None
    await choose(turn.asking, step, option, turn.now, turn.words)
    return show(turn.asking, answered=step.id)


async def choose(asking: Asking, step: Step, option: str, now: datetime, words: Words | None = None) -> None:
    """One of what is offered; of the offences that the words sounded like, it settles more than itself."""
    answers, form = asking.told.answers, asking.door.questionnaire
    if step.question.id != "offence" or LIKELY not in answers:
        await keep(asking, step.id, _one_more(answers.get(step.id), step, option), now, words)
        return
    if option == NONE_OF_THESE:
        asking.told.answers = {name: one for name, one in answers.items() if name not in {LIKELY, "offence"}}
    else:
        asking.told.answers = settle_offence(answers, option, form.offences, form.on_the_way(answers))
    await keep_all(asking, {}, now, words)


def _one_more(before: Answer | None, step: Step, option: str) -> Answer:
    """This option, and of several what was ticked before it."""
    if step.question.kind is not Kind.SEVERAL:
        return chosen(option)
    return several(list(dict.fromkeys([*ticked(before), option])), said_beside(before))


def alone(step: Step, option: str) -> Answer:
    """This option alone, as the question's kind keeps it."""
    return several([option]) if step.question.kind is Kind.SEVERAL else chosen(option)


def option_of(asking: Asking, step: Step, said: str) -> str | None:
    """The option whose label was typed instead of pressed."""
    if not KINDS[step.question.kind].is_chosen:
        return None
    words = plain(said).rstrip("。.!").lower()
    options = asking.door.questionnaire.options(step, asking.told.answers)
    labels = {option_label(asking, step, option).lower(): option for option in options}
    if words in labels:
        return labels[words]
    reply = read_reply(said)
    if reply is None or reply.kind not in {"yes", "no"}:  # no is no part of "don't know"
        partly = [option for name, option in labels.items() if _is_part(words, name)]
        if len(partly) == 1:
            return partly[0]
    inside = [
        option for name, option in labels.items() if len(name) > LEAST_OF_LABEL and name in without_relatives(words)
    ]
    if len(inside) == 1 and len(words) <= LONGEST_AROUND and step.question.kind is Kind.CHOICE:
        return inside[0] if step.question.id != WATCHED else None  # as_choice weighs all that is said there
    return _option_meant(reply, asking, step, options) if reply else None


def _is_part(words: str, label: str) -> bool:
    """鄞州 of a label; of an English one, whole words."""
    if len(words) < LEAST_OF_LABEL:
        return False
    return bool(re.search(rf"\b{re.escape(words)}\b", label)) if words.isascii() else words in label


def _option_meant(reply: Reply, asking: Asking, step: Step, options: tuple[str, ...]) -> str | None:
    if reply.kind == "number" and reply.number and reply.number <= len(options):
        return options[reply.number - 1]
    if reply.kind not in {"yes", "no"}:
        return None
    if step.question.kind is Kind.MORE:
        return ADD if reply.kind == "yes" else DONE
    guess = asking.told.answers.get(step.id)
    if guess and guess.state is State.READ:
        return str(guess.value) if reply.kind == "yes" else NONE_OF_THESE
    if step.question.id == "money_moving" and reply.kind == "yes":
        return "just_now"
    return reply.kind if reply.kind in options else None
