"""The whole product in a test's hands, and the people in its stories: only the clock is replaced."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import select

from actions.team import invite_member
from bot.settings import Settings
from bot.webchat.content import Content
from bot.webchat.transcript import Entry
from bot.wiring import Parts, build, make_door, ready_database
from cases.people import Role
from storage import web_chats
from storage.tables import Case, Channel, Outgoing


@dataclass(frozen=True)
class Seen:
    """One message as a person sees it."""

    id: int
    text: str
    buttons: list[str]
    mine: bool


class Product:
    """Everything wired as in `green-channel run`, without the HTTP server and with deliveries at the story's command."""

    def __init__(self, parts: Parts, clock: Any) -> None:
        self.parts, self.clock = parts, clock

    async def person(self) -> Person:
        """Somebody who opens the web chat for the first time."""
        async with self.parts.door.database.writing() as session:
            chat = await web_chats.add_chat(session, self.clock())
        return Person(self, chat.chat_id)

    async def reporter(self) -> Reporter:
        person = await self.person()
        found = Reporter(self, person.chat_id)
        await found.says("/start")
        return found

    async def expert(self, name: str = "陈立", role: Role = Role.EXPERT, district: str | None = None) -> Person:
        """A member of the team who joined by invitation."""
        async with self.parts.door.database.writing() as session:
            code = await invite_member(session, name, role, district, self.clock())
        person = await self.person()
        await person.says(f"/start join-{code}")
        assert name in person.last.text
        return person

    async def settles(self) -> None:
        """Whatever is being handled is finished and everything due is delivered."""
        while tasks := list(self.parts.web_chat.updates._tasks):
            await asyncio.gather(*tasks, return_exceptions=True)
        while await self.parts.heartbeat.lanes.deliver_due():
            pass

    async def passes(self, time: timedelta) -> None:
        """Time goes by, and what falls due is delivered."""
        self.clock.ahead += time
        await self.settles()

    async def all(self, table: Any) -> list[Any]:
        async with self.parts.door.database.reading() as session:
            return list((await session.exec(select(table))).all())

    async def case(self) -> Case:
        """The only case there is."""
        (case,) = await self.all(Case)
        return case

    async def outgoing(self, kind: str | None = None) -> list[Outgoing]:
        rows = sorted(await self.all(Outgoing), key=lambda row: row.due_at)
        return [row for row in rows if kind is None or row.kind.value == kind]


class Person:
    """Someone at the web chat."""

    def __init__(self, product: Product, chat_id: int) -> None:
        self.product, self.chat_id, self.screen = product, chat_id, []
        self.screen: list[Seen]

    async def says(self, text: str, client_id: str | None = None) -> Seen:
        """Types a message and sees what comes back."""
        updates = self.product.parts.web_chat.updates
        await updates.say(self.chat_id, text, client_id=client_id or secrets.token_hex(8))
        return await self.looks()

    async def presses(self, label: str, on: Seen | None = None) -> Seen:
        """Presses the newest button whose label holds these words."""
        message = on or next(
            (seen for seen in reversed(self.screen) if any(label in one for one in seen.buttons)), None
        )
        assert message, f"no button {label!r} on {[seen.buttons for seen in self.screen[-3:]]}"
        entry = await self._entry(message.id)
        button = next(one for row in entry.content.keyboard for one in row if label in one.text)
        key = button.key(message.id)
        assert key
        self.toast = (await self.product.parts.web_chat.updates.press(self.chat_id, message.id, key)).text
        return await self.looks()

    async def sends(self, name: str, content: bytes = b"%PDF-1.4 test") -> Seen:
        return await self.sends_all((name, content))

    async def sends_all(self, *files: tuple[str, bytes], caption: str = "") -> Seen:
        """Uploads files in one go, as the page does."""
        parts = self.product.parts
        kept = [await keep_upload(parts, self.chat_id, name, content) for name, content in files]
        await parts.web_chat.updates.upload(self.chat_id, kept, caption, client_id=secrets.token_hex(8))
        return await self.looks()

    async def looks(self) -> Seen:
        """What is on the screen now; returns the newest message."""
        await self.product.settles()
        entries, _ = await self.product.parts.web_chat.transcript.latest(self.chat_id, None, 500)
        self.screen = [seen(entry) for entry in entries if not entry.row.deleted and not entry.content.hidden]
        return self.screen[-1]

    @property
    def last(self) -> Seen:
        return self.screen[-1]

    async def downloads(self, message: Seen) -> bytes:
        """The bytes of the file a message carries, as the page gets them."""
        transcript = self.product.parts.web_chat.transcript
        file = (await self._entry(message.id)).content.file
        assert file and file.id
        cipher = await transcript.cipher(self.chat_id)
        return b"".join([chunk async for chunk in transcript.files.open(cipher, file.id)])

    def sees(self, words: str) -> Seen:
        """The newest message with these words; fails when there is none."""
        found = next((one for one in reversed(self.screen) if words in one.text and not one.mine), None)
        assert found, f"{words!r} is not on the screen: {[one.text for one in self.screen[-4:]]}"
        return found

    def count(self, words: str) -> int:
        return sum(words in one.text for one in self.screen)

    async def _entry(self, message_id: int) -> Entry:
        return await self.product.parts.web_chat.transcript.read(self.chat_id, message_id)


