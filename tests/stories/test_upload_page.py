"""The page for a file too large for the chat: it says what it did, and what it kept is as good as a file of the chat."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from urllib.parse import quote

import httpx
import pytest
from sqlmodel import select

from actions.evidence import claim_upload_link, make_upload_link
from actions.materials import Round, ask_materials
from bot.web import make_app
from storage.materials import open_checklist
from storage.tables import Conversation, Member, StoredFile
from tests.world import Person, Product, Reporter

PDF = b"%PDF-1.7 a contract"


@pytest.fixture
async def browser(product: Product) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(make_app(product.parts))
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        yield client


async def link_for(product: Product, person: Person) -> str:
    """The address the chat gives to somebody whose file it cannot carry."""
    async with product.parts.door.database.writing() as session:
        chat = (await session.exec(select(Conversation).where(Conversation.chat_id == person.chat_id))).one()
        return f"/upload/{await make_upload_link(session, chat.id, product.clock())}"


async def puts(browser: httpx.AsyncClient, link: str, name: str = "录像.mp4", content: bytes = PDF) -> httpx.Response:
    return await browser.put(link, content=content, headers={"X-File-Name": quote(name)})


async def wants_only(product: Product, item: str) -> None:
    """The officer waives everything else on the list."""
    door, case = product.parts.door, await product.case()
    (member,) = await product.all(Member)
    async with door.database.writing() as session:
        found = await open_checklist(session, door.law, case)
        asked = Round(waived={line.id: "这次用不上" for line in found.lines if line.id != item})
        await ask_materials(door.hand(session, member=member), case.number, asked)
    await product.settles()


@pytest.mark.parametrize(("language", "words"), [("zh", "还没法保存"), ("en", "cannot be kept yet")], ids=["zh", "en"])
async def test_a_file_with_nowhere_to_go_is_not_said_to_be_kept(
    product: Product, reporter: Reporter, browser: httpx.AsyncClient, language: str, words: str
):
    """The report was given up after the link was made: page and upload say so, and the link takes the file later."""
    reporter.language = language
    if language == "en":
        await reporter.says("/language")
    await reporter.tells(until="reporter_role")
    link = await link_for(product, reporter)
    assert (await browser.get(link)).status_code == 200
    await reporter.says("/cancel")
    await reporter.presses("不报了，删掉" if language == "zh" else "Give up and delete")
    page, refused = await browser.get(link), await puts(browser, link)
    assert (page.status_code, refused.status_code) == (422, 422)
    assert words in page.text
    assert words in refused.text
    assert "<form" not in page.text
    assert (await product.all(StoredFile), product.stored_files()) == ([], [])
    await reporter.says("/start")
    await reporter.tells(until="reporter_role")
    assert (await puts(browser, link)).status_code == 200
    assert len(await product.all(StoredFile)) == 1


async def test_a_full_report_takes_no_file_through_the_page_either(
    product: Product, reporter: Reporter, browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
):
    """Where the chat says that it is full, the page does; the figure is named."""
    monkeypatch.setattr("handlers.reporter.keeping.MOST_FILES", 1)
    await reporter.tells(until="reporter_role")
    await reporter.sends("合同.pdf")
    refused = await puts(browser, await link_for(product, reporter))
    assert refused.status_code == 422
    assert "收满了" in refused.text
    assert len(await product.all(StoredFile)) == 1


async def test_the_last_file_of_an_item_through_the_page_tells_the_desk(
    product: Product, reporter: Reporter, browser: httpx.AsyncClient
):
    """The list is complete with it: the expert hears that, as after a file in the chat."""
    expert = await product.expert()
    await reporter.has_reported()
    await wants_only(product, "D01")
    await reporter.presses("材料清单")
    await reporter.presses("书面报案材料", on=reporter.last)
    await reporter.presses("上传", on=reporter.last)
    assert (await puts(browser, await link_for(product, reporter))).status_code == 200
    assert [file.step for file in await product.all(StoredFile)] == ["D01"]
    await expert.looks()
    expert.sees("材料齐了：1/1")


async def test_a_refused_file_leaves_the_link_good(product: Product, reporter: Reporter, browser: httpx.AsyncClient):
    """A program is refused by name; the right file then goes through the same link, and only one does."""
    await reporter.tells(until="reporter_role")
    link = await link_for(product, reporter)
    assert (await puts(browser, link, "合同.exe")).status_code == 422
    assert (await puts(browser, link, "合同.pdf")).status_code == 200
    assert (await puts(browser, link, "合同.pdf")).status_code == 404
    assert (len(await product.all(StoredFile)), len(product.stored_files())) == (1, 1)


@pytest.mark.postgres
async def test_eight_at_once_through_one_link(product: Product, reporter: Reporter, browser: httpx.AsyncClient):
    """While one file comes through it the others are told so and nothing of them is read; then the link is used up."""
    await reporter.tells(until="reporter_role")
    link, goes_on = await link_for(product, reporter), asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield PDF
        await goes_on.wait()

    first = asyncio.create_task(browser.put(link, content=slow()))
    while not product.stored_files():
        await asyncio.sleep(0.01)
    others = await asyncio.gather(*(puts(browser, link) for _ in range(7)))
    assert {answer.status_code for answer in others} == {409}
    assert "正在传另一个文件" in others[0].text
    assert len(product.stored_files()) == 1
    goes_on.set()
    assert (await first).status_code == 200
    assert (await puts(browser, link)).status_code == 404
    assert (len(await product.all(StoredFile)), len(product.stored_files())) == (1, 1)


@pytest.mark.postgres
async def test_a_link_whose_process_died_is_good_again(
    product: Product, reporter: Reporter, browser: httpx.AsyncClient
):
    """The file that had claimed it never came, and nobody said so: after some minutes another may."""
    await reporter.tells(until="reporter_role")
    link = await link_for(product, reporter)
    async with product.parts.door.database.writing() as session:
        await claim_upload_link(session, link.rpartition("/")[2], product.clock())
    assert (await puts(browser, link)).status_code == 409
    product.clock.passes(timedelta(minutes=4))
    assert (await puts(browser, link)).status_code == 200


async def test_a_report_given_up_while_the_file_is_on_its_way(
    product: Product, reporter: Reporter, browser: httpx.AsyncClient
):
    """Half of it has come when the report is deleted: it is not said to be kept, and it is not."""
    await reporter.tells(until="reporter_role")
    link = await link_for(product, reporter)

    async def halves() -> AsyncIterator[bytes]:
        yield PDF
        await reporter.says("/cancel")
        await reporter.presses("不报了，删掉")
        yield PDF

    refused = await browser.put(link, content=halves(), headers={"X-File-Name": "a.pdf"})
    assert refused.status_code == 422
    assert "还没法保存" in refused.text
    assert (await product.all(StoredFile), product.stored_files()) == ([], [])


async def test_a_name_is_shown_as_it_is(product: Product, reporter: Reporter, browser: httpx.AsyncClient):
    """The page shows text: no marks of a markup in it."""
    await reporter.tells(until="reporter_role")
    kept = await puts(browser, await link_for(product, reporter), "a&b <原件> it's.pdf")
    assert "a&b <原件> it's.pdf" in kept.text


async def test_a_large_file_that_an_officer_asked_for(product: Product, reporter: Reporter, browser: httpx.AsyncClient):
    """In the midst of another report it goes to the case it was asked for, and the page says to which."""
    await product.expert()
    number = await reporter.has_reported()
    case = await product.case()
    await reporter.says("/money")
    await product.passes(timedelta(minutes=1))
    expert = await product.expert("陈立")
    await expert.says(number)
    await expert.presses("问报案人", on=expert.last)
    await expert.says("请把监控录像发过来")
    await reporter.looks()
    said = await puts(browser, await link_for(product, reporter))
    assert f"交给 {number} 的专家了" in said.text
    assert [one.report_id for one in await product.all(StoredFile)] == [case.id]
