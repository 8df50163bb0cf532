"""Files looked at for viruses by a clamd at a real socket: what was found is kept, told and held; away, all goes on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.checking import Checking
from bot.clamd import Clamd
from cases.people import Role
from cases.viruses import CheckerAway, CheckerNotThere, FileNotChecked
from storage.tables import Custody, Deed, DeskFile, StoredFile
from tests.stories.test_attaching import handed
from tests.stories.test_metrics import asked, figures
from tests.world import Clock, Person, Product, Reporter, open_product
from tests.world.clamd import EICAR, FOUND, FakeClamd, clamd_at
from tests.world.custody import checked

INFECTED = b"a letter with " + EICAR
CLEAN = b"%PDF-1.4 the contract"
SOON = timedelta(minutes=1)


@pytest.fixture
async def clamd(tmp_path: Path) -> AsyncIterator[FakeClamd]:
    async with clamd_at(tmp_path / "clamd.ctl") as one:
        yield one


@pytest.fixture
async def product(tmp_path: Path, database_url: str, clock: Clock, clamd: FakeClamd) -> AsyncIterator[Product]:
    async with open_product(tmp_path, database_url, clock, clamd=clamd.address) as opened:
        yield opened


@pytest.fixture
def checking(product: Product) -> Checking:
    """The tick of one process."""
    door = product.parts.door
    assert door.checker
    return Checking(door, door.checker)


async def files_of(product: Product) -> dict[bytes, StoredFile]:
    """By what was found in them."""
    return {(row.virus or "").encode() if row.virus is not None else b"?": row for row in await product.all(StoredFile)}


@pytest.mark.postgres
async def test_a_find_is_kept_and_told(product: Product, checking: Checking, clamd: FakeClamd):
    """The file stays; its row says what, when and by whom, and so does the chain; reporter and desk hear of it in words."""
    officer, reporter = await product.expert("陈立"), await product.reporter()
    await reporter.tells(until="evidence")
    await reporter.sends("合同.pdf", CLEAN)
    await reporter.sends("对账单.xls", INFECTED)
    await checking.tick()
    assert clamd.looked_at == [], "of what is still told nobody can open a file"
    await reporter.has_reported()
    await checking.tick()
    assert sorted(clamd.looked_at) == sorted([CLEAN, INFECTED])
    rows = await files_of(product)
    assert set(rows) == {b"", FOUND.encode()}
    assert {(row.checked_by, row.checked_at is not None) for row in rows.values()} == {("ClamAV 1.4.6/27800", True)}
    (entry,) = [one for one in await product.all(Custody) if one.deed == Deed.INFECTED]
    assert (await checked(product, (await product.case()).number)).findings == []
    assert entry.n == 3
    await product.passes(SOON)
    await reporter.looks()
    said = reporter.sees("对账单.xls").text
    assert FOUND in said and "文件照原样留着，案子照常办" in said and "请换一份干净的再发" in said
    assert "合同.pdf" not in said
    await officer.looks()
    assert f"报案人发的「对账单.xls」查出病毒：{FOUND}" in officer.sees("查出病毒").text
    looks = len(clamd.looked_at)
    await checking.tick()
    assert len(clamd.looked_at) == looks, "what has its verdict is not looked at again"
    assert len(product.stored_files()) >= 2


async def test_a_hundred_finds_are_few_messages(product: Product, checking: Checking):
    """What a stranger can make others receive is bounded: one message in ten minutes, which tells all of it."""
    await product.expert("陈立")
    reporter = await product.reporter()
    await reporter.has_reported()
    for name in ("一.xls", "二.xls", "三.xls"):
        await reporter.sends(name, INFECTED)
        await checking.tick()
    await product.passes(SOON)
    await reporter.looks()
    assert "其中 3 份查出病毒" in reporter.sees("查出病毒").text
    await reporter.sends("四.xls", INFECTED)
    await checking.tick()
    await product.passes(SOON)
    await reporter.looks()
    assert reporter.count("份查出病毒") == 1
    await product.passes(timedelta(minutes=10))
    await reporter.looks()
    assert "其中 4 份查出病毒" in reporter.sees("查出病毒").text
    for kind in ("file_infected", "virus_found"):
        assert len(await product.outgoing(kind)) == 2


async def test_in_a_chat_it_takes_a_press_that_says_what(product: Product, checking: Checking, clamd: FakeClamd):
    """What was found is not sent along with the rest; nor what nobody has looked at. Whoever presses was told why."""
    officer, reporter = await product.expert("陈立"), await product.reporter()
    number = await reporter.has_reported()
    await reporter.sends("对账单.xls", INFECTED)
    await officer.says(number)
    await officer.presses("看材料")
    assert "还没查毒，先没有发" in officer.last.text
    unchecked = officer.last
    await checking.tick()
    await officer.presses("还没查毒，仍要原件", on=unchecked)
    assert f"「对账单.xls」查出病毒：{FOUND}。没有发到这里" in officer.last.text, "they were told something else"
    await officer.presses(f"查出病毒 {FOUND}，仍要原件")
    assert await officer.downloads(officer.last) == INFECTED
    sent = [one for one in await product.all(Custody) if one.deed == Deed.SENT]
    assert len(sent) == 1


async def test_away_nothing_stops_and_a_lead_hears_of_it_once(product: Product, checking: Checking, clamd: FakeClamd):
    """Files and words go on; after ten minutes the leads are told, once a day; back again, what waited is looked at."""
    lead, officer = await product.expert("周敏", Role.LEAD), await product.expert("陈立")
    await clamd.goes()
    reporter = await product.reporter()
    await reporter.has_reported()
    await reporter.sends("合同.pdf", CLEAN)
    for _ in range(3):
        await checking.tick()
        await product.passes(timedelta(minutes=6))
    await lead.looks()
    await officer.looks()
    assert (lead.count("查毒程序（clamd）没有回应"), officer.count("查毒程序")) == (1, 0)
    assert set(await files_of(product)) == {b"?"}
    await product.passes(timedelta(days=1))
    await checking.tick()
    await lead.looks()
    assert lead.count("查毒程序（clamd）没有回应") == 2
    await clamd.comes()
    await checking.tick()
    assert set(await files_of(product)) == {b""}


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("stream: FOUND", CheckerAway),
        ("stream: OK FOUND\x07 FOUND", CheckerAway),
        ("stream: Can't allocate memory ERROR", CheckerAway),
        ("HTTP/1.1 400 Bad Request", CheckerAway),
        ("x" * 10_000, CheckerAway),
        ("INSTREAM size limit exceeded. ERROR", FileNotChecked),
    ],
)
async def test_nonsense_is_no_verdict(clamd: FakeClamd, answer: str, error: type[Exception]):
    """Whatever it says but that it found something or nothing leaves the file as it was."""
    clamd.says = answer
    with pytest.raises(error):
        await Clamd(clamd.address).check(pieces(CLEAN))


@pytest.mark.parametrize("where", ["a path", "host and port"])
async def test_what_it_says_when_it_hangs_up_is_heard(tmp_path: Path, where: str):
    """Of a file that is too large it hears the beginning, says so, and is gone while more is on its way."""
    async with clamd_at(tmp_path / "one.ctl" if where == "a path" else None) as one:
        one.most = 1000
        with pytest.raises(FileNotChecked):
            await Clamd(one.address).check(pieces(*[b"y" * 1_000_000] * 30))


@pytest.mark.parametrize("version", ["", "clamd", "ClamAV", "ClamAV \x1b[2J"])
async def test_somebody_else_at_its_socket(clamd: FakeClamd, version: str):
    """It is asked who it is before it gets a byte."""
    clamd.version = version
    with pytest.raises(CheckerAway):
        await Clamd(clamd.address).check(pieces(CLEAN))
    assert clamd.looked_at == []


async def test_slow_and_not_there(clamd: FakeClamd, tmp_path: Path):
    """It is not waited for without end; what is not there at all is no fault of a file."""
    clamd.waits = 5
    with pytest.raises(CheckerAway):
        await Clamd(clamd.address, within=0.2).check(pieces(CLEAN))
    for nowhere in (str(tmp_path / "nothing"), "127.0.0.1:1"):
        with pytest.raises(CheckerNotThere):
            await Clamd(nowhere).check(pieces(CLEAN))


async def test_over_tcp_and_without_signatures():
    """The same at host and port; a clamd that does not say how old its signatures are is named as far as it does."""
    async with clamd_at() as one:
        asked = Clamd(one.address)
        assert (await asked.check(pieces(b"1", b"2" * 3_000_000, b"3"))).virus == ""
        assert one.looked_at == [b"1" + b"2" * 3_000_000 + b"3"]
        assert (await asked.check(pieces(INFECTED))).virus == FOUND
        one.version = "ClamAV 1.0.9"
        found = await asked.signatures()
        assert (found.by, found.made_at) == ("ClamAV 1.0.9", None)


async def pieces(*all_of_them: bytes) -> AsyncIterator[bytes]:
    for one in all_of_them:
        yield one


async def test_a_file_at_which_it_stumbles_holds_up_no_other(product: Product, checking: Checking, clamd: FakeClamd):
    """It is put off, and others have their turn; one that is too large for it is asked about once a day."""
    reporter = await product.reporter()
    await reporter.has_reported()
    await reporter.sends("一.pdf", CLEAN)
    product.clock.passes(SOON)
    await reporter.sends("二.pdf", CLEAN + b"2")
    clamd.says = "stream: ??? ERROR"
    await checking.tick()
    clamd.says = ""
    await checking.tick()
    assert set(await files_of(product)) == {b"", b"?"}
    product.clock.passes(timedelta(minutes=11))
    clamd.most = 10
    await checking.tick()
    clamd.most = 1 << 20
    product.clock.passes(timedelta(hours=1))
    await checking.tick()
    assert set(await files_of(product)) == {b"", b"?"}
    product.clock.passes(timedelta(days=1))
    await checking.tick()
    assert set(await files_of(product)) == {b""}


@pytest.mark.postgres
async def test_of_two_processes_one_looks(product: Product, clamd: FakeClamd):
    """A file is one's for as long as a look may take; who was killed in the midst of it leaves it to others then."""
    door = product.parts.door
    assert door.checker
    reporter = await product.reporter()
    await reporter.has_reported()
    await reporter.sends("一.pdf", CLEAN)
    one, other = Checking(door, door.checker), Checking(door, door.checker)
    clamd.waits = 0.3
    await asyncio.gather(one.tick(), other.tick())
    assert len(clamd.looked_at) == 1


