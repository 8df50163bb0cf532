"""Accounts, telephones and company codes inside a paragraph."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cases.understanding import Account
from cases.understanding.accounts_in_text import find_accounts, find_company_codes, find_phones
from cases.understanding.firms_in_text import find_firms
from cases.understanding.loss import read_loss, sums
from cases.understanding.people_in_text import find_people
from cases.understanding.sentences import read_company_sentence, read_contact_sentence, read_person_sentences

CARD = "6217001540009876543"
COMPANY = "33050161612700000123"
TRON = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"
CODE = "91330212MA2AGXYH1G"

FOUND = [
    (f"打到建行{CARD}户名徐亮", [(CARD, "card", "payee")]),
    ("账号 6217 0015 4000 9876 543，农行", [(CARD, "card", None)]),
    (f"公司账户{COMPANY}，开户行建行", [(COMPANY, "account", None)]),
    (f"从我们公司基本户 {COMPANY} 转到 {CARD}", [(COMPANY, "account", "payer"), (CARD, "card", "payee")]),
    (
        "骗子的支付宝账号 lihua@163.com，微信号 wx_hua8899",
        [("lihua@163.com", "wallet", "payee"), ("wx_hua8899", "wallet", None)],
    ),
    ("支付宝 13800138000", [("13800138000", "wallet", None)]),
    (f"打了20万u到 {TRON} 就没消息了", [(TRON, "crypto", "payee")]),
    (f"卡号{CARD}，又说了一遍{CARD}", [(CARD, "card", None)]),
    ("转到６２１７００１５４０００９８７６５４３", [(CARD, "card", "payee")]),
]
NONE = [
    "我电话0574-87654321，手机13800138000",
    "微信13800138000",
    "流水号20261120153012345678，订单号202611280001234567",
    "身份证110105194912310021",
    f"信用代码{CODE}",
    "合同编号 20231100456789，运单 75812345678901",
    "2026年11月20日15时30分，金额12345678.90元",
    "尾号1234的卡",
    "WeChat message, alipay account number",
    "",
]


@pytest.mark.parametrize(("said", "accounts"), FOUND)
def test_the_accounts_of_a_paragraph_are_found(said, accounts):
    """Each once, with its kind, its side and its place."""
    found = find_accounts(said)
    assert [(one.account.number, one.account.kind, one.side) for one in found] == accounts
    assert all(said[one.start : one.end] == one.quote for one in found)


@pytest.mark.parametrize("said", NONE)
def test_other_numbers_are_no_account(said):
    """Telephones, orders, identity cards, company codes, dates and sums."""
    assert find_accounts(said) == []


def test_a_checksum_that_holds_is_said():
    """As read_account does."""
    (found,) = find_accounts("付到6222021234567894这张卡")
    assert found.account == Account("6222021234567894", "card", checked=True)


def test_telephones_are_found_with_their_place():
    """Mobile, landline and one from abroad; a card is none."""
    said = f"电话138 0013 8000，办公室0574-87654321转801，他的+44 20 7946 0958，卡{CARD}"
    assert [one.value for one in find_phones(said)] == ["+8613800138000", "+8657487654321;ext=801", "+442079460958"]
    assert all(said[one.start : one.end] == one.quote for one in find_phones(said))


def test_company_codes_count_by_their_checksum():
    """One letter wrong, or an identity card's number, is no code."""
    assert [one.value for one in find_company_codes(f"代码{CODE.lower()}")] == [CODE]
    assert find_company_codes(f"{CODE[:-1]}A 110105194912310021") == []


PIECES = [
    "王芳", "会计", "小李", "某", "宁波", "恒信", "贸易", "有限公司", "中建三局", "转了", "骗走", "一共", "30万", "5000元", "USD 300", "每月",
    "账号", CARD, CODE, "13800138000", "微信号", "支付宝", "abc@qq.com", TRON, "，", "。", " ", "\n", "的", "我是", "（", "Mr. ", "Linda", "Ltd",
]  # fmt: skip
FINDERS = [find_accounts, find_phones, find_company_codes, find_people, find_firms, sums]


@given(said=st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=12).map("".join)))
@example(said="\ud800")
@example(said="㍿王芳１３８００１３８０００")
def test_whatever_is_found_is_quoted_from_its_place(said):
    """No text raises anything, and every find is the words it says it is."""
    for find in FINDERS:
        assert all(said[one.start : one.end] == one.quote != "" for one in find(said))
    assert read_loss(said) is None or read_loss(said).value.fen > 0
    assert len(read_person_sentences(said)) >= 1
    assert len(read_company_sentence(said)) == len(read_contact_sentence(said)) == 3


@pytest.mark.parametrize("piece", ["1", "6222 ", "1-", "a@", "微信", "138", "+", "0x", "T1"])
@pytest.mark.timeout(10)
def test_long_text_is_answered_at_once(piece):
    """Nothing keeps anybody waiting."""
    text = (piece * 4096)[:4096]
    assert find_accounts(text) is not None
    assert find_phones(text) is not None
    assert find_company_codes(text) is not None
