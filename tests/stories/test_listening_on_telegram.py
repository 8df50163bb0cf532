"""The same over Telegram: stories in few turns, and whatever else a phone sends."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from storage.tables import Case, CaseMessage, Saying, Utterance
from tests.stories.test_listening import INSIDER, TOLD, said_to
from tests.telegram.bot_api import BotApi
from tests.world import Clock
from tests.world.on_telegram import Site

FORWARDED = {
    "forward_origin": {"type": "hidden_user", "sender_user_name": "鼎盛源王经理", "date": 1_795_000_000},
    "text": "请尽快付到新账户",
}


@pytest.fixture(autouse=True)
def morning(clock: Clock) -> None:
    clock.set(datetime(2026, 11, 26, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai")))


@pytest.mark.parametrize("turns", TOLD.values(), ids=TOLD)
async def test_a_story_is_told_in_few_turns(site: Site, turns: list[str]):
    """The same words and presses lead to the same receipt, and the dossier holds every sentence."""
    reporter = await site.newcomer()
    for turn in turns:
        await (reporter.presses(turn[2:]) if turn.startswith("> ") else reporter.says(turn))
    await reporter.person.waits_for("收到了，编号", 10)
    (case,) = await site.all(Case)
    assert await said_to(site, case) == [turn for turn in turns if not turn.startswith("> ")]


async def test_what_a_phone_sends_is_kept_with_where_it_came_from(site: Site, api: BotApi):
    """A forwarded message, a contact, a place, an edit, words under a picture: each is a row of its own kind."""
    reporter = await site.newcomer()
    first = await reporter.person.says(INSIDER[0])
    await api.settled()
    await reporter.person.sends(FORWARDED)
    await reporter.person.sends({"contact": {"phone_number": "+8613705740009", "first_name": "芳", "last_name": "王"}})
    await reporter.person.sends({"location": {"latitude": 29.87, "longitude": 121.55}})
    await reporter.person.edits(first, INSIDER[0] + "，不是86万，是68万")
    await reporter.person.sends_file(
        "回单.jpg", b"\xff\xd8\xff picture", kind="document", caption="这是3月那一笔的回单"
    )
    await api.settled()
    kinds = sorted(row.kind for row in await site.all(Utterance))
    assert kinds == sorted([Saying.TEXT, Saying.FORWARD, Saying.CONTACT, Saying.PLACE, Saying.EDIT, Saying.CAPTION])


async def test_after_sending_the_desk_reads_both_wordings(site: Site, api: BotApi):
    """An edit reaches the desk as one, and so does what was forwarded."""
    officer, reporter = await site.officer(), await site.newcomer()
    await reporter.has_reported()
    said = await reporter.person.says("对方账号是 6217001234567890123")
    await api.settled()
    await reporter.person.edits(said, "对方账号是 6217001234567890999")
    await api.settled()
    await officer.waits_for("6217001234567890999")
    await officer.waits_for("改了前面的一句")
    assert len(await site.all(CaseMessage)) == 2
