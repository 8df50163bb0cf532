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
        "No, the suspect is Zhou Min",
        "I already told you",
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
    "name",
    ["宁波都说好科技有限公司", "错石文化", "怎么得了餐饮", "Noble Ltd", "No Limits Trading Co., Ltd.", "Whyte Inc"],
)
def test_a_name_that_begins_like_one(name: str):
    """Firms are called anything."""
    assert read_company_name(name) == name


def test_a_firm_is_nobodys_name():
    """宁波恒达五金有限公司 where a person is asked for: the name is asked again."""
    with pytest.raises(NotUnderstood):
        read_person_name("宁波恒达五金有限公司")
    assert read_person_name("恒大力") == "恒大力"


@pytest.mark.parametrize(
    ("said", "other"),
    [("宁波恒达五金有限公司", True), ("刘建军", True), ("13805741234", True), ("他在村里当会计，不算公职吧", False)],
)
def test_what_stands_for_no_button(said: str, other: bool):
    """A firm, a name and a number answer another question; an explanation may stand for a button."""
    assert is_another_answer(said) is other
