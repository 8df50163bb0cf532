"""What was said of a report goes with it, from every chat and through every door; a file is kept once, or not at all."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from actions.forget import forget_report
from bot.webchat.content import seal, unseal
from cases.retention import FOR, Kept
from storage import web_chats
from storage.keys import KeyLost
from storage.tables import Case, Conversation, Draft, StoredFile, WebChat, WebDevice, WebFile, WebMessage
from tests.stories.test_my_report import device_of
from tests.world.product import Served
from tests.world.visiting import Visitor

SECRET = "会计许某把三百二十万转到她弟弟的账户"
PAPER = ("密函.pdf", b"%PDF-1.4 the secret letter")
DAY = timedelta(days=1)


@pytest.fixture
async def browser(served: Served) -> AsyncIterator[Visitor]:
    visitor = Visitor(served.address)
    yield visitor
    await visitor.leaves_town()


async def tells(served: Served, browser: Visitor) -> dict[str, Any]:
    """A story, words and a paper, in somebody's browser; the message with the paper."""
    await browser.opens()
    await browser.sees("出了什么事")
    await browser.says(SECRET)
    await served.settles()
    sent = (await browser.sends(PAPER, caption=f"附件：{SECRET}")).raise_for_status().json()
    await served.settles()
    return sent["messages"][0]


async def gives_up(served: Served, browser: Visitor) -> None:
    await browser.says("/cancel")
    await served.settles()
    await browser.presses(await browser.sees("真的不报了吗"), "不报了，删掉")
    await served.settles()


async def readable(served: Served, browser: Visitor, file: dict[str, Any]) -> str:
    """Whatever this browser gets to read, by any address."""
    found = [str(await browser.history())]
    async with browser.page() as page:
        last = (await browser.history())["event"]
        while (heard := await page.next())["event_id"] < last:
            found.append(str(heard))
    answer = await browser.http.get(f"/chat/files/{file['file']['id']}")
    found.append(f"{answer.status_code} {answer.text}")
    return "\n".join(found)


@pytest.mark.postgres
async def test_given_up_it_is_readable_through_no_door(served: Served, browser: Visitor):
    """Words, what repeats them, and the paper: a day later neither history nor stream nor download has them."""
    file = await tells(served, browser)
    assert SECRET in await readable(served, browser, file)
    await gives_up(served, browser)
    assert "一天后全部删除" in (await browser.sees("好，不报了"))["text"]
    served.clock.passes(DAY)
    assert await served.forgets() == 1
    after = await readable(served, browser, file)
    assert SECRET not in after and PAPER[0] not in after
    assert "404" in after
    assert served.stored_files() == []
    assert await served.all(StoredFile) == [] == await served.all(WebFile)
    assert "出了什么事" in str(await browser.history())  # what was said to everybody stays


async def test_an_open_page_hears_that_it_went(served: Served, browser: Visitor):
    """Whoever has it on the screen sees it go."""
    await tells(served, browser)
    mine = next(one for one in await browser.messages() if one.get("text") == SECRET)
    await gives_up(served, browser)
    served.clock.passes(DAY)
    event = (await browser.history())["event"]
    async with browser.page(after=event) as page:
        await served.forgets()
        heard = [await page.next()]
        while heard[-1]["id"] < mine["id"]:
            heard.append(await page.next())
    assert {one["id"]: one.get("deleted") for one in heard}[mine["id"]] is True
    assert not [one for one in heard if "text" in one]


async def test_what_was_said_opens_with_the_reports_key_alone(served: Served, browser: Visitor):
    """The key of the chat opens none of it, so that no copy of the rows outlives the report's key."""
    await tells(served, browser)
    (draft,), (chat,) = await served.all(Draft), await served.all(WebChat)
    rows = [row for row in await served.all(WebMessage) if row.at >= draft.created_at - timedelta(seconds=5)]
    told = [row for row in rows if row.key_id is not None]
    async with served.parts.door.database.reading() as session:
        chats = await served.parts.door.keys.cipher(session, chat.key_id)
        reports = await served.parts.door.keys.cipher(session, draft.key_id)
    assert SECRET in "".join(unseal(row, reports).text for row in told)
    for row in told:
        with pytest.raises(KeyLost):
            unseal(row, chats)


@pytest.mark.postgres
async def test_a_paper_is_kept_once(served: Served, browser: Visitor):
    """By its report; the chat shows that one."""
    file = await tells(served, browser)
    (kept,) = await served.all(StoredFile)
    assert [path.name for path in served.stored_files()] == [kept.id.hex]
    answer = await browser.http.get(f"/chat/files/{file['file']['id']}")
    assert (answer.status_code, answer.content) == (200, PAPER[1])


async def test_what_is_refused_is_not_kept(served: Served, browser: Visitor):
    """A program, and a file that belongs to nothing yet: said so, and gone from chat and disk."""
    await browser.opens()
    await browser.sees("出了什么事")
    await browser.sends(PAPER)
    await served.settles()
    await browser.says(SECRET)
    await served.settles()
    await browser.sends(("看看.exe", b"MZ this runs"))
    await browser.sees("是程序或快捷方式，不能收")
    await served.settles()
    files = [one["file"] for one in await browser.messages() if "file" in one]
    assert [(one["name"], one["gone"], "id" in one) for one in files] == [
        (PAPER[0], True, False),
        ("看看.exe", True, False),
    ]
    assert served.stored_files() == []


