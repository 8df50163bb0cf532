"""What a pasted bank message or a transfer slip says of one payment: to whom, how much, when, from where."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from cases.understanding.bank_phrases import (
    AMOUNTS,
    CAME_IN,
    CODE,
    FAILED,
    LEFT,
    MOMENTS,
    MONEY,
    MONEY_IN_WORDS,
    NO_PAYMENT,
    NOTES,
    PAID_WITH,
    PAYEES,
    SIGNATURE,
    SIGNED_LINE,
    TAIL,
    TO_ACCOUNT,
    TOWARDS,
)
from cases.understanding.slip_labels import PAYEE, PAYER, Labelled, by_party, labelled, listed, name_in
from cases.understanding.writing import clauses, plain_lines

Happened = Literal["left", "failed", "came_in"]
PIECES = ("payee_account", "payee_name", "payee_bank", "amount", "at", "payer")


@dataclass(frozen=True)
class Payment:
    """The pieces as they stand in the message, each to be read by its own reader; None where it says nothing of it.

    `amount` names its currency when it is not yuan. Money that `came_in` has neither payee nor payer.
    """

    payee_account: str | None = None
    payee_name: str | None = None
    payee_bank: str | None = None
    amount: str | None = None
    at: str | None = None
    payer: str | None = None
    happened: Happened = "left"

    @property
    def known(self) -> int:
        return sum(getattr(self, piece) is not None for piece in PIECES)


MOST_LINES = 40  # each a payment of its own
LEAST_KNOWN = 2  # a message about a payment says at least two of these


def read_payment(said: str) -> Payment | None:
    """The payment in a bank message, or None when the text does not read like one. The first of several."""
    text = plain_lines(clauses(said))
    found = _payment(text)
    if found.known < LEAST_KNOWN:
        return _unlabelled(text)
    return Payment(amount=found.amount, at=found.at, happened="came_in") if found.happened == "came_in" else found


def _unlabelled(text: str) -> Payment | None:
    pieces = listed(text)
    amount = pieces.get("amount", "").removesuffix("元") or None
    return Payment(pieces["account"], pieces.get("name"), pieces.get("bank"), amount) if pieces else None


def read_payments(said: str) -> list[Payment]:
    """Every payment in a text of several messages or slips, in their order; empty when there is none."""
    parts = _parts(plain_lines(clauses(said)))
    found = [payment for part in parts if (payment := read_payment(part)) and payment.amount]
    if len(parts) > 1 and len(found) < 2:
        found = [whole] if (whole := read_payment(said)) else []
    return found


def _parts(text: str) -> list[str]:
    """A message each: by what signs them, by empty lines, or where the first label stands again."""
    if len(signed := list(SIGNATURE.finditer(text))) > 1:
        cuts = (
            [one.start() for one in signed[1:]]
            if not text[: signed[0].start()].strip()
            else [one.end() for one in signed[:-1]]
        )
        return _cut(text, cuts)
    if len(blocks := re.split(r"\n\n+", text)) > 1:
        return blocks
    lines = text.split("\n")
    label = lines[0].partition(":")[0].partition(" ")[0]
    at, cuts = 0, []
    for line in lines:
        if at and len(label) > 1 and line.startswith(label):
            cuts.append(at)
        at += len(line) + 1
    return _cut(text, cuts) if cuts or len(lines) > MOST_LINES else lines


def _cut(text: str, cuts: list[int]) -> list[str]:
    return [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]


def _payment(text: str) -> Payment:
    values = labelled(text)
    parties = by_party(values)
    payee, payer = parties[PAYEE], parties[PAYER]
    towards = _towards(text)
    return Payment(
        payee_account=payee.get("account") or _first(TO_ACCOUNT, text),
        payee_name=payee.get("name") or towards,
        payee_bank=payee.get("bank"),
        amount=_amount(text, values),
        at=_when(text, values),
        payer=None if CODE.search(text) else _payer(text, payee, payer),
        happened=_happened(text),
    )


def _first(form: re.Pattern[str], text: str) -> str | None:
    found = form.search(text)
    return found[1] if found else None


def _towards(text: str) -> str | None:
    """Whom the money went to in a sentence: 向李四(尾号6841)转账, 在财付通-某某公司快捷支付."""
    names = (name_in(next(filter(None, found.groups()))) for found in TOWARDS.finditer(text))
    return next((name for name in names if name), None)


def _amount(text: str, values: list[Labelled]) -> str | None:
    """The sum as written, with its currency when that is not yuan; balances and fees are none."""
    for one in values:
        if one.field == "amount" and (found := MONEY.match(one.value) or MONEY_IN_WORDS.match(one.value)):
            return _with_currency(found) if found.re is MONEY else found[0]
    without = NO_PAYMENT.sub("", text)
    return next((_with_currency(found) for form in AMOUNTS if (found := form.search(without))), None)


def _with_currency(found: re.Match[str]) -> str:
    before, after = found["before"], found["after"]
    return f"{before + ' ' if before else ''}{found['figure']}{found['unit'] or ''}{after or ''}"


def _when(text: str, values: list[Labelled]) -> str | None:
    """The moment with its date where there is one; 交易日期 and 交易时间 make one moment."""
    told = " ".join(one.value.partition("\n")[0] for one in values if one.field == "at")
    for words in (told, text):
        for form in MOMENTS:
            if found := form.search(words):
                return " ".join(found[0].split())
    return None


def _payer(text: str, payee: Mapping[str, str], payer: Mapping[str, str]) -> str | None:
    """The bank that signed the message, and the number it was paid from, as far as it is said."""
    line = _first(SIGNED_LINE, text)
    signed = _first(SIGNATURE, text) or _first(PAID_WITH, text) or (line if line != payee.get("bank") else None)
    tail = next((one[one.lastindex or 0] for one in TAIL.finditer(text) if not _is_payees(text, one.start())), None)
    said = [signed or payer.get("bank") or "", payer.get("account") or (f"尾号{tail}" if tail else "")]
    return " ".join(one for one in said if one) or None


def _is_payees(text: str, at: int) -> bool:
    """向李四(尾号6841), 收款人尾号6841, 转入账号7094."""
    return bool(PAYEES.search(text, max(0, at - 40), at))


def _happened(text: str) -> Happened:
    told = NOTES.sub("", text)
    if FAILED.search(told):
        return "failed"
    if CAME_IN.search(told) and not LEFT.search(told):
        return "came_in"
    return "left"
