"""The unit's own files of the law count only as an operator accepted them: else a planted number is what a victim rings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from bot.law_files import judged
from bot.settings import Settings
from bot.wiring import make_law, ready_database
from cases.law import Law
from cases.law.reading import SHIPPED
from cases.questionnaire import load
from storage.database import Database
from storage.law_files import fingerprint
from storage.tables import AcceptedLaw
from tests.processes.conftest import Person
from tests.storage.version_before import MORNING
from tests.world.service import Answered, Service, command

BANKS = (SHIPPED / "banks.toml").read_text("utf-8")
PLANTED = BANKS.replace('hotline = "95588"', 'hotline = "4006660000"', 1)
ENGLISH = {"GC_LANGUAGE": "en"}


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The folder of the unit's own files."""
    folder = tmp_path / "data" / "law"
    folder.mkdir(parents=True)
    (tmp_path / "data").chmod(0o700)
    return folder


async def law_at_start(folder: Path, url: str) -> Law:
    """What a start would read."""
    settings = Settings(_env_file=None, data=folder / "data", database=url)
    async with ready_database(settings, lambda: MORNING) as database:
        return make_law(settings, database, load())


async def icbc(folder: Path, url: str) -> str:
    """The number that somebody is told who paid from that bank."""
    return next(bank.hotline for bank in (await law_at_start(folder, url)).banks if "工商银行" in bank.name)


def law_line(asked: Answered) -> str:
    (line,) = [one for one in asked.said if " law " in one and not one.startswith("see")]
    return line


@pytest.mark.postgres
async def test_a_planted_number_is_not_what_a_victim_rings(tmp_path: Path, database_url: str, own: Path):
    """Laid there, it does nothing; shown and accepted, it counts; changed by a byte or gone, ours is back."""
    settings = {"GC_DATABASE": database_url, **ENGLISH}
    (own / "banks.toml").write_text(PLANTED, "utf-8")
    assert await icbc(tmp_path, database_url) == "95588"
    assert "banks.toml (never accepted)" in law_line(await command(tmp_path, "doctor", **settings))
    asked = await command(tmp_path, "law", "accept", **settings)  # by no terminal: nobody said yes
    assert asked.code == 2
    shown = "\n".join(asked.said)
    assert "hotline was 95588, and becomes 4006660000" in shown
    assert "Victims will ring them" in shown
    assert await icbc(tmp_path, database_url) == "95588"
    assert (await command(tmp_path, "law", "accept", "--yes", **settings)).code == 0
    assert await icbc(tmp_path, database_url) == "4006660000"
    assert law_line(await command(tmp_path, "doctor", **settings)).startswith("ok")
    (own / "banks.toml").write_text(PLANTED + "\n", "utf-8")
    assert await icbc(tmp_path, database_url) == "95588"
    assert "banks.toml (changed since" in law_line(await command(tmp_path, "doctor", **settings))
    (own / "banks.toml").unlink()
    assert "banks.toml (accepted, and gone now)" in law_line(await command(tmp_path, "doctor", **settings))
    assert (await command(tmp_path, "law", "accept", "--yes", **settings)).said[-1].startswith("Accepted: banks.toml")
    assert (await command(tmp_path, "law", "accept", **settings)).said == [
        "Nothing to accept: the unit's own files were accepted, and none has changed."
    ]


@pytest.mark.postgres
async def test_a_row_that_we_did_not_write_accepts_nothing(tmp_path: Path, database_url: str, own: Path):
    """Whoever can write the database too writes the row, and cannot stamp it."""
    (own / "banks.toml").write_text(PLANTED, "utf-8")
    assert (await command(tmp_path, "login", GC_DATABASE=database_url)).code == 0
    database = Database(database_url)  # without a key
    name, mark = "banks.toml", fingerprint(PLANTED.encode())
    async with database.writing() as session:
        session.add(AcceptedLaw(name=name, fingerprint=mark, accepted_at=MORNING, stamp=b"0" * 16))
    await database.close()
    assert await icbc(tmp_path, database_url) == "95588"
    assert (await command(tmp_path, "law", "accept", "--yes", GC_DATABASE=database_url)).code == 0
    assert await icbc(tmp_path, database_url) == "4006660000"


async def test_a_file_that_leans_on_one_that_was_changed(tmp_path: Path, database_url: str, own: Path):
    """The accepted standards name an instrument of the accepted sources: with these changed both are ours, and it starts."""
    sources, thresholds = ((SHIPPED / f"{name}.toml").read_text("utf-8") for name in ("sources", "thresholds"))
    added = '[[sources]]\ncode = "STD-OURS"\ntitle = "本单位的"\ntitle_en = "Ours"\nconfidence = "A"\n'
    (own / "sources.toml").write_text(f"{sources}\n{added}", "utf-8")
    (own / "thresholds.toml").write_text(thresholds.replace('source = "STD2"', 'source = "STD-OURS"', 1), "utf-8")
    assert (await command(tmp_path, "law", "accept", "--yes", GC_DATABASE=database_url)).code == 0
    assert "STD-OURS" in (await law_at_start(tmp_path, database_url)).sources
    (own / "sources.toml").write_text("planted", "utf-8")
    assert "STD-OURS" not in (await law_at_start(tmp_path, database_url)).sources


async def test_what_cannot_be_used_is_not_accepted(tmp_path: Path, own: Path):
    """A slip is named at once, and not at the next start."""
    (own / "banks.toml").write_text(PLANTED.replace("4006660000", "ask at the counter"), "utf-8")
    answered = await command(tmp_path, "law", "accept", "--yes", **ENGLISH)
    assert answered.code == 2
    assert "hotline is not a telephone number" in answered.complained[-1]
    settings = Settings(_env_file=None, data=tmp_path / "data")
    async with ready_database(settings, lambda: MORNING) as database:
        assert judged(settings, database).used == {}


@pytest.mark.postgres
async def test_the_start_says_so_and_leads_hear_of_it_once(
    service_of: Callable[..., Service], people: Callable[..., Any], database_url: str, tmp_path: Path
):
    """However often it starts with the same files; of another change they hear again."""
    service = service_of(forked=True, GC_DATABASE=database_url)
    await service.start()
    lead = people(service, Person)
    lines = (
        await command(tmp_path, "team", "invite", "--name", "周敏", "--role", "lead", GC_DATABASE=database_url)
    ).said
    await lead.comes(next(line for line in lines if line.startswith("web")).partition("start=")[2])
    await lead.sees("周敏")
    own = tmp_path / "data" / "law"
    own.mkdir()
    (own / "banks.toml").write_text(PLANTED, "utf-8")
    for _ in range(2):
        await service.killed_and_started_again()
        await lead.sees("法律文件")
    assert "banks.toml（没有核准过）" in service.log.read_text() or "banks.toml (没有核准过)" in service.log.read_text()
    assert await lead.count("没有使用；现在用的是随程序带的") == 1
    (own / "banks.toml").write_text(PLANTED + "\n", "utf-8")
    await service.killed_and_started_again()
    await lead.says("/queue")
    await lead.sees("")
    assert await lead.count("没有使用；现在用的是随程序带的") == 2
    async with service.database() as database, database.reading() as session:
        assert (await session.exec(select(AcceptedLaw))).all() == []
