"""People with most of a report told, who answer what is left and submit it, whatever dies under them.

At the page they do what its script does; what they send on Telegram, Telegram brings again until it is taken.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

import httpx

from actions.report import begin_report
from benchmarks.submit import newcomer
from bot.clock import now
from bot.webchat.doors import COOKIE
from bot.wiring import Parts
from handlers.reporter.asking import Asking, show
from storage.chat_numbers import number_of
from storage.conversations import Caller, begin_conversation
from storage.drafts import Told, save_draft
from storage.tables import Channel, Conversation
from tests.processes.conftest import ASKS, WORDS, Reporter
from tests.telegram.bot_api import BotApi, Message, User
from tests.telegram.chats import PATIENCE
from tests.world.papers import pages
from tests.world.proxy import Proxy
from tests.world.telling import USUAL, usual_answers

LEFT = ("district", "contact_name", "contact_phone")  # to be answered while processes die
RECEIPT, SUBMIT = "收到了，编号", "确认无误，提交"
BACK = ("回到现在这一题", "接着说")
FAILED = (httpx.HTTPError, AssertionError, TimeoutError)
PAPER = pages([b"A contract"])
EACH_PAPER = 5  # of those at the page, one in so many sends one


def said_by(number: int) -> dict[str, str]:
    own = {"company_name": f"宁波第{number}号精密机械有限公司", "contact_phone": f"{13800000000 + number}"}
    return USUAL | own


class Teller(Protocol):
    """`steps` are those that were answered, and `longest` is how long an answer took to come."""

    number: int
    conversation_id: UUID
    longest: float
    steps: int
    sent_papers: int

    async def tells(self) -> None: ...


async def in_the_midst(parts: Parts, conversation: Conversation, number: int) -> None:
    """Told up to the first of what is left, and asked it."""
    door, answers = parts.door, usual_answers(parts.door.questionnaire, now(), parts.door.zone, said=said_by(number))
    told = Told({name: one for name, one in answers.items() if name not in LEFT})
    async with door.database.writing() as session:
        draft = await begin_report(session, conversation, LEFT[0], now())
        await save_draft(session, draft, told, LEFT[0], now())
    shown = show(Asking(door.own_voice, draft, told, Caller(conversation, draft, None)))
    bot = parts.channels[conversation.channel].bot
    await bot.send_message(number_of(door.keys, conversation), shown.text, reply_markup=shown.keyboard)


# --- at the page


class AtThePage(Reporter):
    """A browser; what failed is done again."""

    def __init__(self, proxy: Proxy, number: int, conversation_id: UUID, cookie: str) -> None:
        super().__init__(proxy)  # type: ignore[arg-type]
        self.number, self.conversation_id, self.usual = number, conversation_id, said_by(number)
        self.http.cookies.set(COOKIE, cookie)
        self.longest, self.steps, self.sent_papers = 0.0, 0, 0

    async def tells(self) -> None:
        since = time.monotonic()
        while True:
            try:
                if await self.count(RECEIPT):
                    return
                await self._goes_on()
            except FAILED:
                await asyncio.sleep(0.1)
                continue
            finally:
                self.longest = max(self.longest, time.monotonic() - since)
            since, self.steps = time.monotonic(), self.steps + 1

    async def _goes_on(self) -> None:
        await self.says_again()
        if not self.sent_papers and self.number % (2 * EACH_PAPER) == 0:
            await self._sends_paper()
        elif (await self.question())[0] == "other":
            await asyncio.sleep(0.1)
        else:
            await self.takes_a_step()

    async def _sends_paper(self) -> None:
        """Under the same id until it is taken, as the page does."""
        form = {"client_id": f"paper-{self.number:04}", "caption": ""}
        answer = await self.http.post("/chat/files", data=form, files=[("file", ("合同.pdf", PAPER))])
        assert answer.status_code == 200, answer.text
        self.sent_papers = 1


async def at_the_page(parts: Parts, _: BotApi, proxy: Proxy, number: int) -> AtThePage:
    person, conversation = await newcomer(parts)
    await in_the_midst(parts, conversation, number)
    return AtThePage(proxy, number, conversation.id, person.cookie)


# --- on Telegram


@dataclass
class OnTelegram:
    """Somebody's phone."""

    user: User
    number: int
    conversation_id: UUID
    longest: float = 0.0
    steps: int = 0
    sent_papers: int = 0
    usual: dict[str, str] = field(default_factory=dict)

    async def tells(self) -> None:
        """What is asked is on a message with buttons; without an answer for long they ask where they are."""
        while not any(RECEIPT in one.text for one in self.user.sees()):
            since, before = time.monotonic(), self._screen()
            await self._answer(self.user.sees()[-1])
            if not await self._changes(before):
                await self.user.says("/menu")
            self.longest, self.steps = max(self.longest, time.monotonic() - since), self.steps + 1

    def _screen(self) -> tuple[int, int]:
        last = self.user.sees()[-1]
        return last.id, last.changed

    async def _changes(self, before: tuple[int, int]) -> bool:
        return await self.user.api.bell.wait(lambda: self._screen() != before and self._is_asked(), PATIENCE)

    def _is_asked(self) -> bool:
        last = self.user.sees()[-1]
        return bool(last.buttons) or RECEIPT in last.text

    async def _answer(self, shown: Message) -> None:
        name = next((name for name, words in ASKS.items() if words in shown.text), "")
        if back := next((label for label in BACK if shown.button(label)), None):
            await self.user.presses(back, on=shown)
        elif name == "review":
            await self.user.presses(SUBMIT, on=shown)
        elif name == "district":
            option = WORDS.text(f"questions.district.options.{self.usual[name]}", "zh")
            await self.user.presses(option, on=shown)
        elif name in LEFT:
            await self.user.says(self.usual[name])


async def on_telegram(parts: Parts, telegram: BotApi, _: Proxy, number: int) -> OnTelegram:
    user, bot_id = telegram.person(), parts.channels[Channel.TELEGRAM].bot.id
    async with parts.door.database.writing() as session:
        conversation = await begin_conversation(session, bot_id, user.id, Channel.TELEGRAM, now())
    await in_the_midst(parts, conversation, number)
    return OnTelegram(user, number, conversation.id, usual=said_by(number))
