"""The commands of custody: whether chains and files hold, the public key, a case as ZIP, where to forget one."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.clock import now
from bot.prompt import with_database
from bot.saying import fail, say
from bot.settings import Settings
from bot.wiring import make_door
from cases.numbers import read_case_number
from handlers.custody_key import key_lines
from handlers.exporting import export_at_server
from storage.custody_check import Checked, Finding, Wrong, check_case, to_check
from storage.database import Database
from storage.files import FileStore

custody = typer.Typer(no_args_is_help=True, help="The chain of custody of each case.")

WORDS = {
    Wrong.GAP: "the entry before it is missing",
    Wrong.CHANGED: "it was changed",
    Wrong.FOLLOWS_ANOTHER: "it does not follow the entry before it",
    Wrong.SIGNATURE: "it is not signed with this unit's key",
    Wrong.DETAILS: "its details are not what it committed to",
    Wrong.DETAILS_SHUT: "its details do not open",
    Wrong.AFTER_THE_END: "it says the case is destroyed, and the case is there",
    Wrong.CASE_GONE: "the case is gone, and no entry says why",
    Wrong.KEY_GONE: "the case's key is gone: only the chain could be checked, no details and no file",
    Wrong.FILE_GONE: "its file is gone",
    Wrong.FILE_CHANGED: "its file is not what was received",
    Wrong.NOT_ENTERED: "is there, and no entry names it",
    Wrong.NOT_ENTERED_YET: "came before there were chains, and is not entered yet: start the server once",
    Wrong.CUT_OFF: "the receipt names it, and the chain ends before it",
    Wrong.OTHER_RECEIPT: "the receipt names it, and it is another entry now",
}

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
    receipts = [one for path in receipt or [] for one in _receipts(path)]

    async def work(database: Database, settings: Settings) -> list[Checked]:
        store = FileStore(settings.data / "files")
        async with database.reading() as session:
            wanted = await to_check(session, number)
        found = []
        for of_case in wanted:
            found.append(await check_case(database, store, of_case, receipts))
            for line in _lines(found[-1]):
                say(line)
        return found

    checked = with_database(work)
    known = {one.number for one in checked}
    strangers = sorted({one["case"] for one in receipts} - known)
    for one in strangers:
        say(f"NO  {one}  a receipt names this case, and it is not here")
    bad = sum(bool(one.findings) for one in checked) + len(strangers)
    say(f"{len(checked)} cases, {bad} with something wrong")
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
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            async for piece in made.pieces():
                out.write(piece)
        return target, made.problems

    target, problems = with_database(work)
    say(f"{target}  (in the clear: keep it where evidence is kept)")
    for one in problems:
        say(f"NO  {one}")
    raise SystemExit(1 if problems else 0)


def forget_(case: Number) -> None:
    """Say where a case is forgotten: in the console, by two leads. Here nobody could tell two people apart."""
    number = _number(case)

    async def work(_database: Database, settings: Settings) -> str:
        return f"{settings.address}/console/cases/{number}#custody"

    fail(
        "a case is forgotten by two leads, each signed in as themselves; a command cannot tell two people apart",
        f"one asks and another confirms here: {with_database(work)}",
    )


def _number(said: str) -> str:
    number = read_case_number(said)
    if number is None:
        fail(f"{said} is not the number of a case")
    return number


def _receipts(path: Path) -> list[dict[str, Any]]:
    try:
        found = json.loads(path.read_bytes())["receipts"]
        return [{"case": str(one["case"]), "n": int(one["n"]), "hash": str(one["hash"])} for one in found]
    except (ValueError, KeyError, TypeError):
        fail(f"{path} is no file of receipts")


def _lines(checked: Checked) -> Iterator[str]:
    state = "destroyed; the chain alone" if checked.is_forgotten else f"{checked.files} files"
    if not checked.findings:
        yield f"ok  {checked.number}  {checked.entries} entries, {state}"
    for one in checked.findings:
        yield f"NO  {checked.number}  {_about(one)}: {WORDS[one.wrong]}"


def _about(finding: Finding) -> str:
    entry = f"entry {finding.entry}" if finding.entry is not None else ""
    return ", ".join(filter(None, [entry, f"file {finding.about}" if finding.about else ""])) or "case"
