"""How a report is told, on whatever channel: the usual answers, one question at a time or all of them by a short cut."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.demo.answering import whole_report
from cases.questionnaire import LIKELY, REVIEW, Answer, Questionnaire
from handlers.reporter.asking import Asking, label, option_label
from handlers.reporter.drafting import open_draft
from storage.conversations import Caller, look_up
from storage.drafts import save_draft
from storage.tables import Draft

if TYPE_CHECKING:
    from tests.world.product import Product

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
# What leads back into the report: after the sheet of the money lane, and when the lane is offered in between.
GO_ON = ("接着把事情说完", "不是，接着说", "Go on with the report", "No, go on")
NOTHING_TOLD: Mapping[str, Answer] = MappingProxyType({})


def usual_answers(
    form: Questionnaire,
    now: datetime,
    zone: ZoneInfo,
    told: Mapping[str, Answer] = NOTHING_TOLD,
    said: Mapping[str, str] = NOTHING_TOLD,
) -> dict[str, Answer]:
    """The whole report: what is `told` already, and each open question answered as `said` here, as usual, or skipped."""
    return whole_report(form, told, USUAL | dict(said), now, zone)


class Teller:
    """Somebody who tells a report, on whatever channel: `says` and `presses` come from it, and so does what is `last` seen."""

    product: Product
    chat_id: int
    language = "zh"

    @property
    def bot_id(self) -> int:
        return self.product.parts.web_chat.bot.id

    async def reports(self, **answers: str) -> str:
        """Tells a whole report and sends it; returns the case's number."""
        await self.tells(**answers)
        return await self.submits()

    async def has_reported(self, **answers: str) -> str:
        """The same by a short cut, for stories that begin after it: the answers are put into the draft in one go."""
        await self.tells_up_to_submit(**answers)
        return await self.submits()

    async def tells_up_to_submit(self, **answers: str) -> Any:
        """The same, with the review on the screen."""
        await self.begins()
        await self.fills_in(**answers)
        await self.says("OK")
        return await self.presses("回到核对页" if self.language == "zh" else "Back to the summary")

    async def submits(self) -> str:
        """Sends what is on the review page; returns the case's number."""
        raise NotImplementedError

    async def tells(self, until: str = "review", **answers: str) -> Any:
        """Answers every question up to `until`; `answers` are by step: an option's id, a text, or "-" to skip."""
        await self.begins()
        return await self.tells_on(until, **answers)

    async def begins(self) -> None:
        """From the opening, unless a report is open already."""
        if not await self.step():
            await self.presses("我要报案" if self.language == "zh" else "I want to report")

    async def tells_on(self, until: str = "review", **answers: str) -> Any:
        """Goes on with the report that is open; what only those who want to add something are asked comes last."""
        while (step := await self.step()) not in {until, REVIEW}:
            await self.tells_one(step, **answers)
        wanted = {until, *answers}
        while step == REVIEW and (detail := next((one for one in await self.details() if one in wanted), None)):
            await self.opens(detail)
            if detail == until:
                break
            await self.tells_one(detail, **answers)
            await self.tells_on(REVIEW, **answers)
        return self.last

    async def details(self) -> list[str]:
        """What has not been asked, by step."""
        asking = await self._asking()
        return [step.id for step in asking.door.questionnaire.details(asking.told.answers)]

    async def opens(self, detail: str) -> Any:
        """From the review to the question of one of them."""
        asking = await self._asking()
        words = label(asking, asking.door.questionnaire.step(detail, asking.told.answers))
        await self.presses("还想补充" if self.language == "zh" else "Add something")
        while not any(words == one for one in self.last.buttons):
            await self.presses("往后翻" if self.language == "zh" else "More")
        return await self.presses(words)

    async def tells_one(self, step: str, **answers: str) -> Any:
        """The usual answer to this one question, or the one given here."""
        if on := next((label for label in GO_ON if label in self.last.buttons), None):
            await self.presses(on)
        if step == "offence" and "offence_group" in answers and step not in answers:
            return await self.presses("都不像" if self.language == "zh" else "None of these")  # a door of their own
        return await self.answers(step, answers.get(step, USUAL.get(step, "-")))

    async def answers(self, step: str, answer: str) -> Any:
        """One answer: by button when it is an option, else by typing; "-" skips."""
        labels = await self.options(step)
        if step == "offence" and (guess := await self.guessed(step)) is not None:
            right = "对，接着" if self.language == "zh" else "Right, go on"
            none = "都不像" if self.language == "zh" else "None of these"
            return await self.presses(right if guess == answer else labels.get(answer, none))
        if answer in labels:
            return await self.presses(labels[answer])
        if answer == "-":
            return await self.presses(self._skip(labels))
        return await self.says(answer)

    async def fills_in(self, **answers: str) -> None:
        """Puts the rest of the report into the draft, up to the review; what is said here counts for what was told too."""
        asking, door = await self._asking(), self.product.parts.door
        told, form = asking.told.copy(), door.questionnaire
        again = {name: answer for name, answer in told.answers.items() if name not in answers}
        told.answers = usual_answers(form, door.clock(), door.zone, again, answers)
        async with door.database.writing() as session:
            await save_draft(session, asking.draft, told, REVIEW, door.clock())

    async def step(self) -> str:
        """Where the draft stands."""
        draft = await self.draft()
        return draft.step if draft else ""

    async def draft(self) -> Draft | None:
        """The report being told, or None."""
        caller = await self.caller()
        return caller.draft if caller else None

    async def guessed(self, step: str) -> Any:
        """What was read of this step from their words and is asked back; "" when only others are likely, else None."""
        answers = (await self._asking()).told.answers
        if LIKELY not in answers:
            return None
        return answers[step].value if step in answers else ""

    async def told(self, step: str) -> Answer:
        """What the draft holds for that step."""
        return (await self._asking()).told.answers[step]

    async def options(self, step_id: str) -> dict[str, str]:
        """What can be pressed at that step: id and label of each option."""
        asking = await self._asking()
        form, told = asking.door.questionnaire, asking.told.answers
        step = form.step(step_id, told)
        return {option: option_label(asking, step, option) for option in form.options(step, told)}

    def _skip(self, labels: dict[str, str]) -> str:
        if "done" in labels:
            return labels["done"]
        words = ("跳过", "发完了") if self.language == "zh" else ("Skip", "That is all")
        return next(word for word in words if any(word in one for one in self.last.buttons) or word == words[-1])

    async def caller(self) -> Caller | None:
        """Who they are to the house."""
        return await look_up(self.product.parts.door.database, self.bot_id, self.chat_id)

    async def _asking(self) -> Asking:
        asking = await open_draft(self.product.parts.door, await self.caller())
        assert asking, "no report is being told"
        return asking
