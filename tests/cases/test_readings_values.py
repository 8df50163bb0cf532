"""Sums, accounts, telephones, names, codes and bank messages as people typed them, each with what it means.

`readings.tsv`: `~` rough, `|` between several right answers, `ask` where the person is asked back, `⏎` a new line; in
bank messages `; ` between the pieces and `/` between several right ones.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from cases.errors import NotUnderstood
from cases.understanding import read_account, read_company_code, read_money, read_person_name, read_phone
from cases.understanding.bank_message import PIECES, read_payment

READINGS = Path(__file__).with_name("readings.tsv")
ASKED = "ask"
NO_PAYMENT = "no outgoing payment (ask)"


def money(said: str) -> str:
    found = read_money(said)
    amount = (Decimal(found.fen) / 100).normalize()
    return f"{found.currency} {amount:f}{'~' if found.approximate else ''}"


def account(said: str) -> str:
    found = read_account(said)
    return f"{found.number} {found.kind}"


READERS: dict[str, Callable[[str], str]] = {
    "money": money,
    "account": account,
    "phone": read_phone,
    "person": read_person_name,
    "company_code": read_company_code,
}


def lines(*kinds: str) -> list[pytest.ParameterSet]:
    """The lines of these kinds, each named by its place in the table."""
    rows = [line.split("\t") for line in READINGS.read_text(encoding="utf-8").splitlines()[1:]]
    return [
        pytest.param(kind.partition(":")[0], said.replace("⏎", "\n"), expected, id=f"{place}-{kind.partition(':')[0]}")
        for place, (kind, said, expected) in enumerate(rows, 2)
        if kind.partition(":")[0] in kinds
    ]


@pytest.mark.parametrize(("kind", "said", "expected"), lines(*READERS))
def test_a_value_is_read_as_it_was_meant(kind: str, said: str, expected: str):
    """Each line is read rightly, or the person is asked where asking is right."""
    try:
        found = READERS[kind](said)
    except NotUnderstood:
        found = ASKED
    assert found in expected.split("|")


@pytest.mark.parametrize(("kind", "said", "expected"), lines("bank"))
def test_a_bank_message_says_what_it_says_and_no_more(kind: str, said: str, expected: str):
    """Every piece that stands in the message is found, and none that does not."""
    found = read_payment(said)
    if expected == NO_PAYMENT:
        assert found is None or found.happened != "left"
        return
    assert found is not None and found.happened == "left"
    pieces = {piece: getattr(found, piece) or "" for piece in PIECES}
    meant = dict(piece.split("=", 1) for piece in expected.split("; "))
    assert all(pieces[piece] in right.split("/") for piece, right in meant.items())
    assert not any(pieces[piece] for piece in pieces.keys() - meant.keys())
