"""The commands `backup` and `restore`."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.clock import now
from bot.saying import phrase, progress, say, some
from bot.settings import Settings, read_settings
from bot.unit_key import held_key
from storage.archive import BackupBroken
from storage.backup import Made, back_up, note
from storage.checking import check, newest_in, note_checked
from storage.database import Database
from storage.restoring import Restored, restore
from templates.rendering import tables
from templates.spoken import Spoken

To = Annotated[Path | None, typer.Option("--to", help="The new file, or the folder for it; here by default.")]
Since = Annotated[
    Path | None, typer.Option("--since", help="An earlier backup: only the files that it has not are taken.")
]
Check = Annotated[
    bool, typer.Option("--check", help="Make none: read the newest in --to, and those it builds on, from end to end.")
]
Earlier = Annotated[
    list[Path] | None, typer.Argument(help="Earlier backups that it builds on, where they do not lie beside it.")
]
Into = Annotated[Path | None, typer.Option("--into", help="The empty folder to restore into; GC_DATA by default.")]


def backup_(to: To = None, since: Since = None, only_check: Check = False) -> None:
    """Everything into one sealed file, while the product runs. The key is not in it."""
    settings = read_settings()
    database = _database_as_it_is(settings)
    if only_check:
        _check(settings, database, newest_in(to or Path()))
        return
    with progress(phrase(settings.language, "backup.label")) as tell:
        made = back_up(database, settings.data, _file(to, settings), now(), since=since, tell=tell)
    _say_made(settings, database, made)
    asyncio.run(_closing(database, note(database, made, now())))
    if made.lost:
        raise typer.Exit(1)


def restore_(
    file: Annotated[Path, typer.Argument(help="The backup.")], earlier: Earlier = None, into: Into = None
) -> None:
    """Bring a backup back, into an empty folder and an empty database; everything is verified first."""
    settings = read_settings()
    settings = settings.model_copy(update={"data": into}) if into else settings
    database = _database_as_it_is(settings)
    with progress(phrase(settings.language, "restore.label")) as tell:
        restored = restore(database, settings.data, file, earlier or [], index=settings.search_index, tell=tell)
    _say_restored(settings, restored)
    if restored.closed or restored.index.missing:
        raise typer.Exit(1)


def _check(settings: Settings, database: Database, file: Path) -> None:
    """As a restore would read it; nothing is restored. Exit code 1 when it could not be."""
    language = settings.language
    try:
        with progress(phrase(language, "backup.checking")) as tell:
            index = check(file, [], database.keys, tell=tell)
    except BackupBroken as error:
        say(phrase(language, "backup.broken", file=error.file))
        raise typer.Exit(1) from error
    asyncio.run(_closing(database, note_checked(database, index, now())))
    facts = {"file": file, "files": len(index.files()), "earlier": len(index.earlier)}
    say(phrase(language, "backup.whole", cases=index.rows.get("cases", 0), **facts))


def _database_as_it_is(settings: Settings) -> Database:
    """Without a folder or a key being made. Raises KeyMissing and its kind."""
    return Database(settings.database_url, session_info={"keys": held_key(settings)})


def _file(to: Path | None, settings: Settings) -> Path:
    name = f"green-channel-{now().astimezone(settings.zone):%Y%m%d-%H%M}.backup"
    return to / name if to and to.is_dir() else to or Path(name)


async def _closing(database: Database, work: Coroutine[None, None, None]) -> None:
    try:
        await work
    finally:
        await database.close()


def _say_made(settings: Settings, database: Database, made: Made) -> None:
    language, spoken = settings.language, _spoken(settings)
    facts = {"file": made.file, "size": spoken.size(made.size), "files": made.files}
    say(phrase(language, "backup.made", cases=made.index.rows.get("cases", 0), **facts))
    if not made.is_whole:
        say(phrase(language, "backup.builds_on", names=", ".join(made.index.earlier.values())))
    say(phrase(language, "backup.key", where=database.keys.where, ring=database.keys.id))
    if made.file.resolve().is_relative_to(settings.data.resolve()):
        say(phrase(language, "backup.in_data", folder=settings.data))
    if made.lost:
        say(phrase(language, "backup.lost", count=len(made.lost), names=some(made.lost)))


def _say_restored(settings: Settings, restored: Restored) -> None:
    language, spoken, index = settings.language, _spoken(settings), restored.index
    made_at = spoken.dated(datetime.fromisoformat(index.made_at))
    say(phrase(language, "restore.done", cases=restored.cases, files=restored.files, at=made_at))
    if restored.upgraded_to:
        say(phrase(language, "restore.upgraded", was=index.schema, now=restored.upgraded_to))
    if index.missing:
        say(phrase(language, "restore.missing", count=len(index.missing), names=some(index.missing)))
    if restored.closed:
        say(phrase(language, "restore.closed", count=len(restored.closed), names=some(restored.closed)))
    say(phrase(language, "restore.next", at=made_at))


def _spoken(settings: Settings) -> Spoken:
    return Spoken(tables(settings.language)["spoken"], settings.language, settings.zone)
