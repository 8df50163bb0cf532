"""What nobody foresaw: each door says it in words, in the person's language, and never as a bare status."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from bot.web import make_app
from tests.console.browsing import Browser
from tests.console.house import open_house
from tests.world import Clock, Product, open_product
from tests.world.visiting import Visitor

WORDS, ENGLISH = "我们这边刚才出了错", "Something went wrong on our side"
PAGE = {"Accept": "text/html,application/xhtml+xml"}


@pytest.fixture
async def product(tmp_path: Path, database_url: str, clock: Clock):
    async with open_product(tmp_path, database_url, clock) as opened:
        yield opened


def at(product: Product, **headers: str) -> httpx.AsyncClient:
    """A browser whose requests raise here whatever no door has said."""
    app = make_app(product.parts)
    headers = {"Sec-Fetch-Site": "same-origin", **headers}
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://site", headers=headers)


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch):
    """Makes a part of the product fail in a way that it does not know."""

    def breaks(name: str) -> None:
        def fails(*_: object, **__: object) -> None:
            raise ZeroDivisionError("张三 13957481234")

        monkeypatch.setattr(name, fails)

    return breaks


async def test_the_chat_page_hears_it_from_its_script(product: Product, broken):
    """As the error of that request, which the page shows beside what was typed; in the language of the switch."""
    async with at(product) as browser:
        await browser.post("/chat/open", json={})
        broken("bot.webchat.updates.Updates.say")
        said = await browser.post("/chat/say", json={"client_id": "a" * 8, "text": "被骗了"})
        assert said.status_code == 500
        assert WORDS in said.json()["error"]
        browser.cookies.set("gc_lang", "en")
        said = await browser.post("/chat/say", json={"client_id": "b" * 8, "text": "被骗了"})
        assert ENGLISH in said.json()["error"]


async def test_whoever_looks_at_a_page_sees_a_page(product: Product, broken):
    """The chat's page, the copy of a report and the upload page: words, what to do next, and safe headers."""
    broken("handlers.reporter.upload_page.caller_of_link")
    broken("bot.webchat.page._whose")
    broken("bot.webchat.report_page._own_copy")
    async with at(product, **PAGE) as browser:
        for path in ("/", "/chat/report/GC-261123-7K3QX", "/upload/xyz"):
            page = await browser.get(path)
            assert (page.status_code, page.headers["content-type"]) == (500, "text/html; charset=utf-8"), path
            assert WORDS in page.text
            assert page.headers["x-frame-options"] == "DENY"
        page = await browser.get("/upload/xyz", headers={"Accept-Language": "en-GB,en"})
        assert ENGLISH in page.text


async def test_a_file_that_fails_hears_bare_words(product: Product, broken):
    """The upload page shows what it is answered as it is."""
    broken("handlers.reporter.upload_page.caller_of_link")
    async with at(product) as browser:
        answer = await browser.put("/upload/xyz", content=b"%PDF", headers={"X-File-Name": "a.pdf"})
        assert answer.status_code == 500
        assert answer.text.startswith(WORDS)


async def test_health_says_it_too(product: Product, broken):
    """Whoever watches gets no page of the server's own."""
    broken("bot.health.Health._why_not_ready")
    async with at(product) as browser:
        answer = await browser.get("/health")
        assert (answer.status_code, answer.text[:9]) == (500, WORDS)


@pytest.mark.parametrize("asked", [{}, {"HX-Request": "true"}], ids=["page", "part"])
async def test_the_console_says_it_on_a_page_of_its_own(tmp_path, database_url, broken, asked):
    """In words, as a page or as a part of one; the queue is a press away."""
    async with open_house(tmp_path, database_url) as house, Browser(house) as browser:
        case = await house.reports()
        await browser.signs_in(await house.member("陈立"))
        broken("handlers.console.case.show_case")
        broken("handlers.console.queue.page_of")
        page = await browser.opens("/console/queue", **asked)
        assert page.status_code == 500
        assert "这一步出了错" in page.text
        assert "Internal Server Error" not in page.text
        assert ("<html" in page.text) is not bool(asked)
        assert case.number not in page.text


async def test_the_log_has_the_kind_and_no_name(product: Product, broken, capsys):
    """The address as the route has it, and not what somebody wrote in its place."""
    broken("handlers.reporter.upload_page.caller_of_link")
    async with at(product) as browser:
        await browser.get("/upload/a-token-that-opens-a-case")
    said = capsys.readouterr()
    assert "ZeroDivisionError" in said.out + said.err
    assert "a-token-that-opens-a-case" not in said.out + said.err


async def test_the_chat_page_never_gets_a_list_of_what_was_wrong(product: Product):
    """A query that cannot be read is refused in words like all else, and repeats nothing of it."""
    async with at(product) as browser:
        await browser.post("/chat/open", json={})
        for path in ("/chat/history?before=x", "/chat/history?before=99999999999", "/chat/events?after=-1"):
            answer = await browser.get(path)
            assert (answer.status_code, list(answer.json())) == (400, ["error"]), path


@pytest.mark.parametrize("heard", ["9" * 5000, "-1", "1e3", "9" * 18])
async def test_a_stream_that_goes_on_from_nowhere(tmp_path, database_url, heard: str):
    """Whatever a browser says it heard last, it hears the news: in the chat and in the console."""
    async with open_house(tmp_path, database_url) as house, Browser(house) as browser:
        visitor = Visitor(house.address)
        await visitor.opens()
        async with visitor.page(**{"Last-Event-ID": heard}):
            await visitor.leaves_town()
        await browser.signs_in(await house.member("陈立"))
        async with browser.http.stream("GET", "/console/events", headers={"Last-Event-ID": heard}) as stream:
            assert stream.status_code == 200
