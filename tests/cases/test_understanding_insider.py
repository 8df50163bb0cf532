"""Whether the suspect seems to be one of the company's own."""

from __future__ import annotations

import pytest

from cases.understanding.insider import hints_insider
from tests.cases.linear import grows_evenly


@pytest.mark.parametrize(
    "text",
    [
        "我们会计挪用了公司的钱",
        "店长把营业款拿走了，人也不来上班了",
        "合伙人背着我把公司的钱转走",
        "采购经理收供应商回扣",
        "副总在外面自己开了公司",
        "内部人干的",
        "Our bookkeeper paid herself twice every month",
    ],
)
def test_an_insider_is_noticed(text):
    """Then the chat asks early who can read the phone."""
    assert hints_insider(text)


@pytest.mark.parametrize(
    "text",
    [
        "有人冒充董事长让会计转账",
        "财务接到电话说账户异常，被骗了三十万",
        "对方的业务员收了定金就失联了",
        "仓库昨晚被撬了",
        "网上有人卖我们牌子的假货",
        "你好",
        "",
        "A stranger pretending to be the police called our accountant",
    ],
)
def test_an_outsider_is_not_taken_for_an_insider(text):
    """Staff who were cheated, and the other side's staff, are not suspects inside the firm."""
    assert not hints_insider(text)


@pytest.mark.parametrize("piece", ["会计", "财务，", "员", "。", "the manager ", "1", " ", "冒充会计。"])
def test_any_text_is_read_at_once(piece):
    """4,096 characters of anything take no time that a person would notice."""
    assert grows_evenly(hints_insider, piece)
