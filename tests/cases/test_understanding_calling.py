"""Who calls for a person is not told to press a button; who tells of calls is not calling."""

from __future__ import annotations

import pytest

from cases.understanding.calling import calls_somebody
from tests.cases.linear import grows_evenly

CALLS = [
    "找人 有没有人啊",
    "有没有人",
    "有人吗",
    "我要找人 别让机器人回",
    "不想打字 给我打电话 13988887777",
    "能不能找个真人跟我说",
    "你好，我想找个人说话",
    "让民警给我打个电话 13988887777",
    "转人工 你们这个太慢了",
    "can I talk to a real person",
    "call me back at 13988887777",
]
TELLS = [
    "找人打我",
    "他找人来公司闹",
    "他给我打电话要钱",
    "骗子给我打电话 说是领导",
    "我们找人查了账",
    "老板让我给他打电话",
    "公司有人拿了钱",
    "有人冒充我们公司",
    "他要找人把我弄死",
    "有人跟我说过 别让他知道",
    "没有人",
    "不知道",
]


@pytest.mark.parametrize("said", CALLS)
def test_whoever_calls_is_heard(said: str):
    """In any words."""
    assert calls_somebody(said)


@pytest.mark.parametrize("said", TELLS)
def test_whoever_tells_is_not_calling(said: str):
    """找人 is also what those do who threaten."""
    assert not calls_somebody(said)


@pytest.mark.parametrize("piece", ["找人", "我要", "有没有人 ", "1 "])
def test_it_takes_time_in_proportion(piece: str):
    """Whatever the text is."""
    assert grows_evenly(calls_somebody, piece)
