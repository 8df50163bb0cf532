"""`green-channel run` as a process of its own, and people at its web chat who do not give up when it dies under them."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from sqlmodel import select

from actions.team import invite_member
from bot.settings import Settings
from bot.wiring import open_database
from cases.answers import chosen, read_answer, skipped
from cases.kinds import Kind
from cases.people import Role
from cases.questionnaire import DONE, Answer, load
from storage.database import Database
from storage.drafts import open_told, save_draft
from storage.tables import Case, Draft
from templates.rendering import Words
from tests.postgres import free_port
from tests.product import USUAL

ROOT = Path(__file__).parents[2]
WORDS, QUESTIONNAIRE = Words(ZoneInfo("Asia/Shanghai")), load()
BROKEN = (httpx.HTTPError, AssertionError)


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """Without settings of the machine; and compiled files are kept, or each of the many starts would compile everything."""
    left_out = ("GC_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    return {**kept, "PYTHONPATH": str(ROOT), "GC_DATA": str(folder / "data"), **settings}


class Service:
    """One `green-channel run`: start it, kill it, start it again."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.settings = {"GC_BIND": f"127.0.0.1:{self.port}", **settings}
        self.log = folder / "service.log"
        self.process: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        with self.log.open("ab") as log:
            command = [sys.executable, "-m", "bot", "run"]
            env = environment(self.folder, **self.settings)
            self.process = subprocess.Popen(command, env=env, cwd=self.folder, stdout=log, stderr=log)

    async def start(self) -> None:
        """Until it says that it is ready."""
        self.begin()
        async with httpx.AsyncClient() as asking, asyncio.timeout(60):
            while not await self._is_ready(asking):
                assert self.process and self.process.poll() is None, self.log.read_text()
                await asyncio.sleep(0.05)

    async def _is_ready(self, asking: httpx.AsyncClient) -> bool:
        try:
            return (await asking.get(f"{self.url}/health")).status_code == 200
        except httpx.HTTPError:
            return False

    def kill(self) -> None:
        """As a power cut: no goodbye, nothing flushed."""
        assert self.process
        self.process.kill()
        self.process.wait(10)

    async def killed_and_started_again(self) -> None:
        self.kill()
        await self.start()

    async def stop(self) -> int:
        """As systemd does; returns the exit code."""
        assert self.process
        self.process.send_signal(signal.SIGTERM)
        return await asyncio.to_thread(self.process.wait, 20)

    def end(self) -> None:
        if self.process and self.process.poll() is None:
            self.kill()

    @asynccontextmanager
    async def database(self) -> AsyncIterator[Database]:
        """A look into its database from outside, with its keys."""
        database = open_database(
            Settings(_env_file=None, data=self.folder / "data", database=self.settings.get("GC_DATABASE"))
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
        async with self.database() as database, database.writing() as session:
            for draft in (await session.exec(select(Draft).where(Draft.submitted_at == None))).all():  # noqa: E711
                told = await open_told(session, draft.key_id, draft.id, draft.sealed_answers)
                told.answers = usual_answers(told.answers)
                await save_draft(session, draft, told, "review", datetime.now(UTC))

    async def invitation(self, name: str = "陈立") -> str:
        async with self.database() as database, database.writing() as session:
            return "join-" + await invite_member(session, name, Role.EXPERT, None, datetime.now(UTC))


class Person:
    """Somebody with a browser. What failed is done again, as the page does: the same text under the same id."""

    def __init__(self, service: Service) -> None:
        self.service = service
        headers = {"Sec-Fetch-Site": "same-origin"}
        self.http = httpx.AsyncClient(base_url=service.url, headers=headers, timeout=15)
        self._unsent: dict[str, Any] | None = None

    async def opens(self, start: str = "") -> None:
        assert (await self.http.post("/chat/open", json={"start": start})).status_code == 200
        await self.sees("")

    async def screen(self) -> list[dict[str, Any]]:
        """All messages, oldest first."""
        found: list[dict[str, Any]] = []
        more: dict[str, Any] = {}
        while True:
            page = (await self.http.get("/chat/history", params=more)).raise_for_status().json()
            found = page["messages"] + found
            if not page["more"]:
                return found
            more = {"before": page["oldest"]}

    async def newest(self) -> list[dict[str, Any]]:
        """The last messages, as many as the page asks for at once."""
        found: list[dict[str, Any]] = (await self.http.get("/chat/history")).raise_for_status().json()["messages"]
        return found

    async def sees(self, words: str, seconds: float = 20) -> dict[str, Any]:
        """The newest message of the house with these words, when it is the last thing said."""
        async with asyncio.timeout(seconds):
            while True:
                screen = await self.newest()
                if screen and not screen[-1]["mine"]:
                    found = [one for one in screen if words in one.get("text", "") and not one["mine"]]
                    if found:
                        return found[-1]
                await asyncio.sleep(0.06)

    async def count(self, words: str) -> int:
        return sum(words in one.get("text", "") for one in await self.screen())

    async def says(self, text: str) -> None:
        self._unsent = {"text": text, "client_id": secrets.token_hex(8)}
        await self.says_again()

    async def says_again(self) -> None:
        """What did not get an answer is sent once more."""
        if self._unsent:
            answer = await self.http.post("/chat/say", json=self._unsent)
            assert answer.status_code == 200, answer.text
            self._unsent = None

    async def presses(self, label: str, on: dict[str, Any] | None = None) -> str:
        """The newest button with these words; returns what appeared over the chat. A button that is gone was pressed before."""
        message = on or next(one for one in reversed(await self.newest()) if button_of(one, label))
        key = button_of(message, label)["key"]
        answer = await self.http.post("/chat/press", json={"message_id": message["id"], "button": key})
        assert answer.status_code in {200, 409}, answer.text
        return answer.json().get("toast") or ""

    async def leaves(self) -> None:
        await self.http.aclose()


class Reporter(Person):
    """Somebody who tells the usual report, one step at a time, whatever happens in between."""

    async def question(self) -> tuple[str, dict[str, Any]]:
        """Which question is open, and the message that asks it; "review" and "opening" are two of them."""
        shown = await self.sees("")
        texts = [(name, text) for name, text in ASKS.items() if text in shown.get("text", "")]
        return (texts[0][0].strip() if texts else "other"), shown

    async def takes_a_step(self) -> str:
        """Answers the question on the screen and sees what comes next; returns which it was."""
        name, shown = await self.answers_the_question()
        async with asyncio.timeout(20):
            while (last := (await self.newest())[-1])["mine"] or last["event"] == shown["event"]:
                await asyncio.sleep(0.04)
        return name

    async def answers_the_question(self) -> tuple[str, dict[str, Any]]:
        """Answers, and does not wait for more than the request."""
        await self.says_again()
        name, shown = await self.question()
        await self._answer(name, shown)
        return name, shown

    async def tells(self, until: str) -> None:
        while (await self.question())[0] != until:
            await self.takes_a_step()

    async def _answer(self, name: str, shown: dict[str, Any]) -> None:
        if button_of(shown, "回到现在这一题"):
            await self.presses("回到现在这一题", shown)
        elif name == "opening":
            await self.presses("不是，我要报告" if button_of(shown, "不是，我要报告") else "接着说", shown)
        elif name == "review":
            await self.presses("确认无误，提交", shown)
        elif name != "other":
            await self._answer_question(name, shown)

    async def _answer_question(self, name: str, shown: dict[str, Any]) -> None:
        question = QUESTIONNAIRE.questions[name]
        said = USUAL.get(name, "-")
        if question.kind in {Kind.CHOICE, Kind.SEVERAL} and said != "-":
            table = f"offences.{said}.plain" if name == "offence" else f"questions.{name}.options.{said}"
            await self._press_or_move_on(WORDS.text(table, "zh"), shown)
        elif said != "-":
            await self.says(said)
        else:
            labels = [one["text"] for row in shown["keyboard"] for one in row]
            ways = ["跳过", "发完了，继续"]
            if question.kind is Kind.LIST:
                ways = [WORDS.text(f"questions.{name}.options.done", "zh")]
            await self._press_or_move_on(next(one for one in labels if one in ways), shown)

    async def _press_or_move_on(self, label: str, shown: dict[str, Any]) -> None:
        """When the answer was kept but the screen is of before, the toast says so; then we ask where we are."""
        toast = await self.presses(label, shown)
        if "已经记下" in toast:
            await asyncio.sleep(0.05)
            if not button_of((await self.newest())[-1], "回到现在这一题"):
                await self.says("/menu")


ASKS = {
    "review": "请核对，没问题就提交",
    "opening": "钱是刚刚转出去的吗？",
    "opening ": "现在接着说吗？",  # the same, with a draft
    **{name: WORDS.text(f"questions.{name}.ask", "zh") for name in QUESTIONNAIRE.questions if name != "money_moving"},
}


def button_of(message: dict[str, Any], label: str) -> dict[str, Any] | None:
    return next((one for row in message.get("keyboard") or [] for one in row if label in one["text"]), None)


@pytest.fixture
async def service_of(tmp_path: Path) -> AsyncIterator[Callable[..., Service]]:
    """Makes services in this test's folder; what still runs at the end is killed."""
    services: list[Service] = []

    def make(**settings: str) -> Service:
        services.append(Service(tmp_path, **settings))
        return services[-1]

    yield make
    for service in services:
        service.end()


@pytest.fixture
async def people() -> AsyncIterator[Callable[..., Any]]:
    """Makes people, and lets them go at the end."""
    made: list[Person] = []

    def come(service: Service, kind: type[Person] = Reporter) -> Person:
        made.append(kind(service))
        return made[-1]

    yield come
    for one in made:
        await one.leaves()


def usual_answers(told: Mapping[str, Answer] = MappingProxyType({})) -> dict[str, Answer]:
    """What the usual report holds, when `told` is already there."""
    found = dict(told)
    while (name := QUESTIONNAIRE.after("", found)) != "review":
        step, said = QUESTIONNAIRE.step(name, found), USUAL.get(name, "-")
        if step.question.kind is Kind.MORE:
            found[name] = chosen(DONE)
        elif said == "-":
            found[name] = skipped()
        elif step.question.kind is Kind.CHOICE:
            found[name] = chosen(said)
        else:
            found[name] = read_answer(step.question, said, datetime.now(UTC), WORDS.zone)
    return found


def plain(answers: dict[str, Any]) -> dict[str, Any]:
    """The answers as they can be compared: a time relative to now differs by seconds."""
    return json.loads(json.dumps({name: one.to_json() for name, one in answers.items() if name != "happened_when"}))
