"""Who can read along: what is taken for no must be no."""

from __future__ import annotations

import pytest

from cases.understanding.watched import can_read, warns
from tests.cases.linear import grows_evenly

CAN = [
    "他人走了 但是公司邮箱他还登着",
    "离职了 但是微信还登着",
    "她走了 邮箱她还能登",
    "他被开除了 但邮箱管理员还是他",
    "人不在公司了 密码没改",
    "手机在我这 但邮箱他还有权限",
    "只有我和他",
    "only me and him",
    "he was fired but is still logged in",
]
CANNOT = [
    "看不到",
    "他看不到的",
    "已经离职了",
    "手机收走了看不到",
    "他没有权限",
    "他不能登了",
    "只有我自己能看",
    "he can't",
    "only me",
]
NOBODY_KNOWS = [
    "手机看不到 邮箱他能看",
    "看不到 但是邮箱没改",
    "除了邮箱都看不到",
    "应该看不到",
    "不知道他能不能看",
    "not sure",
]


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (said, answer)
        for answer, all_said in {"yes": CAN, "no": CANNOT, "unsure": NOBODY_KNOWS}.items()
        for said in all_said
    ],
)
def test_a_reason_never_beats_a_sign(said: str, answer: str):
    """Somebody who left may still be logged in; who says both is taken to be read along."""
    assert can_read(said) == answer


READ_ALONG = [
    "他会看我手机",
    "我老公会看我手机，别发短信",
    "会计天天查我微信",
    "我对象老翻我手机",
    "公司邮箱她也会看",
    "我的手机他知道密码",
    "手机在他手里",
    "短信他看得到",
    "my husband checks my phone",
    "she goes through our email",
]
OWN_LOOKS = [
    "我会看手机",
    "他不会看我手机",
    "他看不到我手机",
    "你们会看我的邮件吗",
    "会计看手机的时候收到短信",
    "他叫我打开手机看短信",
    "骗子让我看微信上的二维码",
    "银行会查我的手机号",
    "they asked to check my phone number",
    "I checked my messages",
]


@pytest.mark.parametrize(
    ("said", "heard"), [*((one, True) for one in READ_ALONG), *((one, False) for one in OWN_LOOKS)]
)
def test_who_reads_my_phone_is_heard(said: str, heard: bool):
    """A habit is as good a warning as a right: 他会看我手机."""
    assert warns(said) is heard


@pytest.mark.parametrize("said", ["今天天气不错", "前男友", ""])
def test_what_says_nothing_of_it_is_no_answer(said: str):
    """It is asked again."""
    assert can_read(said) is None


def test_it_takes_time_in_proportion():
    """Whatever the text is."""
    for piece in ("没密码", "他有", "密码", "can "):
        assert grows_evenly(can_read, piece)
    for piece in ("他", "手机", "手机他", "他看我", "he reads ", "微信记录 "):
        assert grows_evenly(warns, piece)