class Reporter(Person):
    """Someone with something to report."""

    async def reports(self, **answers: str) -> str:
        """Tells a whole report and sends it; returns the case's number."""
        await self.tells(**answers)
        return await self.submits()

    async def has_reported(self, **answers: str) -> str:
        """The same by a short cut, for stories that begin after it: the answers are put into the draft in one go."""
        await self.presses("不是，我要报告" if self.language == "zh" else "No, I want")
        parts = self.product.parts
        await fill_in(parts, parts.web_chat.bot.id, self.chat_id, **answers)
        await self.says("OK")
        return await self.submits()

    async def submits(self) -> str:
        """Sends what is on the review page; returns the case's number."""
        await self.presses("确认无误，提交" if self.language == "zh" else "All correct")
        found = re.findall(r"GC-\d{6}-\w{5}", "\n".join(one.text for one in self.screen))
        assert found
        return str(found[-1])

    language = "zh"

    async def tells(self, until: str = "review", **answers: str) -> Seen:
        """Answers every question up to `until`; `answers` are by step: an option's id, a text, or "-" to skip."""
        await self.presses("不是，我要报告" if self.language == "zh" else "No, I want")
        return await self.tells_on(until, **answers)

    async def tells_on(self, until: str = "review", **answers: str) -> Seen:
        """Goes on with the report that is open."""
        while (step := await self.step()) != until:
            await self.tells_one(step, **answers)
        return self.last

    async def tells_one(self, step: str, **answers: str) -> Seen:
        """The usual answer to this one question, or the one given here."""
        if on := next((label for label in GO_ON if label in self.last.buttons), None):
            await self.presses(on)
        return await self.answers(step, answers.get(step, USUAL.get(step, "-")))

    async def answers(self, step: str, answer: str) -> Seen:
        """One answer: by button when it is an option, else by typing; "-" skips."""
        labels = await self.options(step)
        if answer in labels:
            return await self.presses(labels[answer])
        if answer == "-":
            return await self.presses(self._skip(labels))
        return await self.says(answer)

    async def step(self) -> str:
        """Where the draft stands."""
        draft = await self.draft()
        return draft.step if draft else ""

    async def draft(self) -> Any:
        parts = self.product.parts
        return await draft_of(parts, parts.web_chat.bot.id, self.chat_id)

    async def options(self, step_id: str) -> dict[str, str]:
        parts = self.product.parts
        return await options_of(parts, parts.web_chat.bot.id, self.chat_id, step_id)

    def _skip(self, labels: dict[str, str]) -> str:
        if "done" in labels:
            return labels["done"]
        words = ("跳过", "发完了") if self.language == "zh" else ("Skip", "That is all")
        return next(word for word in words if any(word in one for one in self.last.buttons) or word == words[-1])


