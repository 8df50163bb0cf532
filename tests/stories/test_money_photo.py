"""A photo of the slip in the money lane: what it says is filled in, said back, and only the rest is asked."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.photos.reader import PhotoReader
from cases.people import Role
from cases.understanding.slip_page import Box
from tests.slips import KEPT, recorded
from tests.world import Clock, Person, Product

SHANGHAI = ZoneInfo("Asia/Shanghai")
JPEG = b"\xff\xd8\xff\xe0 a photo"
ACCOUNT = "6222 0202 0011 2233 440"
AGAIN = "靠近再拍一张"


class Eyes:
    """What the next pictures show; None for one that could not be looked at."""

    shown: list[Box] | None = None


@pytest.fixture
def eyes(monkeypatch: pytest.MonkeyPatch) -> Eyes:
    """Pictures are looked at by us: what recognises them has its own tests."""
    ours = Eyes()

    async def look(_reader: PhotoReader, _picture: bytes) -> list[Box] | None:
        return ours.shown

    monkeypatch.setattr(PhotoReader, "_look", look)
    return ours


@pytest.fixture
async def reporter(product: Product, clock: Clock, eyes: Eyes) -> Person:
    """Somebody who has just said that money left, on the afternoon of the slips."""
    clock.set(datetime(2026, 11, 26, 14, 31, tzinfo=SHANGHAI))
    reporter = await product.reporter()
    await reporter.presses("钱刚转出去")
    return reporter


@pytest.fixture
async def officer(product: Product) -> Person:
    return await product.expert("周警官", Role.DUTY_OFFICER)


async def test_one_photo_tells_it_all(officer: Person, reporter: Person, eyes: Eyes):
    """The sheet is ready after one picture; it says what was read, and the duty officer has it with the picture."""
    eyes.shown = recorded()["icbc_app__photo"]
    await reporter.sends("回单.jpg", JPEG)
    seen = reporter.sees("照着念")
    for fact in ("从照片里读到", ACCOUNT, "李强 中国工商银行", "58 万元", "14:20", "3901120019200456789"):
        assert fact in seen.text
    await officer.looks()
    alert = officer.sees("请马上接手")
    assert ACCOUNT in alert.text
    assert "材料 1 份" in alert.text


async def test_only_what_is_missing_is_asked(reporter: Person, eyes: Eyes):
    """A wallet shows no account: everything else is said back, and the account is asked."""
    eyes.shown = recorded()["wallet_bill"]
    seen = await reporter.sends("转账.png", JPEG)
    assert "从照片里读到" in seen.text
    assert "韩美玲" in seen.text
    assert await reporter.step() == "money_payee_account"
    await reporter.says("6222 0212 3456 7890 123")
    assert "韩美玲" in reporter.sees("照着念").text


async def test_what_was_told_stays_as_it_was_told(reporter: Person, eyes: Eyes):
    """The photo fills in; it does not talk over the person."""
    await reporter.says("6222021234567890123")
    eyes.shown = recorded()["icbc_app"]
    await reporter.sends("回单.png", JPEG)
    _, _, sheet = reporter.sees("照着念").text.partition("照着念")
    assert "6222 0212 3456 7890 123" in sheet
    assert ACCOUNT not in sheet


@pytest.mark.parametrize("shown", [None, [], recorded()["abc_sms"][:1]], ids=["not looked at", "a cat", "a number"])
async def test_a_photo_that_says_nothing_is_kept(
    officer: Person, reporter: Person, eyes: Eyes, shown: list[Box] | None
):
    """As ever: it is evidence, the officer is alerted, and nothing is said to have been read."""
    eyes.shown = shown
    await reporter.sends("回单.jpg", JPEG)
    assert not reporter.count("从照片里读到")
    assert not reporter.count(AGAIN)
    await officer.looks()
    assert "材料 1 份" in officer.sees("请马上接手").text
    assert await reporter.step() == "money_payee"


async def test_a_blurred_photo_may_be_taken_again(reporter: Person, eyes: Eyes):
    """Nothing is guessed; the second picture, from closer by, answers what the first was kept for."""
    eyes.shown = [Box(box.text, 0.6, box.corners) for box in recorded()["icbc_app"]]
    assert AGAIN in (await reporter.sends("回单.jpg", JPEG)).text
    eyes.shown = recorded()["icbc_app"]
    await reporter.sends("近一点.jpg", JPEG)
    assert ACCOUNT in reporter.sees("照着念").text


async def test_other_files_are_not_looked_at(reporter: Person, eyes: Eyes):
    """A PDF is kept as before, without anybody looking."""
    eyes.shown = recorded()["icbc_app"]
    await reporter.sends("回单.pdf")
    assert not reporter.count("从照片里读到")


@pytest.fixture
def no_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation by `make run` alone."""
    monkeypatch.setattr("bot.wiring.can_read_photos", lambda: False)


async def test_without_the_extra_a_photo_is_kept(no_extra: None, product: Product, officer: Person):
    """Everything is as it was before photos were read."""
    assert product.parts.door.slips is None
    reporter = await product.reporter()
    await reporter.presses("钱刚转出去")
    await reporter.sends("回单.png", (KEPT / "icbc_app.png").read_bytes())
    await officer.looks()
    assert "材料 1 份" in officer.sees("请马上接手").text
    await reporter.presses("其余都在图上")
    assert "见所发的图片或文件" in reporter.sees("照着念").text


@pytest.mark.alone
async def test_a_real_picture_by_the_real_way(product: Product, clock: Clock, monkeypatch: pytest.MonkeyPatch):
    """From the upload to the sheet, with the process that looks at it."""
    monkeypatch.setattr(product.parts.door.slips.__self__, "_deadline", 100)  # the suite has many processes at work
    clock.set(datetime(2026, 11, 26, 14, 31, tzinfo=SHANGHAI))
    reporter = await product.reporter()
    await reporter.presses("钱刚转出去")
    await reporter.sends("IMG_1.png", (KEPT / "icbc_app.png").read_bytes())
    assert ACCOUNT in reporter.sees("从照片里读到").text
