"""The command `move`: a unit's SQLite database to PostgreSQL, and the old one free again."""

from __future__ import annotations

from typing import Annotated

import typer
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from bot.clock import now
from bot.saying import phrase, progress, say, some
from bot.settings import Settings, read_settings
from bot.unit_key import held_key
from storage.database import Database
from storage.moving import Moved, NoPostgres, move, move_back
from storage.restore_place import settle

To = Annotated[str | None, typer.Argument(metavar="postgresql://…", help="An empty PostgreSQL database.")]
Back = Annotated[bool, typer.Option("--back", help="Start on the SQLite database again after all.")]


def move_(to: To = None, back: Back = False) -> None:
    """Copy everything from SQLite to an empty PostgreSQL database and compare it; stop the service first."""
    settings = read_settings()
    source = Database(settings.database_url, session_info={"keys": held_key(settings)})
    if back:
        say(phrase(settings.language, "move.back", where=move_back(source), database=source.address.database))
        return
    target = _target(to, settings)
    settle(source, settings.data)
    with progress(phrase(settings.language, "move.label")) as tell:
        moved = move(source, target, now(), tell=tell)
    _say_moved(settings, source, moved)


def _target(to: str | None, settings: Settings) -> Database:
    """With a key ring of its own: what opens there is opened by its own rows. Raises NoPostgres."""
    try:
        address = make_url(to or "")
    except ArgumentError as error:
        raise NoPostgres from error
    if address.get_backend_name() != "postgresql":
        raise NoPostgres
    return Database(address.render_as_string(hide_password=False), session_info={"keys": held_key(settings)})


def _say_moved(settings: Settings, source: Database, moved: Moved) -> None:
    language, opened = settings.language, moved.opened
    if opened is None:
        say(phrase(language, "move.finished", where=moved.where))
    else:
        rows = {"rows": f"{sum(moved.rows.values()):,}", "tables": len(moved.rows), "where": moved.where}
        say(phrase(language, "move.done", **rows))
        say(phrase(language, "move.opened", cases=opened.cases, promises=opened.promises, files=opened.files))
        if opened.closed:
            say(phrase(language, "move.closed", count=len(opened.closed), names=some(opened.closed)))
    say(phrase(language, "move.next", folder=settings.data, database=source.address.database))
