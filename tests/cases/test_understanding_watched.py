"""Who can read along: what is taken for no must be no."""

from __future__ import annotations

import pytest

from cases.understanding.watched import can_read
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


@pytest.mark.parametrize("said", ["今天天气不错", "前男友", ""])
def test_what_says_nothing_of_it_is_no_answer(said: str):
    """It is asked again."""
    assert can_read(said) is None


def test_it_takes_time_in_proportion():
    """Whatever the text is."""
    for piece in ("没密码", "他有", "密码", "can "):
        assert grows_evenly(can_read, piece)
