"""The service as a process of its own, and people at its web chat who do not give up when it dies under them."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from cases.answers import Answer
from cases.kinds import Kind
from cases.questionnaire import LIKELY
from tests.world import USUAL
from tests.world.read_once import questionnaire, words
from tests.world.service import ZONE, Service
from tests.world.telling import usual_answers
from tests.world.visiting import Visitor, button_of

WORDS, QUESTIONNAIRE = words(ZONE), questionnaire()


class Person(Visitor):
    """Somebody with a browser. What failed is done again, as the page does: the same text under the same id."""

    def __init__(self, service: Service) -> None:
        super().__init__(service.address)
        self._unsent: dict[str, str] | None = None

    def goes_to(self, place: Any) -> None:
        """From now on the same browser asks at another address: of another process, or of a proxy."""
        self.http.base_url = httpx.URL(place.address)

    async def comes(self, start: str = "") -> None:
        """Opens the chat, for the first time or again."""
        await self.opens(start=start)
        await self.sees("")

    async def screen(self) -> list[dict[str, Any]]:
        """All messages, oldest first."""
        page = await self.history()
        found: list[dict[str, Any]] = page["messages"]
        while page["more"]:
            page = await self.history(before=page["oldest"])
            found = page["messages"] + found
        return found

    async def sees(self, words: str, seconds: float = 20) -> dict[str, Any]:
        """The newest message of the house with these words, when it is the last thing said."""
        async with asyncio.timeout(seconds):
            while True:
                screen = await self.messages()
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
        message = on or next(one for one in reversed(await self.messages()) if button_of(one, label))
        key = button_of(message, label)["key"]
        answer = await self.http.post("/chat/press", json={"message_id": message["id"], "button": key})
        assert answer.status_code in {200, 409}, answer.text
        return answer.json().get("toast") or ""


class Reporter(Person):
    """Somebody who tells the usual report, one step at a time, whatever happens in between."""

    usual: Mapping[str, str] = USUAL

    async def question(self) -> tuple[str, dict[str, Any]]:
        """Which question is open, and the message that asks it; "review" and "opening" are two of them."""
        shown = await self.sees("")
        texts = [(name, text) for name, text in ASKS.items() if text in shown.get("text", "")]
        return (texts[0][0].strip() if texts else "other"), shown

    async def takes_a_step(self) -> str:
        """Answers the question on the screen and sees what comes next; returns which it was."""
        name, shown = await self.answers_the_question()
        async with asyncio.timeout(30):
            while (last := (await self.messages())[-1])["mine"] or last["event"] == shown["event"]:
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
            await self.presses("我要报案" if button_of(shown, "我要报案") else "接着说", shown)
        elif name == "review":
            await self.presses("确认无误，提交", shown)
        elif name == "understood":
            await self._press_or_move_on("对，接着", shown)
        elif name != "other":
            await self._answer_question(name, shown)

    async def _answer_question(self, name: str, shown: dict[str, Any]) -> None:
        question = QUESTIONNAIRE.questions[name]
        said = self.usual.get(name, "-")
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
            if not button_of((await self.messages())[-1], "回到现在这一题"):
                await self.says("/menu")


ASKS = {
    "review": "请核对，没问题就提交",
    "opening": "出了什么事？直接说",
    "understood": "对吗？",
    "opening ": "现在接着说吗？",  # the same, with a draft
    **{name: WORDS.text(f"questions.{name}.ask", "zh") for name in QUESTIONNAIRE.questions if name != "money_moving"},
}


@pytest.fixture
async def service_of(tmp_path: Path) -> AsyncIterator[Callable[..., Service]]:
    """Makes services in this test's folder; what still runs at the end is killed."""
    services: list[Service] = []

    def make(*, forked: bool = False, descriptors: int | None = None, **settings: str) -> Service:
        services.append(Service(tmp_path, forked=forked, descriptors=descriptors, **settings))
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
        await one.leaves_town()


def usual() -> dict[str, Answer]:
    """What the usual report holds."""
    return usual_answers(QUESTIONNAIRE, datetime.now(UTC), ZONE) | QUESTIONNAIRE.declarations


def plain(answers: dict[str, Any]) -> dict[str, Any]:
    """The answers as they can be compared: a time relative to now differs by seconds, and some were read from the story."""
    values = {name: one.value for name, one in sorted(answers.items()) if name not in {"happened_when", LIKELY}}
    return json.loads(json.dumps(values))
