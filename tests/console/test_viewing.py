"""A file looked at in the console: a page of ours with a picture, a table or lines of it, and the file itself to save."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from handlers.viewing import NotViewable, ViewersBusy
from storage.tables import Custody, Deed, Look, Seen
from tests.console.test_attaching import attaches
from tests.world import papers

LATER = timedelta(minutes=11)


def address(case, file_id) -> str:
    return f"/console/cases/{case.number}/files/{file_id}/view"


async def openings(house) -> tuple[int, int]:
    """Looks at a file, and entries of the chain that it was opened."""
    async with house.door.database.reading() as session:
        looks = (await session.exec(select(Look).where(Look.seen == Seen.FILE))).all()
        entries = (await session.exec(select(Custody).where(Custody.deed == Deed.OPENED))).all()
    return len(looks), len(entries)


async def test_a_pdf_is_turned_page_by_page(house, desk):
    """From the list of files; each page is a picture that we made, with the ones before and behind it."""
    case = await house.reports()
    file_id = await house.sends_file(case, "合同.pdf", papers.pages([b"One", b"Two", b"Three"]), "application/pdf")
    assert f'href="{address(case, file_id)}"' in (await desk.opens(f"/console/cases/{case.number}")).text
    first = await desk.opens(address(case, file_id))
    assert "第 1 页，共 3 页" in first.text
    assert 'src="data:image/jpeg;base64,' in first.text
    assert f'href="{address(case, file_id)}?page=2"' in first.text
    last = await desk.opens(f"{address(case, file_id)}?page=99")
    assert "第 3 页，共 3 页" in last.text
    assert last.text.count('rel="next"') == 0 < last.text.count('rel="prev"')


async def test_what_a_page_of_ours_may_do(house, desk):
    """Its picture is part of it; it runs no script but ours, and may be shown in no frame and kept by no browser."""
    case = await house.reports()
    file_id = await house.sends_file(case, "合同.pdf", papers.hostile_pdf("http://127.0.0.1:9/"), "application/pdf")
    headers = (await desk.opens(address(case, file_id))).headers
    policy = dict(one.strip().split(" ", 1) for one in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'self'" and policy["img-src"] == "'self' data:"
    assert "script-src" not in policy and policy["frame-ancestors"] == policy["object-src"] == "'none'"
    assert headers["cache-control"] == "no-store"


@pytest.mark.postgres
async def test_a_look_is_entered_once(house, desk, officer):
    """Not with each page that is turned; after a while, and by somebody else, anew."""
    case = await house.reports()
    file_id = await house.sends_file(case, "合同.pdf", papers.pages([b"One", b"Two"]), "application/pdf")
    for page in ("", "?page=2", "?page=1"):
        await desk.opens(address(case, file_id) + page)
    assert await openings(house) == (1, 1)
    house.clock.passes(LATER)
    await desk.opens(address(case, file_id))
    assert await openings(house) == (2, 2)
    await desk.opens(address(case, file_id).removesuffix("/view"))
    assert await openings(house) == (3, 3), "whoever saves it does so each time"


async def test_a_table_shows_text_and_nothing_else(house, desk):
    """Whatever a cell says."""
    case = await house.reports()
    content = papers.workbook(流水=[["日期", "说明"], ["11月20日", "&lt;script&gt;alert(1)&lt;/script&gt;"]], 空表=[])
    file_id = await house.sends_file(case, "流水.xlsx", content)
    page = (await desk.opens(address(case, file_id))).text
    assert "工作表「流水」" in page and "<td>11月20日</td>" in page
    assert "<td>&lt;script&gt;alert(1)&lt;/script&gt;</td>" in page
    assert "这一张是空的" in (await desk.opens(address(case, file_id) + "?page=2")).text


async def test_plain_text_is_text(house, desk):
    """A web page somebody sent is what its letters say."""
    case = await house.reports()
    file_id = await house.sends_file(
        case, "网页.html", "<h1>请登录</h1>\n<script>alert(1)</script>".encode(), "text/html"
    )
    page = (await desk.opens(address(case, file_id))).text
    assert "&lt;h1&gt;请登录&lt;/h1&gt;\n&lt;script&gt;" in page


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (papers.png_that_declares(60_000, 60_000), "内容太大，这里展不开"),
        (b"%PDF-1.7 half of it", "文件不完整，或者已经损坏"),
        (papers.locked_pdf(), "要密码才能打开"),
        (bytes(range(256)), "这种格式这里显示不了"),
    ],
    ids=["a bomb", "damaged", "locked", "whatever"],
)
async def test_what_cannot_be_shown_can_be_saved(house, desk, content, words):
    """Why is said in words, with the way to the file itself."""
    case = await house.reports()
    file_id = await house.sends_file(case, "证据", content)
    page = await desk.opens(address(case, file_id))
    assert page.status_code == 200
    assert "打不开预览，可以下载原件" in page.text and words in page.text
    whole = address(case, file_id).removesuffix("/view")
    assert f'href="{whole}" download' in page.text
    assert (await desk.opens(whole)).content == content


@pytest.mark.parametrize(("error", "words", "status"), [(ViewersBusy(), "请过几秒再试", 503), (NotViewable("broken"), "显示不了这份文件", 200)])  # fmt: skip
async def test_too_many_look_at_once(house, desk, monkeypatch, error, words, status):
    """Whoever comes then is told to come again; whoever's process died is told as much."""

    async def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr(type(house.door.viewer), "view", refuse)
    case = await house.reports()
    file_id = await house.sends_file(case, "合同.pdf", b"%PDF-1.4")
    page = await desk.opens(address(case, file_id))
    assert page.status_code == status and words in page.text


async def test_it_is_for_whoever_sees_the_case(house, desk, signed_in):
    """Of another district, of another case, gone from the store, and missing: one answer, as for what is not there."""
    case, other = await house.reports(), await house.reports()
    file_id = await house.sends_file(case, "合同.pdf", papers.pages([b"One"]), "application/pdf")
    stranger = await signed_in(await house.member("吴越", district="yinzhou"))
    missing = await stranger.opens(address(case, other.id))
    forbidden = await stranger.opens(address(case, file_id))
    assert (missing.status_code, forbidden.status_code) == (404, 404)
    assert body(missing.text) == body(forbidden.text)
    assert (await desk.opens(address(other, file_id))).status_code == 404
    assert await openings(house) == (0, 0)
    await house.door.files.remove(file_id)
    gone = await desk.opens(address(case, file_id))
    assert gone.status_code == 404 and "文件打不开" in gone.text


def body(page: str) -> str:
    return page.split("<main")[1]


async def test_what_the_desk_sends_is_looked_at_alike(house, desk):
    """Before it goes and after; it is not said to come from the reporter."""
    case = await house.reports()
    listed = await attaches(desk, case)
    path = listed.text.split('<a href="')[1].split('"')[0]
    assert path.endswith("/view")
    page = await desk.opens(path)
    assert page.status_code == 200 and "原件由报案人发来" not in page.text
    assert await openings(house) == (1, 1)
