"""Who reports and who works in that year: by chance, and the same for the same seed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from actions.absence import note_absence
from actions.feedback import rate_case
from actions.filled import Filled
from actions.report import submit_report
from actions.reporter import write_to_desk
from bot.demo.answering import whole_report
from cases.errors import CaseError
from cases.people import Role
from cases.questionnaire import REVIEW
from cases.tracks import ENDED, CloseReason
from cases.verbs import Verb
from handlers.doing import do
from handlers.door import Door
from handlers.reporter.drafting import begin_draft
from storage.conversations import look_up
from storage.drafts import save_draft
from storage.tables import Case, Conversation
from storage.team import member_by_id
from tests.world import Product
from tests.world.people import Person

DISTRICTS = ("haishu", "yinzhou", "jiangbei")
SAID = ("转账回单我补上了，请看一下。", "对方又打电话来催，怎么回？", "谢谢，辛苦了", "什么时候有消息？")
ANSWERS = ("材料已收到，正在核对。", "已经联系对方的开户行，有结果就告诉您。", "请再补一份合同的扫描件。")


@dataclass
class Company:
    """Somebody who reported."""

    chat_id: int
    number: str
    case_id: UUID


async def reports(product: Product, chance: random.Random, district: str) -> Company:
    """A whole report, told at the page and sent."""
    person = await product.reporter()
    door, bot_id = product.parts.door, product.parts.web_chat.bot.id
    caller = await look_up(door.database, bot_id, person.chat_id)
    assert caller
    asking = await begin_draft(door, caller, door.clock())
    offence = chance.choice([one for one in door.questionnaire.offences.values() if one.groups])
    said = {
        "money_moving": "no",
        "offence_group": next(iter(offence.groups)),
        "offence": offence.id,
        "happened_when": f"{door.clock() - timedelta(days=3):%Y-%m-%d}",
        "reporter_role": "legal_representative",
        "district": district,
        "story": "对方收了货款一直不发货，电话也打不通。",
        "loss_amount": str(chance.choice((8_000, 86_000, 320_000, 4_800_000))),
        **_who(chance),
        "suspect_can_read": "yes" if chance.random() < 0.1 else "no",
    }
    told = asking.told.copy()
    told.answers = whole_report(door.questionnaire, told.answers, said, door.clock(), door.zone, chance)
    async with door.database.writing() as session:
        await save_draft(session, asking.draft, told, REVIEW, door.clock())
    async with door.database.writing() as session:
        case = await submit_report(
            door.hand(session, conversation=caller.conversation), asking.draft, door.questionnaire
        )
    return Company(person.chat_id, case.number, case.id)


def _who(chance: random.Random) -> dict[str, str]:
    """Nearly every company is one of its own; some report again."""
    number = chance.randrange(50) if chance.random() < 0.05 else chance.randrange(100_000)
    return {
        "company_name": f"宁波{chr(0x4E00 + number // 100)}{chr(0x5200 + number % 100)}精密机械有限公司",
        "contact_name": f"王{chr(0x5EFA + number % 400)}",
        "contact_phone": f"{13800000000 + number}",
    }


async def writes(door: Door, company: Company, chance: random.Random) -> None:
    """Something to the desk; a case that ended comes back by it, unless it is thanks."""
    async with door.database.writing() as session:
        case = await session.get_one(Case, company.case_id)
        chat = await session.get_one(Conversation, case.conversation_id)
        hand = door.hand(session, conversation=chat, source=uuid4().hex)
        await write_to_desk(hand, company.number, chance.choice(SAID))


async def rates(door: Door, company: Company, chance: random.Random) -> None:
    async with door.database.writing() as session:
        case = await session.get_one(Case, company.case_id)
        if case.service in ENDED:
            chat = await session.get_one(Conversation, case.conversation_id)
            await rate_case(door.hand(session, conversation=chat), company.number, chance.randint(1, 5), "回访")


@dataclass
class Officer:
    """Works on working days from nine to six, does a few things at each look, and forgets some."""

    person: Person
    member_id: UUID
    role: Role
    district: str | None
    chance: random.Random

    async def looks_after(self, door: Door, cases: list[Case]) -> None:
        """Of what waits and of their own, a few things."""
        for case in cases:
            if case.holder_id is None and self.chance.random() < 0.35:
                await self._does(door, case, Verb.TAKE, Filled())
            elif case.holder_id == self.member_id:
                await self._goes_on_with(door, case)

    async def _goes_on_with(self, door: Door, case: Case) -> None:
        one = self.chance.random()
        if case.asked_at and one < 0.5:
            await self._does(door, case, Verb.ANSWER, Filled(text=self.chance.choice(ANSWERS)))
        elif one < 0.02:
            await self._does(door, case, Verb.ASK, Filled(text="请把转账回单发来。"))
        elif one < 0.04:
            await self._does(door, case, Verb.CLOSE, Filled(reason=CloseReason.ANSWERED))
        elif one < 0.06:
            await self._does(door, case, Verb.RETURN, Filled(text="手上太多，请别的同事接。"))

    async def _does(self, door: Door, case: Case, verb: Verb, filled: Filled) -> None:
        """What cannot be done is left."""
        try:
            async with door.database.writing() as session:
                member = await member_by_id(session, self.member_id)
                await do(door.hand(session, member=member), case.number, verb, filled)
        except CaseError:
            return

    async def goes_away(self, door: Door) -> None:
        """For a week, from tomorrow on."""
        today = door.clock().astimezone(door.zone).date()
        try:
            async with door.database.writing() as session:
                member = await member_by_id(session, self.member_id)
                hand = door.hand(session, member=member)
                await note_absence(hand, self.member_id, today + timedelta(days=1), today + timedelta(days=7))
        except CaseError:
            return


async def team(product: Product, chance: random.Random, cases: int) -> list[Officer]:
    """Two leads of everything; in each district two officers, and one more for every four hundred cases of the year."""
    seats: list[tuple[str, Role, str | None]] = [("周敏", Role.LEAD, None), ("钱立", Role.LEAD, None)]
    each = 2 + cases // 400
    names = [last + first for first in ("立", "清", "宁", "佳", "波", "兰") for last in "陈沈方许胡罗"]
    seats += [(name, Role.EXPERT, DISTRICTS[at // each]) for at, name in enumerate(names[: each * len(DISTRICTS)])]
    found = []
    for name, role, district in seats:
        person = await product.expert(name, role, district)
        caller = await look_up(product.parts.door.database, product.parts.web_chat.bot.id, person.chat_id)
        assert caller
        assert caller.member
        found.append(Officer(person, caller.member.id, role, district, chance))
    return found


def may_work(moment: datetime, is_off: bool) -> bool:
    return not is_off and 9 <= moment.hour < 18


def sees(officer: Officer, case: Case) -> bool:
    return officer.district is None or officer.district == case.district
