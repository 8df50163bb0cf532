"""Whether words fit a question that takes any text."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from cases.fitting import fits, is_alone, relation_in, suspected
from cases.questionnaire import Answer, State
from tests.cases.linear import grows_evenly

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 26, 10, 0, tzinfo=ZONE)


@pytest.mark.parametrize(
    "said",
    [
        "13905740099",
        "微信 lixm88",
        "li.ming@163.com",
        "我老婆",
        "王芳",
        "打我老婆电话 0574-87654321",
        "my wife, 13905740099",
    ],
)
def test_what_is_a_contact(said: str):
    """A number, an address, or somebody."""
    assert fits("other_contact", said, NOW, ZONE)


@pytest.mark.parametrize(
    "said",
    [
        "另外她还把公章带走了 还有3本空白支票",
        "他昨天还来过厂里",
        "不知道",
        "陈伟手机打不通了",
        "微信上骗的",
        "【工商银行】您尾号1234账户11月23日14:05向李四（6222021001112345679）转账支出320,000元",
    ],
)
def test_what_is_no_contact(said: str):
    """A part of the story is none."""
    assert not fits("other_contact", said, NOW, ZONE)


@pytest.mark.parametrize(
    ("question", "said", "is_answer"),
    [
        ("deceived_how", "今年5月份签的", False),
        ("deceived_how", "去年的事", False),
        ("deceived_how", "5月份就没货了还收我们的钱", True),
        ("deceived_how", "他们根本没有钢材，一开始就是骗", True),
        ("lie_told", "是真的吗 你们真是公安", False),
        ("lie_told", "你们什么时候能立案", False),
        ("lie_told", "说是老板让转的，我不知道是不是真的", True),
        ("contact_name", "Will Chen", True),
        ("papers_period", "今年3月到5月", True),
    ],
)
def test_what_answers_a_question(question: str, said: str, *, is_answer: bool):
    """A question to us is none, nor is a time where none was asked."""
    assert fits(question, said, NOW, ZONE) is is_answer


@pytest.mark.parametrize(
    ("words", "relation"),
    [
        ("不是说了吗，她，老公叫", ""),
        ("我们会计", "我们会计"),
        ("她老公，参与了", "她老公"),
        ("Mr", ""),
        ("就他一个", ""),
        ("采购经理「，」", "采购经理"),
    ],
)
def test_what_is_left_of_a_sentence_is_no_relation(words: str, relation: str):
    """Only who somebody is."""
    assert relation_in(words) == relation


@pytest.mark.parametrize("question", ["other_contact", "contact_name", "contact_phone"])
@pytest.mark.parametrize(
    "said",
    [
        "他电话13905740001",
        "对方手机：13905740001",
        "她老公电话13905740001",
        "骗子号码13905740001",
        "他叫吴建军 13905740001",
        "吴建军是我老公 他电话13905740001",
        "加他微信 wu139",
        "他的邮箱 wu@163.com",
        "她宿舍座机0574-87654321",
        "打他电话 13905740001",
        "his phone is 13905740001",
    ],
)
def test_the_other_side_is_no_way_to_the_reporter(question: str, said: str):
    """At none of the questions that ask for one."""
    assert not fits(question, said, NOW, ZONE)


@pytest.mark.parametrize(
    "said",
    [
        "我姐 王丽 她电话13905740001",
        "他看不到的号 13905740001",
        "可以打我姐 王丽 13700001234 她不住一起",
        "他不在的时候打13905740099",
        "我闺蜜李敏13905740099 加她微信",
        "办公室座机0574-87654321",
    ],
)
def test_somebody_they_trust_is_a_way_to_the_reporter(said: str):
    """Though she is spoken of as she, or he as who does not see it."""
    assert fits("other_contact", said, NOW, ZONE)


def test_who_did_it_is_no_way_to_the_reporter():
    """By name, or by what they are called in the story."""
    story = Answer(State.GIVEN, value="我老公把公司的钱转走了")
    name = Answer(State.READ, "吴建军", "吴建军")
    who = suspected({"story": story, "suspects#0.name": name})
    assert not fits("other_contact", "打我老公 13905740001", NOW, ZONE, who)
    assert not fits("other_contact", "吴建军 13905740001", NOW, ZONE, who)
    assert fits("other_contact", "打我姐 13905740001", NOW, ZONE, who)


def test_nobody_else():
    """就他一个 ends the list."""
    assert is_alone("就他一个")
    assert not is_alone("就他一个人知道密码")


@pytest.mark.parametrize("piece", ["1", "今年", "吗", "，", "a", " ", "路", "叫"])
def test_long_text_is_read_in_time_that_grows_with_it(piece: str):
    """Twice as much takes hardly more than twice as long."""
    assert grows_evenly(lambda said: (fits("other_contact", said, NOW, ZONE), fits("lie_told", said, NOW, ZONE)), piece)
