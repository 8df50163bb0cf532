"""What the console shows of a file in which a virus was found, or at which nobody has looked: said first, then a press."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path

import pytest

from bot.checking import Checking
from storage.tables import Custody, Deed, DeskFile, Look, Seen
from tests.console.house import House
from tests.console.test_attaching import attaches
from tests.world.clamd import EICAR, FOUND, FakeClamd, clamd_at
from tests.world.custody import entries_of, runs, script_of_docs
from tests.world.product import opened

INFECTED = b"a letter with " + EICAR
CLEAN = b"the contract"


@pytest.fixture
async def clamd(tmp_path: Path) -> AsyncIterator[FakeClamd]:
    async with clamd_at(tmp_path / "clamd.ctl") as one:
        yield one


@pytest.fixture
async def house(tmp_path: Path, database_url: str, clamd: FakeClamd) -> AsyncIterator[House]:
    built = House(tmp_path, database_url)
    built.settings["clamd"] = clamd.address
    async with opened(built) as house:
        yield house


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits long for a checker that has nothing to say."""
    monkeypatch.setattr("handlers.checking.PATIENCE", 0.1)


async def checks(house: House) -> None:
    checker = house.door.checker
    assert checker
    await Checking(house.door, checker).tick()


async def opened_by(house: House) -> list[dict]:
    """What the chain says of each opening."""
    (case,) = {one.number for one in await house.all(Custody)}
    return [one.details for one in await entries_of(house, case) if one.row.deed == Deed.OPENED]


@pytest.mark.postgres
async def test_a_find_is_said_and_not_shown(house, desk):
    """On the case's page and the file's own; no preview; a link gives the page, a press that names it gives the file."""
    case = await house.reports()
    file_id = await house.sends_file(case, "信.txt", INFECTED)
    await checks(house)
    page = (await desk.opens(f"/console/cases/{case.number}")).text
    path = f"/console/cases/{case.number}/files/{file_id}"
    assert f"查出病毒：{FOUND}" in page
    assert f'href="{path}" download' not in page, "a page would be saved under its name"
    for address in (path, f"{path}/view"):
        shown = await desk.opens(address)
        assert f"这份文件查出病毒：{FOUND}" in shown.text and "a letter with" not in shown.text
        assert f"查出病毒 {FOUND}，仍要下载原件" in shown.text
        assert shown.headers["content-type"].startswith("text/html")
    assert [one for one in await house.all(Look) if one.seen == Seen.FILE] == [], "nothing of it was opened"
    csrf = desk.hidden(shown.text, "none")
    for said in ("", "unchecked", "Another-Virus"):
        assert "这份文件查出病毒" in (await desk.posts(path, **csrf | {"despite": said})).text
    answer = await desk.posts(path, **csrf | {"despite": FOUND})
    assert answer.content == INFECTED and answer.headers["content-disposition"].startswith("attachment")
    assert [one["despite"] for one in await opened_by(house)] == [FOUND]


async def test_opening_waits_a_moment_for_the_checker(house, desk, clamd):
    """A file that came just now is looked at before it opens: clean, it opens as ever; not clean, it does not."""
    case = await house.reports()
    clean, infected = [await house.sends_file(case, name, what) for name, what in (("一", CLEAN), ("二", INFECTED))]
    path = f"/console/cases/{case.number}/files"
    assert (await desk.opens(f"{path}/{clean}")).content == CLEAN
    assert f"这份文件查出病毒：{FOUND}" in (await desk.opens(f"{path}/{infected}/view")).text
    assert sorted(clamd.looked_at) == sorted([CLEAN, INFECTED])
    page = (await desk.opens(f"/console/cases/{case.number}")).text
    assert "没有查出病毒" in page and f'href="{path}/{clean}" download' in page
    assert "没有查出；新病毒可能查不出来" in (await desk.opens(f"{path}/{clean}/view")).text


