"""How much of the disk one visitor can take: reserved at the door, counted while it comes, freed when it breaks off."""

from __future__ import annotations

import asyncio
import socket
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from sqlmodel import select

from cases.room import MB, Holder
from storage.disk import Disk, Reserve
from storage.tables import UploadRoom, WebFile

HALF = b"x" * (MB // 2)


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Two megabytes for a stranger, eight for a reporter, six for an address; half of one always."""
    monkeypatch.setattr("cases.room.ROOM", {Holder.STRANGER: 2 * MB, Holder.REPORTER: 8 * MB, Holder.COLLEAGUE: 9 * MB})
    monkeypatch.setattr("cases.room.OF_ADDRESS", 6 * MB)
    monkeypatch.setattr("cases.room.ALWAYS", MB)
    monkeypatch.setattr("handlers.room.STEP", MB // 4)


async def kept(house) -> int:
    """Bytes as the rows of the chat's files say."""
    async with house.database.reading() as session:
        return sum((await session.exec(select(WebFile.size))).all())


async def rooms(house) -> list[UploadRoom]:
    async with house.database.reading() as session:
        return list((await session.exec(select(UploadRoom))).all())


def chunked(content: bytes, client_id: str):
    """A form that does not say how long it is."""
    yield f'--XX\r\nContent-Disposition: form-data; name="client_id"\r\n\r\n{client_id}\r\n'.encode()
    yield b'--XX\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n'
    for at in range(0, len(content), 65536):
        yield content[at : at + 65536]
    yield b"\r\n--XX--\r\n"


@pytest.mark.postgres
async def test_ten_places_at_once_never_go_over(house, reporter):
    """Ten tabs of one stranger send half a megabyte each: three fit beside their forms, and seven hear what to do."""
    answers = await asyncio.gather(*(reporter.sends((f"{n}.bin", HALF)) for n in range(10)))
    assert sorted(one.status_code for one in answers) == [200] * 3 + [413] * 7
    refused = next(one for one in answers if one.status_code == 413)
    assert refused.json()["error"].startswith("现在最多放 2 MB 文件。请先说一句发生了什么")
    assert await kept(house) == 3 * len(HALF)
    await house.web.updates.idle()  # the bot takes them in after the page was answered
    assert len(house.stored_files()) == 3
    assert [one for one in await rooms(house) if one.until] == []


async def test_what_does_not_say_its_length_is_counted(house, reporter):
    """A body without a length is cut where the room ends, and leaves nothing."""
    kind = {"Content-Type": "multipart/form-data; boundary=XX"}

    async def body(content: bytes):
        for piece in chunked(content, "upload-0009"):
            yield piece

    post = reporter.http.post
    assert (await post("/chat/files", content=body(5 * HALF), headers=kind)).status_code == 413
    assert house.stored_files() == []
    assert (await post("/chat/files", content=body(3 * HALF), headers=kind)).status_code == 200
    assert await kept(house) == 3 * len(HALF)


async def test_an_upload_that_breaks_off_frees_its_room(house, reporter):
    """Announced and never sent: the room is free again when the line is closed."""
    address = urlsplit(house.url)
    head = (
        f"POST /chat/files HTTP/1.1\r\nHost: {address.netloc}\r\nCookie: gc_chat={reporter.http.cookies['gc_chat']}\r\n"
        f"Sec-Fetch-Site: same-origin\r\nContent-Type: multipart/form-data; boundary=XX\r\n"
        f"Content-Length: {2 * MB}\r\n\r\n--XX\r\n"
    )
    with socket.create_connection((address.hostname, address.port)) as wire:
        wire.settimeout(0)
        await asyncio.get_running_loop().sock_sendall(wire, head.encode())
        while not await rooms(house):
            await asyncio.sleep(0.01)
        assert (await reporter.sends(("a.bin", HALF))).status_code == 413
    while await rooms(house):
        await asyncio.sleep(0.01)
    assert (await reporter.sends(("a.bin", HALF))).status_code == 200


async def test_the_room_of_a_process_that_died_is_free_again(house, reporter, clock):
    """What it had reserved counts for minutes, not for ever."""
    assert (await reporter.sends(("a.bin", HALF))).status_code == 200
    (room,) = await rooms(house)
    async with house.database.writing() as session:
        dead = UploadRoom(
            conversation_id=room.conversation_id, size=2 * MB, begun_at=clock(), until=clock() + timedelta(minutes=3)
        )
        session.add(dead)
    assert (await reporter.sends(("b.bin", HALF))).status_code == 413
    clock.passes(timedelta(minutes=4))
    assert (await reporter.sends(("b.bin", HALF))).status_code == 200


async def test_one_address_is_bounded_and_its_neighbour_keeps_a_little(house, reporter, newcomer, clock):
    """Behind the address of a prankster a company still sends the photo of its slip; tomorrow everybody sends again."""
    for _ in range(3):
        prankster = newcomer()
        await prankster.opens()
        for n in range(3):
            assert (await prankster.sends((f"{n}.bin", HALF))).status_code == 200
    for n in range(2):
        await reporter.sends((f"{n}.bin", HALF))
    honest = newcomer()
    await honest.opens()
    assert (await honest.sends(("slip.jpg", HALF))).status_code == 200
    refused = await honest.sends(("contract.pdf", HALF + HALF[:1000]))
    assert refused.status_code == 429
    assert "小的照片照样能发" in refused.json()["error"]
    clock.passes(timedelta(days=1, minutes=1))
    assert (await honest.sends(("contract.pdf", HALF))).status_code == 200


async def test_under_the_reserve_files_wait_and_words_go_on(house, reporter):
    """Files hear when to come again, words go through, and with room again files do."""
    files = house.parts.door.files
    enough = files.disk
    files.disk = Disk(enough.folder, Reserve(2**62, 1.0))
    refused = await reporter.sends(("a.bin", HALF))
    assert (refused.status_code, refused.json()["error"][:13]) == (507, "文件先等一等，文字照常能说")
    assert (await reporter.says("钱已经转走")).status_code == 200
    await reporter.sees("钱已经转走")
    files.disk = enough
    assert (await reporter.sends(("a.bin", HALF))).status_code == 200


async def test_a_paper_of_ours_is_kept_once(house, reporter):
    """The same paper asked for three times is three messages and one file."""
    for _ in range(3):
        await reporter.says("文件")
    while len([one for one in await reporter.messages() if one.get("file")]) < 3:
        await asyncio.sleep(0.01)
    ids = {one["file"]["id"] for one in await reporter.messages() if one.get("file")}
    assert len(ids) == len(house.stored_files()) == 1
    assert (await reporter.http.get(f"/chat/files/{ids.pop()}")).content == "第一页".encode()
