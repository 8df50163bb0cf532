"""`green-channel run` as a process of its own: start it, kill it, start it again."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from sqlmodel import select

from actions.hand import Hand
from actions.inviting import confirm_newcomer, invite_member
from bot.settings import Settings
from bot.wiring import open_database
from cases.people import Role
from cases.questionnaire import REVIEW
from storage.database import Database
from storage.drafts import open_told, save_draft
from storage.tables import Case, Draft
from storage.team import open_invites
from storage.tokens import mark_of_hash
from tests.postgres import free_port
from tests.world import read_once
from tests.world.read_once import questionnaire
from tests.world.telling import usual_answers

ROOT = Path(__file__).parents[2]
ZONE = ZoneInfo("Asia/Shanghai")
# A start is three seconds of importing. Where a story kills the process again and again, each new one is forked off a
# process that did nothing but import; it is killed as dead as any other.
IMPORTED = multiprocessing.get_context("forkserver")
IMPORTED.set_forkserver_preload(["bot.command_line"])


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """Without settings of the machine; and compiled files are kept, or each of the many starts would compile everything."""
    left_out = ("GC_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    return {**kept, "PYTHONPATH": str(ROOT), "GC_DATA": str(folder / "data"), **settings}


@dataclass(frozen=True)
class Answered:
    """What a command said, and how it ended."""

    code: int
    said: list[str]
    complained: list[str]


async def command(folder: Path, *words: str, within: float = 90, **settings: str) -> Answered:
    """`green-channel …` as an operator types it in that folder; `within` so many seconds."""
    if words[:1] == ("run",):
        settings = {"GC_BIND": "127.0.0.1:0", **settings}  # at the usual port another test may be served
    out, err = folder / "said.log", folder / "complained.log"
    process = IMPORTED.Process(target=run, args=(environment(folder, **settings), folder, out, err, *words))
    for log in (out, err):
        log.unlink(missing_ok=True)
    process.start()
    await asyncio.to_thread(process.join, within)
    complained = err.read_text()
    assert "Traceback" not in complained, complained
    assert process.exitcode is not None, "it does not end"
    return Answered(process.exitcode, out.read_text().splitlines(), complained.splitlines())


def run(env: Mapping[str, str], folder: Path, out: Path, err: Path, *words: str) -> None:
    """The same command in a process that was forked."""
    for stream, log in ((1, out), (2, err)):
        with log.open("ab") as file:
            os.dup2(file.fileno(), stream)
    os.environ.clear()
    os.environ.update(env)
    os.chdir(folder)
    sys.argv = ["green-channel", *words]
    from bot.command_line import main

    main()


class Service:
    """One `green-channel run` with its data in a folder."""

    def __init__(self, folder: Path, *, forked: bool = False, descriptors: int | None = None, **settings: str) -> None:
        self.descriptors = descriptors  # as many as the system lets it have, however it asks
        self.folder, self.port, self.forked = folder, free_port(), forked
        self.address = f"http://127.0.0.1:{self.port}"
        self.settings = {"GC_BIND": f"127.0.0.1:{self.port}", **settings}
        self.log = folder / "service.log"
        self._process: subprocess.Popen[bytes] | Any = None

    def begin(self) -> None:
        env = environment(self.folder, **self.settings)
        if self.forked:
            self._process = IMPORTED.Process(target=run, args=(env, self.folder, self.log, self.log, "run"))
            self._process.start()
            return
        with self.log.open("ab") as log:
            command = [sys.executable, "-m", "bot", "run"]
            if self.descriptors:
                command = ["sh", "-c", f'ulimit -n {self.descriptors}; exec "$@"', "sh", *command]
            self._process = subprocess.Popen(command, env=env, cwd=self.folder, stdout=log, stderr=log)

    @property
    def is_running(self) -> bool:
        if self.forked:
            return self._process is not None and self._process.is_alive()
        return self._process is not None and self._process.poll() is None

    @property
    def exit_code(self) -> int | None:
        """Negative where a signal ended it; None while it runs."""
        code = self._process.exitcode if self.forked else self._process.poll()
        return None if code is None else int(code)

    async def start(self, within: float = 60) -> None:
        """Until it says that it is ready."""
        self.begin()
        async with httpx.AsyncClient(verify=False) as asking, asyncio.timeout(within):  # there is no TLS
            while not await self._is_ready(asking):
                assert self.is_running, self.log.read_text()
                await asyncio.sleep(0.05)

    async def _is_ready(self, asking: httpx.AsyncClient) -> bool:
        try:
            return (await asking.get(f"{self.address}/health")).status_code == 200
        except httpx.HTTPError:
            return False

    def kill(self) -> None:
        """As a power cut: no goodbye, nothing flushed."""
        self._process.kill()
        self._wait(10)

    async def killed_and_started_again(self) -> None:
        self.kill()
        await self.start()

    async def stop(self) -> int:
        """As systemd does; returns the exit code."""
        os.kill(self._process.pid, signal.SIGTERM)
        return await asyncio.to_thread(self._wait, 20)

    def _wait(self, seconds: float) -> int:
        if self.forked:
            self._process.join(seconds)
        else:
            self._process.wait(seconds)
        assert self.exit_code is not None, "it does not end"
        return self.exit_code

    def end(self) -> None:
        if self.is_running:
            self.kill()

    @property
    def first_link(self) -> str:
        """The one-time console link it printed at its last start."""
        return str(re.findall(r"http://\S+/console/login#\S+", self.log.read_text())[-1])

    @asynccontextmanager
    async def database(self) -> AsyncIterator[Database]:
        """A look into its database from outside, with its keys."""
        database = open_database(
            Settings(
                _env_file=None,
                data=self.folder / "data",
                database=self.settings.get("GC_DATABASE"),
                key=self.settings.get("GC_KEY"),
            )
        )
        try:
            async with database.reading() as session:
                await database.keys.prepare(session, datetime.now(UTC))
            yield database
        finally:
            await database.close()

    async def all(self, table: Any) -> list[Any]:
        async with self.database() as database, database.reading() as session:
            return list((await session.exec(select(table))).all())

    async def answers(self) -> list[dict[str, Any]]:
        """What each report and each case holds, opened."""
        async with self.database() as database, database.reading() as session:
            cases = (await session.exec(select(Case))).all()
            drafts = (await session.exec(select(Draft).where(Draft.submitted_at == None))).all()  # noqa: E711
            told = [await open_told(session, row.key_id, row.id, row.sealed_answers) for row in (*cases, *drafts)]
            return [one.answers for one in told]

    async def everybody_told_the_rest(self) -> None:
        """By a short cut: the usual answers are put into every open draft, up to the review."""
        form, now = questionnaire(), datetime.now(UTC)
        async with self.database() as database, database.writing() as session:
            for draft in (await session.exec(select(Draft).where(Draft.submitted_at == None))).all():  # noqa: E711
                told = await open_told(session, draft.key_id, draft.id, draft.sealed_answers)
                told.answers = usual_answers(form, now, ZONE, told.answers)
                await save_draft(session, draft, told, REVIEW, now)

    async def invitation(self, name: str = "陈立") -> str:
        async with self._at_hand() as hand:
            return "join-" + await invite_member(hand, name, Role.EXPERT, None)

    async def lets_in(self, officer: Any, name: str = "陈立") -> None:
        """By invitation, and by who runs the service, who says that it is them."""
        await officer.comes(await self.invitation(name))
        await officer.sees("邀请收到了")
        async with self._at_hand() as hand:
            (waits,) = [one for one, _ in await open_invites(hand.session, hand.now) if one.used_at]
            await confirm_newcomer(hand, mark_of_hash(waits.token_hash))
        await officer.sees("您已加入护企专家组")

    @asynccontextmanager
    async def _at_hand(self) -> AsyncIterator[Hand]:
        async with self.database() as database, database.writing() as session:
            yield Hand(session, datetime.now(UTC), read_once.law(read_once.questionnaire()), ZONE)
