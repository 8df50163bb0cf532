"""What holds for every reader, whatever is typed: it answers, or it raises NotUnderstood, and it does so at once."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cases.errors import NotUnderstood
from cases.understanding import (
    REASONS,
    read_account,
    read_company_code,
    read_company_name,
    read_id_number,
    read_moment,
    read_money,
    read_number,
    read_period,
    read_person_name,
    read_phone,
    read_text,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
WORDS = Path(__file__).parents[2] / "templates" / "words"

READERS = {
    "account": read_account,
    "company_code": read_company_code,
    "company_name": read_company_name,
    "id_number": read_id_number,
    "money": read_money,
    "number": read_number,
    "moment": lambda said: read_moment(said, NOW, SHANGHAI),
    "period": lambda said: read_period(said, NOW, SHANGHAI),
    "person_name": read_person_name,
    "phone": read_phone,
    "text": lambda said: read_text(said, 1000),
}
# Pieces the grammars know, so that nonsense comes close to sense.
PIECES = [
    " ", "\u2009", "\u3000", "\u200b", "１", "９",
    "0", "1", "2", "3", "9", "10", "12", "20", "30", "99", "2026", "1380013", "62220212", ",",
    ".", ":", "-", "/", "~", "+", "(", ")", "%", "￥", "$", "元", "万", "亿",
    "千", "百", "十", "点", "半", "刻", "零", "一", "二", "两", "三", "九", "廿", "几",
    "多", "余", "来", "个", "年", "月", "日", "号", "时", "分", "秒", "周", "星期", "天",
    "前", "后", "上", "下", "这", "本", "去年", "今年", "昨天", "今天", "明天", "上午", "下午", "晚上",
    "凌晨", "中午", "底", "初", "中旬", "到", "至今", "从", "大概", "左右", "负", "角", "块", "m",
    "k", "w", "million", "usd", "rmb", "pm", "am", "nov", "last", "friday", "ago", "hours", "a", "of",
    "at", "ext", "转", "x", "X", "O", "I", "@", ".com", "0x", "T", "bc1", "微信", "账号",
    "尾号", "*",
]  # fmt: skip
HOSTILE = ("1", "9,999", "1,", "1 ", "一", "十", "万", "一万", "1万", "几", "1.", "-", "1-", "- ", "到", "1到", "1月到", "年", "1年", "1月",
           "1点", "1:", "昨天", "上", "个", "大概", "约 ", "￥", "nov ", "1 nov ", "last ", "a ago ", "(", "+1", "1/", "62220212 ", "a@", "a.",
           "0x1", "T1", "bc1", "微信", "收款", " ", "\u2009", "元", "1元", "半", "周1", "0", "前", "\n", "１", "㍿", "ﷺ", "x", "尾号*")  # fmt: skip


def refusal(kind: str, said: str) -> NotUnderstood | None:
    """How the reader refuses `said`; None when it answers. Any other error passes through."""
    try:
        READERS[kind](said)
    except NotUnderstood as refused:
        return refused
    return None


@pytest.mark.parametrize("kind", READERS)
@given(said=st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=12).map("".join)))
@example(said="\ud800")
@example(said="1" * 5000)
def test_no_text_raises_anything_else(kind, said):
    """Every string is either read or refused with a reason that has words."""
    refused = refusal(kind, said)
    assert refused is None or refused.reason in REASONS[refused.kind]


@pytest.mark.timeout(10)
@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize("piece", HOSTILE)
def test_long_hostile_text_is_answered_at_once(kind, piece):
    """Five thousand characters of the same piece, with or without an end that fits nothing, keep nobody waiting."""
    for ending in ("", "!", "元", "前", " 到"):
        refused = refusal(kind, (piece * 5000)[:5000] + ending)
        assert refused is None or refused.reason in REASONS[refused.kind]
