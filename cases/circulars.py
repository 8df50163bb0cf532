"""What a lead tells every reporter of a series, each in their own chat: how often, and naming none of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from cases.errors import CaseError
from cases.identifiers import in_text, is_whole_name, place_of
from cases.questionnaire import Answer
from cases.understanding import read_text
from cases.written import bare_name, core_of

LONGEST = 1500  # characters of either language
MOST_A_DAY, A_DAY = 3, timedelta(days=1)  # of one series
SHORTEST_NUMBER = 7  # digits: what is shorter stands in any text
SHORTEST_LATIN = 4  # letters of a firm's name
SHORT_FIRMS = ("公司", "集团", "厂")
_ENGLISH = re.compile(r"^[ \t]*(?:EN|English|英文)[ \t]*[:：]?[ \t]*$", re.IGNORECASE | re.MULTILINE)


class Sort(StrEnum):
    """What of a case would say whose it is; its words are circulars.sorts."""

    COMPANY = "company"
    PERSON = "person"
    PHONE = "phone"
    NUMBER = "number"  # a code, an account, a name in an app
    CASE = "case"


# The steps of a report that hold what is the reporter's own.
OWN: Mapping[str, Sort] = {
    "company_name": Sort.COMPANY,
    "company_code": Sort.NUMBER,
    "contact_name": Sort.PERSON,
    "contact_phone": Sort.PHONE,
    "other_contact": Sort.NUMBER,
    "witnesses.name": Sort.PERSON,
    "witnesses.phone": Sort.PHONE,
    "money_payer_account": Sort.NUMBER,
    "transactions.payer_account": Sort.NUMBER,
}


class NotLookedAt(CaseError):
    """What it says, or who gets it, is not what was shown before."""


class NobodyToTell(CaseError):
    """None of the cases has a reporter who can be told."""


class TooManyCirculars(CaseError):
    """The reporters of this series were told so often today."""

    def __init__(self) -> None:
        super().__init__()
        self.most = MOST_A_DAY


class NamesAnother(CaseError):
    """It says whose a case of the series is: the others would learn of it."""

    def __init__(self, number: str, sort: Sort) -> None:
        super().__init__(number, sort)
        self.number, self.sort = number, sort


@dataclass(frozen=True)
class Circular:
    """What is said, in Chinese and perhaps in English."""

    text: str
    english: str = ""

    def said_in(self, language: str | None) -> str:
        return self.english if language == "en" and self.english else self.text

    def is_foreign_to(self, language: str | None) -> bool:
        """Whether a reader of that language gets it in the other one."""
        return language == "en" and not self.english


def read_circular(text: str, english: str = "") -> Circular:
    """Raises NotUnderstood where nothing is said, or too much."""
    return Circular(read_text(text, LONGEST), read_text(english, LONGEST) if english.strip() else "")


def in_two(text: str) -> tuple[str, str]:
    """What is written in one go: behind a line with nothing but EN stands the English."""
    chinese, *english = _ENGLISH.split(text, maxsplit=1)
    return chinese.strip(), "".join(english).strip()


def own_of(number: str, answers: Mapping[str, Answer], colleagues: Iterable[str] = ()) -> list[tuple[Sort, str]]:
    """What would say whose this case is, without the signs between letters; `colleagues` by their names."""
    found = [(Sort.CASE, bare_name(number.rpartition("-")[2]))]  # as officers say it: without its day
    for step, answer in answers.items():
        if sort := OWN.get(place_of(step)):
            found += [(sort, one) for one in _written(sort, place_of(step), answer)]
    found += [(Sort.PERSON, bare_name(one)) for one in colleagues if is_whole_name(one)]
    return list(dict.fromkeys(found))


def named_in(said: Circular, own: Iterable[tuple[Sort, str]]) -> Sort | None:
    """The first of these that stands in either text, however it is spaced."""
    bare = bare_name(f"{said.text}\n{said.english}")
    return next((sort for sort, one in own if one in bare), None)


def _written(sort: Sort, step: str, answer: Answer) -> Iterator[str]:
    for said in {answer.said, _text_of(answer.value)} - {""}:
        bare = bare_name(said)
        if sort is Sort.COMPANY:
            yield from _firm(bare)
        elif sort is Sort.PERSON:
            yield from [bare] if is_whole_name(said.strip()) else []
        elif sort is Sort.PHONE:
            yield from (one for one in (bare.removeprefix("86"),) if len(one) >= SHORTEST_NUMBER)
        else:
            whole = [bare] if re.search(rf"\d{{{SHORTEST_NUMBER}}}", bare) and bare.isalnum() else []
            inside = (bare_name(one.value.rpartition(":")[2].removeprefix("+86")) for one in in_text(said, step))
            yield from (one for one in (*whole, *inside) if len(one) >= SHORTEST_NUMBER - 2)


def _firm(bare: str) -> Iterator[str]:
    """By its whole name, and as people shorten it: 甬江精密, 甬江公司, 宁波甬江."""
    core = core_of(bare)
    yield from [bare] if len(bare) > 1 else []
    if core.isascii():
        yield from [core] if len(core) >= SHORTEST_LATIN else []
    elif len(core) > 1:
        yield from (core[:2] + ending for ending in SHORT_FIRMS)
        yield core[:3]  # a name, and the first letter of its trade
        yield from [bare[: at + 2]] if (at := bare.find(core[:2])) > 0 else []  # with the place before it


def _text_of(value: Any) -> str:
    """A text, or the number of an account."""
    held = value.get("number", "") if isinstance(value, dict) else value
    return held if isinstance(held, str) else ""
