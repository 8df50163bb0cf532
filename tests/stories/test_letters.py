"""What is said unasked: its buttons do what they say, it is read once for all its readers, and strangers hear nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event
from sqlmodel import select

from actions.evidence import add_file
from actions.team import revoke_member
from actions.tell import tell
from cases.messages import MESSAGES, TO_REPORTER, Kind
from cases.people import Role
from handlers.door import Voice
from handlers.said.cases import verb_label
from handlers.said.letter_buttons import letter_keyboard
from storage.tables import Material, Member, Outgoing, OutgoingState, StoredFile
from tests.world import Clock, Person, Product, Reporter

MONDAY = datetime(2026, 11, 23, 10, 3, tzinfo=ZoneInfo("Asia/Shanghai"))
MINUTE = timedelta(minutes=1)
PAPER = {"media_type": "application/pdf", "size": 1, "sha256": "0" * 64}


@pytest.fixture(autouse=True)
def monday_morning(clock: Clock) -> None:
    """Every story here begins on a Monday, three minutes past ten."""
    clock.set(MONDAY)


NOT_YET = {"minutes"}  # of a consultation that was: tests/stories/test_papers.py


async def presses_all(person: Person, kinds: frozenset[Kind]) -> set[str]:
    """Under a message of each kind, each button not pressed before; whatever is not answered fails."""
    voice, bot = Voice(person.product.parts.door, "zh"), person.product.parts.web_chat.bot
    pressed: set[str] = set()
    for kind in sorted(kinds):
        for label in (label for row in MESSAGES[kind].buttons for label in row):
            beneath = letter_keyboard(voice, kind, await person.product.case())
            words = verb_label(voice, label)
            shown = [one.text for row in beneath.inline_keyboard for one in row] if beneath else []
            if label in pressed | NOT_YET or words not in shown:  # some do the same as another, or cannot be done now
                continue
            await bot.send_message(person.chat_id, f"{kind} {label}", reply_markup=beneath)
            seen = await person.looks()
            before = [(one.id, one.text) for one in person.screen]
            await person.presses(words, on=seen)
            assert [(one.id, one.text) for one in person.screen] != before, label
            pressed.add(label)
    return pressed


async def test_every_button_beneath_a_reporters_message_is_answered(product: Product, reporter: Reporter):
    """Whatever stands under a message, somebody does it."""
    await reporter.has_reported()
    pressed = await presses_all(reporter, TO_REPORTER)
    assert {"materials", "write", "reply", "add_files", "status", "rate_1", "go_on", "again"} <= pressed
    assert (await product.case()).rating


async def test_every_button_beneath_a_message_of_the_team_is_answered(product: Product, reporter: Reporter):
    """The same at the team's door."""
    expert = await product.expert()
    await reporter.has_reported()
    await reporter.says("还有一点要说")
    every = {"take", "dossier", "answer", "ask", "no_reply", "series", "special", "object_name"}
    assert await presses_all(expert, frozenset(Kind) - TO_REPORTER) == every
    assert (await product.case()).holder_id


@pytest.mark.postgres
async def test_who_left_the_team_hears_nothing_more_of_a_case(product: Product, reporter: Reporter):
    """What was planned for a lead who is revoked before it is due goes to nobody; the other lead hears it."""
    leaving, staying = await product.expert("李芳", Role.LEAD), await product.expert("周敏", Role.LEAD)
    await reporter.has_reported()
    async with product.parts.door.database.writing() as session:
        members = (await session.exec(select(Member).order_by(Member.joined_at))).all()
        await revoke_member(session, members[0].id, product.clock())
    await product.passes(100 * MINUTE)
    for lead in (leaving, staying):
        await lead.looks()
    assert leaving.count("答复快到期") == 0
    assert staying.count("答复快到期") == 1
    states = {row.state for row in await product.outgoing("promise_at_risk")}
    assert states == {OutgoingState.SENT, OutgoingState.CANCELLED}


