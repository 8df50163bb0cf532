"""`kill -9` at any moment: no answer, no case and no message is lost, and none is there twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy

from storage.tables import Case, Outgoing
from tests.processes.conftest import Person, Reporter, plain, usual
from tests.world.service import Service

pytestmark = pytest.mark.timeout(300)  # a dozen starts of the whole product, on whatever machine
REPORTERS = STRIDE = 6  # one for each place in the stride: so every step has its kill


async def all_of(*doings: Any) -> list[Any]:
    """Everybody at once; who is cut off by the kill is told apart by the exception."""
    return await asyncio.gather(*doings, return_exceptions=True)


async def submits(reporter: Reporter) -> None:
    """Presses Submit until there is a receipt."""
    async with asyncio.timeout(30):
        while not await reporter.count("收到了，编号"):
            if (await reporter.question())[0] == "review":
                await reporter.answers_the_question()
            await asyncio.sleep(0.05)


async def wants_each_by_itself(officer: Person) -> None:
    """A card for each case, at once, however many there are: what is killed is on its way."""
    await officer.sees("您已加入护企专家组")
    await officer.says("/menu")
    await officer.sees("头一件马上发")
    await officer.presses("新案件每件单独发")
    await officer.sees("新案件：每件单独发")


async def check_submitted_once(service: Service, reporters: list[Reporter], officer: Person) -> None:
    """One case, one receipt, one desk notice and one plan each, and every answer in it."""
    await officer.sees("材料 0 份")
    async with asyncio.timeout(30):
        while await officer.count("宁波甬江精密机械有限公司") < len(reporters):
            await asyncio.sleep(0.05)
    cases, rows = await service.all(Case), await service.all(Outgoing)
    assert len(cases) == len(reporters)
    assert [await reporter.count("收到了，编号") for reporter in reporters] == [1] * len(reporters)
    assert await officer.count("宁波甬江精密机械有限公司") == len(reporters)
    for case in cases:
        planned = Counter((row.kind.value, row.state.value) for row in rows if row.case_id == case.id)
        assert planned == {
            ("receipt", "sent"): 1,
            ("new_case", "sent"): 1,
            ("still_waiting", "waiting"): 1,
            ("materials_reminder", "waiting"): 1,
            ("draft_reminder", "cancelled"): 2,
        }
    assert [plain(answers) for answers in await service.answers()] == [plain(usual())] * len(reporters)


async def test_killed_between_any_two_steps(service_of: Callable[..., Service], people: Callable[..., Any]):
    """Six people tell their reports while the process is killed again and again, each time under an answer on its way."""
    service = service_of(forked=True)
    await service.start()
    officer = people(service, Person)
    await service.lets_in(officer)
    await wants_each_by_itself(officer)
    reporters: list[Reporter] = [people(service) for _ in range(REPORTERS)]
    await asyncio.gather(*(one.comes() for one in reporters))
    await asyncio.gather(*(walks(one, number % STRIDE) for number, one in enumerate(reporters)))
    kills = 0
    while any([(await one.question())[0] != "review" for one in reporters]):
        answering = [asyncio.create_task(one.answers_the_question()) for one in reporters]
        await asyncio.sleep((0.0, 0.01, 0.03, 0.06)[kills % 4])
        service.kill()
        await all_of(*answering)
        await service.start()
        kills += 1
        await asyncio.gather(*(walks(one, STRIDE - 1) for one in reporters))
    assert kills >= 4
    pressing = [asyncio.create_task(after(number * 0.01, one)) for number, one in enumerate(reporters)]
    await asyncio.sleep(0.055)
    await service.killed_and_started_again()
    await all_of(*pressing)
    await asyncio.gather(*(submits(one) for one in reporters))
    await check_submitted_once(service, reporters, officer)
    assert "Traceback" not in service.log.read_text()
    for word in ("王建国", "13800138000", "甬江", "预付款"):
        assert word not in service.log.read_text()


async def walks(reporter: Reporter, steps: int) -> None:
    """Takes some steps, but does not submit."""
    for _ in range(steps):
        await reporter.says_again()
        if (await reporter.question())[0] == "review":
            return
        await reporter.takes_a_step()


async def after(seconds: float, reporter: Reporter) -> None:
    await asyncio.sleep(seconds)
    await reporter.answers_the_question()


@pytest.mark.postgres
async def test_killed_during_question_seven(
    service_of: Callable[..., Service], people: Callable[..., Any], database_url: str
):
    """The conversation goes on at question seven with six answers kept; killed right after Submit, everything is there once."""
    service = service_of(forked=True, GC_DATABASE=database_url)
    await service.start()
    officer, reporter = people(service, Person), people(service)
    await service.lets_in(officer)
    await reporter.comes()
    await walks(reporter, 6)
    asked, (told,) = await reporter.question(), await service.answers()
    await service.killed_and_started_again()
    assert (await reporter.question())[1]["text"] == asked[1]["text"]
    (kept,) = await service.answers()
    assert kept == told
    assert plain(kept).items() <= plain(usual()).items()
    assert len(kept) >= 6
    await reporter.takes_a_step()
    await at_the_review(service, [reporter])
    pressing = asyncio.create_task(reporter.answers_the_question())
    while not await service.all(Case):
        await asyncio.sleep(0.001)
    service.kill()
    await all_of(pressing)
    await leases_run_out(service)
    await service.start()
    await submits(reporter)
    await check_submitted_once(service, [reporter], officer)


async def leases_run_out(service: Service) -> None:
    """Two minutes later: with several processes on PostgreSQL nobody else may know that this one died."""
    async with service.database() as database, database.writing() as session:
        await session.exec(sqlalchemy.update(Outgoing).where(Outgoing.leased).values(retry_at=datetime.now(UTC)))


async def test_killed_right_after_submit(service_of: Callable[..., Service], people: Callable[..., Any]):
    """However soon after the press: one case, one receipt, one notice, one plan."""
    service = service_of(forked=True)
    await service.start()
    officer, reporters = people(service, Person), []
    await service.lets_in(officer)
    await wants_each_by_itself(officer)
    for milliseconds in (0, 12, 45):
        pressing = [people(service) for _ in range(3)]
        reporters += pressing
        await at_the_review(service, pressing)
        presses = [asyncio.create_task(one.answers_the_question()) for one in pressing]
        await asyncio.sleep(0.01 + milliseconds / 1000)  # each looks at the screen first
        await service.killed_and_started_again()
        await all_of(*presses)
        await asyncio.gather(*(submits(one) for one in pressing))
    await check_submitted_once(service, reporters, officer)


async def at_the_review(service: Service, reporters: list[Reporter]) -> None:
    """They open the chat if need be, and are at once where everything is told."""
    for one in reporters:
        await one.comes()
        if (await one.question())[0] == "opening":
            await one.takes_a_step()
    await service.everybody_told_the_rest()
    for one in reporters:
        await one.says("说完了")
        await one.sees("报告还没有提交")
        await one.presses("回到核对页")
        await one.sees("请核对")
