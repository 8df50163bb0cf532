"""Files through the process that looks at them: what is shown of each kind, and that no file can hold up the machine."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
from PIL import Image

from bot.viewing.viewer import AT_ONCE, CHILD, MOST_OF_ONE, MOST_WAITING, ChildViewer
from handlers.viewing import NotViewable, View, ViewersBusy
from tests.world import papers

PATIENT = 100  # seconds: the suite's other processes are at work on the same two cores
NEVER = (sys.executable, "-c", "import sys, time; sys.stdin.read(); time.sleep(60)")
PIECE = 64 * 1024


async def pieces(content: bytes) -> AsyncIterator[bytes]:
    for place in range(0, len(content), PIECE):
        yield content[place : place + PIECE]


async def view(content: bytes, page: int = 1, *, viewer: ChildViewer | None = None) -> View:
    return await (viewer or ChildViewer(deadline=PATIENT)).view(uuid4(), pieces(content), page)


async def why_not(content: bytes, viewer: ChildViewer | None = None) -> str:
    with pytest.raises(NotViewable) as refused:
        await view(content, viewer=viewer)
    return refused.value.why


def saved(picture: Image.Image, kind: str, **how: object) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()


def drawn(shown: View) -> Image.Image:
    assert shown.picture
    picture = Image.open(BytesIO(shown.picture))
    picture.load()
    return picture


async def test_a_pdf_is_shown_page_by_page():
    """As pictures; a page beyond the last one is the last."""
    paper = papers.pages([b"One", b"Two", b"Three"])
    first, last = await view(paper), await view(paper, 99)
    assert (first.page, first.pages, last.page, first.has_more) == (1, 3, 3, False)
    assert drawn(first).size == (1601, 2265)
    assert first.picture != last.picture


async def test_a_picture_loses_what_its_camera_wrote():
    """It stands upright, as its camera says; where it was taken, and with what, does not go along."""
    photo = Image.new("RGB", (3000, 2000), "red")
    said = photo.getexif()
    said[0x0110], said[0x0112] = "SECRETPHONE", 6
    content = saved(photo, "JPEG", exif=said)
    assert b"SECRETPHONE" in content
    shown = await view(content)
    assert shown.picture and b"SECRETPHONE" not in shown.picture
    assert drawn(shown).size == (1600, 2400)
    assert not drawn(shown).getexif()


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF", "BMP", "TIFF"])
async def test_every_kind_of_picture(kind: str):
    """Whatever its name says; what is clear in it is white."""
    shown = await view(saved(Image.new("RGBA" if kind == "PNG" else "RGB", (40, 30)), kind))
    assert drawn(shown).size == (40, 30)
    assert drawn(shown).getpixel((5, 5)) == ((255, 255, 255) if kind == "PNG" else (0, 0, 0))


async def test_a_scan_of_several_pages():
    """A TIFF has pages as a PDF has."""
    sheets = [Image.new("RGB", (50, 50), colour) for colour in ("red", "blue")]
    shown = await view(saved(sheets[0], "TIFF", save_all=True, append_images=sheets[1:]), 2)
    assert (shown.page, shown.pages) == (2, 2)
    red, _, blue = drawn(shown).getpixel((5, 5))
    assert blue > 200 > red


async def test_a_workbook_is_shown_sheet_by_sheet():
    """Its first rows and columns, as text; what is not shown is said."""
    rows = [[f"第{n}笔", n * 100, 12.5, "=1+1"] for n in range(300)]
    book = papers.workbook(流水=rows, 空=[])
    shown = await view(book)
    assert (shown.title, shown.page, shown.pages, shown.is_cut) == ("流水", 1, 2, True)
    assert shown.rows and len(shown.rows) == 200
    assert shown.rows[1] == ("第1笔", "100", "12.5", "=1+1")
    assert (await view(book, 2)).rows == ()


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
async def test_plain_text_is_read_as_it_was_saved(codec: str):
    """A chat that was saved, by whatever telephone or desk; without what would turn the letters around."""
    shown = await view("微信聊天记录\r\n张三：钱呢？\u202e".encode(codec))
    assert shown.lines == ("微信聊天记录", "张三：钱呢？")


async def test_a_table_in_plain_text():
    """With commas, semicolons or tabs, as banks and shops hand them out."""
    shown = await view('日期,金额\n11月20日,"3,200"\n11月21日,5\n'.encode("gb18030"))
    assert shown.rows == (("日期", "金额"), ("11月20日", "3,200"), ("11月21日", "5"))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (papers.png_that_declares(60_000, 60_000), {"too_much"}),
        (papers.png_that_declares(8_000, 8_000), {"damaged"}),
        (papers.endless_sheet(), {"broken", "too_much"}),
        (papers.endless_pdf(), {"broken", "too_much"}),
        (papers.locked_pdf(), {"locked"}),
        (b"%PDF-1.7 and nothing more", {"damaged"}),
        (papers.workbook(甲=[["a"]])[:-80], {"unknown", "damaged"}),
        (bytes(range(256)) * 20, {"unknown"}),
    ],
    ids=["a picture bomb", "half a picture", "an endless sheet", "an endless PDF", "locked", "half a PDF", "half a workbook", "whatever"],
)  # fmt: skip
async def test_what_cannot_be_shown_says_why(content: bytes, why: set[str]):
    """Bombs end within the bounds of their process, and nothing else notices."""
    assert await why_not(content, ChildViewer(deadline=20)) in why


async def test_a_hundred_thousand_pages():
    """The first are shown, and that there are more; nobody goes through all of them."""
    shown = await view(papers.many_pages(100_000), 100_000)
    assert (shown.page, shown.pages, shown.has_more) == (500, 500, True)


async def test_who_takes_too_long_is_killed(tmp_path: Path):
    """Its reader hears of it after the deadline, and nothing is left behind."""
    note = tmp_path / "pid"
    hangs = (sys.executable, "-c", f"import os, time; open({str(note)!r}, 'w').write(str(os.getpid())); time.sleep(60)")
    assert await why_not(b"x", ChildViewer(hangs, deadline=2)) == "too_much"
    with pytest.raises(ProcessLookupError):
        os.kill(int(note.read_text()), 0)


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"{",
        b'{"why": "<b>"}',
        b'{"kind": "picture", "pages": 1, "page": 1, "more": false}\n<svg>',
        b'{"kind": "lines", "pages": -1, "page": 1, "more": false, "cut": false, "lines": []}',
        b'{"kind": "table", "pages": 1, "page": 1, "more": false, "cut": false, "title": "", "rows": 7}',
        b"[1]",
        b"[" * 100_000,
        b"x" * 9_000_000,
    ],
)
async def test_whatever_a_broken_child_says_is_not_believed(said: bytes, tmp_path: Path):
    """It may have died in the middle, or be somebody else by now."""
    (tmp_path / "said").write_bytes(said)
    speaks = (
        sys.executable,
        "-c",
        f"import sys; sys.stdout.buffer.write(open({str(tmp_path / 'said')!r}, 'rb').read())",
    )
    assert await why_not(b"x", ChildViewer(speaks, deadline=PATIENT)) == "broken"


async def test_one_at_a_time_for_each_and_few_in_all():
    """A reader's second page waits for the first; whoever comes when the queue is full hears so at once."""
    viewer, reader, before = ChildViewer(NEVER, deadline=3), uuid4(), children()
    waiting = [asyncio.create_task(viewer.view(reader, pieces(b"x"), 1)) for _ in range(MOST_OF_ONE)]
    await asyncio.sleep(0.5)
    assert len(children() - before) == 1
    with pytest.raises(ViewersBusy):
        await viewer.view(reader, pieces(b"x"), 1)
    waiting += [asyncio.create_task(viewer.view(uuid4(), pieces(b"x"), 1)) for _ in range(MOST_WAITING - MOST_OF_ONE)]
    await asyncio.sleep(0.5)
    assert len(children() - before) == AT_ONCE
    with pytest.raises(ViewersBusy):
        await viewer.view(uuid4(), pieces(b"x"), 1)
    for one in waiting:
        one.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert children() == before
    assert await why_not(b"x", viewer) == "too_much", "there is room again"


