"""That a colleague be told as well, and that somebody else take the case over, in people's own words."""

from __future__ import annotations

import pytest

from cases.colleagues import Post, code_in, new_code
from cases.understanding.colleague import hands_on, names_colleague

NAMES = {
    "以后让我们法务也收到消息": Post.LAWYER,
    "能不能让我们财务也看到进展": Post.FINANCE,
    "加个同事": Post.OTHER,
    "我想加一位律师": Post.LAWYER,
    "请把我们法人也加进来": Post.LEGAL_REPRESENTATIVE,
    "add my colleague": Post.OTHER,
    "please let our lawyer get the messages too": Post.LAWYER,
}
STORIES = (
    "对方让我们财务也收到一封邮件",
    "骗子让我们法务也加进来转账",
    "我们法务说合同是假的",
    "财务也不知道他什么时候走的",
    "他同事叫李四",
)
HANDS = ("我下个月就要离职了", "我马上要离开公司了", "以后由小李接手", "换个人负责", "I'm leaving the company")
STAYS = ("他离职了", "出纳上个月离职了", "我们公司的人离职了", "以后怎么联系你们", "我离开的时候门是锁着的")


@pytest.mark.parametrize(("said", "post"), NAMES.items())
def test_a_colleague_is_named(said: str, post: Post):
    """What they are is read as well."""
    assert names_colleague(said) is post


def test_a_story_names_nobody():
    """Only what asks for nothing but that: whatever else is said is for the desk."""
    assert not [said for said in STORIES if names_colleague(said) or hands_on(said)]


def test_somebody_hands_the_case_on():
    """Of oneself; others leave all the time."""
    assert all(hands_on(said) for said in HANDS)
    assert not [said for said in STAYS if hands_on(said)]


def test_a_code_is_read_as_it_was_made():
    """By its own mark, so that no number of a contract is taken for one; also from small letters and a Chinese keyboard."""
    code = new_code()
    assert code_in(f" {code.lower()} ") == code
    assert code_in(code.replace("-", "")) == code
    assert code_in(f"合同号 {code}") is None
    assert code_in("HTAB-2024-0012") is None
