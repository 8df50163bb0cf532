"""The files of a case on its page: where each stands, and an officer who puts it elsewhere."""

from __future__ import annotations

import re
from uuid import UUID

import pytest

from cases.people import Role
from cases.placing import ANY_ITEM, NO_ITEM
from storage.tables import Case, Event, StoredFile, TimelineEntry
from tests.console.browsing import Browser
from tests.console.house import House
from tests.console.test_materials import a_case, figure, item

HOSTILE = '"><script>alert(1)</script>&.pdf'


async def places(browser: Browser, case: Case, file_id: UUID, to: str) -> str:
    return (await browser.does("place_file", case.number, file=str(file_id), item=to)).text


async def step(house: House, file_id: UUID) -> str:
    async with house.door.database.reading() as session:
        return (await session.get(StoredFile, file_id)).step


def chosen(page: str, file_id: UUID) -> str:
    """What the select beside that file shows."""
    form = re.search(rf'name="file" value="{file_id}".*?</form>', page, re.DOTALL)[0]
    return re.search(r'<option value="([^"]*)" selected>', form)[1]


@pytest.mark.postgres
async def test_an_officer_puts_a_file_under_an_item(house, chen, signed_in):
    """The item has it, the figure counts it, the timeline says who; and it can be put elsewhere again."""
    case = await a_case(house)
    file_id = await house.sends_file(case, "合同.pdf", b"%PDF-1.4")
    browser = await signed_in(chen)
    page = (await browser.opens(f"/console/cases/{case.number}")).text
    assert chosen(page, file_id) == ANY_ITEM
    assert "还没对上清单" in page
    page = await places(browser, case, file_id, "contract_original")
    assert chosen(page, file_id) == "contract_original"
    assert "合同.pdf" in item(page, "contract_original")
    assert figure(page).startswith("1/")
    assert "陈立 把文件归到「合同原件」" in page
    page = await places(browser, case, file_id, NO_ITEM)
    assert figure(page).startswith("0/")
    assert "陈立 把文件归到「不在清单里」" in page
    page = await places(browser, case, file_id, ANY_ITEM)
    assert chosen(page, file_id) == ANY_ITEM
    shown = await house.reporters[case.number].presses("材料清单")
    assert "1 个文件还没对上清单" in shown.text


async def test_the_reporter_sees_where_it_was_put(house, chen, signed_in):
    """One list for both sides; an old question in the chat says that it has its place."""
    case = await a_case(house)
    reporter = house.reporters[case.number]
    asked = await reporter.sends("合同.pdf")
    file_id = (await house.all(StoredFile))[0].id
    await places(await signed_in(chen), case, file_id, "D02")
    await reporter.presses("合同原件", on=asked)
    assert "已经放在「营业执照」里了" in reporter.last.text
    assert await step(house, file_id) == "D02"


async def test_the_page_says_what_the_reporter_said(house, chen, signed_in):
    """Who named the file, and which item it is."""
    case = await a_case(house)
    reporter = house.reporters[case.number]
    await reporter.presses("合同原件", on=await reporter.sends("合同.pdf"))
    page = (await (await signed_in(chen)).opens(f"/console/cases/{case.number}")).text
    assert "报案人说明文件是「合同原件」" in page


@pytest.mark.parametrize(
    ("file", "to"),
    [("", "D02"), ("nonsense", "D02"), (str(UUID(int=7)), "D02"), ("own", "nonsense"), ("own", ""), ("own", "own_9")],
)
async def test_what_cannot_be_is_said_and_changes_nothing(house, chen, signed_in, file, to):
    """A file or an item that is not there."""
    case = await a_case(house)
    file_id = await house.sends_file(case, HOSTILE, b"%PDF-1.4")
    answer = await (await signed_in(chen)).does(
        "place_file", case.number, file=str(file_id) if file == "own" else file, item=to
    )
    assert answer.status_code == 409
    assert 'id="trouble-place_file"' in answer.text
    assert "<script>alert" not in answer.text
    assert await step(house, file_id) == ANY_ITEM


async def test_a_file_of_another_case_is_none(house, chen, signed_in):
    """Named in the form of this one."""
    case, other = await a_case(house), await a_case(house)
    file_id = await house.sends_file(other, "合同.pdf", b"%PDF-1.4")
    answer = await (await signed_in(chen)).does("place_file", case.number, file=str(file_id), item="D02")
    assert answer.status_code == 409
    assert await step(house, file_id) == ANY_ITEM


async def test_who_may_not(house, signed_in):
    """An auditor reads where it stands and has no form; a form of their own making is refused."""
    case = await a_case(house)
    file_id = await house.sends_file(case, "合同.pdf", b"%PDF-1.4")
    browser = await signed_in(await house.member("方正", Role.AUDITOR))
    page = (await browser.opens(f"/console/cases/{case.number}")).text
    assert "还没对上清单" in page
    assert "place_file" not in page
    answer = await browser.does("place_file", case.number, file=str(file_id), item="D02")
    assert answer.status_code == 404
    assert await step(house, file_id) == ANY_ITEM
    assert Event.FILE_PLACED not in {line.event for line in await house.all(TimelineEntry)}
