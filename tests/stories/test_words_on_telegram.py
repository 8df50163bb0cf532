"""On Telegram too words have a day: long texts without end are refused, and what is short still goes."""

from __future__ import annotations

import pytest

from tests.telegram.bot_api import BotApi
from tests.world.on_telegram import Site


async def test_long_texts_without_end_are_refused(site: Site, api: BotApi, monkeypatch: pytest.MonkeyPatch):
    """They are told so, with the numbers to ring; an account is heard all the same."""
    monkeypatch.setattr("cases.room.WORDS", 3_500)
    person = (await site.newcomer()).person
    await person.says("骗" * 1000)
    await api.settled()
    await person.says("骗" * 1000)
    assert "110" in (await person.waits_for("今天在这里写得太多了")).text
    await person.says("/status")
    await api.settled()
    assert "今天在这里写得太多了" not in person.sees()[-1].text
