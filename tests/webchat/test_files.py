"""Files through the page: as received, for their own chat only, all of them or none."""

from __future__ import annotations

import asyncio
import socket
from urllib.parse import urlsplit

import pytest

from bot.webchat import limits

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 100


@pytest.mark.postgres
async def test_several_files(house, reporter):
    """Several files are messages of one group, the words with the first; the handler downloads what was sent."""
    big = bytes(range(256)) * 12_000
    answer = await reporter.sends(("合同.pdf", b"%PDF-1.7 x"), ("流水.bin", big), caption="两个文件")
    assert [one["file"]["name"] for one in answer.json()["messages"]] == ["合同.pdf", "流水.bin"]
    await reporter.sees(f"收到 {len(big)} 字节：流水.bin")
    one, two = house.seen[1:]
    assert one.media_group_id == two.media_group_id and (one.caption, two.caption) == ("两个文件", None)
    file = answer.json()["messages"][1]["file"]
    assert (await reporter.http.get(f"/chat/files/{file['id']}")).content == big


async def test_how_files_come_back(reporter):
    """Images open in the page, everything else is a download, and nothing can run on our site."""
    answer = await reporter.sends(("图.html", PNG), ("<b>.html", b"<script>alert(1)</script>"), ("x.png", b"no image"))
    ids = [one["file"]["id"] for one in answer.json()["messages"]]
    image, page, fake = [await reporter.http.get(f"/chat/files/{one}") for one in ids]
    assert image.headers["content-type"] == "image/png" and image.headers["content-disposition"].startswith("inline")
    for other in (page, fake):
        assert other.headers["content-type"] == "application/octet-stream"
        assert other.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert page.headers["x-content-type-options"] == "nosniff" and "sandbox" in page.headers["content-security-policy"]


async def test_a_foreign_file_is_a_missing_file(reporter, newcomer):
    """Somebody else's file id answers exactly as one that never was."""
    answer = await reporter.sends(("a.txt", b"secret"))
    file_id = answer.json()["messages"][0]["file"]["id"]
    stranger = newcomer()
    await stranger.opens()
    foreign = await stranger.http.get(f"/chat/files/{file_id}")
    missing = await stranger.http.get("/chat/files/00000000-0000-0000-0000-000000000000")
    nonsense = await stranger.http.get("/chat/files/x")
    assert foreign.status_code == 404
    assert foreign.content == missing.content == nonsense.content


async def test_all_or_nothing(house, reporter, monkeypatch):
    """An empty file, one too large or one too many: no message, nothing on disk, and the reason in words."""
    monkeypatch.setattr(limits, "FILE_BYTES", 3 * 1024 * 1024)
    before = await reporter.messages()
    empty = await reporter.sends(("a.txt", b"x"), ("b.txt", b""))
    large = await reporter.sends(("a.txt", b"x"), ("b.txt", b"x" * (3 * 1024 * 1024 + 1)))
    many = await reporter.sends(*((f"{n}.txt", b"x") for n in range(11)))
    none = await reporter.sends()
    assert [one.status_code for one in (empty, large, many)] == [400, 413, 413]
    assert empty.json()["error"].startswith("这是一个空文件")
    assert large.json()["error"] == "文件太大，每个最多 3 MB。"
    assert none.status_code in (400, 422)
    assert house.stored_files() == [] and await reporter.messages() == before


async def test_a_name_is_the_same_wherever_the_file_came_in(house, reporter):
    """The web chat makes a name fit to show as every other way in does: an ending without dots and spaces after it."""
    answer = await reporter.sends(("设置\u202e.exe. ", b"x"))
    assert [one["file"]["name"] for one in answer.json()["messages"]] == ["设置.exe"]


async def test_the_same_upload_twice(house, reporter):
    """An upload repeated because its answer was lost is one message and one file."""
    first = await reporter.sends(("a.txt", b"x"), client_id="upload-0001")
    second = await reporter.sends(("a.txt", b"x"), client_id="upload-0001")
    assert first.json() == second.json()
    await house.web.updates.idle()
    assert len(house.stored_files()) == 1


async def test_an_upload_that_breaks_off_leaves_nothing(house, reporter):
    """A phone that loses its network in the middle of the second file leaves no file and no message."""
    before = await reporter.messages()
    address = urlsplit(house.url)
    body = (
        _form(b"a.txt", b"whole")
        + b'--XX\r\nContent-Disposition: form-data; name="file"; filename="b"\r\n\r\n'
        + b"y" * 2_000_000
    )
    cookie = reporter.http.cookies["gc_chat"]
    head = (
        f"POST /chat/files HTTP/1.1\r\nHost: {address.netloc}\r\nCookie: gc_chat={cookie}\r\nSec-Fetch-Site: same-origin\r\n"
        f"Content-Type: multipart/form-data; boundary=XX\r\nContent-Length: 9000000\r\n\r\n"
    )
    with socket.create_connection((address.hostname, address.port)) as wire:
        wire.settimeout(0)
        await asyncio.get_running_loop().sock_sendall(wire, head.encode() + body)
        while not house.stored_files():
            await asyncio.sleep(0.01)
    while house.stored_files():
        await asyncio.sleep(0.01)
    assert await reporter.messages() == before


async def test_bodies_that_are_no_form(house, reporter):
    """What is not a multipart form, or ends too early, is refused and leaves nothing."""
    kind = {"Content-Type": "multipart/form-data; boundary=XX"}
    post = reporter.http.post
    assert (await post("/chat/files", content=b"x", headers={"Content-Type": "text/plain"})).status_code == 400
    assert (await post("/chat/files", content=b"nonsense", headers=kind)).status_code == 400
    assert (await post("/chat/files", content=_form(b"a", b"x"), headers=kind)).status_code == 400
    assert (await post("/chat/files", content=b"x", headers={"Content-Type": "multipart/form-data"})).status_code == 400
    assert house.stored_files() == []


def _form(name: bytes, body: bytes) -> bytes:
    """The beginning of a form with one whole file."""
    first = b'--XX\r\nContent-Disposition: form-data; name="client_id"\r\n\r\nupload-0002\r\n'
    return (
        first
        + b'--XX\r\nContent-Disposition: form-data; name="file"; filename="'
        + name
        + b'"\r\n\r\n'
        + body
        + b"\r\n"
    )
