"""What a file may be: likely items by its name, and what a person says it is."""

from __future__ import annotations

import pytest

from cases.evidence import LONGEST_NAME
from cases.law import load_law
from cases.materials import list_for
from cases.placing import KINDS, MOST_LIKELY, PAPERS, Named, Wanted, likely, named, says_none, says_what
from cases.questionnaire import load
from tests.cases.linear import grows_evenly
from tests.world.shipped import WORDS

REPORT = load()
LAW = load_law(REPORT)


def wanted(offence: str = "CONTRACT_FRAUD", language: str = "zh", there: str = "") -> list[Wanted]:
    return [
        Wanted(item.id, WORDS.text(f"materials.items.{item.id}.title", language), item.id == there, item.optional)
        for item in list_for(LAW, offence, {})
    ]


def test_every_word_speaks_of_items_there_are():
    """An item that the law's file has no more would be offered to nobody."""
    spoken_of = {item for items in (*PAPERS.values(), *KINDS.values()) for item in items}
    assert spoken_of <= {item.id for item in LAW.materials}
    assert all(word == word.lower() for word in (*PAPERS, *KINDS))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("采购合同.pdf", "contract_original"),
        ("宁波银行8月流水.xlsx", "account_statements"),
        ("营业执照副本.JPG", "D02"),
        ("法定代表人身份证.jpg", "D03"),
        ("跟王总的微信聊天.zip", "message_exports"),
        ("发货单 2026.pdf", "performance_papers"),
        ("损失计算表.xls", "D07"),
        ("Sales Contract signed.PDF", "contract_original"),
        ("bank statement.pdf", "account_statements"),
    ],
)
def test_a_name_that_says_what_it_is(name, expected):
    """The likeliest item stands first."""
    assert likely([name], wanted())[0] == expected
    assert says_what(name)


def test_the_longer_word_counts():
    """A contract of employment is no contract of the deal."""
    assert likely(["劳动合同.pdf"], wanted("EMBEZZLEMENT"))[0] == "post_proof"
    assert "contract_original" not in likely(["劳动合同.pdf"], wanted())


@pytest.mark.parametrize("name", ["photo-3.jpg", "IMG_2031.HEIC", "微.bin", "数据.xlsx", "", "."])
def test_a_name_that_says_nothing_still_gets_a_few_to_choose(name):
    """What files of its kind usually are, and what is missing; never the whole list."""
    found = likely([name], wanted())
    assert 2 <= len(found) <= MOST_LIKELY
    assert not says_what(name)


def test_what_is_there_already_is_less_likely():
    """Of a photo: what is still missing comes first."""
    assert likely(["photo-3.jpg"], wanted())[0] == "message_exports"
    assert likely(["photo-3.jpg"], wanted(there="message_exports"))[0] != "message_exports"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("合同", "contract_original"),
        ("是合同", "contract_original"),
        ("这几张都是合同的照片。", "contract_original"),
        ("合同原件", "contract_original"),
        ("这个是我们公司的营业执照", "D02"),
        ("营业执照复印件吧", "D02"),
        ("聊天记录", "message_exports"),
        ("工行流水", "account_statements"),
        ("银行账户流水", "account_statements"),
        ("证据目录", "D08"),
        ("发的是合同", "contract_original"),
        ("刚才拍的是采购合同", "contract_original"),
        ("我拍的合同", "contract_original"),
        ("合同截图", "contract_original"),
        ("2025年宁波银行流水", "account_statements"),
        ("工商银行流水的照片", "account_statements"),
    ],
)
def test_what_a_person_says_it_is(said, expected):
    """The item's own name, or what people call such a paper."""
    assert named(said, wanted()) == Named((expected,), is_plain=True)


def test_it_is_said_in_english_too():
    """The same."""
    assert named("It's the contract", wanted(language="en")) == Named(("contract_original",), is_plain=True)
    assert named("bank statements", wanted(language="en")) == Named(("account_statements",), is_plain=True)
    assert says_none("None of these.")


@pytest.mark.parametrize(
    "said",
    [
        "营业执照找不到了",
        "没有营业执照",
        "合同在哪里签的？",
        "合同我明天补",
        "流水要多久的",
        "您好",
        "是",
        "证明",
        "都不是",
        "",
        "？",
        "合同" * 40,
        "对方收了钱以后一直不发货，我们催了三次，合同也没有盖章",
        "他骗我们签了合同",
        "昨天他又来抢合同",
        "对方刚刚撕了合同",
        "他把公章和营业执照",
        "我昨天看到他卖发票",
        "他今天又转走了货款发票",
        "我爸就是法人",
        "他拿走了流水",
        "老板改合同",
        "会计删聊天记录",
        "他们退货",
        "公司被盗",
        "我们报案",
        "合同丢失",
        "他伪造银行流水",
        "he stole the contract",
        "we lost our contract",
        "they signed a contract",
    ],
)
def test_words_that_name_no_paper(said):
    """A message to the desk stays one: rather none than wrong."""
    assert named(said, wanted()) == Named()


def test_what_may_be_several_is_asked_again():
    """Nobody guesses which."""
    found = named("这是转账回单", wanted())
    assert len(found.items) > 1
    assert not found.is_plain


@pytest.mark.parametrize("said", ["都不是", "都不是。", "都不是的", "别的", "其他", "以上都不是"])
def test_none_of_them(said):
    """Said in words."""
    assert says_none(said)


@pytest.mark.parametrize("said", ["不是", "不是合同", "别的事情想问一下", "合同不是我签的"])
def test_what_is_not_none_of_them(said):
    """A sentence that only begins so."""
    assert not says_none(said)


@pytest.mark.parametrize("piece", ["合同", "是", "的照片", "这", "审计报告", "a.", "0", "<&\n"])
def test_a_name_of_any_length_is_read_in_time(piece):
    """Linear, also for names that nobody has."""
    asked = wanted()
    assert grows_evenly(lambda text: likely([text], asked), piece)
    assert grows_evenly(lambda text: named(text, asked), piece)
    assert likely([piece * LONGEST_NAME] * 30, asked) is not None