async def test_the_cards_of_one_case_open_it_once(product: Product, reporter: Reporter):
    """A fresh case goes to every member, and its dossier is read for all of them together."""
    team = [await product.expert(f"陈立{number}") for number in range(6)]
    await reporter.tells()
    opened: list[str] = []
    glances = product.parts.door.database._glance

    def note(_connection, _cursor, statement: str, *_: object) -> None:
        if "FROM timeline" in statement:
            opened.append(statement)

    event.listen(glances, "before_cursor_execute", note)
    number = await reporter.submits()
    event.remove(glances, "before_cursor_execute", note)
    assert len(opened) == 1
    for member in team:
        await member.looks()
        assert number in member.sees("宁波甬江精密机械有限公司").text


async def test_what_happens_between_two_cards_is_on_the_second(product: Product, reporter: Reporter):
    """They were planned together and leave a moment apart; each says how the case stands when it leaves."""
    first, second = await product.expert("陈立"), await product.expert("李芳")
    await reporter.has_reported()
    case, parts, now = await product.case(), product.parts, product.clock()
    async with parts.door.database.writing() as session:
        await tell(session, case, Kind.NEW_CASE, now)
    one, other = [row.id for row in await product.outgoing("new_case") if row.state is OutgoingState.WAITING]
    await parts.delivery.deliver(one)
    async with parts.door.database.writing() as session:
        file = StoredFile(report_id=case.id, key_id=case.key_id, sealed_name=b"", **PAPER, received_at=now)
        await add_file(parts.door.hand(session), file, "合同.pdf")
    await parts.delivery.deliver(other)
    await first.looks()
    await second.looks()
    cards = [person.sees("宁波甬江") for person in (first, second)]
    assert sorted("材料 1 份" in card.text for card in cards) == [False, True]


async def test_each_message_of_a_reporter_arrives_with_its_own_words(product: Product, reporter: Reporter):
    """However fast they write, what was read for the first message is not taken for the second."""
    expert = await product.expert()
    await reporter.has_reported()
    for words in ("第一句：合同我找到了。", "第二句：对方又打电话来了。"):
        await reporter.says(words)
    await expert.looks()
    assert expert.count("第一句：合同我找到了。") == 1
    assert expert.count("第二句：对方又打电话来了。") == 1


async def test_a_quiet_phone_is_not_rung_for_a_list_that_is_complete(product: Product, reporter: Reporter):
    """Nothing is missing any more: there is no message to open, so none is announced."""
    await reporter.has_reported(suspect_can_read="yes")
    case, law = await product.case(), product.parts.door.law
    async with product.parts.door.database.writing() as session:  # every paper is in the drawer
        session.add_all(Material(report_id=case.id, item=item.id, ticked=True) for item in law.materials)
    await product.passes(timedelta(days=1))
    (reminder,) = await product.outgoing("materials_reminder")
    assert reminder.state is OutgoingState.CANCELLED


async def test_a_reminder_that_may_have_arrived_says_so(product: Product, reporter: Reporter):
    """An unfinished report is remembered under the same rule as everything else."""
    await reporter.tells(until="loss_amount")
    async with product.parts.door.database.writing() as session:
        for row in (await session.exec(select(Outgoing))).all():
            row.leased = True  # an earlier try never told how it ended
    await product.passes(timedelta(days=1, minutes=1))
    await reporter.looks()
    assert "这条可能重复了" in reporter.sees("没说完的报告").text


async def test_a_card_of_an_ended_case_offers_nothing_that_is_over(product: Product, reporter: Reporter):
    """Thanks after the end: the card leads to the dossier and to an answer, not to what would be refused."""
    expert = await product.expert()
    await reporter.has_reported()
    await expert.looks()
    await expert.presses("接手")
    await reporter.says("还有一点要说")
    await expert.looks()
    assert {"答复报案人", "问报案人"} <= set(expert.sees("还有一点要说").buttons)
    await reporter.says("/status")
    await reporter.presses("撤回")
    await reporter.presses("确定撤回")
    await reporter.says("辛苦了")
    await expert.looks()
    assert set(expert.sees("辛苦了").buttons) == {"答复报案人", "卷宗"}
