"""Questions that ask how many: typed, said back, refused with a reason; and what a role means, told when it is chosen."""

from __future__ import annotations

import pytest

from tests.world import Reporter

LEAK = {"offence_group": "remote", "offence": "DATA_THEFT_PI"}


async def tells_of_a_leak(reporter: Reporter) -> None:
    """A report that has come to the number of records taken."""
    await reporter.tells(until="data_kinds", **LEAK)
    await reporter.presses("通信内容")
    await reporter.presses("选好了")
    assert await reporter.step() == "data_count_private"


async def test_a_count_is_said_back_with_one_press_to_correct(reporter: Reporter):
    """Whoever types 1.2万条 sees 12,000 and can change it."""
    await tells_of_a_leak(reporter)
    seen = await reporter.says("1.2万条")
    assert "12,000" in seen.text
    assert any("不对" in one for one in seen.buttons)


async def test_none_taken_is_an_answer(reporter: Reporter):
    """没有 is zero, and the report goes on."""
    await tells_of_a_leak(reporter)
    assert "我记下的是：0" in (await reporter.says("没有")).text
    assert await reporter.step() != "data_count_private"


@pytest.mark.parametrize(("said", "expected"), [("两年", "换算成月"), ("1.5", "整数"), ("很多", "没看懂这个数")])
async def test_what_is_no_count_is_asked_again(reporter: Reporter, said: str, expected: str):
    """The reason is said, the question stays."""
    await tells_of_a_leak(reporter)
    assert expected in (await reporter.says(said)).text
    assert await reporter.step() == "data_count_private"


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("legal_representative", "您代表受害的公司，是控告人"),
        ("authorised_agent", "授权委托书"),
        ("shareholder", "最好请公司授权一个人"),
        ("employee", "也可以要求保密"),
        ("informant", "您是举报人"),
    ],
)
async def test_everybody_learns_what_their_role_means(reporter: Reporter, role: str, expected: str):
    """Rights differ by role, so each is told its own as soon as it is known."""
    await reporter.tells(until="reporter_role")
    assert expected in (await reporter.answers("reporter_role", role)).text


async def test_whoever_may_be_watched_chooses_the_hours(reporter: Reporter):
    """When the suspect may read the phone, the reminders' hours are asked at once."""
    await reporter.tells(until="suspect_can_read")
    seen = await reporter.answers("suspect_can_read", "unsure")
    assert "什么时候给您发提醒合适" in seen.text
    await reporter.answers("quiet_hours", "evening")
    assert await reporter.step() == "other_contact"
