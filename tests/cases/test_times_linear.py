"""Every reader of times stays linear in the length of its text, whatever is pasted."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from cases.understanding import read_moment, read_period
from cases.understanding.moments_in_text import find_moments, first_moment
from cases.understanding.motion import read_motion, speaks_of_payment
from tests.cases.linear import grows_evenly

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 26, 10, 0, tzinfo=SHANGHAI)
SHORT, LONG = 2048, 4096
LONGEST = 0.1  # seconds; 0.05 on an idle machine
SLACK = 0.006  # seconds: a busy machine
READERS = {
    "read_moment": lambda text: read_moment(text, NOW, SHANGHAI),
    "read_period": lambda text: read_period(text, NOW, SHANGHAI),
    "find_moments": lambda text: find_moments(text, NOW, SHANGHAI),
    "first_moment": lambda text: first_moment(text, find_moments(text, NOW, SHANGHAI), NOW),
    "read_motion": lambda text: read_motion(text, NOW, SHANGHAI),
    "speaks_of_payment": speaks_of_payment,
}
HOSTILE = (
    "1", "年", "月", "点", " ", "从", "到", "前", "一二三", "a", "-", ":", "1月", "11:1", "2025年", "今年", "1月1日,", "一", "上", "1-",
    "、一", "two ", "转", "刚", "让", "他", "打", "被", "钱", "他付", "还没", "请往", "。", "(", "昨天转了,", "8月到10月,", "昨天3月5日到",
    "nov 3 to nov 5 ", "两三天前",
)  # fmt: skip
ORDINARY = (
    "我们是做模具的小厂,去年3月起供应商一直是李总那边,今年10月28日他突然发邮件说换了收款账户,财务没有打电话核实,"
    "11月2日就把第一笔货款二十六万打过去了,11月5号又打了十四万八,前后两笔一共四十万八千。昨天下午三点多李总打电话来催款,"
    "说一分钱都没收到,我们才知道邮箱被人盗用了。那个账户的户名是一家没听过的贸易公司,开户行在外省,电话一直关机。"
    "我们手上有邮件、合同、两张电子回单,还有跟李总的聊天记录,都可以提供,请尽快帮我们看看这笔钱还能不能追回来,厂里下个月的工资都成问题了。"
    "另外财务说当时对方还催得很急,一天打了好几个电话,现在想想口音都不对,我们也没有录音,只有通话记录可以查。"
)  # fmt: skip


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("piece", HOSTILE)
def test_twice_the_text_takes_twice_the_time(name, piece):
    """Dates, durations and what looks like them, without end."""
    assert grows_evenly(READERS[name], piece)
