"""The made-up companies: each tells its report in a chat of its own, in words, and sends it."""

from __future__ import annotations

import random
import secrets
from collections.abc import AsyncIterator
from datetime import timedelta

from bot.demo.answering import whole_report
from bot.demo.casting import Part
from bot.demo.script import Script
from bot.demo.stage import Stage
from bot.webchat.attachments import keep
from cases.errors import CaseError
from cases.questionnaire import LIKELY, REVIEW
from handlers.reporter.drafting import open_draft
from storage import web_chats
from storage.cases import cases_of
from storage.conversations import look_up
from storage.drafts import save_draft

ROUND = 10_000


class NotTold(CaseError):
    """A made-up report did not come about."""


class Company:
    """Somebody at the web page."""

    def __init__(self, stage: Stage, script: Script, part: Part) -> None:
        self.stage, self.script, self.part = stage, script, part
        self.chat_id, self.number = 0, ""

    async def reports(self) -> None:
        """Opens the page, tells what happened, and sends it; with money on its way that comes first."""
        self.chat_id = await new_chat(self.stage)
        await self.says("/start", hidden=True)
        if self.part.plot.moving:
            await self._rings_the_alarm()
        if self.part.plot.moving != "lane":
            if self.part.plot.moving:
                await self.presses("buttons.money_told_110")
            await self.says(self.story)
            await self._fills_in()
            await self.says(self.script.text("chat.done"))
            await self.presses("buttons.review")
            await self.presses("buttons.submit")
        await self._finds_number()

    async def says(self, text: str, *, hidden: bool = False) -> None:
        updates = self.stage.parts.web_chat.updates
        await updates.say(self.chat_id, text, client_id=secrets.token_hex(8), hidden=hidden)
        await self.stage.settles()

    async def sends(self, name: str, text: str) -> None:
        """A file, sealed as the page's own are."""

        async def chunks() -> AsyncIterator[bytes]:
            yield text.encode("utf-8-sig")

        chat = self.stage.parts.web_chat
        kept = await keep(chat.transcript, self.chat_id, chunks(), name=name)
        await chat.updates.upload(self.chat_id, [kept], "", client_id=secrets.token_hex(8))
        await self.stage.settles()

    async def presses(self, label: str) -> None:
        """The newest button with these words. Raises NotTold where there is none."""
        words, chat = self.stage.door.own_voice.say(label), self.stage.parts.web_chat
        entries, _ = await chat.transcript.latest(self.chat_id, None, 20)
        for entry in reversed(entries):
            for button in (one for row in entry.content.keyboard for one in row):
                if button.text == words and (key := button.key(entry.message_id)):
                    await chat.updates.press(self.chat_id, entry.message_id, key)
                    return await self.stage.settles()
        raise NotTold

    @property
    def story(self) -> str:
        part = self.part
        day = (part.begins_at - timedelta(days=3 + part.number % 9)).astimezone(self.stage.door.zone)
        facts = {"when": self.stage.door.own_voice.spoken.day(day), "loss": _loss(self.script, part.loss)}
        return self.script.text(f"stories.{part.plot.story or part.offence}").format(**facts)

    async def _rings_the_alarm(self) -> None:
        await self.presses("buttons.just_now")
        for line in self.script.words["lane"]:
            ago = (self.stage.walk() - timedelta(minutes=7)).astimezone(self.stage.door.zone)
            await self.says(line.format(loss=_loss(self.script, self.part.loss), at=f"{ago:%H:%M}"))

    async def _fills_in(self) -> None:
        """What the story did not say, as if it had been asked and answered; the page to check it is next."""
        door = self.stage.door
        caller = await look_up(door.database, self.stage.parts.web_chat.bot.id, self.chat_id)
        asking = await open_draft(door, caller) if caller else None
        if asking is None:
            raise NotTold
        told, said, chance = asking.told.copy(), self._answers(), random.Random(self.part.number)
        before = {name: answer for name, answer in told.answers.items() if name not in {LIKELY, *said}}
        told.answers = whole_report(door.questionnaire, before, said, door.clock(), door.zone, chance)
        async with door.database.writing() as session:
            await save_draft(session, asking.draft, told, REVIEW, door.clock())

    def _answers(self) -> dict[str, str]:
        part, form = self.part, self.stage.door.questionnaire
        offence = form.offences.get(part.offence)
        group = next(iter(offence.groups), "unsure") if offence else "unsure"
        day = part.begins_at - timedelta(days=3 + part.number % 9)
        return {
            "money_moving": "no",
            "offence_group": group,
            "offence": part.offence,
            "suspect_can_read": "no",
            "happened_when": f"{day.astimezone(self.stage.door.zone):%Y-%m-%d}",
            "loss_amount": str(part.loss),
            "company_name": part.company,
            "district": part.district,
            "contact_name": part.contact,
            "contact_phone": part.phone,
            "reporter_role": ("legal_representative", "authorised_agent", "employee")[part.number % 3],
            "story": self.story,
        } | dict(part.plot.says)

    async def _finds_number(self) -> None:
        database = self.stage.door.database
        caller = await look_up(database, self.stage.parts.web_chat.bot.id, self.chat_id)
        async with database.reading() as session:
            found = await cases_of(session, caller.conversation.id) if caller else []
        if not found:
            raise NotTold
        self.number = str(found[-1].number)


async def new_chat(stage: Stage) -> int:
    async with stage.door.database.writing() as session:
        return (await web_chats.add_chat(session, stage.door.clock())).chat_id


def _loss(script: Script, loss: int) -> str:
    """As people write a sum: 320万元, 38,000 yuan."""
    if loss % ROUND == 0 and "{many}" in script.text("sums.round"):
        return script.text("sums.round").format(many=loss // ROUND)
    return script.text("sums.exact").format(loss=f"{loss:,}")
