"""What people, browsers and machines do wrong: a clear word to who must know, nothing lost, never a traceback."""

from __future__ import annotations

import errno
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from handlers.door import Voice
from handlers.said.materials import usual_for
from storage import files
from storage.tables import CaseMessage, OutgoingState, StoredFile, WebFile
from tests.world import Clock, Product, Reporter, open_product
from tests.world.by_http import browser, stored

# --- values


WRONG = [
    ("happened_when", "那个时候", "可以写成"),
    ("loss_amount", "很多很多", "可以写成"),
    ("contact_phone", "12345", "例如"),
    ("company_code", "91330200MA2XXXXXX", "18 位"),
    ("company_name", "？", "全称"),
    ("district", "火星", "最接近的一个"),
]


@pytest.mark.parametrize(("step", "said", "expected"), WRONG, ids=[step for step, _, _ in WRONG])
async def test_a_value_that_cannot_be_read_is_asked_again(
    product: Product, reporter: Reporter, step: str, said: str, expected: str
):
    """What is expected, an example, the same question; and nothing that was typed is thrown away."""
    await reporter.tells(until=step)
    seen = await reporter.says(said)
    assert await reporter.step() == step
    assert expected in seen.text
    if any("先照我写的记下" in one for one in seen.buttons):
        await reporter.presses("先照我写的记下")
        assert (await reporter.told(step)).said == said


async def test_a_text_too_long_is_told_its_limit(product: Product, reporter: Reporter):
    """To a short question the limit is named, nothing is cut off in silence; the desk takes a letter of any length."""
    await reporter.tells(until="happened_where")
    seen = await reporter.says("路" * 501)
    assert "500" in seen.text
    assert await reporter.step() == "happened_where"
    await reporter.says("鄞州区某路 1 号")
    assert await reporter.step() != "happened_where"
    other = await product.reporter()
    await other.has_reported()
    assert "已转给" in (await other.says("说" * 3001)).text
    assert len(await product.all(CaseMessage)) == 1


async def test_a_message_longer_than_any_is_refused_by_the_page(product: Product):
    """More than 4096 characters never becomes a message; the answer has words for the person."""
    async with browser(product) as client:
        answer = await client.post("/chat/say", json={"client_id": "a" * 16, "text": "说" * 4097})
        assert answer.status_code == 413
        assert "Traceback" not in answer.text
        assert answer.json()["error"]


# --- files


async def test_a_program_is_not_evidence(product: Product, reporter: Reporter):
    """By its name or by its first bytes: refused with the reason, and the report goes on."""
    await reporter.tells(until="evidence")
    for name, content in [("付款.exe", b"whatever"), ("合同.pdf", b"MZ\x90\x00"), ("快捷.lnk", b"L")]:
        seen = await reporter.sends(name, content)
        assert f"「{name}」是程序或快捷方式" in seen.text
    assert await product.all(StoredFile) == []
    assert "一共 1 份" in (await reporter.sends("合同.pdf")).text
    assert await reporter.step() == "evidence"


async def test_empty_and_oversized_files_are_refused_with_words(product: Product, monkeypatch: pytest.MonkeyPatch):
    """Nothing of them stays in the store."""
    monkeypatch.setattr("bot.webchat.limits.FILE_BYTES", 1000)
    async with browser(product) as client:
        for content, status in [(b"", 400), (b"x" * 1001, 413)]:
            answer = await client.post(
                "/chat/files", data={"client_id": "b" * 16, "caption": ""}, files=[("file", ("a.pdf", content))]
            )
            assert answer.status_code == status
            assert answer.json()["error"]
    assert stored(product) == []
    assert await product.all(WebFile) == []


async def test_an_upload_that_breaks_off_leaves_nothing(product: Product):
    """The connection ends in the middle of the second file: no message, no file, and the same upload works again."""

    async def half() -> AsyncIterator[bytes]:
        yield form[: len(form) * 2 // 3]
        raise httpx.ReadError("the line broke")

    boundary = b"----x"
    part = b'--%s\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
    form = part % (boundary, b"client_id", b"", b"c" * 16)
    for name in (b"1.pdf", b"2.pdf"):
        form += part % (boundary, b"file", b'; filename="' + name + b'"', b"%PDF" * 50_000)
    form += b"--%s--\r\n" % boundary
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary.decode()}"}
    async with browser(product) as client:
        assert (await client.post("/chat/files", content=half(), headers=headers)).status_code >= 400
        await product.settles()
        assert stored(product) == []
        assert await product.all(WebFile) == []
        told = {"text": "会计卷走了三百万，上周才发现", "client_id": "d" * 16}
        assert (await client.post("/chat/say", json=told)).status_code == 200
        await product.settles()
        assert (await client.post("/chat/files", content=form, headers=headers)).status_code == 200
    await product.settles()
    assert len(await product.all(WebFile)) == len(await product.all(StoredFile)) == 2


