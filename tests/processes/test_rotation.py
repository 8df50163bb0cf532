"""Rotating the unit's key, killed at any moment, beside a product that runs on."""

from __future__ import annotations

import asyncio
import random
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from storage import key_files
from storage.database import Database
from storage.key_files import new_secret
from storage.keys import KeyRing, WrongKey
from storage.rotating import _alone
from storage.tables import DataKey, KeyPurpose, Ring
from tests.processes.conftest import Person
from tests.world.service import IMPORTED, Service, command, environment, run

pytestmark = pytest.mark.timeout(300)
KEYS, KILLS = 4000, 20
NOW = datetime(2026, 11, 29, 2, tzinfo=UTC)


def opened(url: str, keys: KeyRing) -> Database:
    return Database(url, session_info={"keys": keys})


async def a_house(folder: Path, url: str) -> dict[UUID, bytes]:
    """With many data keys; what each of them seals."""
    assert (await command(folder, "login", GC_DATABASE=url)).code == 0
    keys = KeyRing.from_file(folder / "data" / "key")
    database = opened(url, keys)
    async with database.writing() as session:
        await keys.prepare(session, NOW)
        made = [keys.make(session, KeyPurpose.CASE, NOW) for _ in range(KEYS)]
    await database.close()
    return {key_id: cipher.seal(b"what was said", "here") for key_id, cipher in made}


async def all_opens(url: str, keys: KeyRing, sealed: dict[UUID, bytes]) -> bool:
    database = opened(url, keys)
    async with database.reading() as session:
        ciphers = await keys.ciphers(session, (await session.exec(select(DataKey.id))).all())
    await database.close()
    return all(ciphers[key].open(value, "here") == b"what was said" for key, value in sealed.items())


async def rings(url: str) -> tuple[set[str], set[str]]:
    """Those that may wrap, and those that something is under."""
    database = Database(url)
    async with database.reading() as session:
        found = set((await session.exec(select(Ring.id))).all()), set((await session.exec(select(DataKey.ring))).all())
    await database.close()
    return found


async def is_rotated_until_killed(folder: Path, url: str, seconds: float) -> None:
    env = environment(folder, GC_DATABASE=url)
    process = IMPORTED.Process(target=run, args=(env, folder, log := folder / "rotation.log", log, "keys", "rotate"))
    process.start()
    await asyncio.sleep(seconds)
    process.kill()
    await asyncio.to_thread(process.join)


@pytest.mark.postgres
async def test_killed_at_any_moment_nothing_is_closed(tmp_path: Path, database_url: str):
    """Twenty times; after each all that was sealed opens with what lies in the folder, and at last only with the new."""
    sealed, key = await a_house(tmp_path, database_url), tmp_path / "data" / "key"
    first, chance, cut = key_files.read(key), random.Random(9), 0
    for _ in range(KILLS):
        await is_rotated_until_killed(tmp_path, database_url, chance.uniform(0.1, 1.2))
        assert await all_opens(database_url, KeyRing.from_file(key), sealed)
        cut += len((await rings(database_url))[0]) == 2
    assert cut, "none of the kills hit a rotation"
    assert "Traceback" not in (tmp_path / "rotation.log").read_text()
    answered = await command(tmp_path, "keys", "rotate", GC_DATABASE=database_url)
    assert answered.code == 0, answered
    last = KeyRing(key_files.read(key))
    assert await rings(database_url) == ({last.id}, {last.id})
    assert last.id != KeyRing(first).id
    assert await all_opens(database_url, last, sealed)
    assert not key_files.new_of(key).exists()
    assert not list(key.parent.glob(".key*"))
    assert {path.stat().st_mode & 0o777 for path in key.parent.glob("key*")} == {0o600}
    assert key_files.before_of(key, KeyRing(first).id).exists()


