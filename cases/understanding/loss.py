"""What the sums of a paragraph are, and which of them is the loss: a total before what was taken, before what was paid.

A price, a quota, a salary or somebody else's loss is no loss of the reporter's; what stays open is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest
from typing import Literal

from cases.understanding.in_place import Said, in_place, is_chinese
from cases.understanding.loss_words import (
    AGAIN,
    BEHIND,
    BESIDE,
    CHEATED,
    DELIVERED,
    GOODS_GONE,
    JOINED,
    KINDS,
    NOT_DONE,
    OF_OTHERS,
    ON_TOP,
    OUR_REST,
    PREVENTED,
    SAME_AGAIN,
    SAME_IN_MONEY,
    STILL_UNPAID,
)
from cases.understanding.money import Money
from cases.understanding.sums_in_text import MOST, find_sums

REACH_BEFORE = 28  # letters before a sum that may say what it is
REACH_AFTER = 28

Part = Literal["total", "loss", "payment", "price", "other"]
# As seen inside: a rate is no sum of its own, an extorted one was perhaps never paid, of an open one nothing is said.
_PUBLIC: dict[str, Part] = {
    "total": "total",
    "loss": "loss",
    "payment": "payment",
    "price": "price",
    "other": "other",
    "worth": "price",
    "rate": "other",
    "returned": "other",
    "extorted": "other",
    "open": "other",
}


@dataclass(frozen=True)
class PartedSum:
    """A sum with its place, and its part in the story."""

    money: Money
    start: int
    end: int
    quote: str
    part: Part


@dataclass(frozen=True)
class _SeenSum:
    money: Money
    start: int
    end: int
    seen: str


_SENTENCE_END = re.compile(r"[。!?;\n]|\. ")
_CLAUSE_END = re.compile(r"[。!?;\n,]|\. |(?<=[一-鿿0-9]) (?=[一-鿿])")  # a blank between Chinese letters is a comma
_WITHIN_CLAUSE = ("price", "rate", "extorted")  # what they say ends with their clause


def sums(text: str) -> list[PartedSum]:
    """Every sum of money in `text`, left to right, each with its part."""
    return [
        PartedSum(one.money, one.start, one.end, text[one.start : one.end], _PUBLIC[one.seen]) for one in _seen(text)
    ]


def read_loss(text: str) -> Said[Money] | None:
    """What the reporter lost, as far as the paragraph says it: a total, what was taken, or the payments added up.

    The place of payments added up reaches from the first to the last of them.
    """
    found = _seen(text)
    if len(found) >= MOST:
        return None
    by_kind = {kind: [one for one in found if one.seen == kind] for kind in _PUBLIC}
    if totals := by_kind["total"]:
        return _said(text, totals[-1:], totals[-1].money.fen)
    if by_kind["loss"]:
        return _added_up(text, by_kind["loss"], freely=False)
    if by_kind["payment"]:
        return None if PREVENTED.search(in_place(text)) else _added_up(text, by_kind["payment"], freely=True)
    fallbacks = (_alone(text, by_kind[kind]) for kind in ("open", "worth", "extorted"))
    return next(filter(None, fallbacks), None) or _goods(text, by_kind["price"])


def _added_up(text: str, found: list[_SeenSum], *, freely: bool) -> Said[Money] | None:
    """The sums together; one that is as much as all others is their total. Losses need a word that adds them."""
    parts = [one for index, one in enumerate(found) if not _is_repeated(text, found[:index], one)]
    whole = sum(one.money.fen for one in parts)
    if len({one.money.currency for one in parts}) > 1:
        return None
    if len(parts) > 2 and (total := [one for one in parts if one.money.fen * 2 == whole]):
        return _said(text, total, total[0].money.fen)
    between = all(AGAIN.search(text, one.end, other.start) for one, other in pairwise(parts))
    return _said(text, parts, whole) if freely or between else None


def _is_repeated(text: str, earlier: Sequence[_SeenSum], one: _SeenSum) -> bool:
    again = one.seen == "loss" or SAME_AGAIN.search(text, max(0, one.start - 6), one.start)
    return bool(again) and any(other.money.fen == one.money.fen for other in earlier)


def _alone(text: str, found: list[_SeenSum]) -> Said[Money] | None:
    """The one sum nothing else is said of; several that are strung together count together."""
    if not found:
        return None
    strung = all(JOINED.fullmatch(text, one.end, other.start) for one, other in pairwise(found))
    return _added_up(text, found, freely=True) if strung else None


def _goods(text: str, found: list[_SeenSum]) -> Said[Money] | None:
    """What was delivered and not paid for is lost at its price."""
    lost = len(found) == 1 and DELIVERED.search(text) and CHEATED.search(text)
    return _said(text, found, found[0].money.fen) if lost else None


def _said(text: str, found: list[_SeenSum], fen: int) -> Said[Money]:
    start, end = found[0].start, found[-1].end
    rough = any(one.money.approximate for one in found)
    return Said(replace(found[0].money, fen=fen, approximate=rough), start, end, text[start:end])


def _seen(text: str) -> list[_SeenSum]:
    """The sums of `text`; of two side by side the verb behind the second is for both: 甲15万乙18万都没结."""
    found = list(_read_forward(text))
    for index in range(len(found) - 1, 0, -1):
        one, following = found[index - 1 : index + 1]
        beside = one.seen == "open" and following.seen in ("loss", "payment")
        if beside and BESIDE.fullmatch(text, one.end, following.start):
            found[index - 1] = replace(one, seen=following.seen)
    return found


def _read_forward(text: str) -> Iterator[_SeenSum]:
    written, found = in_place(text), find_sums(text)
    gone = bool(GOODS_GONE.search(written))
    floor, last = 0, "open"
    for one, following in zip_longest(found, found[1:]):
        before = written[max(floor, one.start - REACH_BEFORE) : one.start]
        after = written[one.end : min(following.start if following else len(text), one.end + REACH_AFTER)]
        seen = _kind(_SENTENCE_END.split(before)[-1], _SENTENCE_END.split(after, maxsplit=1)[0], goods_gone=gone)
        on_top = last in ("loss", "payment") and seen in ("open", "loss", "payment") and ON_TOP.search(before)
        goes_on = on_top or (seen == "open" and last in ("loss", "payment") and _goes_on(written, floor, one.start))
        last, floor = last if goes_on else seen, one.end
        again = following and following.money.currency != one.money.currency
        is_said_again = again and SAME_IN_MONEY.fullmatch(written, one.end, following.start)
        yield _SeenSum(one.money, one.start, one.end, "other" if is_said_again else last)


def _goes_on(text: str, end: int, start: int) -> bool:
    """Whether a sum is of the kind of the one before it: strung together, or the same in another money."""
    return bool(JOINED.fullmatch(text, end, start) or SAME_IN_MONEY.fullmatch(text, end, start))


def _kind(before: str, after: str, *, goods_gone: bool) -> str:
    """One of the keys of `_PUBLIC`: what the words around a sum say, those of its own clause first."""
    words = list(KINDS.finditer(before))
    near = {word.lastgroup for word in words if word.end() > _clause_start(before)}
    if OF_OTHERS.search(before):
        return "other"
    if "returned" in near:
        return "returned"
    if "total" in near and not near & {"price", "other"}:
        return "total"
    if "rate" in near and "loss" not in near:
        return "rate"
    if OUR_REST.search(before) and STILL_UNPAID.match(after):
        return "other"
    for kind, behind in BEHIND:
        if behind.match(after):
            return kind
    if goods_gone and "worth" in near:
        return "loss"
    if NOT_DONE.search(before[: words[-1].start()] if near else before):
        return "other"
    return _nearest(before, words[-1], is_near=bool(near)) if words else "open"


def _clause_start(before: str) -> int:
    """Where the clause of a sum begins; behind a blank between Chinese letters it holds but the last one: 一共 30万."""
    said = before.rstrip()
    if said != before and is_chinese(said[-1:]):
        return len(said) - 1
    return len(said) - len(_CLAUSE_END.split(said)[-1])


def _nearest(before: str, word: re.Match[str], *, is_near: bool) -> str:
    """What `word` says of a sum, unless it ended with the clause it stood in."""
    reaches = is_near or word.lastgroup not in _WITHIN_CLAUSE or word.end() >= len(before.rstrip(" ,"))
    return str(word.lastgroup) if reaches else "open"
