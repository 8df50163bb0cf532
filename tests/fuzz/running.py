"""Runs the doors and the chats side by side, judges every answer, and says how to see a failure again."""

from __future__ import annotations

import logging
import resource
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import httpx
from structlog.testing import capture_logs

from storage.sight import sees
from storage.tables import Case, Member
from tests.console.house import House
from tests.fuzz.asking import Ask, Asker, Doors
from tests.fuzz.chats import Chats
from tests.world.product import opened

AT_HOME, ELSEWHERE = "宁波海曙机密甲有限公司", "宁波鄞州机密乙有限公司"
SLOW = 1.0  # seconds; said, never judged: the machine may be busy
IN_CHATS = 4  # every so many steps somebody does something in a chat


@dataclass
class Result:
    """What came of a run."""

    steps: int = 0
    failures: list[str] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)

    def line(self) -> str:
        ordered = sorted(self.times) or [0.0]
        p99, most = ordered[int(len(ordered) * 0.99)], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        kinds = ", ".join(f"{status}: {count}" for status, count in sorted(self.answers.items()))
        slow = " (SLOW)" if p99 > SLOW else ""
        said = f"p99 {p99:.3f} s{slow}, slowest {ordered[-1]:.2f} s, {memory_now() or most} MB, at most {most}"
        return f"{self.steps} steps, {len(self.failures)} failures, {said}; {kinds}"


def memory_now() -> int:
    """In MB, where the system says it: what was once the most says nothing of whether it grows."""
    with suppress(OSError):
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() // 2**20
    return 0


class Fuzzer:
    """One run. The same seed asks the same things in the same order."""

    def __init__(self, house: House, seed: int) -> None:
        self.house, self.seed = house, seed
        self.doors, self.chats, self.result = Doors(house), Chats(house), Result()
        self._cases: dict[str, Case] = {}
        self._server_said: list[str] = []

    async def open(self) -> None:
        await self.doors.open()
        await self.chats.open()
        for company, district in ((AT_HOME, "haishu"), (ELSEWHERE, "yinzhou")):
            case = await self.house.reports(company_name=company, district=district)
            self._cases[company] = case
            self.doors.known["number"].append(case.number)

    async def step(self) -> None:
        self.result.steps += 1
        number = self.result.steps
        rng = Random(f"{self.seed}:{number}")
        with capture_logs() as said, _Errors(self._server_said):
            what = await (self._in_a_chat(rng, number) if number % IN_CHATS == 0 else self._at_a_door(rng))
        for one in said:
            if one["log_level"] in {"error", "critical"}:
                self.fails(f"log: {one['event']} {one.get('error', '')} {one.get('exc_info', '')!r:.200}", what)
        for line in self._server_said:
            self.fails(f"server: {line:.300}", what)
        self._server_said.clear()

    def fails(self, why: str, what: object) -> None:
        again = f"python -m tests.fuzz --seed {self.seed} --steps {self.result.steps}"
        self.result.failures.append(f"{why}\n  {what}\n  again: {again}")

    async def _in_a_chat(self, rng: Random, number: int) -> str:
        try:
            return await self.chats.does(rng, number)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is found
            self.fails(f"chat: {type(error).__name__}: {error!s:.300}", "something in a chat")
            return "something in a chat"

    async def _at_a_door(self, rng: Random) -> Ask:
        ask, began = self.doors.ask(rng), time.monotonic()
        try:
            status, text = await self.doors.answer(ask)
        except (httpx.InvalidURL, httpx.LocalProtocolError):  # what no connection carries
            return ask
        except httpx.HTTPError as error:
            self.fails(f"no answer: {type(error).__name__}: {error}", ask)
            return ask
        self.result.times.append(time.monotonic() - began)
        self.result.answers[status] += 1
        if status >= 500 or "Internal Server Error" in text or "Traceback (most" in text:
            self.fails(f"{status}: {text[:200]}", ask)
        await self._judge_secrets(self.doors.askers[ask.who], text, ask)
        await self.doors.renew(ask.who, status)
        return ask

    async def _judge_secrets(self, asker: Asker, text: str, ask: Ask) -> None:
        """Nobody reads the name of a company whose case they cannot see."""
        for company, case in self._cases.items():
            if company in text and not await self._may_read(asker.member, case):
                self.fails(f"read of {company}", ask)

    async def _may_read(self, member: Member | None, case: Case) -> bool:
        async with self.house.door.database.reading() as session:
            now = await session.get(Case, case.id)
            known = await session.get(Member, member.id) if member else None
        return known is not None and now is not None and sees(known, now)


class _Errors(logging.Handler):
    """What the server's own log says of requests that broke."""

    def __init__(self, said: list[str]) -> None:
        super().__init__(logging.ERROR)
        self._said, self._log = said, logging.getLogger("uvicorn.error")

    def emit(self, record: logging.LogRecord) -> None:
        self._said.append(record.getMessage())

    def __enter__(self) -> None:
        self._log.addHandler(self)

    def __exit__(self, *_: object) -> None:
        self._log.removeHandler(self)


@asynccontextmanager
async def fuzzer(folder: Path, url: str, seed: int) -> AsyncIterator[Fuzzer]:
    """Opened, with a house of its own."""
    house = House(folder, url)
    house.settings |= {"trusted_proxies": "127.0.0.1"}
    async with opened(house):
        one = Fuzzer(house, seed)
        await one.open()
        try:
            yield one
        finally:
            await one.doors.close()