def children() -> set[str]:
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())


async def test_what_it_reads_ends_it():
    """A file that is not in the store: the child goes, and the reason is heard."""

    async def broken() -> AsyncIterator[bytes]:
        yield b"x"
        raise FileNotFoundError

    before = children()
    with pytest.raises(NotViewable):
        await ChildViewer(NEVER).view(uuid4(), broken(), 1)
    assert children() == before


def test_the_product_loads_nothing_of_it():
    """What decodes strangers' files is never imported by the process that has the keys."""
    asks = (
        "import sys, bot.wiring, handlers.console;"
        "print([name for name in ('PIL', 'pypdfium2', 'python_calamine') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_there_is_nothing_around_it(tmp_path: Path):
    """No file of ours, no other process's, no network: where the system lets us, not even by a name."""
    secret = tmp_path / "key"
    secret.write_text("the key")
    script = tmp_path / "looks.py"
    script.write_text(
        f"import runpy, socket, sys\nchild = runpy.run_path({CHILD[-1]!r}, dict(survives=survives))\nchild['get_ready']()\n"
        f"for what in (lambda: open({str(secret)!r}).read(), lambda: socket.socket().connect(('127.0.0.1', 9))):\n"
        "    try: print('reached', what())\n"
        "    except OSError as error: print(type(error).__name__, error.args[0])\n"
    )
    done = subprocess.run([*CHILD[:-1], str(script)], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["FileNotFoundError 2", "OSError socket.connect"]
