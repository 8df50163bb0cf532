"""The one round in which an officer asks for materials: what it holds, and how it is written as lines in a chat."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cases.errors import NotUnderstood

_NUMBER = r"(?:\d{1,3}|[一二三四五六七八九十]{1,3})"
_SEVERAL = rf"{_NUMBER}(?:(?:\s*[、,，和及与]\s*|\s+){_NUMBER}|\s*[-－—–~～到至]\s*{_NUMBER})*"
_UNIT = "[份张页本套次笔件个名位人天日月年季号条款级台辆方]"
# a reason follows a space or a mark, or at once if it is no unit: "-3份合同" is an item with a dash before it
_WAIVED = re.compile(
    rf"(?:免[去掉除]?|[-－—–])\s*第?\s*({_SEVERAL})\s*项?(?:\s*[：:，,、]\s*|\s+|$|(?<=\d)(?!{_UNIT}))(.*)"
)
_MEANT_TO_WAIVE = re.compile(
    r"免(?!税|责|检|疫|签|职|费|租|除[^：:]*协议).*"
)  # else the name of a paper that begins so
_BULLET = re.compile(r"[-－—–•·*]\s*")
_NEWS = re.compile(r"(?:新情况|new)\s*[：:]\s*(.+)", re.IGNORECASE)
_ADDED = re.compile(r"[+＋]?\s*(.+?)\s*[：:]\s*(.+)")


@dataclass(frozen=True)
class Round:
    """What an officer asks for at once: (title, reason) of what is added, reasons by item of what is waived."""

    added: Sequence[tuple[str, str]] = ()
    waived: Mapping[str, str] = field(default_factory=dict)
    new_facts: str = ""  # what is new since the last round, in a line


def read_round(text: str, items: Sequence[str]) -> Round:
    """A line each: "title: reason" adds, "免 3、4 reason" waives two of `items`, "new: …" says what is new.

    Raises NotUnderstood for a line that is none of these, or that names no item of the list: it is sent once, for good.
    """
    added, news = [], ""
    waived: dict[str, str] = {}
    for line in (one.strip() for one in text.splitlines()):
        if not line:
            continue
        if said := _WAIVED.fullmatch(line):
            waived |= {_item(items, place): _reason(said[2]) for place in _places(said[1])}
        elif said := _NEWS.fullmatch(line):
            news = said[1]
        elif _MEANT_TO_WAIVE.fullmatch(line):
            raise NotUnderstood("material", "unclear")
        elif said := _ADDED.fullmatch(_BULLET.sub("", line, count=1)):
            added.append((said[1], said[2]))
        else:
            raise NotUnderstood("material", "empty")
    return Round(added, waived, news)


def _places(said: str) -> list[int]:
    """The numbers in "3、4", "三和五" or "3到5"; a range the wrong way round is its ends."""
    found: list[int] = []
    for mark, number in re.findall(rf"([-－—–~～到至]?)\s*({_NUMBER})", said):
        place = int(number) if number.isdecimal() else _chinese(number)
        found += range(found[-1] + 1, place) if mark and found else ()
        found.append(place)
    return found


def _chinese(numeral: str) -> int:
    """Up to 99; what is no numeral is 0, which no item is."""
    tens, ten, ones = numeral.rpartition("十")
    digits = {one: value for value, one in enumerate("一二三四五六七八九", 1)}
    if not ten:
        return digits.get(numeral, 0)
    return (digits.get(tens, 0) if tens else 1) * 10 + (digits.get(ones, 0) if ones else 0)


def _item(items: Sequence[str], place: int) -> str:
    if not 1 <= place <= len(items):
        raise NotUnderstood("material", "no_such", place=place)
    return items[place - 1]


def _reason(said: str) -> str:
    if not said:
        raise NotUnderstood("material", "empty")
    return said
