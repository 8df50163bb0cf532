"""The command itself: every place in turn, and exit code 1 when something is to be put right."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import typer
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import now
from bot.doctor.chosen import settings_rows
from bot.doctor.found import Found, Mark, bad, lines
from bot.doctor.kept import database_rows, made_up_rows, schema_row, unchecked_row
from bot.doctor.machine import clamd_row, law_rows, photos_row, server_row
from bot.doctor.outside import outside_rows
from bot.doctor.place import disk_row, folder_row, key_rows
from bot.saying import say
from bot.settings import Settings, read_settings
from storage.database import Database
from storage.files import FileStore
from storage.keys import KeyRing
from storage.law_files import accepted
from templates.rendering import tables
from templates.spoken import Spoken


def doctor_() -> None:
    """Look at everything that can be put right, and say what to do. Exit code 1 when something is wrong."""
    settings = read_settings()
    found = list(_found(settings))
    for line in lines(found, settings.language):
        say(line)
    raise typer.Exit(int(any(one.mark is Mark.BAD for one in found)))


def _found(settings: Settings) -> Iterator[Found]:
    spoken = Spoken(tables(settings.language)["spoken"], settings.language, settings.zone)
    yield from settings_rows(settings)
    yield folder_row(settings)
    yield disk_row(settings, spoken)
    law: dict[str, str] = {}
    try:
        yield from _stored(settings, spoken, law)
    except (SQLAlchemyError, OSError) as error:
        why = str(error.__cause__ or error).partition("\n")[0]
        yield bad("schema", "away", why=why)
    yield server_row(settings)
    yield photos_row()
    yield from outside_rows(settings)
    if settings.clamd:
        yield clamd_row(settings.clamd, spoken, now())
    yield from law_rows(settings, law, now().astimezone(settings.zone).date())


def _stored(settings: Settings, spoken: Spoken, law: dict[str, str]) -> Iterator[Found]:
    """Without a key, or in another version's schema, nobody can say more; `law` learns which files were accepted."""
    ring = None
    for one in key_rows(settings):
        if isinstance(one, KeyRing):
            ring = one
        else:
            yield one
    database = Database(settings.database_url, session_info={"keys": ring})
    yield (schema := schema_row(database))
    if ring and schema.mark is Mark.GOOD:
        yield from asyncio.run(_in_database(settings, database, spoken, law))


async def _in_database(settings: Settings, database: Database, spoken: Spoken, law: dict[str, str]) -> list[Found]:
    try:
        files, is_demonstration = FileStore(settings.data / "files"), settings.is_demonstration
        rows = database_rows(database, files, spoken, now(), is_demonstration=is_demonstration)
        looks = [await unchecked_row(database, spoken, now())] if settings.clamd else []
        found = [*await made_up_rows(database, settings), *[row async for row in rows], *looks]
        async with database.reading() as session:
            law |= await accepted(session)
        return found
    finally:
        await database.close()
