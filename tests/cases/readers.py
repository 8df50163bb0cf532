"""Every reader of what people type, found and not listed: whatever is new is walked from its first day."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import Any, get_type_hints
from zoneinfo import ZoneInfo

import cases.understanding
from cases import hearing, identifiers, near_copies, passing, placing, putting_right, searching
from cases.asked import read_asked
from cases.colleagues import Post
from cases.hearing import Listening
from cases.questionnaire import load
from cases.understanding.choosing import option_said, options_like
from cases.understanding.moments_in_text import find_moments, first_moment
from cases.understanding.motion import moment_of_payment
from cases.understanding.offence import Sense
from cases.understanding.question import Asked
from cases.understanding.whose import is_own_name

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 26, 10, 0, tzinfo=SHANGHAI)
# What they are asked beside the text, by the name of the argument.
BESIDE: dict[str, Any] = {
    "asked": Asked(read_asked()),
    "now": NOW,
    "zone": SHANGHAI,
    "today": NOW.date(),
    "answers": {},
    "limit": 5000,
    "beside": (0, 0),
    "step": "other_party.name",
    "at": 7,
    "start": 7,
    "end": 9,
    "stop": 4000,
    "place": 7,
    "after": "没动",
    "sentence": "没动",
    "name": "陈静",
    "post": Post.LAWYER,
}
ALSO = (hearing, identifiers, near_copies, passing, placing, putting_right, searching)
FORM = load()
# These never see what a person typed.
NOT_READERS = {
    "as_read": "what was read",
    "further_payments": "payments that were read",
    "phone_in_words": "a number that was read",
    "table": "the name of a file of ours",
    "compiled": "a sign of ours",
    "number": "a number a pattern has found",
    "small_number": "the same",
    "without_commas": "the same",
    "upper_end": "the same",
    "lower_end": "the same",
    "is_chinese": "one letter",
}


def with_more() -> dict[str, Callable[[str], Any]]:
    """Those that are asked more than a text and a day, each in its own way."""
    sense = Sense(FORM.offences.values())
    listening = Listening(FORM, sense, NOW, SHANGHAI)
    labels = {"yes": "是，能看到", "no": "看不到", "unsure": "说不准"}
    return {
        "hearing.hear": lambda said: hearing.hear(said, listening, {}),
        "hearing.facts_in": lambda said: hearing.facts_in(said, None, listening, {}),
        "hearing.people_named": lambda said: hearing.people_named(said, "suspects", 0),
        "hearing.parts_of": lambda said: [hearing.parts_of(step, said) for step in hearing.TOGETHER],
        "passing.further_offence": lambda said: passing.further_offence(said, "contract_fraud", sense),
        "understanding.offence.Sense": sense.candidates,
        "understanding.question.Asked": Asked(read_asked()).all_known,
        "near_copies.firm_likeness": lambda said: near_copies.firm_likeness(said, said[::-1]),
        "placing.named": lambda said: placing.named(said, ()),
        "understanding.choosing.option_said": lambda said: option_said("suspect_can_read", said, tuple(labels)),
        "understanding.choosing.options_like": lambda said: options_like("suspect_can_read", said, labels),
        "understanding.moments_in_text.first_moment": lambda said: first_moment(
            said, find_moments(said, NOW, SHANGHAI), NOW
        ),
        "understanding.motion.moment_of_payment": lambda said: moment_of_payment(
            said, find_moments(said, NOW, SHANGHAI), NOW
        ),
        "understanding.whose.is_own_name": lambda said: is_own_name(said, said),
    }


def modules() -> Iterator[Any]:
    for found in pkgutil.iter_modules(cases.understanding.__path__):
        yield import_module(f"cases.understanding.{found.name}")
    yield from ALSO


def functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    """What a module offers and takes a text first."""
    for module in modules():
        for name, one in vars(module).items():
            if inspect.isfunction(one) and one.__module__ == module.__name__ and not name.startswith("_"):
                hints = get_type_hints(one)
                first = next(iter(inspect.signature(one).parameters), None)
                if first and hints.get(first) is str:
                    yield f"{module.__name__.removeprefix('cases.')}.{name}", one


@cache
def readers() -> dict[str, Callable[[str], Any]]:
    more = with_more()
    found = {name: one for name, one in functions() if name.rsplit(".")[-1] not in NOT_READERS}
    return more | {name: called(one) for name, one in found.items() if name not in more}


def called(one: Callable[..., Any]) -> Callable[[str], Any]:
    """With the text alone. Raises KeyError for an argument nobody has named here."""
    parameters = list(inspect.signature(one).parameters.values())[1:]
    wanted = {each.name: BESIDE[each.name] for each in parameters if each.default is inspect.Parameter.empty}
    return lambda text: consumed(one(text, **wanted))


def consumed(found: Any) -> Any:
    """A generator does its work when somebody takes from it."""
    return list(found) if inspect.isgenerator(found) else found
