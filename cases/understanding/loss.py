"""What the sums of a paragraph are, and which of them is the loss: a total before what was taken, before what was paid.

A price, a quota, a salary or somebody else's loss is no loss of the reporter's; what stays open is asked.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice, pairwise, zip_longest
from typing import Literal

from cases.understanding.in_place import Said, in_place, is_chinese
from cases.understanding.loss_words import (
    AGAIN,
    BEHIND,
    BESIDE,
    BILL,
    CHEATED,
    COUNTED,
    DEARER,
    DELIVERED,
    DISHONOURED,
    EACH,
    GOODS_GONE,
    JOINED,
    KINDS,
    NOT_DONE,
    NOT_GIVEN_BACK,
    NOT_PAID_YET,
    OF_OTHERS,
    OF_OURSELVES,
    ON_TOP,
    OUR_REST,
    PAID_AFTER_ALL,
    PREVENTED,
    SAME_AGAIN,
    SAME_IN_MONEY,
    SHARE_PAID,
    SOON_PAID,
    STILL_SHORT,
    STILL_TO_PAY,
    STILL_UNPAID,
    THEY_HAVE_GOODS,
    THEY_PAY,
    WE_PAY,
)
from cases.understanding.money import Money
from cases.understanding.not_gone import is_not_gone
from cases.understanding.numerals import DIGITS, number, small_number
from cases.understanding.reckoning import reckoned
from cases.understanding.sums_in_text import MOST, find_sums

REACH_BEFORE = 28  # letters before a sum that may say what it is
REACH_AFTER = 28
AT_ONCE = 8  # letters behind a sum: 元还没给我们

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
    "rest": "loss",
    "returned": "other",
    "recovered": "other",
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
    if sum_said := reckoned(text):
        return sum_said
    found = _seen(text)
    if len(found) >= MOST:
        return None
    by_kind = {kind: [one for one in found if one.seen == kind] for kind in _PUBLIC}
    if rests := by_kind["rest"]:
        return _said(text, rests[-1:], rests[-1].money.fen)
    if lost := _taken(text, by_kind):
        return _less_returned(text, lost, by_kind["returned"])
    return None


def _taken(text: str, by_kind: Mapping[str, list[_SeenSum]]) -> Said[Money] | None:
    """What was lost, whatever came back of it."""
    if totals := by_kind["total"]:
        paid = _deposit(
            text, totals[-1], [one for kind in ("payment", "open", "other", "loss") for one in by_kind[kind]]
        )
        return _said(text, [paid or totals[-1]], (paid or totals[-1]).money.fen)
    if dearer := _dearer(text):
        return dearer
    if by_kind["loss"]:
        return _added_up(text, by_kind["loss"], freely=False)
    if PREVENTED.search(in_place(text)):
        return None
    if by_kind["payment"]:
        return _added_up(text, by_kind["payment"], freely=True)
    if counted := _counted(text, by_kind["rate"]):
        return counted
    fallbacks = (_alone(text, by_kind[kind]) for kind in ("open", "worth", "extorted"))
    return next(filter(None, fallbacks), None) or _share(text, by_kind["price"]) or _goods(text, by_kind["price"])


def _deposit(text: str, total: _SeenSum, others: Sequence[_SeenSum]) -> _SeenSum | None:
    """What was paid of a price: of 一共320万，付了30万定金 no more is gone than the 30万."""
    written = in_place(text)
    around = _CLAUSE_END.split(written[max(0, total.start - REACH_BEFORE) : total.start])[-1]
    around += _CLAUSE_END.split(written[total.end : total.end + REACH_AFTER], maxsplit=1)[0]
    if _IS_GONE.search(around):
        return None
    smaller = [one for one in others if one.money.fen < total.money.fen]
    found = [one for one in smaller if _DEPOSIT.search(written[max(0, one.start - 6) : one.end + 6])]
    return found[0] if len(found) == 1 else None


_DEPOSIT = re.compile(r"[定订]金|预付|首付|押金|头款|\bdeposit|down payment|advance", re.IGNORECASE)
_IS_GONE = re.compile(r"[付转汇打交骗亏被]|损失|\b(?:paid|lost|sent|wired|transferred)\b", re.IGNORECASE)


def _less_returned(text: str, lost: Said[Money], returned: Sequence[_SeenSum]) -> Said[Money]:
    """The loss without what was given back of it later: 挪了80万，还了20万."""
    later = [one for one in returned if one.start >= lost.end and one.money.currency == lost.value.currency]
    fen = lost.value.fen - sum(one.money.fen for one in later)
    if not later or fen <= 0:
        return lost
    end = later[-1].end
    rough = lost.value.approximate or any(one.money.approximate for one in later)
    return Said(replace(lost.value, fen=fen, approximate=rough, upto=None), lost.start, end, text[lost.start : end])


def _counted(text: str, found: Sequence[_SeenSum]) -> Said[Money] | None:
    """So much for each, and how many there were: 先后七次每次5万."""
    each = EACH.search(in_place(text[: found[0].start])) if len(found) == 1 else None
    if each is None or found[0].money.approximate:
        return None
    counts = re.findall(rf"(?<![第每0-9.{DIGITS}])([0-9]{{1,3}}|[{DIGITS}十]{{1,3}}) ?{each['measure']}", text)
    if len(counts) != 1 or "几" in counts[0]:
        return None
    return _said(text, list(found), found[0].money.fen * small_number(counts[0]))


def _dearer(text: str) -> Said[Money] | None:
    """So much dearer each, and how many there were: 每吨贵300，一年买了500吨."""
    written = in_place(text)
    found = list(islice(DEARER.finditer(written), 2))
    if len(found) != 1:
        return None
    one = found[0]
    alike = (count for count in islice(COUNTED.finditer(written), MOST) if count["measure"] == one["measure"])
    counts = [count for count in alike if not one.start() <= count.start() < one.end()]
    if len(counts) != 1:
        return None
    with suppress(ValueError):
        fen = int(number(one["more"]) * number(counts[0]["count"]) * 100)
        start, end = min(one.start(), counts[0].start()), max(one.end(), counts[0].end())
        return Said(Money(fen, approximate=True), start, end, text[start:end])
    return None


def _share(text: str, found: list[_SeenSum]) -> Said[Money] | None:
    """The share of the one price that was paid: 合同50万，付了一半."""
    paid = SHARE_PAID.search(in_place(text)) if len(found) == 1 else None
    if paid is None:
        return None
    lost = _said(text, found, int(found[0].money.fen * _portion(paid["share"] or paid["english"])))
    start, end = min(lost.start, paid.start()), max(lost.end, paid.end())
    return replace(lost, start=start, end=end, quote=text[start:end])


def _portion(said: str) -> Decimal:
    """一半, 30%, 百分之三十, 三成半 as a part of one."""
    if said.lower() in {"一半", "half"}:
        return Decimal("0.5")
    if "成" in said:
        return Decimal(small_number(said[0])) / 10 + (Decimal("0.05") if said.endswith("半") else 0)
    return Decimal(small_number(said.removeprefix("百分之").rstrip("% "))) / 100


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
    """What was delivered and not paid for, and a bill that is worth nothing, is lost at its price."""
    is_delivered = DELIVERED.search(text) and CHEATED.search(text)
    lost = len(found) == 1 and (is_delivered or (BILL.search(text) and DISHONOURED.search(text)))
    return _said(text, found, found[0].money.fen) if lost else None


def _said(text: str, found: list[_SeenSum], fen: int) -> Said[Money]:
    start, end = found[0].start, found[-1].end
    rough = any(one.money.approximate for one in found)
    upto = found[0].money.upto if fen == found[0].money.fen else None
    return Said(replace(found[0].money, fen=fen, approximate=rough, upto=upto), start, end, text[start:end])


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
        of_its_own = re.sub("[,，][^,，]*$", "", after) if following else after  # the last clause is of the next sum
        seen = _kind(
            _SENTENCE_END.split(before)[-1],
            _SENTENCE_END.split(after, maxsplit=1)[0],
            goods_gone=gone,
            of_its_own=_SENTENCE_END.split(of_its_own, maxsplit=1)[0],
        )
        on_top = last in ("loss", "payment") and seen in ("open", "loss", "payment") and ON_TOP.search(before)
        if (
            last in ("payment", "loss")
            and NOT_PAID_YET.match(after)
            and not _is_theirs(last, written[: one.start], after)
        ):
            seen, on_top = _unpaid(written[: one.start]), None
        if STILL_SHORT.search(before) and (short := _short_of(seen, last, written[: one.start], after)):
            seen, on_top = short, None
        if last == "returned" and NOT_GIVEN_BACK.match(after):
            seen = "rest"
        goes_on = on_top or (seen == "open" and last in ("loss", "payment") and _goes_on(written, floor, one.start))
        last, floor = last if goes_on else seen, one.end
        again = following and following.money.currency != one.money.currency
        is_said_again = again and SAME_IN_MONEY.fullmatch(written, one.end, following.start)
        yield _SeenSum(one.money, one.start, one.end, "other" if is_said_again else last)


def _is_theirs(last: str, before: str, after: str) -> bool:
    """客户骗了我们50万的货，还有30万没付, 还有30万没给我们: what they have not paid is gone too."""
    return last == "loss" and ("货" in before.replace("货款", "") or "给我们" in after[:AT_ONCE])


def _unpaid(before: str) -> str:
    """What is still to pay beside what was paid: gone where they are to pay it, for goods of ours."""
    return "rest" if _they_are_to_pay(before) else "other"


def _they_are_to_pay(before: str) -> bool:
    return bool(DELIVERED.search(before) or THEY_PAY.search(before) or _they_have_goods(before))


def _they_have_goods(before: str) -> bool:
    """As the last sentence says, in which nobody of us pays."""
    said = _SENTENCE_END.split(before)[-1]
    return bool(THEY_HAVE_GOODS.search(said) and not WE_PAY.search(said))


def _short_of(seen: str, last: str, before: str, after: str) -> str | None:
    """What is left of a price: theirs to pay, and gone, or ours, and nobody has it; None where that is not clear.

    客户拿货100万，付了30万，还差70万; but 我们付了30万，还差70万就付清了.
    """
    if seen not in ("open", "other") or (last not in ("payment", "loss") and not _they_have_goods(before)):
        return None
    if SOON_PAID.match(after):
        return "other"
    if PAID_AFTER_ALL.match(after):
        return None
    if WE_PAY.search(_SENTENCE_END.split(before)[-1]):
        return "other"
    return "rest" if _they_are_to_pay(before) else None


def _goes_on(text: str, end: int, start: int) -> bool:
    """Whether a sum is of the kind of the one before it: strung together, or the same in another money."""
    return bool(JOINED.fullmatch(text, end, start) or SAME_IN_MONEY.fullmatch(text, end, start))


def _kind(before: str, after: str, *, goods_gone: bool, of_its_own: str) -> str:
    """One of the keys of `_PUBLIC`: what the words around a sum say, those of its own clause first."""
    clause, rest = before[_clause_start(before) :], _CLAUSE_END.split(after, maxsplit=1)[0]
    if is_not_gone(clause, rest, clause + of_its_own):
        return "other"
    words = list(KINDS.finditer(before))
    near = {word.lastgroup for word in words if word.end() > _clause_start(before)}
    if (others := OF_OTHERS.search(before)) and not OF_OURSELVES.search(before, others.end()):
        return "other"
    if kind := _surely(near, after):
        return kind
    if OUR_REST.search(before) and STILL_UNPAID.match(after):
        return "other"
    if behind := _by_what_follows(after):
        return behind
    if goods_gone and "worth" in near:
        return "loss"
    if NOT_DONE.search(before[: words[-1].start()] if near else before):
        return "other"
    return _nearest(before, words[-1], is_near=bool(near)) if words else "open"


def _surely(near: Collection[str | None], after: str) -> str | None:
    """What the words of its clause say beyond all doubt."""
    if "returned" in near and _by_what_follows(after) != "loss":  # 还了20万信用卡 is no money that came back
        return "returned"
    if "recovered" in near:
        return "recovered"
    if "rest" in near and not STILL_TO_PAY.match(after):
        return "rest"
    if "total" in near and not {"price", "other"} & set(near):
        return "total"
    if "rate" in near and "loss" not in near:
        return "other" if "other" in near else "rate"
    return None


def _by_what_follows(after: str) -> str | None:
    return next((kind for kind, behind in BEHIND if behind.match(after)), None)


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
