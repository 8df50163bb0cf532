"""What one chat or one address can make the desk hear: a prankster has one card, and the company beside him is heard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from actions.groups import bind_group
from cases.alarms import LOUD, MOST_OF_ADDRESS, alarm_of
from cases.people import Role
from handlers.door import came_from
from handlers.said.letters import read_letter
from storage.conversations import begin_conversation
from storage.tables import Case, Channel, Draft, MoneyAlarm, OutgoingState
from storage.team import team_of
from tests.world import Person, Product, Reporter

ACCOUNT = "6222 0212 3456 7890 128"
MESSAGE = "【建设银行】您账户4867于11月23日14时05分向宁波恒信贸易有限公司支出人民币500000.00元,可用余额580000.00元。"


@pytest.fixture
async def officer(product: Product) -> Person:
    return await product.expert("赵值", Role.DUTY_OFFICER)


@pytest.fixture(autouse=True)
def nowhere() -> Iterator[None]:
    """Every story says for itself where its people are."""
    token = came_from.set(None)
    yield
    came_from.reset(token)


async def alarms(person: Reporter, words: str = ACCOUNT) -> None:
    await person.presses("钱刚转出去")
    await person.says(words)


async def takes_it_back(person: Reporter) -> None:
    await person.says("/cancel")
    await person.presses("不报了")
    await person.says("/start")


@pytest.mark.postgres
async def test_twenty_alarms_of_one_chat_are_one_card(product: Product, officer: Person):
    """Begun and given up twenty times in a minute: one card, told once that it was taken back, and silence after it."""
    prankster = await product.reporter()
    for number in range(20):
        await alarms(prankster, MESSAGE if number % 2 else ACCOUNT)
        assert "110" in prankster.sees("110").text
        await takes_it_back(prankster)
        product.clock.passes(timedelta(seconds=3))
    for _ in range(4):
        await product.passes(timedelta(minutes=15))
    await officer.looks()
    assert officer.count("请马上接手") == 1
    assert officer.count("报案人撤回了") == 1
    assert officer.count("止付要的几项") == 0
    assert len(await product.all(Case)) == 20


async def test_whoever_begins_again_in_earnest_is_heard_within_the_minute(product: Product, officer: Person):
    """Given up by mistake and told again: the desk has a card of its own for it, with all that is known by then."""
    reporter = await product.reporter()
    await alarms(reporter)
    await takes_it_back(reporter)
    await alarms(reporter, MESSAGE)
    await officer.looks()
    assert officer.count("请马上接手") == 1
    await product.passes(timedelta(minutes=1))
    await officer.looks()
    assert officer.count("请马上接手") == 2
    assert "宁波恒信贸易有限公司" in officer.sees("请马上接手").text
    case = next(one for one in await product.all(Case) if one.ended_at is None)
    assert case.number in officer.sees("请马上接手").text


@pytest.mark.postgres
async def test_many_chats_of_one_address_come_together(product: Product, officer: Person):
    """Five by themselves; what follows from that address comes in one message a minute, and leaves none out.

    The company behind the same address stands in it with its button; elsewhere every alarm is as loud as ever.
    """
    came_from.set("the address of a prankster")
    for _ in range(MOST_OF_ADDRESS + 3):
        await alarms(await product.reporter())
    company = await product.reporter()
    await alarms(company, MESSAGE)
    await officer.looks()
    assert officer.count("请马上接手") == MOST_OF_ADDRESS
    await product.passes(timedelta(minutes=1))
    await officer.looks()
    together = officer.sees("这 4 起一起告诉您")
    assert officer.count("请马上接手") == MOST_OF_ADDRESS
    theirs = next(one for one in await product.all(Case) if one.loss_fen)
    assert theirs.number in together.text
    label = next(one for one in together.buttons if theirs.number in one or theirs.number[-5:] in one)
    await officer.presses(label, on=together)
    assert "宁波恒信贸易有限公司" in officer.last.text
    came_from.set("another address")
    await alarms(await product.reporter())
    await officer.looks()
    assert officer.count("请马上接手") == MOST_OF_ADDRESS + 1
    left = [one for one in await product.outgoing("money_alert") if one.state is OutgoingState.GATHERED]
    assert left == []


async def test_a_group_hears_of_them_together_without_a_name(product: Product, officer: Person):
    """The message that tells several can be read in a team group too, and names no company there."""
    door = product.parts.door
    await product.expert("李芳", Role.LEAD)
    async with door.database.writing() as session:
        group = await begin_conversation(session, 1, -1001, Channel.TELEGRAM, product.clock(), is_group=True)
        member = next(one for one in (await team_of(session)).today if one.role is Role.LEAD)
        await bind_group(door.hand(session, member=member), group.id, None)
    came_from.set("the address of a prankster")
    for _ in range(MOST_OF_ADDRESS + 2):
        await alarms(await product.reporter(), MESSAGE)
    rows = [one for one in await product.outgoing("money_alerts") if one.conversation_id == group.id]
    async with door.database.reading() as session:
        _, letter = await read_letter(session, door, rows[0])
    assert letter
    assert "这 2 起一起告诉您" in letter.text
    assert "宁波恒信" not in letter.text


async def test_an_alarm_that_was_taken_back_is_forgotten(product: Product, officer: Person):
    """Nobody of the desk did anything with it: a day later nothing of it is left; what an officer took stays."""
    prankster, reporter = await product.reporter(), await product.reporter()
    await alarms(reporter)
    await officer.looks()
    await officer.presses("接手")
    for one in (prankster, reporter):
        if one is prankster:
            await alarms(one)
        await takes_it_back(one)
    product.clock.passes(timedelta(days=1, minutes=1))
    await forgets(product)
    (kept,) = await product.all(Case)
    assert kept.holder_id or kept.taken_at
    assert {one.id for one in await product.all(Draft) if one.discarded_at} == {kept.id}
    assert [one.case_id for one in await product.all(MoneyAlarm)] in ([], [kept.id])
    await product.settles()


async def forgets(product: Product) -> None:
    from actions.forget import forget_expired

    door = product.parts.door
    await forget_expired(door.database, door.files, door.clock())


@pytest.mark.parametrize(
    ("of_chat", "of_address", "minutes", "together"),
    [(0, 0, [0, 3, 8], False), (0, 4, [0, 3, 8], False), (0, 5, [], True), (1, 1, [1], False), (30, 50, [10], False)],
)
def test_how_loud(of_chat: int, of_address: int, minutes: list[int], together: bool):
    """By how many came within the hour from the same chat, and from its address."""
    alarm = alarm_of(of_chat, of_address)
    assert alarm.together is together
    if not together:
        assert [one / timedelta(minutes=1) for one in alarm.after][: len(minutes)] == minutes
    assert (alarm.after == LOUD) is (of_chat == 0)
