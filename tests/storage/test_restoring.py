"""A backup that cannot be used has one clear error, and nothing of it is restored; what it says nobody reads without the key."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlmodel import select

from actions import accepting
from actions.inviting import invite_member
from actions.membership import LiaisonOfNoDistrict
from actions.signing_in import ComesFrom, make_login_link, open_session
from bot import roles, team_commands
from bot.demo import command as demo
from bot.saying import explained
from cases.errors import CaseError
from cases.people import CaseNotFound, Role
from storage import (
    archive,
    backup,
    copying,
    demonstration,
    key_files,
    migrating,
    move_marks,
    moving,
    restore_place,
    restoring,
    rotating,
    starting,
)
from storage.archive import BackupBroken, BackupNotWritten, BackupOfLaterVersion, BackupOfOtherKey, NoBackup, reading
from storage.backup import back_up
from storage.database import Database
from storage.files import size_class
from storage.keys import BadKey, KeyRing, UnitKeyGone, WrongKey
from storage.migrating import current, migrate
from storage.restore_place import NotEmpty, RestoreUnfinished, settle
from storage.restoring import FOLLOWING, WAYS_IN, EarlierMissing, restore
from storage.rows import lines_of, snapshot, tables_of
from storage.tables import Case, Member, StoredFile, metadata
from templates.catalogue import phrases
from tests.storage.version_before import KEY, MORNING, unpack
from tests.world import Clock, Product, open_product

CONTRACT, SECOND = b"%PDF-1.4 the contract\n" * 80_000, b"%PDF-1.4 another\n" * 700
ERRORS = (
    *(accepting, archive, backup, demo, demonstration, key_files, migrating, restore_place, restoring, rotating),
    *(copying, move_marks, moving, starting),
    *(roles, team_commands),
)
OF_SEVERAL_CODES = {key_files.KeyFileWrong, team_commands.WhoIsMeant}


def untold(_done: int, _whole: int) -> None:
    """Nobody looks at how far it is."""


@dataclass
class House:
    """A house with a report, and room for others beside it."""

    product: Product
    folder: Path

    @property
    def database(self) -> Database:
        return self.product.parts.door.database

    @property
    def keys(self) -> KeyRing:
        return self.database.keys

    def backs_up(self, name: str = "one", since: str | None = None) -> Path:
        file = self.folder / name
        earlier = self.folder / since if since else None
        back_up(self.database, self.product.folder / "data", file, MORNING, since=earlier, tell=untold)
        return file

    def empty(self, name: str = "empty", keys: KeyRing | None = None) -> tuple[Database, Path]:
        data = self.folder / name
        url = f"sqlite:///{data / 'green-channel.db'}"
        return Database(url, session_info={"keys": keys or self.keys}), data


@pytest.fixture
async def house(tmp_path: Path, database_url: str, clock: Clock) -> AsyncIterator[House]:
    async with open_product(tmp_path / "house", database_url, clock) as product:
        reporter = await product.reporter()
        await reporter.tells(until="evidence")
        await reporter.sends("合同.pdf", CONTRACT)
        await reporter.tells_on()
        await reporter.submits()
        yield House(product, tmp_path)


def everything(database: Database) -> dict[str, list[bytes]]:
    """But for what search indexes have yet to learn: they are made anew."""
    anew = {one.name for one in FOLLOWING}
    with snapshot(database) as rows:
        return {table.name: sorted(lines_of(rows, table)) for table in tables_of(rows) if table.name not in anew}


def files_in(data: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (data / "files").rglob("*") if path.is_file()}


def nothing_in(data: Path) -> bool:
    return not [path for path in data.rglob("*") if path.name not in {"key", "key.new"}]


async def test_all_of_it_is_back(house: House):
    """Every row and every sealed byte; the folder holds nothing else."""
    file = house.backs_up()
    database, data = house.empty()
    restored = restore(database, data, file, tell=untold)
    assert everything(database) == everything(house.database)
    assert files_in(data) == files_in(house.product.folder / "data")
    assert (restored.cases, restored.closed, restored.index.missing) == (1, [], [])
    assert {path.name for path in data.iterdir()} == {"files", "green-channel.db"}


async def test_nobody_who_was_put_out_is_in_again(house: House):
    """Sessions, links, codes and invitations stay behind; members are as they were, and sign in anew."""
    product, now = house.product, house.product.clock()
    await product.expert("周敏", Role.LEAD)
    async with house.database.writing() as session:
        member = (await session.exec(select(Member).where(Member.role == Role.LEAD))).one()
        await open_session(session, member, now, ComesFrom())
        await make_login_link(session, member.id, now)
        await invite_member(product.parts.door.hand(session), "吴一", Role.EXPERT, None)
    database, data = house.empty()
    restore(database, data, house.backs_up(), tell=untold)
    with snapshot(database) as rows:
        left = {table.name: len(list(lines_of(rows, table))) - 1 for table in tables_of(rows)}
    assert {one.name: left[one.name] for one in WAYS_IN} == dict.fromkeys((one.name for one in WAYS_IN), 0)
    assert left["members"] == 1


async def test_a_stolen_backup_says_nothing(house: House):
    """No name of a table, a file or a case; and how long it is says little."""
    content = house.backs_up().read_bytes()
    case = await house.product.case()
    head, _, sealed = content.partition(house.keys.id.encode())
    assert head == archive.MAGIC
    for word in (b"cases", b"tables/", b"files/", b"index", b"PK\x03\x04", case.number.encode(), b"yinzhou"):
        assert word not in sealed
    assert [size_class(size) for size in (1, 9, 1000, 1_000_000, 5_000_000_000)] == [
        1,
        10,
        1024,
        1_015_808,
        5_033_164_800,
    ]
    assert house.backs_up("two").stat().st_mode & 0o777 == 0o600


async def test_cut_off_anywhere(house: House):
    """Whatever is left of it: nothing is restored, and the file is named."""
    file = house.backs_up()
    content, cut = file.read_bytes(), house.folder / "cut"
    for length in (0, 10, 50, len(archive.MAGIC) + 56, 5000, 1024 * 1024 + 100, len(content) - 1):
        cut.write_bytes(content[:length])
        database, data = house.empty()
        with pytest.raises(NoBackup) as caught:
            restore(database, data, cut, tell=untold)
        assert str(cut) in explained(caught.value)
        assert nothing_in(data)


async def test_one_byte_changed(house: House):
    """Wherever it is, it is seen before anything is said to be good."""
    file = house.backs_up()
    content, changed = file.read_bytes(), house.folder / "changed"
    for place in (30, 70, 200, 700_000, len(content) // 2, len(content) - 3):
        changed.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        database, data = house.empty()
        with pytest.raises((BackupBroken, BackupOfOtherKey)):
            restore(database, data, changed, tell=untold)
        assert nothing_in(data)


async def test_the_key_of_another_house(house: House):
    """Named are the key it wants and the one that is there."""
    file, other = house.backs_up(), KeyRing(os.urandom(32))
    database, data = house.empty(keys=other)
    with pytest.raises(BackupOfOtherKey) as caught:
        restore(database, data, file, tell=untold)
    assert house.keys.id in explained(caught.value)
    assert other.id in explained(caught.value)
    assert nothing_in(data)


async def test_a_backup_of_a_later_version(house: House, monkeypatch: pytest.MonkeyPatch):
    """Refused, with what it is and what this version knows."""
    monkeypatch.setattr(backup, "revision_of", lambda _: "9999")
    file = house.backs_up()
    database, data = house.empty()
    with pytest.raises(BackupOfLaterVersion, match="later version") as caught:
        restore(database, data, file, tell=untold)
    assert "9999" in explained(caught.value)
    later = house.folder / "format"
    later.write_bytes(b"green-channel backup 2\n" + os.urandom(5000))
    with pytest.raises(BackupOfLaterVersion):
        restore(database, data, later, tell=untold)
    assert nothing_in(data)


async def test_what_is_no_backup(house: House):
    """A picture, an empty file, and one that is not there."""
    database, data = house.empty()
    for content in (b"", b"\x89PNG" * 900):
        (house.folder / "picture").write_bytes(content)
        with pytest.raises(NoBackup):
            restore(database, data, house.folder / "picture", tell=untold)
    with pytest.raises(FileNotFoundError):
        restore(database, data, house.folder / "nothing", tell=untold)


async def test_never_over_what_is_there(house: House):
    """Into a folder with files, or a database with rows: neither is touched."""
    file, here = house.backs_up(), house.product.folder / "data"
    before, rows = files_in(here), everything(house.database)
    with pytest.raises(NotEmpty):
        restore(house.database, here, file, tell=untold)
    with pytest.raises(NotEmpty):
        restore(house.database, house.folder / "empty", file, tell=untold)
    assert files_in(here) == before
    assert everything(house.database) == rows
    assert nothing_in(house.folder / "empty")


async def test_into_a_database_without_rows(house: House):
    """Migrated and never used is empty enough; a search index of what was before goes, wherever it lies."""
    file = house.backs_up()
    database, data = house.empty()
    data.mkdir()
    migrate(database)
    found = [house.folder / name for name in ("words", "words-journal", "words-of-others")]
    for one in found:
        one.write_bytes(b"of before")
    restore(database, data, file, index=found[0], tell=untold)
    assert [one.exists() for one in found] == [False, False, True]
    assert everything(database) == everything(house.database)


async def test_only_what_the_earlier_has_not(house: House):
    """A small second one and a third; together they give everything, and apart they say what is missing."""
    whole = house.backs_up()
    reporter = await house.product.reporter()
    await reporter.tells(until="evidence")
    await reporter.sends("来函.pdf", SECOND)
    house.backs_up("two", since="one")
    third = house.backs_up("three", since="two")
    assert third.stat().st_size < whole.stat().st_size / 2
    database, data = house.empty()
    assert restore(database, data, third, tell=untold).files == len(files_in(house.product.folder / "data"))
    assert files_in(data) == files_in(house.product.folder / "data")
    elsewhere = house.folder / "elsewhere"
    elsewhere.mkdir()
    for name in ("one", "two"):
        (house.folder / name).rename(elsewhere / name)
    database, data = house.empty("another")
    with pytest.raises(EarlierMissing) as caught:
        restore(database, data, third, tell=untold)
    assert str(house.folder / "one") in explained(caught.value) or str(house.folder / "two") in explained(caught.value)
    assert nothing_in(data)
    restore(database, data, third, [elsewhere / "two", elsewhere / "one"], tell=untold)
    assert files_in(data) == files_in(house.product.folder / "data")


async def test_what_the_disk_lost_is_said(house: House):
    """The rest is kept; and a file that was damaged on the disk comes back as it was, by its name."""
    reporter = await house.product.reporter()
    await reporter.tells(until="evidence")
    await reporter.sends("来函.pdf", SECOND)
    lost, damaged = house.product.stored_files()
    lost.unlink()
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"x")
    made = back_up(house.database, house.product.folder / "data", house.folder / "one", MORNING, tell=untold)
    assert made.lost == [lost.name]
    database, data = house.empty()
    restored = restore(database, data, house.folder / "one", tell=untold)
    assert restored.index.missing == [lost.name]
    assert restored.closed == [damaged.name]


async def test_a_file_forgotten_meanwhile_is_not_lost(house: House, monkeypatch: pytest.MonkeyPatch):
    """Its row was read and is gone when its turn comes: nobody is alarmed, and the backup is good."""
    (case,) = [row.id for row in await house.product.all(StoredFile)]
    write = backup._write_files

    def forgotten(*arguments: object) -> None:
        with sqlite3.connect(str(house.database.address.database)) as rows:
            rows.execute("DELETE FROM files WHERE id = ?", (case.hex,))
        (house.product.folder / "data" / "files" / case.hex[:2] / case.hex).unlink()
        write(*arguments)

    monkeypatch.setattr(backup, "_write_files", forgotten)
    made = back_up(house.database, house.product.folder / "data", house.folder / "one", MORNING, tell=untold)
    assert (made.index.missing, made.lost) == ([case.hex], [])
    database, data = house.empty()
    assert restore(database, data, made.file, tell=untold).closed == []


async def test_a_full_disk_leaves_nothing(house: House, monkeypatch: pytest.MonkeyPatch):
    """Said in one line; no half of a backup lies there."""
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    monkeypatch.setattr(
        archive, "private", lambda _path, flags: os.open("/dev/full", flags & ~os.O_CREAT & ~os.O_TRUNC)
    )
    with pytest.raises(BackupNotWritten) as caught:
        house.backs_up()
    assert "No space left" in explained(caught.value)
    assert not (house.folder / "one").exists()
    assert not (house.folder / "one.partial").exists()


async def test_cut_off_while_restoring(house: House, monkeypatch: pytest.MonkeyPatch):
    """No start goes on with half of it; the same restore once more clears it away and does it all."""
    file = house.backs_up()
    database, data = house.empty()

    class Killed(BaseException):
        pass

    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as cut:
        cut.setattr(restore_place.Place, "move_database", killed)
        cut.setattr(restore_place.Place, "give_up", lambda _: None)
        with pytest.raises(Killed):
            restore(database, data, file, tell=untold)
    assert files_in(data)
    with pytest.raises(RestoreUnfinished):
        settle(database, data)
    restore(database, data, file, tell=untold)
    assert files_in(data) == files_in(house.product.folder / "data")
    settle(database, data)
    with monkeypatch.context() as cut:
        cut.setattr(restore_place.Place, "finish", killed)
        database, data = house.empty("another")
        with pytest.raises(Killed):
            restore(database, data, file, tell=untold)
    settle(database, data)
    assert everything(database) == everything(house.database)
    assert not (data / "restoring").exists()


@pytest.mark.postgres
async def test_a_backup_of_the_version_before(tmp_path: Path, database_url: str):
    """Restored as it was, then brought to this version: its cases are there, counted as by hand."""
    unpack(tmp_path / "then")
    keys = KeyRing.from_settings(KEY)
    old = Database(f"sqlite:///{tmp_path / 'then' / 'green-channel.db'}", session_info={"keys": keys})
    back_up(old, tmp_path / "then" / "data", tmp_path / "one", MORNING, tell=untold)
    database = Database(database_url, session_info={"keys": keys})
    migrate(database, "base")
    restored = restore(database, tmp_path / "now", tmp_path / "one", tell=untold)
    assert restored.upgraded_to == current(database)[0]
    assert restored.closed == []
    async with open_product(tmp_path / "now", database_url, Clock(), key=KEY) as product:
        assert len(await product.all(Case)) == restored.cases == 4


async def test_a_schema_of_before_is_backed_up_as_it_is(tmp_path: Path):
    """Before an upgrade the new version keeps what the old one left, without changing it."""
    unpack(tmp_path / "then")
    old = Database(
        f"sqlite:///{tmp_path / 'then' / 'green-channel.db'}", session_info={"keys": KeyRing.from_settings(KEY)}
    )
    back_up(old, tmp_path / "then" / "data", tmp_path / "one", MORNING, tell=untold)
    assert current(old)[0] == "0002"
    with reading(tmp_path / "one", old.keys) as found:
        assert found.index.schema == "0002"
        assert found.index.rows["cases"] == 4


def test_every_table_with_files_is_known():
    """Whatever has files in the store says by what key: else a backup would leave them out."""
    with_files = {table.name for table in metadata.tables.values() if {"media_type", "size"} <= set(table.c.keys())}
    assert with_files == set(backup.FILES)


def test_every_error_has_words_for_an_operator():
    """In both languages, and none is left over."""
    found = {one for module in ERRORS for one in vars(module).values() if isinstance(one, type)}
    own = {
        one for one in found if issubclass(one, CaseError) and one.__module__ in {module.__name__ for module in ERRORS}
    }
    codes = {one.code.fget(one.__new__(one)) for one in own - OF_SEVERAL_CODES}
    codes |= {CaseError.code.fget(one.__new__(one)) for one in (BadKey, UnitKeyGone, WrongKey)}
    codes |= {"key_file_empty", "key_file_cut", "key_file_wrong", "no_member", "several_members"}
    codes |= {one.code.fget(one.__new__(one)) for one in (LiaisonOfNoDistrict, CaseNotFound)}
    for language in ("zh", "en"):
        said = {
            name.removeprefix("command.errors.") for name in phrases(language) if name.startswith("command.errors.")
        }
        assert said == codes
