"""Bank messages and slips as people paste them, minutes after the money left."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.understanding.bank_message import Payment, read_payment

MESSAGES = {
    "网银支出": (
        "【工商银行】您尾号1234卡11月23日14:05网上银行支出(转账)320,000.00元，余额1,024.33元。对方户名：宁波某某贸易有限公司，对方账号：6222021234567890123。",
        Payment(
            "6222021234567890123", "宁波某某贸易有限公司", None, "320,000.00", "11月23日14:05", "工商银行 尾号1234"
        ),
    ),
    "带开户行": (
        "【招商银行】您账户1234于11月23日14:05转账支出人民币320000.00，收款人张三，收款账号6222021234567890123，开户行：工商银行杭州分行，余额1,234,567.00",
        Payment(
            "6222021234567890123", "张三", "工商银行杭州分行", "320000.00", "11月23日14:05", "招商银行 尾号1234"
        ),
    ),
    "只说向谁": (
        "【建设银行】您尾号1234的储蓄卡账户11月23日14时5分向张三转账支出人民币320000.00元,活期余额12.00元。",
        Payment(None, "张三", None, "320000.00", "11月23日14时5分", "建设银行 尾号1234"),
    ),
    "电子回单": (
        ("付款人户名：宁波甬江精密\n付款账号：33100123456789012\n收款人户名：李四\n收款账号：6217 0001 2345 6789 012\n"
        "收款银行：中国建设银行杭州西湖支行\n金额（小写）¥320,000.00\n交易时间 2026-11-23 14:05:33\n流水号 20261123140533"),
        Payment(
            "6217 0001 2345 6789 012",
            "李四",
            "中国建设银行杭州西湖支行",
            "320,000.00",
            "2026-11-23 14:05:33",
            "33100123456789012",
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("said", "meant"), MESSAGES.values(), ids=MESSAGES)
def test_what_a_bank_message_says(said: str, meant: Payment):
    """Payee, sum, time and payer are found in the banks' own ways of writing; the balance is never the sum."""
    assert read_payment(said) == meant


@pytest.mark.parametrize("said", ["李四 工商银行", "32万", "今天14:05", "6222021234567890123", "钱转走了怎么办", ""])
def test_an_ordinary_answer_is_no_bank_message(said: str):
    """A single fact is an answer to the question that is open, not a message to take apart."""
    assert read_payment(said) is None


@given(st.text(max_size=400))
def test_any_text_is_read_without_harm(said: str):
    """Whatever is pasted, there is a payment or there is none."""
    found = read_payment(said)
    assert found is None or found.known >= 2
