"""What an operator is told before it is too late: a backup that is not whole, a program older than its database, half a file."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import column, table

from bot.whole_file import whole_file
from storage.database import Database
from storage.migrating import newest
from tests.processes.conftest import Reporter
from tests.world.service import Service, command

VERSION = table("alembic_version", column("version_num"))


async def with_two_backups(service: Service, people: Callable[..., Any], **settings: str) -> tuple[Path, Path, Path]:
    """The folder, a whole backup, and one that builds on it."""
    await service.start()
    reporter: Reporter = people(service)
    await reporter.comes()
    await reporter.tells(until="evidence")
    assert (await reporter.sends(("合同.pdf", b"%PDF-1.4 the contract\n" * 20_000))).status_code == 200
    (folder := service.folder / "kept").mkdir()
    whole, later = folder / "1.backup", folder / "2.backup"
    assert (await command(service.folder, "backup", "--to", str(whole), **settings)).code == 0
    since = ["--since", str(whole)]
    assert (await command(service.folder, "backup", "--to", str(later), *since, **settings)).code == 0
    return folder, whole, later


@pytest.mark.postgres
async def test_one_bad_byte_is_found_before_it_is_needed(
    service_of: Callable[..., Service], people: Callable[..., Any], database_url: str
):
    """The newest and what it builds on are read whole; doctor says when; a byte changed in the earlier one names that."""
    settings = {"GC_DATABASE": database_url, "GC_LANGUAGE": "en"}
    service = service_of(forked=True, GC_DATABASE=database_url)
    folder, whole, later = await with_two_backups(service, people, **settings)
    asked = ["backup", "--check", "--to", str(folder)]
    checked = await command(service.folder, *asked, **settings)
    assert checked.code == 0, checked
    assert checked.said[0].startswith(f"{later} is whole: it and the 1 it builds on were read from end to end")
    assert sorted(one.name for one in folder.iterdir()) == ["1.backup", "2.backup"], "none was made"
    doctor = "\n".join((await command(service.folder, "doctor", **settings)).said)
    assert "Read whole, and right, on" in doctor
    bytes_of = bytearray(whole.read_bytes())
    bytes_of[len(bytes_of) // 2] ^= 1
    whole.write_bytes(bytes_of)
    broken = await command(service.folder, *asked, **settings)
    assert (broken.code, broken.complained) == (1, [])
    assert broken.said[0].startswith(f"{whole} was cut off or changed, and could not be restored.")


async def is_at(url: str, revision: str) -> None:
    """As another version of the program left it."""
    database = Database(url)
    async with database.writing() as session:
        await session.exec(VERSION.update().values(version_num=revision))  # type: ignore[call-overload]
    await database.close()


@pytest.mark.postgres
async def test_a_program_older_than_its_database(tmp_path: Path, database_url: str):
    """One line with what to do, and nothing is touched; once the later program is back all is well."""
    settings = {"GC_DATABASE": database_url, "GC_LANGUAGE": "en"}
    assert (await command(tmp_path, "login", **settings)).code == 0
    await is_at(database_url, "9999")
    for words in (["run"], ["migrate"]):
        answered = await command(tmp_path, *words, **settings)
        assert answered.code == 2
        assert "A later version of the program brought the database to 9999" in answered.complained[-1]
    await is_at(database_url, newest())
    assert (await command(tmp_path, "login", **settings)).code == 0


def test_half_a_file_does_not_stay(tmp_path: Path):
    """What could not be written to its end is not there, under any name; what is there already is not written over."""
    target = tmp_path / "case.zip"
    with pytest.raises(OSError, match="full"), whole_file(target) as out:
        out.write(b"half")
        raise OSError(errno.ENOSPC, "full")
    assert list(tmp_path.iterdir()) == []
    with whole_file(target) as out:
        out.write(b"whole")
    with pytest.raises(FileExistsError), whole_file(target):
        raise AssertionError
    assert [one.read_bytes() for one in tmp_path.iterdir()] == [b"whole"]
