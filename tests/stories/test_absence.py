"""Absences: the cases go to the deputy or into the queue and come back, and nobody who is away is alarmed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from actions.absence import AwayAlready, NoSuchDeputy, cancel_absence, note_absence
from cases.absence import AbsenceBackwards, AbsenceOver, AbsenceTooLong, read_days
from cases.errors import NotUnderstood
from cases.follow_ups import GATHER_FOR
from cases.people import CaseNotFound, Role
from storage.tables import Absence, Case, Event, OutgoingState, TimelineEntry
from tests.stories.test_leaving import leaves, member_named, takes
from tests.world import Person, Product, Reporter

DAY = timedelta(days=1)
TODAY = date(2026, 11, 28)


def day(product: Product, ahead: int) -> date:
    return product.clock().astimezone(product.parts.door.zone).date() + timedelta(days=ahead)


async def is_away(product: Product, name: str, first: int, last: int, deputy: str = "") -> Absence:
    """Noted by themselves; days from today."""
    member = await member_named(product, name)
    stands_in = (await member_named(product, deputy)).id if deputy else None
    async with product.parts.door.database.writing() as session:
        hand = product.parts.door.hand(session, member=member)
        return await note_absence(hand, member.id, day(product, first), day(product, last), stands_in)


async def holder(product: Product) -> str | None:
    case = await product.case()
    names = {(await member_named(product, name)).id: name for name in ("陈立", "王芳", "李强")}
    return names[case.holder_id] if case.holder_id else None


@pytest.fixture
async def three(product: Product) -> list[Person]:
    """At ten in the morning, so that what waits for the day does not wait."""
    tomorrow = product.clock().astimezone(product.parts.door.zone) + DAY
    product.clock.set(tomorrow.replace(hour=10, minute=0))
    return [await product.expert(name) for name in ("陈立", "王芳", "李强")]


@pytest.mark.postgres
async def test_the_deputy_has_the_cases_until_they_are_back(product: Product, reporter: Reporter, three: list[Person]):
    """When it begins, by a tick, the deputy has them and the reporter hears of it; when it ends they come back."""
    chen, wang, _ = three
    await takes(chen, await reporter.has_reported())
    await is_away(product, "陈立", 1, 2, "王芳")
    assert await holder(product) == "陈立"
    await product.passes(DAY)
    assert await holder(product) == "王芳"
    await wang.looks()
    assert "陈立 这几天不在，这 1 件由您代管" in wang.last.text
    await reporter.looks()
    assert "现在由 王芳 负责" in reporter.sees("负责").text
    await product.passes(2 * DAY)
    assert await holder(product) == "陈立"
    await chen.looks()
    assert chen.count("您回来了，这 1 件又由您负责") == 1
    assert {Event.STOOD_IN, Event.GIVEN_BACK} <= {row.event for row in await product.all(TimelineEntry)}


async def test_the_night_is_left_in_peace(product: Product, reporter: Reporter, three: list[Person]):
    """It begins at midnight: the case is with the deputy at once, the deputy and the reporter hear of it at eight."""
    chen, wang, _ = three
    await takes(chen, await reporter.has_reported())
    await is_away(product, "陈立", 1, 2, "王芳")
    await product.passes(timedelta(hours=14, minutes=1))
    assert await holder(product) == "王芳"
    await wang.looks()
    await reporter.looks()
    assert (wang.count("由您代管"), reporter.count("现在由 王芳 负责")) == (0, 0)
    await product.passes(timedelta(hours=8))
    await wang.looks()
    await reporter.looks()
    assert (wang.count("由您代管"), reporter.count("现在由 王芳 负责")) == (1, 1)


@pytest.mark.postgres
async def test_without_a_deputy_the_queue_has_them(product: Product, reporter: Reporter, three: list[Person]):
    """Today at once; who is away hears nothing of new cases, the others do; what nobody took comes back."""
    chen, wang, _ = three
    await takes(chen, await reporter.has_reported())
    absence = await is_away(product, "陈立", 0, 1)
    assert await holder(product) is None
    await wang.looks()
    assert "退回了队列，等人接手" in wang.sees("陈立 这几天不在").text
    second = await product.reporter()
    number = await second.has_reported()
    await product.passes(GATHER_FOR)
    await chen.looks()
    await wang.looks()
    assert (chen.count(number), wang.count(number) > 0) == (0, True)
    member = await member_named(product, "陈立")
    async with product.parts.door.database.writing() as session:
        await cancel_absence(product.parts.door.hand(session, member=member), absence.id)
    cases = {case.number: case.holder_id for case in await product.all(Case)}
    assert list(cases.values()).count(member.id) == 1
    assert cases[number] is None


@pytest.mark.parametrize(
    ("deputys", "expected"),
    [("李强", "李强"), ("", None), ("陈立", None)],
    ids=["to the deputy's deputy", "the queue", "not in a circle"],
)
async def test_a_deputy_who_is_away_too(
    product: Product, reporter: Reporter, three: list[Person], deputys: str, expected: str | None
):
    """One step further at most, then the queue."""
    await takes(three[0], await reporter.has_reported())
    await is_away(product, "王芳", 0, 5, deputys)
    await is_away(product, "陈立", 0, 3, "王芳")
    assert await holder(product) == expected


async def test_a_deputy_who_left(product: Product, reporter: Reporter, three: list[Person]):
    """Taken out before it begins: the queue has them, until they are back."""
    await takes(three[0], await reporter.has_reported())
    await is_away(product, "陈立", 1, 3, "王芳")
    await leaves(product, "王芳")
    await product.passes(DAY)
    assert await holder(product) is None
    await product.passes(3 * DAY)
    assert await holder(product) == "陈立"


async def test_a_deputy_who_leaves_while_standing_in(product: Product, reporter: Reporter, three: list[Person]):
    """The queue has it meanwhile; unless somebody took it, it comes back with its holder."""
    await takes(three[0], await reporter.has_reported())
    await is_away(product, "陈立", 0, 1, "王芳")
    await leaves(product, "王芳")
    assert await holder(product) is None
    await product.passes(3 * DAY)
    assert await holder(product) == "陈立"


async def test_who_is_taken_out_while_away_gets_nothing_back(product: Product, reporter: Reporter, three: list[Person]):
    """The deputy keeps the case when the absence would have ended."""
    await takes(three[0], await reporter.has_reported())
    await is_away(product, "陈立", 0, 1, "王芳")
    await leaves(product, "陈立")
    await product.passes(3 * DAY)
    assert await holder(product) == "王芳"


@pytest.mark.parametrize(
    ("first", "last", "deputy", "error"),
    [
        (3, 1, "", AbsenceBackwards),
        (-3, -1, "", AbsenceOver),
        (1, 400, "", AbsenceTooLong),
        (1, 2, "陈立", NoSuchDeputy),
        (1, 2, "周敏", NoSuchDeputy),
    ],
    ids=["ends before it begins", "over", "too long", "oneself", "no one who works on cases"],
)
async def test_what_cannot_be_an_absence(
    product: Product, three: list[Person], first: int, last: int, deputy: str, error: type[Exception]
):
    """Each is refused, and nothing is written."""
    await product.expert("周敏", Role.AUDITOR)
    with pytest.raises(error):
        await is_away(product, "陈立", first, last, deputy)
    assert await product.all(Absence) == []


async def test_a_deputy_who_would_not_see_the_cases(product: Product, reporter: Reporter, three: list[Person]):
    """Who is bound to another district than the cases in hand stands in for nobody, also for who sees all districts."""
    await product.expert("赵敏", district="yuyao")
    await takes(three[0], await reporter.has_reported())
    assert (await product.case()).district not in {"yuyao", "elsewhere"}
    with pytest.raises(NoSuchDeputy):
        await is_away(product, "陈立", 1, 2, "赵敏")
    await is_away(product, "王芳", 1, 2, "赵敏")


async def test_two_absences_of_one_member_do_not_overlap(product: Product, three: list[Person]):
    """The second one says so; the day after the first is free."""
    await is_away(product, "陈立", 1, 2)
    with pytest.raises(AwayAlready):
        await is_away(product, "陈立", 2, 4)
    await is_away(product, "陈立", 3, 4)
    assert len(await product.all(Absence)) == 2


async def test_nobody_notes_an_absence_for_a_colleague(product: Product, three: list[Person]):
    """Only a lead does, and only for whom they lead: missing and forbidden answer alike."""
    await product.expert("周敏", Role.LEAD, "haishu")
    theirs = await member_named(product, "陈立")
    for name in ("王芳", "周敏"):
        member = await member_named(product, name)
        with pytest.raises(CaseNotFound):
            async with product.parts.door.database.writing() as session:
                hand = product.parts.door.hand(session, member=member)
                await note_absence(hand, theirs.id, day(product, 1), day(product, 2))


async def test_a_warning_for_who_is_away_reaches_who_is_there(product: Product, reporter: Reporter):
    """Planned for the only lead, who is away when it leaves: the lead who came later hears it; nobody else there, they do."""
    alone = await product.expert("赵锋", Role.LEAD)
    await reporter.has_reported()
    await is_away(product, "赵锋", 0, 20)
    case = await product.case()
    await product.passes(case.answer_due_at - product.clock() - timedelta(minutes=20))
    await alone.looks()
    assert alone.count("答复快到期") == 1
    other = await product.reporter()
    await other.has_reported()
    later = await product.expert("周敏", Role.LEAD)
    newest = max(await product.all(Case), key=lambda one: one.submitted_at)
    await product.passes(newest.answer_due_at - product.clock() - timedelta(minutes=20))
    await later.looks()
    await alone.looks()
    assert (alone.count("答复快到期"), later.count("答复快到期")) == (1, 1)
    states = [row.state for row in await product.outgoing("promise_at_risk")]
    assert OutgoingState.CANCELLED in states


async def test_an_absence_is_noted_in_chat(product: Product, reporter: Reporter, three: list[Person]):
    """Days in words, the deputy by a button that says what they have in hand; a mistake is asked again."""
    chen, *_ = three
    await takes(chen, await reporter.has_reported())
    await chen.says("/menu")
    await chen.presses("请假")
    await chen.says("过几天")
    assert "请写从哪天到哪天" in chen.last.text
    await chen.says(f"{day(product, 1):%-m月%-d日}到{day(product, 3):%-m月%-d日}")
    assert "王芳 · 手上 0 件" in chen.last.buttons
    await chen.presses("王芳")
    assert "由王芳代管" in chen.last.text
    await product.passes(DAY)
    assert await holder(product) == "王芳"
    await chen.says("/menu")
    await chen.presses("请假")
    await chen.presses("取消：")
    assert await holder(product) == "陈立"


async def test_a_lead_notes_it_in_chat_for_somebody(product: Product, three: list[Person]):
    """Who is away is the first choice of a lead."""
    lead = await product.expert("赵锋", Role.LEAD)
    await lead.says("/menu")
    await lead.presses("请假")
    await lead.presses("李强")
    await lead.says("明天")
    await lead.presses("退回队列")
    (absence,) = await product.all(Absence)
    assert absence.member_id == (await member_named(product, "李强")).id


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("12月1日到12月5日", date(2026, 12, 1), date(2026, 12, 5)),
        ("今天", TODAY, TODAY),
        ("明天到后天", date(2026, 11, 29), date(2026, 11, 30)),
        ("2026-12-30 - 2027-01-02", date(2026, 12, 30), date(2027, 1, 2)),
        ("12/1 - 12/5", date(2026, 12, 1), date(2026, 12, 5)),
        ("1月3号", date(2027, 1, 3), date(2027, 1, 3)),
        ("29号到2号", date(2026, 11, 29), date(2026, 12, 2)),
    ],
)
def test_days_as_they_are_typed(said: str, first: date, last: date):
    """With and without a year, a month, in both languages' ways."""
    assert read_days(said, TODAY) == (first, last)


@pytest.mark.parametrize("said", ["", "过几天", "2月30日", "12月1日、12月3日、12月5日", "13月1日"])
def test_what_is_no_day(said: str):
    with pytest.raises(NotUnderstood):
        read_days(said, TODAY)
