"""The doctor, as an operator asks it: a healthy house gets no complaint, and each thing that is wrong gets its line."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, update

from bot.saying import phrase
from storage.factors import LEADS_MUST
from storage.key_files import new_secret
from storage.tables import Backup, Outgoing, OutgoingState, StoredFile, TeamEntry, UnitSetting
from templates.rendering import LANGUAGES
from tests.processes.conftest import Person, Reporter
from tests.world.clamd import clamd_at
from tests.world.service import Answered, Service, command

pytestmark = pytest.mark.timeout(240)
NOTHING_AROUND = {"PATH": "/nonexistent"}  # whether this machine sets its clock is no matter of ours
THIS_YEAR = datetime.now(UTC).year
YEARS = "".join(
    f"""[[years]]
year = {year}
off = []
working = []
source = "HOLIDAYS"
confidence = "A"
effective_from = 2026-01-01
checked_on = 2026-11-29
"""
    for year in (THIS_YEAR, THIS_YEAR + 1)  # the library may not know the next one when it has to be known
)
UNIT = {"GC_UNIT_NAME": "甬城公安局", "GC_UNIT_PHONE": "0574-00000000", "GC_PUBLIC_URL": "https://gc.example"}


def complaints(answered: Answered, language: str) -> list[str]:
    """What it did not find good."""
    good = phrase(language, "doctor.marks.good")
    return [line for line in answered.said if not line.startswith(f"{good} ")]


def about(place: str, language: str, lines: list[str]) -> str:
    """The one line of that place."""
    label = f"  {phrase(language, f'doctor.{place}.label')} "
    (found,) = [line for line in lines if label in line]
    return found


async def joins(people: Callable[..., Any], service: Service, role: str, **settings: str) -> Person:
    """Somebody is invited on the command line, and opens the invitation."""
    lines = (await command(service.folder, "team", "invite", "--name", role, "--role", role, **settings)).said
    member: Person = people(service, Person)
    await member.comes(next(line for line in lines if line.startswith("web")).partition("start=")[2])
    await member.sees("邀请收到了")
    assert (await command(service.folder, "team", "confirm", role, **settings)).code == 0
    return member


async def healthy(service: Service, people: Callable[..., Any], **settings: str) -> dict[str, str]:
    """A house in which everything is as it should be; returns the settings to ask the doctor with."""
    law = service.folder / "data" / "law"
    law.mkdir(parents=True)
    shipped = Path(__file__).parents[2] / "cases" / "law" / "retention.toml"
    (law / shipped.name).write_bytes(shipped.read_bytes())
    (law / "holidays.toml").write_text(YEARS, "utf-8")
    (service.folder / "data").chmod(0o700)
    assert (await command(service.folder, "law", "accept", "--yes", **settings)).code == 0
    await service.start()
    for role in ("duty_officer", "expert"):
        await joins(people, service, role, **settings)
    reporter: Reporter = people(service)
    await reporter.comes()
    await reporter.tells(until="evidence")
    assert (await reporter.sends(("合同.pdf", b"%PDF-1.4 the contract"))).status_code == 200
    async with service.database() as database, database.writing() as session:
        session.add(UnitSetting(name=LEADS_MUST, is_on=True))
    made = await command(service.folder, "backup", "--to", str(service.folder / "backup"), **settings)
    assert made.code == 0, made
    return {**settings, **UNIT, **NOTHING_AROUND, "GC_BIND": service.settings["GC_BIND"]}


@pytest.mark.postgres
async def test_ten_faults_are_ten_lines(
    service_of: Callable[..., Service], people: Callable[..., Any], database_url: str, tmp_path: Path
):
    """Planted in a healthy house, each is said once, in both languages, with what to do; before, nothing is."""
    key = new_secret()
    settings = {"GC_DATABASE": database_url, "GC_KEY": key}
    service = service_of(forked=True, **settings)
    asked = await healthy(service, people, **settings)
    for language in LANGUAGES:
        answered = await command(tmp_path, "doctor", **asked, GC_LANGUAGE=language)
        assert (answered.code, complaints(answered, language)) == (0, []), answered

    assert await service.stop() == 0  # 1: the program does not run
    await command(tmp_path, "team", "revoke", "duty_officer", **settings)  # 2: nobody is on duty
    (lost,) = await service.all(StoredFile)
    (tmp_path / "data" / "files" / lost.id.hex[:2] / lost.id.hex).unlink()  # 3: a file is gone
    async with service.database() as database, database.writing() as session:
        late = col(Outgoing.state) == OutgoingState.WAITING
        now = datetime.now(UTC)
        await session.exec(update(Outgoing).where(late).values(due_at=now - timedelta(hours=1)))  # 4: late
        await session.exec(update(Backup).values(made_at=now - timedelta(days=9)))  # 5: no backup for long
    (tmp_path / "data" / "key").write_text(key)
    (tmp_path / "data" / "key").chmod(0o644)  # 6: others may read the key, which lies beside the data
    asked |= {
        "GC_KEY": "",
        "GC_UNIT_PHONE": "",  # 7
        "GC_PUBLIC_URL": "http://gc.example",  # 8: without TLS
        "GC_PUBLIC_ULR": "https://gc.example",  # 9: a slip of the keys
        "GC_DISK_RESERVE": "100000TB",  # 10: no room for files
    }
    for language in LANGUAGES:
        answered = await command(tmp_path, "doctor", **asked, GC_LANGUAGE=language)
        lines = complaints(answered, language)
        assert (answered.code, len(lines)) == (1, 10), answered
        for place in ("server", "duty", "late", "backup", "key", "unit", "disk"):
            assert about(place, language, lines)
        assert lost.id.hex[:8] in about("files", language, lines)
        assert "GC_PUBLIC_URL" in about("settings", language, lines)
        assert "http://gc.example" in about("address", language, lines)
    assert (tmp_path / "data" / "key").stat().st_mode & 0o077, "it looks, and mends nothing"


async def test_a_link_that_is_enough_for_a_lead_is_said(tmp_path: Path):
    """Where it is more than a demonstration and leads need no second factor: to be known, and not wrong by itself."""
    await command(tmp_path, "login")
    for language in LANGUAGES:
        for settings, mark in ((UNIT, "see"), ({}, "good")):
            answered = await command(tmp_path, "doctor", **settings, GC_LANGUAGE=language, **NOTHING_AROUND)
            line = about("second_factor", language, answered.said)
            assert line.startswith(phrase(language, f"doctor.marks.{mark}"))
            assert (phrase(language, "doctor.second_factor.off") in line) == (mark == "see")


async def test_before_the_first_start_nothing_is_made(tmp_path: Path):
    """It says what is not there yet, and leaves the folder as it was."""
    for language in LANGUAGES:
        answered = await command(tmp_path, "doctor", GC_LANGUAGE=language, **NOTHING_AROUND)
        assert answered.code == 1
        for place in ("folder", "key", "schema"):
            assert phrase(language, "doctor.marks.see") in about(place, language, answered.said)
    assert not (tmp_path / "data").exists()


async def test_a_network_that_is_no_proxy_is_said(tmp_path: Path):
    """Whoever sits in it could pass for any address; a proxy by its own address, or a small network of them, is fine."""
    for said, is_wide in (("0.0.0.0/0", True), ("10.0.0.0/8", True), ("203.0.0.0/16", True), ("10.0.3.0/24", False)):
        answered = await command(tmp_path, "doctor", GC_TRUSTED_PROXIES=f"127.0.0.1, {said}")
        assert (f"{said} 太宽" in "\n".join(answered.said)) is is_wide, said


async def test_a_team_of_nobody_is_said(tmp_path: Path):
    """Where nobody hears of a case, and money on its way wakes nobody."""
    await command(tmp_path, "login")
    lines = complaints(await command(tmp_path, "doctor", GC_LANGUAGE="en", **NOTHING_AROUND), "en")
    assert "Nobody hears of a new case." in about("team", "en", lines)
    assert "No duty officer can be reached" in about("duty", "en", lines)
    assert "There never was one." in about("backup", "en", lines)


async def test_another_key_is_said(tmp_path: Path):
    """One sealed value is really opened: a key of the right form is not enough. And one that is gone is missed."""
    await command(tmp_path, "login")
    other = await command(tmp_path, "doctor", GC_LANGUAGE="en", GC_KEY=new_secret())
    assert "is not the right one" in about("sealed", "en", other.said)
    (tmp_path / "data" / "key").unlink()
    gone = await command(tmp_path, "doctor", GC_LANGUAGE="en")
    assert "is not there" in about("key", "en", complaints(gone, "en"))
    assert not (tmp_path / "data" / "key").exists()


async def test_a_value_that_was_changed_does_not_open(service_of: Callable[..., Service], tmp_path: Path):
    """The right key, and a row that somebody wrote over."""
    await command(tmp_path, "login")
    service = service_of(forked=True)
    async with service.database() as database, database.writing() as session:
        from storage.tables import Member

        await session.exec(update(Member).values(sealed_name=os.urandom(40)))
    answered = await command(tmp_path, "doctor", GC_LANGUAGE="en")
    assert "does not open" in about("sealed", "en", complaints(answered, "en"))


async def test_a_clock_that_went_back_is_said(service_of: Callable[..., Service], tmp_path: Path):
    """Something was written at a time that has not come yet."""
    await command(tmp_path, "login")
    async with service_of(forked=True).database() as database, database.writing() as session:
        session.add(TeamEntry(at=datetime.now(UTC) + timedelta(days=2), event="joined", details={}))
    answered = await command(tmp_path, "doctor", GC_LANGUAGE="en", **NOTHING_AROUND)
    assert "Set the clock" in about("clock", "en", complaints(answered, "en"))


async def test_a_database_of_another_version_is_said(service_of: Callable[..., Service], tmp_path: Path):
    """And nothing else is asked of it."""
    from storage.migrating import migrate

    await command(tmp_path, "login")
    async with service_of(forked=True).database() as database:
        migrate(database, "0030")
    answered = await command(tmp_path, "doctor", GC_LANGUAGE="en")
    assert "green-channel migrate" in about("schema", "en", complaints(answered, "en"))


async def test_a_start_names_settings_that_nobody_reads(service_of: Callable[..., Service]):
    """A mistyped setting does nothing, and that is not kept quiet."""
    service = service_of(forked=True, GC_UNIT_NAM="甬城公安局")
    await service.start()
    assert "GC_UNIT_NAM 没有这个设置" in service.log.read_text()


async def test_who_looks_for_viruses_is_asked(tmp_path: Path):
    """Where a setting names it: whether it answers, and how old what it knows viruses by is; else not a word."""
    await command(tmp_path, "login")
    settings = {**UNIT, **NOTHING_AROUND}
    async with clamd_at(tmp_path / "clamd.ctl") as clamd:
        for language in LANGUAGES:
            for made_at, mark in ((datetime.now(UTC), "good"), (datetime.now(UTC) - timedelta(days=8), "bad")):
                clamd.version = f"ClamAV 1.4.6/27800/{made_at:%a %b %d %H:%M:%S %Y}"
                asked = settings | {"GC_CLAMD": clamd.address, "GC_LANGUAGE": language}
                line = about("clamd", language, (await command(tmp_path, "doctor", **asked)).said)
                assert line.startswith(phrase(language, f"doctor.marks.{mark}")) and "1.4.6/27800" in line
            await clamd.goes()
            said = (await command(tmp_path, "doctor", **asked)).said
            assert about("clamd", language, said).startswith(phrase(language, "doctor.marks.bad"))
            assert about("unchecked", language, said).startswith(phrase(language, "doctor.marks.good"))
            (tmp_path / "clamd.ctl").unlink(missing_ok=True)
            await clamd.comes()
            silent = (await command(tmp_path, "doctor", **settings, GC_LANGUAGE=language)).said
            assert not [line for line in silent if phrase(language, "doctor.clamd.label") in line]


async def test_a_mistyped_clamd_stops_the_start(tmp_path: Path):
    """It is a path of this machine, or a host and a port."""
    for wrong in ("clamd", "localhost", "tcp://localhost:3310", "./clamd.ctl"):
        answered = await command(tmp_path, "doctor", GC_CLAMD=wrong)
        assert answered.code != 0 and "GC_CLAMD" in str(answered)
