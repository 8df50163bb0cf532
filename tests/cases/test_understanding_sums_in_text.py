"""The sums of a whole paragraph, each with its place."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.understanding import Money
from cases.understanding.sums_in_text import FoundSum, find_sums

# What is quoted, in yuan, and whether it is rough.
PARAGRAPHS = [
    ("会计小林把卖废料的钱打进自己卡里,三年一共十二万八", [("十二万八", 128_000, False)]),
    ("铜管少了352.6公斤,值四万多", [("四万多", 40_000, True)]),
    (
        "先付了定金三千,又转了20000,后来说税费还要1.2w，加起来三万五",
        [("三千", 3_000, False), ("20000", 20_000, False), ("1.2w", 12_000, False), ("三万五", 35_000, False)],
    ),
    ("合同金额 3,200,000.00，预付30%，电话13800138000", [("3,200,000.00", 3_200_000, False)]),
    ("5月8日转50万,5月12日转３０万元，账号6222021234567894", [("50万", 500_000, False), ("３０万元", 300_000, False)]),
    ("交十万一年返一万二", [("十万", 100_000, False), ("一万二", 12_000, False)]),
    ("一张二十万一张三十万 客户联系不上了", [("二十万", 200_000, False), ("三十万", 300_000, False)]),
    ("转给王五5万，李四人民币车费601,293.11元", [("5万", 50_000, False), ("601,293.11元", 601_293.11, False)]),
    ("about 300,000 yuan over the past year", [("about 300,000 yuan", 300_000, True)]),
    ("说不给他3100就闹，我转了两次2999", [("3100", 3_100, False), ("2999", 2_999, False)]),
    ("20到30万之间的损失", [("20到30万", 200_000, True)]),
    ("每人被骗2000块，一共8个人", [("2000块", 2_000, False)]),
]  # fmt: skip
NONE = [
    "", "千万别转", "万一他跑了", "8个人不见了", "2019年到2024年", "金子708.99克", "百分之三十", "尾号1234", "十万火急",
    "账号33050161612700000123", "电话 0574-87654321", "泄露了5万多条客户信息", "3 万人次", "两万零两百件", "播放几百万",
    "亏了好几百万", "文三路188号", "5、6月份", "三块硬盘被拆走", "72小时不给就公布", "要5个比特币", "IP 192.168.100.200",
    "订单号20261120001", "2026-11-20 15:30", "提供百万保障的客服", "第3笔没到", "五十九组发票", "按票面4个点",
]  # fmt: skip


@pytest.mark.parametrize(("text", "sums"), PARAGRAPHS, ids=[str(place) for place in range(len(PARAGRAPHS))])
def test_every_sum_is_found_with_its_place(text: str, sums: list[tuple[str, float, bool]]):
    """Sums in words and figures, in their order, each quoted as it stands there."""
    found = find_sums(text)
    assert [(one.quote, replace(one.money, upto=None)) for one in found] == [
        (quote, Money(round(yuan * 100), approximate=rough)) for quote, yuan, rough in sums
    ]


def test_a_sum_keeps_its_currency():
    """Dollars and euros in one sentence are two sums."""
    found = find_sums("Paid USD 48,500.00, then 20万u.")
    assert found == [
        FoundSum(Money(4_850_000, "USD"), 5, 18, "USD 48,500.00"),
        FoundSum(Money(20_000_000, "USDT"), 25, 29, "20万u"),
    ]


@pytest.mark.parametrize("text", NONE, ids=[str(place) for place in range(len(NONE))])
def test_what_may_be_something_else_is_no_sum(text: str):
    """Counts, dates, weights, shares, numbers of things and empty words are left alone."""
    assert find_sums(text) == []


@given(
    st.lists(st.sampled_from(["３万", " ", "\u200b", "㍿", "转了", "5000", "元", "ﷺ", "，", "①", "萬", "1", "-"])).map(
        "".join
    )
)
def test_a_quote_is_what_stands_there(text: str):
    """Whatever was rewritten for reading, the place is that of the text as given."""
    for found in find_sums(text):
        assert found.quote == text[found.start : found.end]
        assert found.quote.strip()
