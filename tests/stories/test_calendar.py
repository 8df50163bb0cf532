"""The coming dates in a reporter's own calendar: the number and the times, and nothing of what it is about."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import httpx
import pytest
from icalendar import Calendar

from actions.reporter import withdraw_case
from bot.web import make_app
from handlers.calendar import RATE
from storage.tables import CalendarLink, WebFile
from tests.world import Clock, Product, Reporter
from tests.world.people import Person

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def monday_morning(clock: Clock) -> None:
    clock.set(datetime(2026, 11, 23, 10, 3, tzinfo=SHANGHAI))


def browser(product: Product) -> httpx.AsyncClient:
    """A calendar somewhere, which asks for an address now and then."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(make_app(product.parts)), base_url="http://unit")


async def wants(reporter: Person, *presses: str) -> str:
    await reporter.says("看进展")
    for one in ("放进日历", *presses):
        await reporter.presses(one)
    return (await reporter.looks()).text


def path_in(text: str) -> str:
    found = re.search(r"/calendar/[\w-]+\.ics", text)
    assert found
    return found[0]


def times(content: bytes) -> list[tuple[str, str]]:
    """What stands in it, and by when."""
    events = Calendar.from_ical(content).walk("VEVENT")
    return [(str(one["summary"]), f"{one['dtend'].dt.astimezone(SHANGHAI):%m-%d %H:%M}") for one in events]


@pytest.mark.postgres
async def test_an_address_follows_the_case_until_it_is_ended(product: Product, reporter: Reporter):
    """It has what was promised, and what is promised next; it says no word of the case; ended, it is like none at all."""
    expert = await product.expert()
    number = await reporter.has_reported()
    path = path_in(await wants(reporter, "要一个地址"))
    async with browser(product) as calendar:
        first = await calendar.get(path)
        assert first.headers["content-type"].startswith("text/calendar")
        assert times(first.content) == [(f"{number}：看一眼进展", "11-23 12:10")]
        await expert.looks()
        await expert.presses("接手")
        taken = await calendar.get(path)
        assert times(taken.content) == [(f"{number}：看一眼进展", "11-26 10:00")]
        uids = [re.findall(r"UID:(.+)", one.text) for one in (taken, await calendar.get(path))]
        assert uids[0] == uids[1]
        assert not re.search("合同|甬江|王建国|http", taken.text.replace("\r\n ", ""))
        again = path_in(await wants(reporter, "要一个地址"))
        wrong = await calendar.get("/calendar/none-of-ours.ics")
        old = await calendar.get(path)
        assert (old.status_code, old.content, dict(old.headers)) == (404, wrong.content, dict(wrong.headers))
        assert (await calendar.get(again)).status_code == 200
        await wants(reporter, "停用地址")
        assert (await calendar.get(again)).status_code == 404
    assert await product.all(CalendarLink) == []


async def test_a_file_is_given_and_an_ended_case_has_no_dates(product: Product, reporter: Reporter):
    """Pressed twice it comes once; after the case was withdrawn the address is there, and empty."""
    number = await reporter.has_reported()
    path = path_in(await wants(reporter, "要一个地址"))
    await wants(reporter, "存一次")
    await reporter.presses("存一次")
    assert len(await product.all(WebFile)) == 1
    door, caller = product.parts.door, await reporter.caller()
    async with door.database.writing() as session:
        await withdraw_case(door.hand(session, conversation=caller.conversation), number)
    async with browser(product) as calendar:
        assert times((await calendar.get(path)).content) == []


async def test_a_watched_phone_has_no_calendar(product: Product, reporter: Reporter):
    """Whoever reads the phone reads its calendar: it is not offered, and an address of before is answered like none."""
    await reporter.has_reported()
    path = path_in(await wants(reporter, "要一个地址"))
    case = await product.case()
    async with product.parts.door.database.writing() as session:
        (await session.get_one(type(case), case.id)).quiet = True
    async with browser(product) as calendar:
        assert (await calendar.get(path)).status_code == 404
    assert "放进日历" not in (await reporter.says("看进展")).buttons


async def test_who_guesses_is_stopped(product: Product):
    """After so many tries from one address nothing is looked up any more, for whatever it asks."""
    async with browser(product) as calendar:
        found = [(await calendar.get(f"/calendar/{guess}.ics")).status_code for guess in range(RATE.times + 1)]
    assert found == [404] * RATE.times + [429]
