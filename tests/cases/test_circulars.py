"""What would tell one reporter of a series who another is, however it is written; and what tells nobody anything."""

from __future__ import annotations

import pytest

from cases.circulars import Sort, in_two, named_in, own_of, read_circular
from cases.questionnaire import Answer, State

NUMBER = "GC-261123-7K3QX"
ANSWERS = {
    step: Answer(State.GIVEN, said, said)
    for step, said in {
        "company_name": "宁波甬江精密机械有限公司",
        "contact_name": "王建国",
        "contact_phone": "13800138000",
        "other_contact": "我爱人 139 5555 0000，微信号 wang_jg88",
        "witnesses#0.name": "王总",
        "suspects#0.name": "高振宇",
    }.items()
} | {"transactions#0.payer_account": Answer(State.GIVEN, "", {"kind": "bank", "number": "6222021234567890123"})}


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("甬江精密的钱找到了", Sort.COMPANY),
        ("宁波甬江那一笔", Sort.COMPANY),
        ("甬江公司请来", Sort.COMPANY),
        ("王 建国先生提供的线索", Sort.PERSON),
        ("打 138-0013-8000", Sort.PHONE),
        ("１３９５５５５００００", Sort.NUMBER),
        ("加 wang_jg88", Sort.NUMBER),
        ("6222 0212 3456 7890 123 已冻结", Sort.NUMBER),
        ("编号 gc2611237k3qx", Sort.CASE),
        ("嫌疑人高振宇已抓获，对方公司的账户冻结了 12 万元，尾号 0123。王总们请放心，宁波的各位。", None),
    ],
)
def test_whose_it_is(text: str, sort: Sort | None):
    """A short name, spaces, signs and wide digits hide nothing; a suspect, a sum and a place name nobody."""
    assert named_in(read_circular(text), own_of(NUMBER, ANSWERS)) is sort


def test_the_english_is_looked_at_too():
    """And both can be written in one go."""
    said = read_circular(*in_two("有进展。\nEN\nAsk 王建国."))
    assert (said.said_in("en"), said.said_in("zh")) == ("Ask 王建国.", "有进展。")
    assert named_in(said, own_of(NUMBER, ANSWERS)) is Sort.PERSON
