"""What a report names that another may name too: each kind, its normal form, where it stood, and what is nobody's."""

from __future__ import annotations

import time

import pytest

from cases.identifiers import MESSAGE, Kind, identifiers, in_text
from cases.questionnaire import Answer, State
from cases.written import brand_of


def given(value: object, said: str = "") -> Answer:
    return Answer(State.GIVEN, said, value)


def card(number: str) -> Answer:
    return given({"number": number, "kind": "card", "checked": False})


OURS = {
    "company_name": given("宁波甬江精密机械有限公司"),
    "company_code": given("91330200144052096U"),
    "contact_phone": given("+8613800138000"),
    "money_payer_account": given("6217001234567890123"),
}

TEXTS = [
    ("钱打到6222 0212 3456 7890 123", Kind.ACCOUNT, "6222021234567890123"),
    ("联系电话是 139-0000-1234，一直打不通", Kind.PHONE, "+8613900001234"),
    ("转到支付宝13911112222", Kind.PHONE, "+8613911112222"),
    ("对方的信用代码 91330200144052096U", Kind.COMPANY, "91330200144052096U"),
    ("付给深圳市鼎盛源（华南）科技有限公司以后就没下文", Kind.FIRM, "深圳市鼎盛源华南科技有限公司"),
    ("付给深圳市鼎盛源(华南)科技有限公司以后就没下文", Kind.FIRM, "深圳市鼎盛源华南科技有限公司"),
    ("骗子叫李大海，自称经理", Kind.PERSON, "李大海"),
    ("他身份证 11010119900307447x ，我没核实", None, ""),
    ("他身份证 110101199003074477，我看过", Kind.ID_NUMBER, "110101199003074477"),
    ("网址是 https://WWW.Abc-Cheat.com/pay?x=1", Kind.DOMAIN, "abc-cheat.com"),
    ("邮件是从 Sales@Abc-Cheat.com 发来的", Kind.EMAIL, "sales@abc-cheat.com"),
    ("邮件是从 Sales@Abc-Cheat.com 发来的", Kind.DOMAIN, "abc-cheat.com"),
    (
        "要求打 USDT 到 0x52908400098527886E0F7030069857D2E4169EE7",
        Kind.WALLET,
        "0x52908400098527886e0f7030069857d2e4169ee7",
    ),
    ("加他微信号：LiHai_888 谈的", Kind.HANDLE, "wechat:lihai_888"),
    ("wechat id: lihaizhang", Kind.HANDLE, "wechat:lihaizhang"),
    ("QQ 1234567 加的我", Kind.HANDLE, "qq:1234567"),
    ("电报 @daqiang88", Kind.HANDLE, "telegram:daqiang88"),
    ("见 t.me/daqiang88", Kind.HANDLE, "telegram:daqiang88"),
    ("WhatsApp +44 7911 123456", Kind.PHONE, "+447911123456"),
    ("开着浙B·12345的车跑了", Kind.PLATE, "浙B12345"),
    ("开着浙BD12345的车跑了", Kind.PLATE, "浙BD12345"),
]


@pytest.mark.parametrize(("text", "kind", "value"), TEXTS, ids=[f"{at}" for at in range(len(TEXTS))])
def test_each_kind_is_found_in_words(text: str, kind: Kind | None, value: str):
    """With its normal form: two who write it differently name the same."""
    found = {(one.kind, one.value) for one in in_text(text, MESSAGE)}
    assert ((kind, value) in found) if kind else not found


@pytest.mark.parametrize(
    "text",
    [
        "打了110、96110和95588，都让我等",
        "银行客服 400-669-5566 也打过",
        "我去宁波银行鄞州支行问过，又问了中国工商银行",
        "在 www.taobao.com 和 https://detail.1688.com/offer/1.html 上找的，合同.pdf 和 contract.pdf 也发了",
        "公示在 www.gsxt.gov.cn",
        "微信聊天记录和wechat message都在",
        "订单20261120123456789，单号SF1234567890123",
        "3.5万、2026.11.20、V1.2.3",
        "王总和小李来谈的，还有张某某",
        "",
        "。，！？ \n\t" * 50,
    ],
    ids=list("abcdefghijk"),
)
def test_what_is_nobodys_is_no_identifier(text: str):
    """Hotlines, banks, platforms, the state's sites, file names, numbers of orders, and names that hundreds have."""
    assert not list(in_text(text, MESSAGE))