@pytest.mark.postgres
async def test_a_running_product_goes_on(
    service_of: Callable[..., Service], people: Callable[..., Any], database_url: str
):
    """What it opened before and what it opens then; a chat begun after the rotation is under the new key."""
    service = service_of(forked=True, GC_DATABASE=database_url)
    await service.start()
    officer, reporter = people(service, Person), people(service)
    await service.lets_in(officer)
    await reporter.comes()
    await reporter.tells(until="review")
    answered = await command(service.folder, "keys", "rotate", GC_DATABASE=database_url)
    assert answered.code == 0, answered
    new = key_files.ring_id(key_files.read(service.folder / "data" / "key"))
    assert new in answered.said[0]
    await reporter.answers_the_question()
    await officer.sees("宁波甬江精密机械有限公司")
    later = people(service)
    await later.comes()
    await later.tells(until="evidence")
    assert await rings(database_url) == ({new}, {new})
    await service.killed_and_started_again()
    await officer.says("/queue")
    await officer.sees("宁波甬江精密机械有限公司")
    await later.tells(until="review")
    assert "Traceback" not in service.log.read_text()


@pytest.mark.postgres
async def test_two_at_once(tmp_path: Path, database_url: str):
    """The second does not begin, and says so."""
    assert (await command(tmp_path, "login", GC_DATABASE=database_url)).code == 0
    with _alone(Database(database_url)):
        answered = await command(tmp_path, "keys", "rotate", GC_DATABASE=database_url)
    assert answered.code == 2
    assert answered.complained == ["green-channel: 另一边正在更换密钥，这一次没有开始。等它做完再看。"]
    assert not key_files.new_of(tmp_path / "data" / "key").exists()


@pytest.mark.postgres
async def test_a_key_from_the_settings(tmp_path: Path, database_url: str):
    """Said how, done as said: a new one beside the old, and then the old one opens nothing."""
    old, new = new_secret(), new_secret()
    house = {"GC_DATABASE": database_url, "GC_LANGUAGE": "en"}
    assert (await command(tmp_path, "login", GC_KEY=old, **house)).code == 0
    (line,) = (await command(tmp_path, "keys", "rotate", GC_KEY=old, **house)).complained
    assert line.startswith("green-channel: To change GC_KEY: 1. `green-channel keys new`")
    both = {"GC_KEY": new, "GC_KEY_OLD": old, **house}
    assert (await command(tmp_path, "team", "list", **both)).code == 0  # a start in between
    (line,) = (await command(tmp_path, "backup", **both)).complained
    assert "has not come to its end" in line
    done = await command(tmp_path, "keys", "rotate", **both)
    assert done.code == 0, done
    assert "Take GC_KEY_OLD out of the settings" in done.said[-1]
    (line,) = (await command(tmp_path, "keys", "rotate", **both)).complained
    assert "GC_KEY_OLD can be taken out" in line
    assert (await command(tmp_path, "login", GC_KEY=new, **house)).code == 0
    assert (await command(tmp_path, "login", GC_KEY=old, **house)).code == 2


async def test_a_rotated_key_that_is_lost(tmp_path: Path):
    """With the old one in its place nothing opens: said in one line, with the names of both."""
    assert (await command(tmp_path, "login")).code == 0
    key = tmp_path / "data" / "key"
    shutil.copy(key, tmp_path / "copy")
    assert (await command(tmp_path, "keys", "rotate")).code == 0
    new = key_files.ring_id(key_files.read(key))
    for path in key.parent.glob("key*"):
        path.unlink()
    shutil.copy(tmp_path / "copy", key)
    answered = await command(tmp_path, "run")
    assert answered.code == 2
    (line,) = answered.complained
    assert f"数据库用的是 {new}" in line


@pytest.mark.postgres
async def test_who_has_not_heard_of_it_makes_no_key(tmp_path: Path, database_url: str):
    """A process that cannot see the new key file is refused by the database, so nothing is sealed that nobody can open."""
    assert (await command(tmp_path, "login", GC_DATABASE=database_url)).code == 0
    deaf = KeyRing(key_files.read(tmp_path / "data" / "key"))
    assert (await command(tmp_path, "keys", "rotate", GC_DATABASE=database_url)).code == 0
    database = opened(database_url, deaf)
    with pytest.raises(IntegrityError):
        async with database.writing() as session:
            deaf.make(session, KeyPurpose.CASE, NOW)
    with pytest.raises(WrongKey):
        async with database.writing() as session:
            await deaf.prepare(session, NOW)
    await database.close()
