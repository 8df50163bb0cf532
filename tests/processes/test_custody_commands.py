"""The commands of custody, each as a process of its own, on a folder that no server has open."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from storage.custody_check import Wrong
from storage.dossiers import files_of
from storage.tables import StoredFile
from templates.rendering import LANGUAGES, tables
from tests.console.house import House, open_house
from tests.world import service
from tests.world.custody import checked, entries_of, runs, script_of_docs, tampers
from tests.world.service import Service

CONTRACT = b"%PDF-1.4 the contract"


async def command(folder: Path, *words: str, **settings: str) -> tuple[int, list[str], str]:
    """Exit code, lines, complaints."""
    answered = await service.command(folder, *words, **settings)
    return answered.code, answered.said, "".join(f"{line}\n" for line in answered.complained)


@pytest.fixture
async def number(tmp_path: Path) -> str:
    """A case with three files, in a house that has closed."""
    async with open_house(tmp_path, f"sqlite:///{tmp_path / 'data' / 'green-channel.db'}") as house:
        case = await house.reports()
        for name in ("合同.pdf", "回单.pdf", "补充.pdf"):
            await house.sends_file(case, name, CONTRACT + name.encode())
    return case.number


async def in_the_house(folder: Path, work) -> None:
    async with open_house(folder, f"sqlite:///{folder / 'data' / 'green-channel.db'}") as house:
        await work(house)


async def test_verify_says_that_all_holds_and_what_does_not(tmp_path: Path, number: str):
    """One line a case; then one byte of a file, then an entry: exit code 1, and which it is."""
    assert await command(tmp_path, "custody", "verify") == (
        0,
        [f"正常  {number}  3 条记录，3 个文件", "查了 1 件，0 件不对"],
        "",
    )

    async def breaks(house: House) -> None:
        entry = (await entries_of(house, number))[1]
        path = next((tmp_path / "data" / "files").rglob(entry.details["file"].replace("-", "")))
        sealed = bytearray(path.read_bytes())
        sealed[20] ^= 1
        path.write_bytes(sealed)
        await tampers(house.door.database, "UPDATE custody SET deed = 'opened' WHERE n = 1")

    await in_the_house(tmp_path, breaks)
    code, lines, _ = await command(tmp_path, "custody", "verify", number.lower())
    assert code == 1
    assert lines[0] == f"不对  {number}  第 1 条记录：被改过"
    assert lines[1].startswith(f"不对  {number}  第 2 条记录，文件 ")
    assert lines[1].endswith("文件和收到时不一样")


async def test_verify_with_a_receipt_sees_an_end_that_was_cut_off(tmp_path: Path, number: str):
    """And a receipt of a case that is not here at all."""
    receipts = tmp_path / "receipts.json"

    async def cuts(house: House) -> None:
        said = [{"case": number, "n": one.row.n, "hash": one.row.own} for one in await entries_of(house, number)]
        receipts.write_text(json.dumps({"receipts": [*said, {"case": "GC-261123-AAAAA", "n": 1, "hash": "0"}]}))
        entry = (await entries_of(house, number))[2]
        await tampers(house.door.database, "DELETE FROM custody WHERE n = 3")
        async with house.door.database.writing() as session:
            row = next(one for one in await house.all(StoredFile) if str(one.id) == entry.details["file"])
            await session.delete(row)

    await in_the_house(tmp_path, cuts)
    assert (await command(tmp_path, "custody", "verify"))[0] == 0
    code, lines, _ = await command(tmp_path, "custody", "verify", "--receipt", str(receipts))
    assert code == 1
    assert lines[0] == f"不对  {number}  第 3 条记录：回执里有这一条，保管记录在它前面就断了"
    assert lines[1] == "不对  GC-261123-AAAAA  回执里有这件案件，这里没有"


async def test_export_writes_what_the_script_checks(tmp_path: Path, number: str):
    """With the key that the other command prints; a file that is there is not written over; other users read nothing."""
    code, (line,), _ = await command(tmp_path, "export", number, "--to", "all.zip")
    assert (code, line.split()[0]) == (0, "all.zip")
    assert (tmp_path / "all.zip").stat().st_mode & 0o777 == 0o600
    key = (await command(tmp_path, "custody", "key"))[1][0].split()[1]
    result = runs(script_of_docs(tmp_path), "all.zip", "--key", key)
    assert result.returncode == 0, result.stdout + result.stderr
    assert f"{number}: 4 entries" in result.stdout
    code, _, complained = await command(tmp_path, "export", number, "--to", "all.zip")
    assert (code, "all.zip" in complained) == (2, True)


@pytest.mark.parametrize(
    "words", [("export", "GC-261123-AAAAA"), ("export", "nonsense"), ("custody", "verify", "nonsense")]
)
async def test_what_is_not_there_is_one_line(tmp_path: Path, words: tuple[str, ...]):
    """No traceback, and an exit code that a script can see."""
    code, lines, complained = await command(tmp_path, *words)
    assert (code, lines) == (2, [])
    assert len(complained.splitlines()) == 1


async def test_the_same_is_said_in_the_units_language(tmp_path: Path, number: str):
    """Numbers and exit codes stay as they are, whatever the words; every problem has some, in both."""
    code, lines, _ = await command(tmp_path, "custody", "verify", GC_LANGUAGE="en")
    assert (code, lines) == (0, [f"ok  {number}  3 entries, 3 files", "1 cases, 0 with something wrong"])
    code, lines, complained = await command(tmp_path, "export", "GC-261123-AAAAA", GC_LANGUAGE="en")
    assert (code, lines, complained) == (2, [], "green-channel: GC-261123-AAAAA is not the number of a case.\n")
    for language in LANGUAGES:
        assert set(tables(language)["command"]["custody"]["problems"]) == {one.value for one in Wrong}


async def test_forget_says_where_two_people_do_it(tmp_path: Path, number: str):
    """A command cannot tell two people apart, and does nothing."""
    code, _, complained = await command(tmp_path, "forget", number)
    assert code == 2
    assert f"/console/cases/{number}#custody" in complained
    assert (await command(tmp_path, "custody", "verify"))[0] == 0


async def test_the_first_start_after_an_upgrade_enters_what_was_there(tmp_path: Path, number: str):
    """A version before kept hashes in the clear and no chain: the server itself seals and enters them, and then all holds."""

    async def as_before(house: House) -> None:
        async with house.door.database.writing() as session:
            case = await house.case(number)
            for paper in await files_of(session, case.id, case.key_id):
                paper.file.sha256, paper.file.size, paper.file.sealed_facts = paper.facts.sha256, paper.facts.size, None
        await tampers(house.door.database, "DELETE FROM custody")

    await in_the_house(tmp_path, as_before)
    assert in_the_clear(tmp_path) == 3
    service = Service(tmp_path)
    await service.start()
    async with asyncio.timeout(30):
        while in_the_clear(tmp_path):
            await asyncio.sleep(0.1)
    assert await service.stop() == 0

    async def holds(house: House) -> None:
        found = await checked(house, number)
        assert (found.entries, found.files, found.findings) == (3, 3, [])

    await in_the_house(tmp_path, holds)


def in_the_clear(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "data" / "green-channel.db")) as database:
        return database.execute("SELECT count(*) FROM files WHERE sha256 <> ''").fetchone()[0]