async def test_a_paper_taken_out_is_gone_from_the_chat(served: Served, browser: Visitor):
    """传错了: what the report does not have, its chat does not show either."""
    file = await tells(served, browser)
    await browser.says("传错了文件")
    await served.settles()
    await browser.presses(await browser.sees("哪一份传错了"), PAPER[0])
    await served.settles()
    assert (await browser.http.get(f"/chat/files/{file['file']['id']}")).status_code == 404
    assert served.stored_files() == []


@pytest.mark.postgres
async def test_what_was_said_before_chats_knew_of_reports(served: Served, browser: Visitor):
    """Rows of the version before carry no report: those of the time in which it was told go with it."""
    await tells(served, browser)
    await gives_up(served, browser)
    await as_the_version_before(served)
    assert SECRET in str(await browser.history())
    served.clock.passes(DAY)
    await served.forgets()
    assert SECRET not in str(await browser.history())


async def as_the_version_before(served: Served) -> None:
    """Everything sealed with the chat's own key."""
    transcript = served.parts.web_chat.transcript
    async with transcript.database.writing() as session:
        for row in (await session.exec(select(WebMessage))).all():
            chats = await transcript.seals.of_chat(session, row.chat_id)
            own = await transcript.seals.of_row(session, (await session.get(WebChat, row.chat_id)).key_id, row)
            row.sealed_content = seal(unseal(row, own), chats, row.chat_id, row.message_id)
            row.key_id = row.other_keys = None


@pytest.mark.postgres
async def test_a_case_goes_from_every_chat(served: Served):
    """The dossier and the papers that a member opened in their chat go with the case, and nobody else's do."""
    reporter, other = await served.reporter(), await served.reporter()
    number = await reporter.has_reported(story=SECRET)
    await reporter.sends(*PAPER)
    another = {"company_name": "宁波北仑港贸有限公司", "contact_name": "李四维", "contact_phone": "13957481234"}
    kept = await other.has_reported(story="另一件：对方卷款跑了", **another)
    expert = await served.expert()
    for one in (number, kept):
        await expert.says(one)
    assert SECRET in "".join(one.text for one in expert.screen)
    case = next(one for one in await served.all(Case) if one.number == number)
    async with served.parts.door.database.writing() as session:
        await forget_report(session, case.id, case.key_id)
    for person in (reporter, expert):
        await person.looks()
        assert SECRET not in "".join(one.text for one in person.screen)
        assert PAPER[0] not in "".join(one.text for one in person.screen)
    async with device_of(served, reporter) as client:
        for path in (f"/chat/report/{number}", f"/chat/report/{number}.pdf"):
            assert (await client.get(path)).status_code == 404
    await served.indexes()
    await expert.says("/find 许某")
    assert number not in "".join("".join([*one.buttons, one.text]) for one in expert.screen)
    assert "对方卷款跑了" in "".join(one.text for one in expert.screen)
    assert kept in "".join(one.text for one in other.screen)


@pytest.mark.postgres
async def test_a_list_goes_with_each_of_its_cases(served: Served):
    """The queue names several companies in one message: without one of them it is not shown any more."""
    number = await (await served.reporter()).has_reported(company_name="宁波甬江精密机械有限公司")
    await (await served.reporter()).has_reported(company_name="宁波北仑港贸有限公司")
    expert = await served.expert()
    await expert.presses("看队列")
    assert "甬江" in "".join([*expert.last.buttons, expert.last.text])
    case = next(one for one in await served.all(Case) if one.number == number)
    async with served.parts.door.database.writing() as session:
        await forget_report(session, case.id, case.key_id)
    await expert.looks()
    assert "甬江" not in "".join("".join([*one.buttons, one.text]) for one in expert.screen)


@pytest.mark.postgres
async def test_a_chat_in_which_nothing_was_reported_is_forgotten(served: Served, browser: Visitor):
    """Thirty days after somebody was last there: the chat, its browser, and what we knew of who came; not a day before."""
    await browser.opens()
    await browser.sees("出了什么事")
    served.clock.passes(FOR[Kept.IDLE_CHAT] - DAY)
    await served.forgets()
    await browser.opens()  # somebody is there again
    served.clock.passes(FOR[Kept.IDLE_CHAT] - DAY)
    await served.forgets()
    assert "出了什么事" in str(await browser.history())
    served.clock.passes(DAY)
    await served.forgets()
    for table in (WebChat, WebDevice, WebMessage, Conversation):
        assert await served.all(table) == []
    assert (await browser.http.get("/chat/history")).status_code == 401


async def test_a_chat_with_a_report_is_kept(served: Served, browser: Visitor):
    """As long as there is one, told or sent."""
    await tells(served, browser)
    served.clock.passes(FOR[Kept.IDLE_CHAT])
    await served.forgets()
    async with served.parts.door.database.reading() as session:
        (chat,) = (await session.exec(select(WebChat.chat_id))).all()
        assert await web_chats.latest_messages(session, chat, None, 10)
