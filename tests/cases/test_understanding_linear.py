"""No reader is slow for a long hostile text: twice the length takes about twice the time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cases.understanding import (
    read_account,
    read_company_code,
    read_company_name,
    read_id_number,
    read_money,
    read_number,
    read_person_name,
    read_phone,
    read_text,
)
from cases.understanding.bank_message import read_payment, read_payments
from cases.understanding.sums_in_text import find_sums
from tests.cases.linear import grows_evenly

READERS: dict[str, Callable[[str], Any]] = {
    "account": read_account,
    "company_code": read_company_code,
    "company_name": read_company_name,
    "find_sums": find_sums,
    "id_number": read_id_number,
    "money": read_money,
    "number": read_number,
    "payment": read_payment,
    "payments": read_payments,
    "person_name": read_person_name,
    "phone": read_phone,
    "text": lambda said: read_text(said, 5000),
}
PIECES = (
    "0", "1", "9,9", "1 ", "1-", "1.", "1\n", "1、", "万", "1万", "几", ",", " ", "\u3000", "-", "(", "一", "一二三", "a", "a@", "：", "账号",
    "账号1", "户名：", "收款人", "向", "【工商银行】", "元", "¥", "大概", "每笔", "3×", "月", "12:", "(万元)", "尾号1", "微信", "DE89", "A1",
    "转", "1转", "+1", "付款", "金额", "余额,1", "支出", "1234 ", "12-34 ", "6222.", "·", "'",
)  # fmt: skip


@pytest.mark.parametrize("reader", READERS)
def test_twice_the_text_takes_about_twice_the_time(reader: str):
    """Digits, units, brackets, spaces and labels without end are read from left to right, once."""
    assert [piece for piece in PIECES if not grows_evenly(READERS[reader], piece)] == []
