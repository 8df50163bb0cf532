"""Whoever can write the data folder and the database, and does not hold the key, puts no key of their own in its place."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import col, delete, select, update

from storage import key_files
from storage.database import Database
from storage.keys import KeyLost, KeyRing
from storage.tables import DataKey, KeyPurpose, Ring
from tests.storage.version_before import MORNING
from tests.world.service import Answered, command

ZEROS = base64.b64encode(bytes(32)).decode() + "\n"


@pytest.fixture
async def used(tmp_path: Path, database_url: str) -> dict[str, str]:
    """The settings of a house with something in it."""
    settings = {"GC_DATABASE": database_url, "GC_LANGUAGE": "en"}
    assert (await command(tmp_path, "login", **settings)).code == 0
    return settings


async def relabelled(url: str, purpose: KeyPurpose, to: KeyPurpose) -> None:
    database = Database(url)
    async with database.writing() as session:
        await session.exec(update(DataKey).where(col(DataKey.purpose) == purpose).values(purpose=to))
    await database.close()


async def unit_keys(url: str) -> list[bytes]:
    database = Database(url)
    async with database.reading() as session:
        found = (await session.exec(select(DataKey.wrapped).where(DataKey.purpose == KeyPurpose.UNIT))).all()
    await database.close()
    return list(found)


def only_line(answered: Answered) -> str:
    assert answered.code == 2, answered
    (line,) = answered.complained
    return line


@pytest.mark.postgres
async def test_a_planted_key_is_never_rotated_to(tmp_path: Path, used: dict[str, str]):
    """32 zero bytes as `key.new`: refused, named by doctor, and nothing is under it; with the file gone it goes on."""
    key = tmp_path / "data" / "key"
    before, stored = key.read_text(), await unit_keys(used["GC_DATABASE"])
    key_files.new_of(key).write_text(ZEROS)
    assert "key.new was not put there by this system" in only_line(await command(tmp_path, "keys", "rotate", **used))
    assert (key.read_text(), await unit_keys(used["GC_DATABASE"])) == (before, stored)
    asked = await command(tmp_path, "doctor", **used)
    assert [line for line in asked.said if line.startswith("BAD") and "key.new" in line], asked
    key_files.new_of(key).unlink()
    assert (await command(tmp_path, "keys", "rotate", **used)).code == 0
    assert not [line for line in (await command(tmp_path, "doctor", **used)).said if "pass for keys" in line]


@pytest.mark.postgres
async def test_a_forged_ring_opens_nothing(tmp_path: Path, used: dict[str, str]):
    """A key of the thief's beside ours, its row among the rings, and the unit's row wrapped under it: no start."""
    key, forged = tmp_path / "data" / "key", KeyRing(bytes(32))
    key_files.before_of(key, forged.id).write_text(ZEROS)
    database = Database(used["GC_DATABASE"])
    async with database.writing() as session:
        session.add(Ring(id=forged.id, since=MORNING))
        await session.flush()
        taken = {"ring": forged.id, "wrapped": forged.wrap(b"t" * 32 + b"stamped1")}
        await session.exec(update(DataKey).where(col(DataKey.purpose) == KeyPurpose.UNIT).values(**taken))
    await database.close()
    for words in (["run"], ["custody", "key"], ["keys", "rotate"]):
        assert "is not the right one" in only_line(await command(tmp_path, *words, **used))


@pytest.mark.postgres
async def test_a_key_laid_down_while_we_run_is_not_taken(tmp_path: Path, used: dict[str, str]):
    """Only one that a key at hand vouches for, through as many rotations as it missed."""
    key = tmp_path / "data" / "key"
    ring = KeyRing.from_file(key)
    first, right = ring.id, key.read_text()
    key.write_text(ZEROS)
    with pytest.raises(KeyLost):
        ring.unwrap(KeyRing(bytes(32)).id, b"")
    assert ring.id == first
    key.write_text(right)
    for _ in range(2):
        assert (await command(tmp_path, "keys", "rotate", **used)).code == 0
    with pytest.raises(KeyLost):
        ring.unwrap("unheard of", b"")
    assert ring.id == KeyRing.from_file(key).id != first
    assert KeyRing.from_file(key).holds(first), "backups of before open with what lies there"


@pytest.mark.postgres
async def test_what_lies_in_the_way_of_the_old_key_loses_nothing(tmp_path: Path, used: dict[str, str]):
    """A file with the name that the old key will have: the old key takes it."""
    key = tmp_path / "data" / "key"
    old = KeyRing.from_file(key).id
    key_files.before_of(key, old).write_text("nothing\n")
    assert (await command(tmp_path, "keys", "rotate", **used)).code == 0
    assert KeyRing.from_file(key).holds(old)


@pytest.mark.postgres
@pytest.mark.parametrize("how", ["relabelled", "deleted", "doubled"])
async def test_a_unit_without_its_key_makes_no_other(tmp_path: Path, used: dict[str, str], how: str):
    """Taken away, passed off as another's, or with a second beside it: said with what to do, and the rows stay."""
    url = used["GC_DATABASE"]
    if how == "relabelled":
        await relabelled(url, KeyPurpose.UNIT, KeyPurpose.CASE)
    database = Database(url)
    if how != "relabelled":
        async with database.writing() as session:
            unit = (await session.exec(select(DataKey))).one()
            if how == "deleted":
                await session.exec(delete(DataKey))
            else:  # by whoever can write the database, and takes away what keeps it from happening by itself
                await session.exec(text("DROP INDEX ix_data_keys_unit"))
                session.add(DataKey(purpose=KeyPurpose.UNIT, ring=unit.ring, wrapped=unit.wrapped, created_at=MORNING))
    await database.close()
    stored = await unit_keys(url)
    for words in (["run"], ["custody", "key"], ["login"]):
        assert "no other was made" in only_line(await command(tmp_path, *words, **used))
    assert await unit_keys(url) == stored
    asked = await command(tmp_path, "doctor", **used)
    assert [line for line in asked.said if line.startswith("BAD") and "own key in the database" in line], asked
    if how == "relabelled":
        await relabelled(url, KeyPurpose.CASE, KeyPurpose.UNIT)
        assert (await command(tmp_path, "login", **used)).code == 0