# What leads back into the report: after the sheet of the money lane, and when the lane is offered in between.
GO_ON = ("接着把事情说完", "不是，接着说", "Go on with the report", "No, go on")

# What people in the stories usually answer; everything else they skip.
USUAL = {
    "money_moving": "no",
    "reporter_role": "legal_representative",
    "suspect_can_read": "no",
    "quiet_hours": "anytime",
    "offence_group": "partner",
    "offence": "CONTRACT_FRAUD",
    "happened_when": "上周三",
    "loss_amount": "320万",
    "company_name": "宁波甬江精密机械有限公司",
    "district": "yinzhou",
    "contact_name": "王建国",
    "contact_phone": "13800138000",
    "story": "对方收了预付款以后一直不发货，电话也打不通。",
    "truthfulness": "understood",
    "privacy": "understood",
}


async def draft_of(parts: Parts, bot_id: int, chat_id: int) -> Any:
    """The report being told in that chat, or None."""
    from storage.conversations import look_up

    caller = await look_up(parts.door.database, bot_id, chat_id)
    return caller.draft if caller else None


async def options_of(parts: Parts, bot_id: int, chat_id: int, step_id: str) -> dict[str, str]:
    """What can be pressed at that step of the report being told there: id and label of each option."""
    from handlers.reporter.asking import option_label
    from handlers.reporter.drafting import open_draft
    from storage.conversations import look_up

    caller = await look_up(parts.door.database, bot_id, chat_id)
    asking = await open_draft(parts.door, caller)
    step = asking.door.questionnaire.step(step_id, asking.told.answers)
    options = asking.door.questionnaire.options(step, asking.told.answers)
    return {option: option_label(asking, step, option) for option in options}


async def fill_in(parts: Parts, bot_id: int, chat_id: int, **answers: str) -> None:
    """Puts the rest of the usual answers into the report being told there, up to the review."""
    from cases.answers import chosen, read_answer, skipped
    from handlers.reporter.drafting import open_draft
    from storage.conversations import look_up
    from storage.drafts import save_draft

    door = parts.door
    asking = await open_draft(door, await look_up(door.database, bot_id, chat_id))
    told, questionnaire = asking.told.answers, door.questionnaire
    while (name := questionnaire.after("", told)) != "review":
        step, said = questionnaire.step(name, told), answers.get(name, USUAL.get(name, "-"))
        options = questionnaire.options(step, told)
        if options:
            said = said if said in options else options[-1]
        told[name] = (
            chosen(said)
            if options
            else skipped()
            if said == "-"
            else read_answer(step.question, said, door.clock(), door.zone)
        )
    async with door.database.writing() as session:
        await save_draft(session, asking.draft, asking.told, "review", door.clock())


def seen(entry: Entry) -> Seen:
    content: Content = entry.content
    buttons = [button.text for row in content.keyboard for button in row]
    return Seen(entry.message_id, content.text, buttons, entry.row.from_person)


async def keep_upload(parts: Parts, chat_id: int, name: str, content: bytes) -> Any:
    """The bytes of one upload, sealed for the web chat as the HTTP route does it."""
    from bot.webchat.attachments import keep

    async def chunks() -> AsyncIterator[bytes]:
        yield content

    return await keep(parts.web_chat.transcript, chat_id, chunks(), name=name)


def settings_for(folder: Path, url: str, **more: Any) -> Settings:
    return Settings(_env_file=None, data=folder / "data", database=url, **more)


@asynccontextmanager
async def open_product(folder: Path, url: str, clock: Callable[[], datetime], **more: Any) -> AsyncIterator[Product]:
    """The product on that database; opening it again on the same folder is a restart."""
    settings = settings_for(folder, url, **more)
    async with ready_database(settings, clock) as database:
        parts = build(settings, make_door(settings, database, clock))
        await parts.web_chat.updates.resume()
        product = Product(parts, clock)
        try:
            yield product
        finally:
            await parts.web_chat.close()
            if telegram := parts.channels.get(Channel.TELEGRAM):
                await (await telegram.bot.session.create_session()).close()
