"""Photos of slips through the process that looks at them; and that nobody's picture can hold up or take the machine."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from bot.photos.reader import CHILD, MOST_WAITING, PhotoReader, can_read_photos
from cases.understanding.slip import Slip
from tests.slips import KEPT, compared, kept_truth
from tests.slips.drawing import DESIGNS, as_jpeg
from tests.world.papers import png_that_declares

pytestmark = pytest.mark.alone
PATIENT = 100  # seconds: the suite's other processes are at work on the same two cores
NEVER = (sys.executable, "-c", "import sys, time; sys.stdin.read(); time.sleep(60)")
# A few of them: what is recognised on all is kept (tests/slips), and `python -m benchmarks slips` looks at every one.
SLIPS = (
    "boc_counter__photo.jpg",
    "ccb_app__photo.jpg",
    "abc_sms__photo.jpg",
    "dark_app.png",
    "usdt.png",
    "wechat_chat.png",
)


def a_cat() -> bytes:
    page = Image.new("RGB", (600, 500), "#88aacc")
    draw = ImageDraw.Draw(page)
    draw.ellipse((180, 160, 420, 400), fill="#554433")
    draw.polygon(((190, 230), (200, 110), (280, 180)), fill="#554433")
    draw.polygon(((410, 230), (400, 110), (320, 180)), fill="#554433")
    for x in (250, 330):
        draw.ellipse((x, 240, x + 24, 275), fill="#ccdd44")
    return as_jpeg(page)


def huge(name: str) -> bytes:
    """A slip at forty megapixels, as a scanner makes it."""
    page = DESIGNS[name][0]()
    size = (5200, 5200 * page.height // page.width)
    out = BytesIO()
    page.resize(size, Image.Resampling.NEAREST).save(out, "PNG", compress_level=1)
    return out.getvalue()


async def read(picture: bytes) -> Slip | None:
    return await PhotoReader(deadline=PATIENT).read(picture)


@pytest.mark.parametrize("name", SLIPS)
async def test_a_slip_is_read(name: str):
    """The whole way from the bytes of a picture to what it says."""
    right = compared(await read((KEPT / name).read_bytes()), kept_truth()[re.split("__|[.]", name)[0]])
    assert all(right.values()), right


@pytest.mark.parametrize("way", ["by its camera's word", "without a word"])
async def test_a_picture_on_its_side_is_turned(way: str):
    """As the camera says, or as its lines run."""
    page, truth = DESIGNS["wallet_bill"]
    turned = page().reduce(2).transpose(Image.Transpose.ROTATE_90)
    right = compared(await read(as_jpeg(turned, 90, orientation=6 if way == "by its camera's word" else None)), truth)
    assert all(right.values()), right


async def test_a_cat_is_no_slip():
    """What shows no payment says nothing."""
    slip = await read(a_cat())
    assert slip is not None
    assert (slip.known, slip.is_blurred) == (0, False)


def test_a_huge_picture_is_read_in_little_memory():
    """Forty megapixels are made small before anybody looks; it takes less than 700 MB."""
    measures = (
        "import resource, subprocess, sys\n"
        f"sys.stdout.buffer.write(subprocess.run({list(CHILD)!r}, stdin=sys.stdin, capture_output=True).stdout)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", measures], input=huge("captions_above"), capture_output=True, check=True
    )
    assert DESIGNS["captions_above"][1]["payee_account"] in done.stdout.decode()
    assert int(done.stderr) < 700 * 1024


@pytest.mark.parametrize(
    "picture",
    [png_that_declares(30_000, 30_000), png_that_declares(7_000, 7_000), b"", b"%PDF-1.7", b"\xff\xd8\xff\xe0 a photo", b"GIF89a"],
    ids=["bomb", "cut short", "empty", "PDF", "no JPEG", "GIF"],
)  # fmt: skip
async def test_what_is_no_picture_is_not_read(picture: bytes):
    """Bombs, halves and other files: no slip, and no harm."""
    assert await read(picture) is None


async def test_who_takes_too_long_is_killed(tmp_path: Path):
    """The person gets an answer after the deadline, and nothing is left behind."""
    note = tmp_path / "pid"
    hangs = (sys.executable, "-c", f"import os, time; open({str(note)!r}, 'w').write(str(os.getpid())); time.sleep(60)")
    assert await PhotoReader(hangs, deadline=2).read(b"picture") is None
    with pytest.raises(ProcessLookupError):
        os.kill(int(note.read_text()), 0)


async def test_one_looks_at_a_time_and_few_wait():
    """Pictures queue; whoever comes when the queue is full is not kept waiting."""
    reader = PhotoReader(NEVER, deadline=0.3)
    waiting = [asyncio.create_task(reader.read(b"picture")) for _ in range(MOST_WAITING)]
    await asyncio.sleep(0)
    async with asyncio.timeout(0.2):
        assert await reader.read(b"one more") is None
    assert await asyncio.gather(*waiting) == [None] * MOST_WAITING


async def test_who_is_not_waited_for_any_more_is_killed():
    """When the product stops, or the person's turn is cancelled."""
    task = asyncio.create_task(PhotoReader(NEVER).read(b"picture"))
    await asyncio.sleep(0.3)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.parametrize("said", ["", "{", "[1]", '[{"text": "x"}]', '{"boxes": []}', "x" * 2_000_000, "7"])
