"""Whatever Telegram brings, no handler fails, and who comes with a real trouble is served meanwhile."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from structlog.testing import capture_logs

from cases.people import Role
from tests.fuzz.conftest import SEED
from tests.fuzz.telegram import Odd
from tests.telegram.bot_api import BotApi
from tests.world import Clock
from tests.world.on_telegram import Site, open_site

STEPS, AT_ONCE = 400, 20
STRANGE = {"telegram update not understood"}  # what aiogram itself cannot read is passed by, and said


@pytest.fixture
async def site(tmp_path: Path, database_url: str, clock: Clock) -> AsyncIterator[Site]:
    async with BotApi() as api, open_site(tmp_path, database_url, clock, api) as opened:
        yield opened


async def odd(site: Site) -> Odd:
    """A lead, an expert, somebody in the midst of a report, a stranger; and a group that is bound."""
    lead, expert = await site.officer("李芳", Role.LEAD), await site.officer()
    reporter = await site.newcomer()
    await reporter.tells(until="evidence")
    group = site.api.group(-1001)
    await lead.within(group).says("/bind")
    await group.waits_for("这个群会收到全部新案件")
    return Odd(site.api, [lead, expert, reporter.person, site.api.person(name="路人")], group.chat.json())


async def pushes(site: Site, made: Odd, steps: int, seed: int) -> tuple[Counter[str], list[Any]]:
    """So many updates, some at once; what was pushed, and what the log says went wrong."""
    pushed, wrong = Counter[str](), list[Any]()
    site.api.updates.allowed = []  # also what we did not ask for
    for begin in range(0, steps, AT_ONCE):
        with capture_logs() as said:
            batch = [made.next(Random(f"{seed}:{step}")) for step in range(begin, begin + AT_ONCE)]
            for kind, event, chat in batch:
                site.api.updates.push(kind, event, chat)
                pushed[kind] += 1
            await site.api.settled(60)
        bad = [one for one in said if one["log_level"] == "error" and one["event"] not in STRANGE]
        wrong += [(begin, one["event"], one.get("error"), str(one.get("exc_info"))[:300]) for one in bad]
    return pushed, wrong


async def test_no_update_makes_a_handler_fail(site: Site):
    """Stickers, albums, polls, forwarded and edited messages, channels, topics, presses of what is gone, hostile names and sizes."""
    made = await odd(site)
    pushed, wrong = await pushes(site, made, STEPS, SEED)
    assert wrong == []
    assert min(pushed[kind] for kind in ("message", "edited_message", "callback_query", "my_chat_member")) > STEPS // 25
    site.api.updates.allowed = ["message", "edited_message", "callback_query", "my_chat_member"]
    await (await site.newcomer("周涛")).has_reported()