async def test_a_full_disk_is_told_and_leaves_nothing(
    product: Product, reporter: Reporter, monkeypatch: pytest.MonkeyPatch
):
    """The person hears that the file is not there and keeps the original; half a file is not kept, and later it works."""

    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    await reporter.tells(until="evidence")
    before = stored(product)
    with monkeypatch.context() as disk:
        disk.setattr(files, "to_disk", full)
        async with browser(product) as client:
            answer = await client.post(
                "/chat/files", data={"client_id": "d" * 16, "caption": ""}, files=[("file", ("a.pdf", b"%PDF"))]
            )
            assert answer.status_code >= 400
            assert "存不进来" in answer.json()["error"]
    assert await product.all(StoredFile) == []
    assert stored(product) == before
    assert "一共 1 份" in (await reporter.sends("流水.pdf")).text


# --- the house itself


async def test_a_locked_database_is_told_and_the_second_try_works(
    tmp_path: Path, impatient_url: str, clock: Clock, hold_the_database: Callable[..., Any]
):
    """Another process holds the write lock: the page's request fails without a traceback, and sent again it counts once."""
    async with open_product(tmp_path, impatient_url, clock) as product, browser(product) as client:
        said = {"client_id": "e" * 16, "text": "/help"}
        (shown, *_) = [one for one in (await client.get("/chat/history")).json()["messages"] if one.get("keyboard")]
        press = {"message_id": shown["id"], "button": shown["keyboard"][1][0]["key"]}
        async with hold_the_database(product.parts.door.database):
            for path, facts in (("/chat/say", said), ("/chat/press", press)):
                answer = await client.post(path, json=facts)
                assert "Traceback" not in answer.text
                assert "locked" not in answer.text
                assert answer.status_code >= 500 or "没有存下来" in answer.json()["toast"]
        assert not (await client.post("/chat/press", json=press)).json()["toast"]
        assert (await client.post("/chat/say", json=said)).status_code == 200
        await product.settles()
        texts = [one["text"] for one in (await client.get("/chat/history")).json()["messages"]]
        assert sum(text == "/help" for text in texts) == 1
        assert sum("在这里您可以" in text for text in texts) == 1


async def test_a_delivery_that_meets_a_locked_database_is_not_given_up(
    tmp_path: Path,
    impatient_url: str,
    clock: Clock,
    hold_the_database: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
):
    """The lock comes between claiming and sending: the message waits for its lease and arrives; nobody is told that it is broken."""
    async with open_product(tmp_path, impatient_url, clock) as product:
        reporter = await product.reporter()
        await reporter.tells_up_to_submit()
        delivery, database = product.parts.delivery, product.parts.door.database
        send = type(delivery)._send

        async def locked(self: Any, row: Any) -> None:
            async with hold_the_database(database):
                await send(self, row)

        with monkeypatch.context() as trouble:
            trouble.setattr(type(delivery), "_send", locked)
            await reporter.presses("确认无误，提交")
        (receipt,) = await product.outgoing("receipt")
        assert receipt.state is OutgoingState.WAITING
        clock.ahead += timedelta(minutes=3)
        await reporter.looks()
        assert reporter.count("收到了，编号") == 1
        assert await product.outgoing("delivery_broken") == []


@pytest.mark.parametrize("said", ["1", "１", "①", "1。", "²"])
async def test_a_choice_by_its_number(reporter: Reporter, said: str):
    """However the number is written it is one; there is no number with which a story ends."""
    await reporter.tells(until="reporter_role")
    await reporter.says(said)
    assert await reporter.step() != "reporter_role"


async def test_words_kept_as_said_turn_nothing_around(reporter: Reporter):
    """Marks that nobody sees, but that let the text after them run backwards, are not kept."""
    await reporter.tells(until="loss_amount")
    await reporter.says("说不\u202e清楚多少")
    await reporter.presses("先照我写的记下")
    asking = await reporter._asking()
    assert asking.told.answers["loss_amount"].said == "说不清楚多少"


async def test_what_a_question_adds_is_not_escaped_twice(product: Product):
    """A sentence said inside another reads as it was written, whatever the offence."""
    voice = Voice(product.parts.door, "en")
    said = [usual_for(voice, offence, {}) for offence in product.parts.door.questionnaire.offences]
    assert any("company's" in one for one in said)
    assert not any("&#39;" in one for one in said)
