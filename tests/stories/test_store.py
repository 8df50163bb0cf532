"""The file store held against the tables, and a disk that is nearly full: said to whom it concerns, never silent."""

from __future__ import annotations

import ast
import os
import time
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from bot.doctor.found import Mark
from bot.doctor.kept import files_row
from bot.health import FILES_WAIT
from bot.store import sweep_store
from bot.web import make_app
from cases.people import Role
from storage.disk import Disk, Reserve
from storage.files_of import FILES_OF, KEPT, FilesKnowMore, NotOurFiles, step_on
from storage.sweeping import A_FEW, KEEPERS, missing, sweep
from storage.tables import FilesStep, StoredFile, WebFile
from tests.world import Product, Reporter

ROOT = Path(__file__).parents[2]
TWO_DAYS = 2 * 24 * 3600


def lies(product: Product, name: str, *, age: float) -> Path:
    """A file in the store, as somebody left it."""
    path = product.folder / "data" / "files" / name[:2] / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"sealed")
    os.utime(path, (time.time() - age,) * 2)
    return path


@pytest.mark.postgres
async def test_what_no_row_knows_is_swept_after_a_day(product: Product, reporter: Reporter):
    """Half a file of a killed process and a whole one without a row go; what is young, or on record, stays."""
    await reporter.tells(until="evidence")
    await reporter.sends("合同.pdf")
    kept = product.stored_files()
    for one in kept:
        os.utime(one, (time.time() - TWO_DAYS,) * 2)
    old = [lies(product, f"{uuid4().hex}{ending}", age=TWO_DAYS) for ending in ("", ".partial")]
    young = [lies(product, f"{uuid4().hex}{ending}", age=3600) for ending in ("", ".partial")]
    foreign = lies(product, "ab-notes-of-the-operator", age=TWO_DAYS)
    await sweep_store(product.parts.door)
    assert not any(one.exists() for one in old)
    assert all(one.exists() for one in (*young, *kept, foreign))
    assert await missing(product.parts.door.database, product.parts.door.files) == []


async def test_files_of_another_database_are_left_alone(product: Product):
    """Also by an old copy of ours, which knows few of them."""
    door, mark = product.parts.door, product.folder / "data" / FILES_OF
    files = [lies(product, uuid4().hex, age=TWO_DAYS) for _ in range(A_FEW + 1)]
    with pytest.raises(NotOurFiles):
        await sweep(door.database, door.files)
    files.pop().unlink()
    ours, _ = mark.read_text(), mark.write_text(f"{uuid4().hex} {uuid4().hex}")
    with pytest.raises(NotOurFiles):
        await sweep(door.database, door.files)
    await sweep_store(door)
    assert all(one.exists() for one in files)
    mark.write_text(ours)
    assert (await sweep(door.database, door.files)).orphans == A_FEW


async def test_an_older_copy_of_the_database_sweeps_nothing(product: Product):
    """Also when it goes on for long, and whatever it has come to know; who comes back to the latest sweeps again."""
    door, mark = product.parts.door, product.folder / "data" / FILES_OF
    await step_on(door.database, door.files.folder)
    before = mark.read_text()
    for _ in range(KEPT + 2):
        await step_on(door.database, door.files.folder)
    assert len(await product.all(FilesStep)) == KEPT
    latest = mark.read_text()
    mark.write_text(before)  # now the database is to the folder as one of another past
    unknown = lies(product, uuid4().hex, age=TWO_DAYS)
    for _ in range(2):
        await sweep_store(door)
        with pytest.raises(FilesKnowMore):
            await sweep(door.database, door.files)
    said = await files_row(door.database, door.files)
    assert (said.mark, said.way) == (Mark.BAD, "older")
    assert unknown.exists() and mark.read_text() == before
    mark.write_text(latest)
    await sweep_store(door)
    assert not unknown.exists()


async def test_a_file_on_record_and_not_in_the_store_is_said(product: Product, reporter: Reporter):
    """Whoever took it away: the doctor names it."""
    await reporter.tells(until="evidence")
    await reporter.sends("合同.pdf")
    shown = [one for one in await product.all(WebFile) if one.stored_id is None]
    rows = [*await product.all(StoredFile), *shown]
    for one in product.stored_files():
        one.unlink()
    said = await files_row(product.parts.door.database, product.parts.door.files)
    assert (said.mark, said.facts["count"]) == (Mark.BAD, len(rows))
    assert any(row.id.hex[:8] in said.facts["names"] for row in rows)


def test_whoever_stores_files_is_known_to_the_sweep():
    """A table whose bytes the sweep does not know would lose them after a day: each place that stores is looked at here."""
    places = {
        str(path.relative_to(ROOT))
        for floor in ("bot", "handlers", "actions", "storage")
        for path in (ROOT / floor).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("files.put")
    }
    assert places == {"handlers/reporter/keeping.py", "handlers/attaching.py", "bot/webchat/attachments.py"}
    assert [table.__tablename__ for table in KEEPERS] == ["files", "web_files", "desk_files"]


async def test_a_disk_that_is_nearly_full_is_told_once(product: Product, monkeypatch: pytest.MonkeyPatch):
    """The leads hear of it once a day on each chat, nobody else does; health is ready and says why files wait."""
    monkeypatch.setattr("bot.health.FRESH", 0)
    lead, expert = await product.expert("周敏", Role.LEAD), await product.expert("陈立")
    files, transport = product.parts.door.files, httpx.ASGITransport(make_app(product.parts))
    enough = files.disk
    async with httpx.AsyncClient(transport=transport, base_url="http://unit") as http:
        assert (await http.get("/health")).json()["reason"] is None
        files.disk = Disk(enough.folder, Reserve(2**62, 1.0))
        for _ in range(3):
            await product.settles()
        answer = await http.get("/health")
        assert (answer.status_code, answer.json()) == (200, {"ready": True, "reason": FILES_WAIT})
    await lead.looks()
    await expert.looks()
    assert (lead.count("存储快满了"), expert.count("存储快满了")) == (1, 0)
    await product.passes(timedelta(days=1))
    await lead.looks()
    assert lead.count("存储快满了") == 2
    files.disk = enough


@pytest.mark.parametrize(
    ("written", "of"),
    [("2GB", 2 * 1024**3), ("500 MB", 500 * 1024**2), ("10%", 10 * 1024**3), ("0", 0), ("1.5gb", 3 * 512 * 1024**2)],
)
def test_a_reserve_as_it_is_written(written: str, of: int):
    """A size, or a share of a disk of a hundred gigabytes."""
    assert Reserve.written(written).of(100 * 1024**3) == of


@pytest.mark.parametrize("written", ["much", "-1GB", "95%", "GB", "1e9", "٣GB"])
def test_a_reserve_that_is_none(written: str):
    """What cannot be read, or leaves no room for files, stops the start with its line."""
    with pytest.raises(ValueError, match=r"reserve|disk"):
        Reserve.written(written)


def test_without_a_setting_it_is_the_smaller_of_the_two():
    """A gigabyte of a large disk, a twentieth of a small one."""
    assert (Reserve().of(1000 * 1024**3), Reserve().of(1024**3)) == (1024**3, 1024**3 // 20)
