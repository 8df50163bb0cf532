"""A case is as long as its reporter likes, and its page is not: the newest stand there, the rest comes in pieces."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions.casework import add_message
from actions.evidence import add_file
from handlers.console.pieces import PIECE
from storage.file_facts import seal_facts
from storage.files import Stored
from storage.tables import Author, Event, StoredFile
from tests.console.test_search import searches

MANY, OLD = 70, "青花瓷瓶"


async def is_long(house, case) -> None:
    """So much was said and sent, each a second after the other."""
    async with house.door.database.writing() as session:
        cipher = await house.door.keys.cipher(session, case.key_id)
        for number in range(MANY):
            house.clock.passes(timedelta(seconds=1))
            hand = house.door.hand(session)
            await add_message(
                hand, case, Author.REPORTER, f"第{number}句" + "还有一件事要说" * 20 + OLD * (number == 3)
            )
            hand.note(case, Event.REPORTER_WROTE)
            row = StoredFile(
                report_id=case.id,
                key_id=case.key_id,
                sealed_name=b"",
                media_type="application/pdf",
                size=1,
                sealed_facts=b"",
                received_at=house.clock(),
            )
            row.sealed_facts = seal_facts(cipher, row.id, Stored(1, "0" * 64, b"%PDF"))
            await add_file(hand, row, f"附件{number}.pdf")


@pytest.fixture
async def case(house):
    found = await house.reports()
    await is_long(house, found)
    return found


def link(page: str, name: str) -> str:
    return page.split(f'id="{name}" href="')[1].partition('"')[0].replace("&amp;", "&").partition("#")[0]


async def test_the_page_of_a_long_case_has_an_end(house, chen, signed_in, case):
    """The newest are on it, each older one is a few presses away, and nothing stands there twice."""
    browser = await signed_in(chen)
    page = (await browser.opens(f"/console/cases/{case.number}")).text
    assert page.count("bubble reporter") == PIECE
    assert page.count("下载原件") == PIECE
    assert f"第{MANY - 1}句" in page and "第0句" not in page
    assert f"第 {MANY - PIECE + 1}–{MANY} 条，共 {MANY} 条" in page
    seen = page.count("bubble reporter")
    while 'id="earlier-said"' in page:
        page = (await browser.opens(link(page, "earlier-said"))).text
        seen += page.count("bubble reporter")
    assert "第0句" in page
    assert seen >= MANY
    page = (await browser.opens(link(page, "later-said"))).text
    assert f"第{PIECE}句" in page


async def test_news_leave_an_older_piece_where_it_is(house, chen, signed_in, case):
    """An open page that shows an older piece asks for that; one that shows the newest gets what is new."""
    browser = await signed_in(chen)
    shown = (await browser.opens(f"/console/cases/{case.number}/live?said=10&files=5")).text
    assert f"第{10 + PIECE - 1}句" in shown and f"第{10 + PIECE}句" not in shown
    assert "附件5.pdf" in shown and "附件4.pdf" not in shown
    assert f"第{MANY - 1}句" in (await browser.opens(f"/console/cases/{case.number}/live")).text
    for odd in ("-1", "1e9", "99999", "", "０"):
        assert (await browser.opens(f"/console/cases/{case.number}/live?said={odd}")).status_code == 200


async def test_what_a_search_found_is_on_the_page(house, chen, signed_in, case):
    """However old it is: the way from the search leads to the piece in which it stands."""
    await house.indexes()
    browser = await signed_in(chen)
    found = (await searches(browser, OLD)).text
    address = found.split(f'href="/console/cases/{case.number}?')[1].partition('"')[0]
    page = (await browser.opens(f"/console/cases/{case.number}?{address.partition('#')[0]}")).text
    assert OLD in page.partition('id="conversation"')[2]
    assert address.endswith("#conversation")


async def test_few_long_words_fill_a_page_too(house, chen, signed_in):
    """Messages of thirty thousand letters stand on it by twos."""
    case = await house.reports()
    async with house.door.database.writing() as session:
        for number in range(6):
            await add_message(house.door.hand(session), case, Author.REPORTER, f"{number}" + "话" * 29_000)
            house.clock.passes(timedelta(seconds=1))
    page = (await (await signed_in(chen)).opens(f"/console/cases/{case.number}")).text
    assert page.count("bubble reporter") == 2
    assert "更早的 4 条" in page
