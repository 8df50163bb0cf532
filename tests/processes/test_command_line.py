"""The commands beside `run`, each as a process of its own."""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path

from tests.telegram.bot_api import BotApi
from tests.world.service import environment


async def says(folder: Path, *words: str, **settings: str) -> list[str]:
    """The lines a command prints."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *words,
        env=environment(folder, **settings),
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, complained = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0, complained
    return said.decode().splitlines()


INVITE = ("team", "invite", "--name", "陈立", "--role", "expert")


async def test_an_invitation_names_every_channel(tmp_path: Path):
    """With a bot its own link and the page's; while Telegram does not answer, what to write to the bot."""
    async with BotApi() as api:
        telegram = {"GC_TELEGRAM_TOKEN": api.token, "GC_TELEGRAM_API": api.url}
        lines = await says(tmp_path, *INVITE, **telegram)
        assert re.fullmatch(r"web +http://127.0.0.1:8000/#start=join-\S+", lines[0])
        assert re.fullmatch(r"telegram +https://t.me/green_channel_bot\?start=join-\S+", lines[1])
        api.fail_next("getMe", status=500)
        lines = await says(tmp_path, *INVITE, **telegram)
        assert re.fullmatch(r"telegram +给机器人发：/join \S+", lines[1])


async def test_an_invitation_without_a_bot_names_none(tmp_path: Path):
    """Where there is no Telegram nobody is sent there."""
    web, good_for, then = await says(tmp_path, *INVITE)
    assert web.split()[0] == "web"
    assert good_for == "七天内有效，只给一个人，只能用一次。"
    assert "要负责人在工作台或聊天里确认" in then


async def test_the_search_index_is_made_anew(tmp_path: Path):
    """Whatever state it is in, also when there is none."""
    assert await says(tmp_path, "index", "rebuild") == ["可以搜索的案件：0 件。"]
    (tmp_path / "data" / "search.db").write_bytes(b"no database")
    assert await says(tmp_path, "index", "rebuild") == ["可以搜索的案件：0 件。"]