def test_each_stands_where_it_was_said_first():
    """The step without its number, the structured answer before the story, a message last; once each."""
    answers = {
        "transactions#1.payee_account": card("6222021234567890123"),
        "suspects#0.name": given("李大海"),
        "suspects#0.phone": given("+8613900001234"),
        "story": given("李大海电话13900001234，卡6222021234567890123，另一张卡6217001234567890999"),
    }
    found = {
        (one.kind, one.place) for one in identifiers(answers, [(MESSAGE, "他的QQ 1234567，卡6222021234567890123")])
    }
    assert found == {
        (Kind.ACCOUNT, "transactions.payee_account"),
        (Kind.PERSON, "suspects.name"),
        (Kind.PHONE, "suspects.phone"),
        (Kind.ACCOUNT, "story"),
        (Kind.HANDLE, MESSAGE),
    }


def test_the_reporters_own_stays_the_reporters_own():
    """Also where the story repeats it; only a code is one company's on whichever side it stands."""
    story = given("我们公司宁波甬江精密机械有限公司，电话13800138000，从6217001234567890123转出")
    own = identifiers({**OURS, "story": story})
    assert {one.kind for one in own} == {Kind.FIRM, Kind.COMPANY, Kind.PHONE, Kind.ACCOUNT}
    assert all(one.is_ours for one in own)
    theirs = identifiers(
        {
            "other_company": given("宁波甬江精密机械有限公司"),
            "other_company_code": given("91330200144052096U"),
            "suspects#0.phone": given("+8613800138000"),
        }
    )
    common = {(one.key, one.value) for one in own} & {(one.key, one.value) for one in theirs}
    assert common == {("company", "91330200144052096U")}


def test_a_guess_and_a_refused_answer_name_nobody():
    """What was only read from words counts when it is confirmed; what was passed, and who knows of it, never."""
    answers = {
        "money_payee_account": Answer(
            State.READ, "", {"number": "6222021234567890123", "kind": "card", "checked": False}
        ),
        "suspects#0.phone": Answer(State.SKIPPED),
        "witnesses#0.name": given("周小明"),
        "witnesses#0.phone": given("+8613900001234"),
        "contact_name": given("王建国"),
    }
    assert identifiers(answers) == []


def test_words_in_place_of_an_account_are_read():
    """Kept as said, because two numbers stood there: both are found."""
    said = Answer(State.AS_SAID, "6222021234567890123 或者 6217001234567890999")
    assert len(identifiers({"money_payee_account": said})) == 2


@pytest.mark.parametrize(
    "piece", ["a.", "微信a", "浙A1", "1-", "a@a.", "A ", "有限公司", "李大海", "qq1", "t.me/a", "GC-"]
)
def test_a_long_text_takes_no_longer_than_its_length(piece: str):
    """Thirty thousand letters of the worst kind; the rest of a longer text is not read."""
    text = piece * (100_000 // len(piece))
    began = time.process_time()
    list(in_text(text, MESSAGE))
    assert time.process_time() - began < 3


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("宁波恒信贸易有限公司", "宁波恒欣贸易公司"),
        ("深圳市鼎盛源科技有限公司", "鼎盛原科技股份有限公司"),
        ("ABC Trading Co., Ltd.", "A.B.C. TRADING LIMITED"),
        ("PayPaI Holdings Ltd", "Paypal Holdings Inc"),
    ],
    ids=list("abcd"),
)
def test_names_meant_to_be_mistaken_have_one_brand(one: str, other: str):
    """Without places and endings, and with letters that look or sound alike counted as one."""
    from cases.written import bare_name

    assert brand_of(bare_name(one)) == brand_of(bare_name(other))
