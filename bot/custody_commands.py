"""The commands of custody: whether chains and files hold, the public key, a case as ZIP, where to forget one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from actions.accepting import accept_case
from bot.clock import now
from bot.prompt import with_database
from bot.saying import Phrases, fail, in_unit_language, phrase, say
from bot.settings import Settings
from bot.team_commands import district_of
from bot.whole_file import whole_file
from bot.wiring import make_door
from cases.numbers import read_case_number
from handlers.custody_key import key_lines
from handlers.exporting import export_at_server
from handlers.said.cases import district_name
from storage.custody_check import Checked, Finding, check_case, to_check
from storage.database import Database
from storage.files import FileStore

custody = typer.Typer(no_args_is_help=True, help="The chain of custody of each case.")

Number = Annotated[str, typer.Argument(help="The number of a case.")]


@custody.command("verify")
def verify(
    case: Annotated[str | None, typer.Argument(help="The number of a case; all of them by default.")] = None,
    receipt: Annotated[
        list[Path] | None, typer.Option("--receipt", help="A file of receipts: its entries must still be there.")
    ] = None,
) -> None:
    """Check chains, signatures, details and the bytes of every file. Exit code 1 when anything is wrong."""
    number = _number(case) if case else None
    words = in_unit_language("custody")
    receipts = [one for path in receipt or [] for one in _receipts(path)]

    async def work(database: Database, settings: Settings) -> list[Checked]:
        store = FileStore(settings.data / "files")
        async with database.reading() as session:
            wanted = await to_check(session, number)
        found = []
        for of_case in wanted:
            found.append(await check_case(database, store, of_case, receipts))
            for line in _lines(words, found[-1]):
                say(line)
        return found

    checked = with_database(work)
    known = {one.number for one in checked}
    strangers = sorted({one["case"] for one in receipts} - known)
    for one in strangers:
        say(_wrong(words, one, words("stranger")))
    bad = sum(bool(one.findings) for one in checked) + len(strangers)
    say(words("counted", cases=len(checked), bad=bad))
    raise SystemExit(1 if bad else 0)


@custody.command("key")
def key() -> None:
    """Print the public key with which receipts and exports are checked."""

    async def work(database: Database, settings: Settings) -> str:
        return key_lines(make_door(settings, database, now))

    say(with_database(work).rstrip())


def export_(
    case: Number,
    to: Annotated[
        Path | None, typer.Option("--to", help="The ZIP to write; here, by its usual name, by default.")
    ] = None,
) -> None:
    """Write a whole case as ZIP: dossier, files, chain of custody, a signed list, and a program to check it."""
    number = _number(case)

    async def work(database: Database, settings: Settings) -> tuple[Path, list[str]]:
        door = make_door(settings, database, now)
        made = await export_at_server(door.own_voice, number)
        target = to or Path(made.name)
        with whole_file(target) as out:
            async for piece in made.pieces():
                out.write(piece)
        return target, made.problems

    target, problems = with_database(work)
    words = in_unit_language("custody")
    say(f"{target}  {words('in_the_clear')}")
    for one in problems:
        say(f"{words('wrong')}  {one}")
    raise SystemExit(1 if problems else 0)


def forget_(case: Number) -> None:
    """Say where a case is forgotten: in the console, by two leads. Here nobody could tell two people apart."""
    number = _number(case)

    async def work(_database: Database, settings: Settings) -> str:
        return f"{settings.address}/console/cases/{number}#custody"

    words = in_unit_language("custody")
    fail(words("two_leads"), words("here", address=with_database(work)))


def accept_(
    case: Number,
    district: Annotated[str, typer.Option("--district", help="Where the case lies, by its id or name.")],
) -> None:
    """Put right a case that was changed in the database: its reporter as reported, nobody has it, in this district."""
    number = _number(case)

    async def work(database: Database, settings: Settings) -> str:
        door = make_door(settings, database, now)
        where = district_of(district, door.own_voice)
        async with database.writing() as session:
            await accept_case(door.hand(session), number, where)
        return phrase(settings.language, "accept.done", number=number, district=district_name(door.own_voice, where))

    say(with_database(work))


def _number(said: str) -> str:
    number = read_case_number(said)
    if number is None:
        fail(in_unit_language("custody")("no_number", said=said))
    return number


def _receipts(path: Path) -> list[dict[str, Any]]:
    try:
        found = json.loads(path.read_bytes())["receipts"]
        return [{"case": str(one["case"]), "n": int(one["n"]), "hash": str(one["hash"])} for one in found]
    except (ValueError, KeyError, TypeError):
        fail(in_unit_language("custody")("no_receipts", file=path))


def _lines(words: Phrases, checked: Checked) -> Iterator[str]:
    files = words("chain_alone") if checked.is_forgotten else words("files", count=checked.files)
    if not checked.findings:
        yield f"{words('right')}  {checked.number}  {words('entries', count=checked.entries, files=files)}"
    for one in checked.findings:
        what = words(f"problems.{one.wrong.value}")
        yield _wrong(words, checked.number, words("finding", about=_about(words, one), what=what))


def _wrong(words: Phrases, number: str, what: str) -> str:
    return f"{words('wrong')}  {number}  {what}"


def _about(words: Phrases, finding: Finding) -> str:
    entry = words("entry", n=finding.entry) if finding.entry is not None else ""
    file = words("file", id=finding.about) if finding.about else ""
    return words("and").join(filter(None, [entry, file])) or words("case")
