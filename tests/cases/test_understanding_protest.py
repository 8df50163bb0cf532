"""What answers no question: contradictions, complaints and fears. What only begins like one is a name."""

from __future__ import annotations

import pytest

from cases.errors import NotUnderstood
from cases.fitting import is_another_answer
from cases.understanding.company import read_company_name
from cases.understanding.person import read_person_name
from cases.understanding.protest import protests


@pytest.mark.parametrize(
    "said",
    [
        "不对！刘建军是我！！嫌疑人是周敏",
        "都说了是周敏",
        "不是这样的",
        "我说的是会计，不是我",
        "会不会不管我 我明天还要发工资",
        "好多次了你们到底管不管",
        "怎么还要填这个",
        "凭什么问我",
        "写错了",
        "I already told you",
        "我不是说了吗",
        "前面都填过了",
        "这名字不对",
        "你们搞错了",
        "侬搞错脱了",
        "不是他",
        "唔系我",
        "咋又问一遍",
        "干嘛要我填",
        "不要再问了",
        "要这个干嘛",
        "快点啊",
        "急死了急死了",
        "我真的很慌",
        "救救我们",
        "没人管我们啊",
        "嫌疑人不是我",
        "Wrong person",
        "you got it wrong",
        "That is not right",
        "I've already told you",
        "can anyone help",
    ],
)
def test_what_protests(said: str):
    """It becomes neither a firm's name nor a person's, nor the words for a button."""
    assert protests(said)
    assert is_another_answer(said)
    for reads in (read_company_name, read_person_name):
        with pytest.raises(NotUnderstood):
            reads(said)


@pytest.mark.parametrize(
    "said",
    [
        "刘建军就是我", "我就是刘建军", "我是受害人", "我不想说", "又不是我转的", "我上面都写了", "嫌疑人写错了", "这跟我有什么关系",
        "no no that's me", "I'm panicking",
    ],
)  # fmt: skip
def test_what_names_nothing(said: str):
    """What they say of themselves is no name, though at a button it may explain something."""
    for reads in (read_company_name, read_person_name):
        with pytest.raises(NotUnderstood):
            reads(said)


@pytest.mark.parametrize(
    "name",
    [
        "宁波都说好科技有限公司", "错石文化", "怎么得了餐饮", "Noble Ltd", "No Limits Trading Co., Ltd.", "Whyte Inc",
        "不对称设计", "没人管饭小馆", "快快快递", "没人理发店", "为什么幼儿园", "都说了文化传媒", "听错了音像店", "记错鲜花店", "我们是小张烧烤",
        "Wrong Way Trading Ltd", "No. 1 Trading Co., Ltd", "No.5 Cafe", "Why Do Coffee", "That's Right Consulting", "Help Desk Solutions Ltd",
    ],
)  # fmt: skip
def test_a_name_that_begins_like_one(name: str):
    """Firms are called anything."""
    assert read_company_name(name) == name


def test_a_firm_is_nobodys_name():
    """宁波恒达五金有限公司 where a person is asked for: the name is asked again."""
    with pytest.raises(NotUnderstood):
        read_person_name("宁波恒达五金有限公司")
    for name in ("恒大力", "错国强", "没人杰", "Wrong Chen", "No Minh Anh"):
        assert read_person_name(name) == name


@pytest.mark.parametrize(
    ("said", "other"),
    [
        ("宁波恒达五金有限公司", True),
        ("刘建军", True),
        ("刘建军就是我", True),
        ("13805741234", True),
        ("他在村里当会计，不算公职吧", False),
        ("我是股东刘建军", False),
        ("没人管仓库，钥匙谁都能拿", False),
        ("签字的是我，钱是他拿的", False),
        ("又问我借了5万", False),
        ("弄错了两次发票，都是他", False),
    ],
)
def test_what_stands_for_no_button(said: str, other: bool):
    """A firm, a name and a number answer another question; an explanation may stand for a button."""
    assert is_another_answer(said) is other


@pytest.mark.parametrize(
    "said",
    ["嫌疑人是我们公司的出纳", "公司没人管，账都是会计一个人做", "说过一次，派出所说不受理", "问过了，银行说冻结了",
     "不是，我们是代理商", "凭什么不还，合同都有", "No, we only told the bank"],
)  # fmt: skip
def test_what_explains_may_stand_for_a_button(said: str):
    """Though it begins like a protest."""
    assert not is_another_answer(said)