async def test_whatever_a_broken_child_says_is_no_slip(said: str, tmp_path: Path):
    """It may have died in the middle, or be somebody else by now."""
    (tmp_path / "said").write_text(said)
    speaks = (sys.executable, "-c", f"print(open({str(tmp_path / 'said')!r}).read())")
    assert await PhotoReader(speaks, deadline=PATIENT).read(b"picture") is None


async def test_a_child_that_cannot_be_started_is_no_slip():
    """The machine is out of processes, say."""
    assert await PhotoReader(("/nowhere/at/all",)).read(b"picture") is None


def test_the_child_dies_with_us():
    """Whoever kills the product does not leave somebody looking at pictures."""
    ours = (
        "import subprocess, sys, time\n"
        f"child = subprocess.Popen({list(CHILD)!r}, stdin=subprocess.PIPE)\n"
        "print(child.pid, flush=True)\ntime.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", ours], stdout=subprocess.PIPE, text=True) as product:
        assert product.stdout
        child = int(product.stdout.readline())
        product.send_signal(signal.SIGKILL)
    for _ in range(500):
        if not Path(f"/proc/{child}").exists() or "Z" in Path(f"/proc/{child}/stat").read_text().split(")")[1][:3]:
            return
        signal.sigtimedwait([], 0.02)
    pytest.fail("the child is still there")


def test_the_product_loads_nothing_of_it():
    """What looks at pictures is heavy: the process that chats never imports it, whether it is installed or not."""
    asks = (
        "import sys, bot.wiring, bot.photos.reader as r; r.can_read_photos();"
        "print([name for name in ('onnxruntime', 'cv2', 'numpy', 'rapidocr', 'PIL') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_nothing_is_fetched(tmp_path: Path):
    """The child finds its models where they were installed, and every way to the network is closed to it."""
    asks = (
        "import sys; sys.path.insert(0, sys.argv[1]); import bounds; sys.addaudithook(bounds.reach_nothing)\n"
        "import urllib.request\n"
        "try: urllib.request.urlopen('http://127.0.0.1:9/', timeout=1)\n"
        "except OSError as error: print(error)\n"
    )
    command = [sys.executable, "-c", asks, str(Path(CHILD[2]).parent)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
    assert "socket." in done.stdout


def test_the_extra_is_there():
    """The suite reads real pictures; without the extra nothing of this would be tried."""
    assert can_read_photos()
