"""What a desk may meet in a day: the same form twice, an address nobody made, a reporter who chose the evening."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import quote
from uuid import UUID

import pytest
from sqlmodel import insert

from cases.messages import Kind
from cases.people import Role
from storage.columns import Unheard
from storage.tables import TeamEntry, TimelineEntry
from tests.console.browsing import Browser

SOMEBODY = UUID(int=7)
TEN_IN_THE_MORNING = datetime(2026, 11, 30, 2, tzinfo=UTC)


async def test_the_same_hand_over_again_changes_nothing(house, chen, signed_in):
    """The form sent twice, or two leads at once: one line, and everybody hears of it once."""
    case = await house.reports()
    wu = await house.member("吴越")
    browser = await signed_in(chen)
    await browser.does("take", case.number)
    lead = await signed_in(await house.member("周敏", Role.LEAD))
    for one in (browser, lead, lead):
        await one.does("hand_over", case.number, to=str(wu.id))
    told = [row.kind for row in await house.outbox(case)]
    assert told.count(Kind.HANDED_OVER) == 1
    page = (await lead.opens(f"/console/cases/{case.number}")).text
    assert page.count("转交给 吴越") == 1


@pytest.mark.parametrize(
    "after",
    [
        f"{10**22}~2026-11-23T00:00:00+00:00~{SOMEBODY}~0",
        f"1~2026-11-23T00:00:00+00:00~{SOMEBODY}~{10**30}",
        f"1~0001-01-01T00:00:00+23:59~{SOMEBODY}~0",
        f"1~9999-12-31T23:59:59-23:59~{SOMEBODY}~0",
        f"1~2026-11-23T00:00:00~{SOMEBODY}~0",
        f"-1~2026-11-23T00:00:00+00:00~{SOMEBODY}~0",
        f"1~2026-11-23T00:00:00+00:00~{SOMEBODY}",
        "nonsense",
    ],
)
async def test_a_page_of_the_queue_that_cannot_be(house, chen, signed_in, after):
    """Whatever stands in the address, there is a queue."""
    await house.reports()
    assert (await (await signed_in(chen)).opens(f"/console/queue?after={quote(after)}")).status_code == 200


async def test_what_waits_for_chosen_hours_is_not_late(house, chen, signed_in):
    """The reporter chose the evening: the ledger says when it goes, and the form does not promise otherwise."""
    house.clock.set(TEN_IN_THE_MORNING)
    case = await house.reports(suspect_can_read="yes", quiet_hours="evening")
    browser = await signed_in(chen)
    page = (await browser.opens(f"/console/cases/{case.number}")).text
    assert (
        page.count("今天 18:00 才会收到提醒；自己来看进展或写消息，会提前看到。") == 4
    )  # answer, ask, ask for materials, close
    await browser.does("take", case.number)
    await house.settles()
    house.clock.passes(timedelta(minutes=10))
    page = (await browser.opens(f"/console/cases/{case.number}")).text
    assert "等对方选的时段" in page
    assert "过时未发" not in page


@pytest.mark.parametrize("address", ["http://[::1", "http://[", "//[x]/\x7f"])
async def test_the_queue_asked_for_from_an_address_that_is_none(house, chen, signed_in, address):
    """The page a part is for is said by a header, which anybody can write."""
    answer = await (await signed_in(chen)).opens("/console/queue", **{"HX-Current-URL": address})
    assert answer.status_code == 200
    assert answer.headers["HX-Replace-Url"].startswith("/console?")


@pytest.mark.parametrize("origin", ["http://[::1", "null", "http://[", "\x7f"])
async def test_a_form_from_an_origin_that_is_none(house, origin):
    """Signed out, as anybody: it is refused as any form of another page is."""
    async with Browser(house) as browser:
        answer = await browser.posts("/console/login/x", headers={"origin": origin})
        assert answer.status_code == 403


@pytest.mark.parametrize("year", ["0001", "9999"])
@pytest.mark.parametrize("field", ["dated_on", "happened_at"])
async def test_a_record_of_a_day_that_cannot_be(house, officer, desk, year, field):
    """What no paper can say counts as not said, and the form says what is missing."""
    case = await house.reports()
    await desk.does("take", case.number)
    said = {"dated_on": "2026-11-23", "happened_at": "2026-11-23T10:00"}
    said[field] = said[field].replace("2026", year)
    answer = await desk.does("moves/L1", case.number, document_no="甬公受〔2026〕1号", officer=str(officer.id), **said)
    assert answer.status_code == 409


@pytest.mark.postgres
async def test_an_address_with_what_nobody_types(house, chen, signed_in):
    """A NUL in the number, in the query and in a form is answered in words on both kinds of database."""
    case, browser = await house.reports(), await signed_in(chen)
    form = browser.hidden((await browser.opens(f"/console/cases/{case.number}")).text, "take")
    for path in ("/console/cases/%00", f"/console/cases/{case.number}%00", f"/console/cases/{case.number}/log/%00"):
        assert (await browser.opens(path)).status_code == 404, path
    for verb in ("take", "moves/L1", "clocks/new/start", "preview", "unsent"):
        answer = await browser.posts(f"/console/cases/%00/{verb}", **form)
        assert answer.status_code in {403, 404}, verb
    noted = await browser.posts(f"/console/cases/{case.number}/note", text="他\0说好了", **form)
    assert "他说好了" in noted.text
    assert (await browser.opens("/console?holder=%00&open=%00&words=%00")).status_code == 200


async def test_what_a_newer_version_wrote_down_is_said_to_be_of_it(house, chen, signed_in):
    """While one machine is updated before the other: the case and the team's log open, and the line says so."""
    case = await house.reports()
    lead = await signed_in(await house.member("周敏", Role.LEAD))
    async with house.parts.door.database.writing() as session:
        for table, row in ((TimelineEntry, {"case_id": case.id}), (TeamEntry, {"member_id": chen.id})):
            values = {
                "id": UUID(int=8),
                "at": house.clock(),
                "event": Unheard("moon_phase"),
                "details": {"to": 3},
                **row,
            }
            await session.exec(insert(table).values(**values))
    for address in (f"/console/cases/{case.number}", "/console/team"):
        assert "新版本记下的一件事" in (await lead.opens(address)).text