@pytest.mark.usefixtures("impatient")
async def test_nobody_has_looked(house, desk, clamd):
    """Away or slow: it is said, and the press says it too; a page of it is shown, which is made anew elsewhere."""
    case = await house.reports()
    file_id = await house.sends_file(case, "合同.txt", CLEAN)
    clamd.waits = 5
    path = f"/console/cases/{case.number}/files/{file_id}"
    assert "还没查毒" in (await desk.opens(f"/console/cases/{case.number}")).text
    shown = await desk.opens(f"{path}/view")
    assert "the contract" in shown.text and "还没查毒，仍要下载原件" in shown.text
    refused = await desk.opens(path)
    assert refused.status_code == 409 and "通常几秒钟就好" in refused.text
    await clamd.goes()
    assert (await desk.opens(path)).status_code == 409
    answer = await desk.posts(path, **desk.hidden(refused.text, "none") | {"despite": "unchecked"})
    assert answer.content == CLEAN
    assert (await opened_by(house))[-1]["despite"] == "unchecked"


async def test_the_press_is_the_members_own(house, desk, signed_in):
    """Without the token of a form of theirs, and for a member of another district: nothing."""
    case = await house.reports()
    file_id = await house.sends_file(case, "信.txt", INFECTED)
    await checks(house)
    path = f"/console/cases/{case.number}/files/{file_id}"
    assert (await desk.posts(path, despite=FOUND)).status_code == 403
    stranger = await signed_in(await house.member("吴越", district="yinzhou"))
    csrf = stranger.hidden((await stranger.opens("/console")).text, "none")
    assert (await stranger.posts(path, **csrf, despite=FOUND)).status_code == 404


async def test_the_desks_own_file_does_not_go(house, chen, signed_in):
    """Chosen and found: it stands at the form with what was found, and the words are refused and kept."""
    case = await house.reports()
    browser = await signed_in(chen)
    await attaches(browser, case, content=INFECTED)
    await checks(house)
    page = (await browser.opens(f"/console/cases/{case.number}")).text
    assert f"查出病毒：{FOUND}" in page
    refused = await browser.does("answer", case.number, text="请填好这张表。")
    assert refused.status_code == 409
    assert f"查出病毒（{FOUND}），不能发给报案人" in unescape(refused.text) and "请填好这张表。" in refused.text
    (row,) = await house.all(DeskFile)
    assert row.message_id is None


async def test_it_goes_along_in_an_export_and_is_named(house, desk, officer, tmp_path):
    """As received, under a name that no double click opens; list and dossier say what it is, and the script still agrees."""
    case = await house.reports()
    await house.sends_file(case, "信.txt", INFECTED)
    await checks(house)
    await desk.does("take", case.number)
    archive = await desk.opens(f"/console/cases/{case.number}/export.zip")
    (tmp_path / "export.zip").write_bytes(archive.content)
    with zipfile.ZipFile(io.BytesIO(archive.content)) as found:
        assert found.read("files/001-信.txt.virus") == INFECTED
        listed = {one["path"]: one for one in json.loads(found.read("manifest.json"))["contents"]}
    assert listed["files/001-信.txt.virus"]["virus"] == FOUND
    result = runs(script_of_docs(tmp_path), "export.zip")
    assert result.returncode == 0, result.stdout + result.stderr


async def test_a_lead_reads_it_in_the_chain(house, lead, signed_in):
    """What was found, in which file, and who took it all the same."""
    case = await house.reports()
    file_id = await house.sends_file(case, "信.txt", INFECTED)
    await checks(house)
    browser = await signed_in(lead)
    path = f"/console/cases/{case.number}/files/{file_id}"
    csrf = browser.hidden((await browser.opens(f"{path}/view")).text, "none")
    await browser.posts(path, **csrf, despite=FOUND)
    page = (await browser.opens(f"/console/cases/{case.number}")).text
    assert f"查出病毒 · 信.txt · {FOUND}" in page
    assert f"打开 · 信.txt · 周敏 · 已知情：{FOUND}" in page