async def with_a_form(product: Product) -> tuple[Person, Reporter]:
    """An officer who is writing to a reporter, with an infected file chosen."""
    officer, reporter = await product.expert("陈立"), await product.reporter()
    number = await reporter.has_reported()
    await officer.says(number)
    await officer.presses("答复报案人", on=officer.last)
    await officer.sends("申请表.doc", INFECTED)
    return officer, reporter


async def test_what_the_desk_sends_is_looked_at_too(product: Product, checking: Checking, clamd: FakeClamd):
    """Before it goes, it is refused in words; found later, the reporter cannot fetch it any more, and the desk is told."""
    officer, _ = await with_a_form(product)
    await checking.tick()
    await officer.says("请填好这张表。")
    assert f"「申请表.doc」查出病毒（{FOUND}），不能发给报案人，这一条还没有发" in officer.last.text
    (row,) = await product.all(DeskFile)
    assert (row.virus, row.message_id) == (FOUND, None)


async def test_what_went_out_before_anybody_knew(product: Product, checking: Checking, clamd: FakeClamd):
    """Sent while the checker was away: it is looked at when the reporter fetches it, and not given to them."""
    officer, reporter = await with_a_form(product)
    await clamd.goes()
    await officer.says("请填好这张表。")
    await clamd.comes()
    await reporter.looks()
    await reporter.presses("收文件：申请表.doc")
    with pytest.raises(ValueError, match="not enough values"):
        await handed(product, reporter)
    await product.passes(SOON)
    await officer.looks()
    assert f"发给报案人的「申请表.doc」查出病毒：{FOUND}" in officer.sees("请马上告诉他不要打开").text


async def test_it_is_counted(product: Product, checking: Checking):
    """How many wait, and how each look ended."""
    reporter = await product.reporter()
    await reporter.has_reported()
    await reporter.sends("一.pdf", CLEAN)
    await reporter.sends("二.xls", INFECTED)
    assert figures(await asked(product))["files_unchecked"] == 2
    await checking.tick()
    found = figures(await asked(product))
    assert (found["files_unchecked"], found["virus_checks_total clean"], found["virus_checks_total found"]) == (0, 1, 1)


async def test_without_the_setting_nothing_is_said_of_it(tmp_path: Path, database_url: str, clock: Clock):
    """No file is looked at, no figure and no word speaks of it, and files go their way."""
    async with open_product(tmp_path, database_url, clock) as product:
        officer, reporter = await product.expert("陈立"), await product.reporter()
        number = await reporter.has_reported()
        await reporter.sends("对账单.xls", INFECTED)
        await officer.says(number)
        await officer.presses("看材料")
        assert await officer.downloads(officer.last) == INFECTED
        assert product.parts.door.checker is None
        assert "virus" not in (said := (await asked(product)).text) and "unchecked" not in said
        assert officer.count("毒") == reporter.count("毒") == 0
