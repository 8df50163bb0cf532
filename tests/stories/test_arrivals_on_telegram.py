"""Telegram tells a bot nothing of what was read: the desk reads what is known, and no more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage.tables import OutgoingState
from tests.world.on_telegram import Site


@pytest.mark.postgres
async def test_on_telegram_an_answer_is_sent_and_never_read(site: Site):
    """On the case's card in the chat: when it came, and later that the reporter wrote; of reading not a word."""
    chen, reporter = await site.officer(), await site.newcomer()
    number = await reporter.has_reported()
    await chen.presses("接手", on=await chen.waits_for(number))
    await chen.presses("答复报案人")
    await chen.waits_for("下一条消息就发给对方")
    await chen.says("请带回单来。")
    await reporter.person.waits_for("请带回单来。")
    await site.ended("desk_answers", OutgoingState.SENT, 1)
    card = await on_the_card(chen, number)
    assert " 发出" in card and "已读" not in card and "之后有回话" not in card
    await site.becomes_later(timedelta(minutes=1))
    await reporter.person.says("好的，明天来。")
    await chen.waits_for("好的，明天来。")
    card = await on_the_card(chen, number)
    assert "之后有回话" in card and "已读" not in card


async def on_the_card(officer, number: str) -> str:
    await officer.says(number)
    return str((await officer.waits_for("材料 0/13，文件")).text)
