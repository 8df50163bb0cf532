"""New cases that follow each other come to a chat together: the first at once, the others in one message."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from actions.gathering import tell_of_new_case
from actions.team import revoke_member
from cases.messages import Kind
from cases.people import Role
from storage.keys import keys_of
from storage.outgoing import claim
from storage.tables import Case, Member, Outgoing, OutgoingState
from tests.world import Clock, Person, Product, open_product

MONDAY = datetime(2026, 11, 23, 10, 3, tzinfo=ZoneInfo("Asia/Shanghai"))
MINUTE = timedelta(minutes=1)
SLOT = 10 * MINUTE
TOGETHER = "件新案件，还没有人接手"
HEAD = re.compile(r"^(?:🔴 )?(?:<b>)?(GC-\d{6}-\w{5})(?:</b>)? · ", re.MULTILINE)  # not of one that is named as linked

pytestmark = pytest.mark.postgres


@pytest.fixture(autouse=True)
def monday_morning(clock: Clock) -> None:
    """Every story here begins on a Monday, three minutes past ten."""
    clock.set(MONDAY)


async def report(product: Product, count: int, **answers: str) -> list[str]:
    """So many companies report, one after the other; the numbers of their cases."""
    return [await (await product.reporter()).has_reported(**answers) for _ in range(count)]


async def told(person: Person) -> list[str]:
    """What came to this chat of new cases: cards and what was gathered."""
    await person.looks()
    return [one.text for one in person.screen if TOGETHER in one.text or ("前要回报案人" in one.text and not one.mine)]


def named(texts: Iterable[str]) -> list[str]:
    """The cases these messages are about, once for each time."""
    return [number for text in texts for number in HEAD.findall(text)]


async def test_the_first_case_comes_at_once_and_the_others_together(product: Product):
    """A card to be taken for the first; ten minutes later one message names the three that came since, a button each."""
    officer = await product.expert()
    numbers = await report(product, 4)
    first = await told(officer)
    assert len(first) == 1
    assert numbers[0] in first[0]
    assert "接手" in officer.sees(numbers[0]).buttons
    await product.passes(SLOT)
    _, digest = await told(officer)
    assert "又来了 3 件新案件" in digest
    assert sorted(named([digest])) == sorted(numbers[1:])
    await officer.presses(numbers[2][-5:], on=officer.sees(TOGETHER))
    assert numbers[2] in officer.last.text
    assert "接手" in officer.last.buttons
    states = {(row.kind.value, row.state.value) for row in await product.outgoing() if row.kind.value.startswith("new")}
    assert states == {("new_case", "sent"), ("new_cases", "sent")}


async def test_after_a_quiet_time_a_case_comes_at_once_again(product: Product):
    """Who reports ten minutes later is not held up by what came before."""
    officer = await product.expert()
    for _ in range(3):
        (number,) = await report(product, 1)
        assert number in (await told(officer))[-1]
        await product.passes(SLOT)
    assert len(await told(officer)) == 3
    assert await product.outgoing("new_cases") == []


async def test_what_cannot_wait_comes_at_once_by_itself(product: Product):
    """Money on its way is not gathered, whatever came before it."""
    officer = await product.expert()
    await report(product, 2)
    numbers = await report(product, 2, money_moving="just_now")
    assert named((await told(officer))[1:]) == numbers
    await product.passes(SLOT)
    assert "又来了 1 件新案件" in (await told(officer))[-1]


async def test_what_was_taken_meanwhile_is_not_named(product: Product):
    """One was taken from the queue, one withdrawn: the third stands alone in the message."""
    officer, other = await product.expert(), await product.expert("李芳")
    await report(product, 1)
    gone = await product.reporter()
    withdrawn = await gone.has_reported()
    taken, left = await report(product, 2)
    await gone.says("/status")
    await gone.presses("撤回")
    await gone.presses("确定撤回")
    await other.says(taken)
    await other.presses("接手")
    await product.passes(SLOT)
    (digest,) = [text for text in await told(officer) if TOGETHER in text]
    assert named([digest]) == [left]
    states = {row.case_id: row.state for row in await product.outgoing("new_case") if row.gathered_in}
    by_number = {case.number: states[case.id] for case in await product.all(Case) if case.id in states}
    assert by_number[withdrawn] is by_number[taken] is OutgoingState.CANCELLED
    assert by_number[left] is OutgoingState.SENT


async def test_when_all_were_taken_nothing_is_sent(product: Product):
    """No message about nothing."""
    officer, other = await product.expert(), await product.expert("李芳")
    _, second = await report(product, 2)
    await other.says(second)
    await other.presses("接手")
    await product.passes(SLOT)
    assert len(await told(officer)) == 1
    assert {row.state for row in await product.outgoing("new_cases")} == {OutgoingState.CANCELLED}


async def test_another_districts_cases_are_neither_named_nor_counted(product: Product):
    """Each hears of what they may see: the officer of Yinzhou of two of the four."""
    yinzhou, everywhere = await product.expert(district="yinzhou"), await product.expert("李芳")
    await report(product, 1)
    await report(product, 2, district="haishu")
    (own,) = await report(product, 1)
    await product.passes(SLOT)
    assert "又来了 1 件新案件" in (await told(yinzhou))[-1]
    assert named((await told(yinzhou))[-1:]) == [own]
    assert "又来了 3 件新案件" in (await told(everywhere))[-1]


async def test_a_case_that_moved_to_another_district_is_left_out(product: Product):
    """What its reader may see is asked when the message leaves."""
    yinzhou = await product.expert(district="yinzhou")
    _, moved, stays = await report(product, 3)
    async with product.parts.door.database.writing() as session:
        case = (await session.exec(select(Case).where(Case.number == moved))).one()
        case.district = "haishu"
    await product.passes(SLOT)
    assert named((await told(yinzhou))[-1:]) == [stays]


async def test_who_left_the_team_hears_of_none(product: Product):
    """Revoked before it left, their message goes nowhere; who stays is told once."""
    leaving, staying = await product.expert(), await product.expert("李芳")
    numbers = await report(product, 3)
    async with product.parts.door.database.writing() as session:
        first = (await session.exec(select(Member).order_by(Member.joined_at))).first()
        await revoke_member(session, first.id, product.clock())
    await product.passes(SLOT)
    assert await told(leaving) == []  # nor does their chat hold anything of before
    assert [row.state for row in await product.outgoing("new_cases")].count(OutgoingState.SENT) == 1
    assert sorted(named(await told(staying))) == sorted(numbers)


async def test_when_the_only_reader_left_another_is_told(product: Product):
    """Whoever is on the team by then hears of every case that was gathered for somebody who left."""
    await product.expert()
    numbers = await report(product, 3)
    staying = await product.expert("李芳")
    async with product.parts.door.database.writing() as session:
        first = (await session.exec(select(Member).order_by(Member.joined_at))).first()
        await revoke_member(session, first.id, product.clock())
    await product.passes(SLOT)
    assert sorted(named(await told(staying))) == sorted(numbers[1:])


async def arrives(product: Product, like: Case, number: int, **facts: object) -> None:
    """One more case as that one came, in a transaction of its own."""
    now = product.clock()
    async with product.parts.door.database.writing() as session:
        known = like.model_dump(exclude={"due_at", "sum_fen", "left_at"})
        case = Case(**known | {"id": uuid4(), "number": f"GC-261123-{number:05}", "submitted_at": now} | facts)
        cipher = await keys_of(session).cipher(session, case.key_id)
        case.sealed_title = cipher.seal_text("宁波某公司", f"title:{case.id}")
        session.add(case)
        await session.flush()
        await tell_of_new_case(product.parts.door.hand(session), case, key=case.number)


async def test_two_hundred_cases_in_ten_minutes(product: Product):
    """A card, the urgent ones, and one message: ten of the rest are named, and the others counted, each once."""
    officer = await product.expert()
    (first,) = await report(product, 1)
    like = await product.case()
    for number in range(199):
        await arrives(product, like, number)
        product.clock.passes(timedelta(seconds=2))
        await product.settles()
    urgent = await report(product, 2, money_moving="just_now")
    await product.passes(SLOT)
    messages = await told(officer)
    assert len(messages) == 1 + len(urgent) + 1
    assert "又来了 199 件新案件" in messages[-1]
    assert "还有 189 件" in messages[-1]
    assert len(set(named(messages[-1:]))) == len(named(messages[-1:])) == 10
    assert not set(named(messages[-1:])) & {first, *urgent}
    await officer.presses("队列", on=officer.sees(TOGETHER))
    assert officer.last.text.startswith("待接手")
    assert officer.count(TOGETHER) == 1  # it stays, and the queue comes below


async def test_a_member_chooses_each_by_itself(product: Product):
    """One press in the menu, and each case comes at once to this member alone; another press undoes it."""
    officer, other = await product.expert(), await product.expert("李芳")
    await officer.says("/menu")
    assert "之后 10 分钟里来的合成一条" in officer.last.text
    await officer.presses("新案件每件单独发")
    assert "新案件：每件单独发。" in officer.last.text
    numbers = await report(product, 3)
    assert named(await told(officer)) == numbers
    assert named(await told(other)) == numbers[:1]
    await product.passes(SLOT)
    assert len(await told(officer)) == 3
    await officer.presses("新案件合成一条")
    await report(product, 3)
    assert len(await told(officer)) == 4


async def test_an_auditor_chooses_nothing(product: Product):
    """Who hears of no new case is not asked how."""
    auditor = await product.expert("赵督", Role.AUDITOR)
    await auditor.says("/menu")
    assert "新案件" not in auditor.last.text
    assert not [label for label in auditor.last.buttons if "新案件" in label]


async def test_a_restart_loses_nothing_and_doubles_nothing(tmp_path: Path, database_url: str, clock: Clock):
    """Stopped while it gathers, and again with the message in its hands: each case is told once."""
    async with open_product(tmp_path, database_url, clock) as product:
        officer = await product.expert()
        numbers = await report(product, 3)
        await officer.looks()
    async with open_product(tmp_path, database_url, clock) as product:
        numbers += await report(product, 1)
        clock.passes(SLOT)
        (digest,) = await product.outgoing("new_cases")
        async with product.parts.door.database.writing() as session:
            assert await claim(session, digest.id, clock())  # and dies before it says how that ended
    async with open_product(tmp_path, database_url, clock) as product:
        await product.passes(3 * MINUTE)
        await product.passes(SLOT)
        back = Person(product, officer.chat_id)
        assert sorted(named(await told(back))) == sorted(numbers)
        assert "可能重复" in (await told(back))[-1]


async def test_sent_and_killed_before_it_was_noted(product: Product, monkeypatch: pytest.MonkeyPatch):
    """The message is in the chat and nothing says so: it is tried again, and the page shows it once."""
    officer = await product.expert()
    numbers = await report(product, 3)

    async def dies(*_: object, **_values: object) -> None:
        raise asyncio.CancelledError

    with monkeypatch.context() as killed:
        killed.setattr("bot.delivery.record", dies)
        product.clock.passes(SLOT)
        (digest,) = await product.outgoing("new_cases")
        with pytest.raises(asyncio.CancelledError):
            await product.parts.delivery.deliver(digest.id)
    await product.passes(3 * MINUTE)
    assert sorted(named(await told(officer))) == sorted(numbers)
    assert {row.state for row in await product.outgoing("new_case")} == {OutgoingState.SENT}


async def test_a_case_that_comes_while_the_message_leaves_is_not_lost(product: Product):
    """It is not put into what was read already: it comes by itself."""
    officer = await product.expert()
    await report(product, 2)
    (digest,) = await product.outgoing("new_cases")
    async with product.parts.door.database.writing() as session:
        assert await claim(session, digest.id, digest.due_at)  # another process, whose clock is a little ahead
    (late,) = await report(product, 1)
    assert late in (await told(officer))[-1]
    assert TOGETHER not in (await told(officer))[-1]


async def test_two_that_come_first_at_the_same_moment(product: Product):
    """Each in a transaction of its own: one card, and one message for the other."""
    officer = await product.expert()
    reporters = [await product.reporter() for _ in range(6)]
    for one in reporters:
        await one.tells_up_to_submit()
    numbers = await asyncio.gather(*(one.submits() for one in reporters))
    assert len(await told(officer)) == 1
    await product.passes(SLOT)
    assert len(await told(officer)) == 2
    assert sorted(named(await told(officer))) == sorted(numbers)


async def test_a_case_whose_key_was_destroyed_is_left_out(product: Product):
    """Of what cannot be opened any more there is nothing left to say."""
    officer = await product.expert()
    _, lost, stays = await report(product, 3)
    async with product.parts.door.database.writing() as session:
        case = (await session.exec(select(Case).where(Case.number == lost))).one()
        case.key_id = case.id
    await product.passes(SLOT)
    assert named((await told(officer))[-1:]) == [stays]


async def test_the_ledger_of_a_case_says_how_it_was_told(product: Product):
    """While it is gathered nothing says that it was sent."""
    await product.expert("周敏", Role.LEAD)
    await report(product, 2)
    assert {row.state for row in await product.outgoing("new_case")} == {OutgoingState.SENT, OutgoingState.GATHERED}
    await product.passes(SLOT)
    rows = [row for row in await product.outgoing("new_case") if row.gathered_in]
    assert [row.state for row in rows] == [OutgoingState.SENT]
    assert rows[0].sent_at - rows[0].due_at >= SLOT - MINUTE


async def test_a_repeat_of_a_report_is_gathered_once(product: Product):
    """The same case has one row for each chat, gathered or not."""
    await product.expert()
    await report(product, 2)
    async with product.parts.door.database.reading() as session:
        rows = (await session.exec(select(Outgoing).where(Outgoing.kind == Kind.NEW_CASE))).all()
    assert len({row.unique_key for row in rows}) == len(rows) == 2
