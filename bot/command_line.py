"""The command `green-channel`."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import Iterator
from functools import partial

import typer
from sqlalchemy.exc import SQLAlchemyError

from actions.matching import match_all_anew
from actions.signing_in import has_new_link
from bot import logs
from bot.clock import now
from bot.custody_commands import accept_, custody, export_, forget_
from bot.demo.command import demo_
from bot.doctor.chosen import unknown_settings
from bot.doctor.command import doctor_
from bot.indexing import Indexer
from bot.keeping import backup_, restore_
from bot.law_commands import law
from bot.law_files import say_doubts
from bot.move_command import move_
from bot.photos.reader import can_read_photos
from bot.preview_command import preview_
from bot.prompt import with_database
from bot.roles import check_role
from bot.rotation import keys
from bot.running import bind
from bot.running import run as run_everything
from bot.saying import explained, fail, notice, phrase, say, unit_language
from bot.settings import BadSettings, Settings, read_settings
from bot.team_commands import first_lead, login_, login_link, no_lead_has_come, team
from bot.wiring import ready_database
from cases.errors import CaseError
from storage.database import Database
from storage.migrating import current
from storage.search import SearchIndex
from storage.starting import alone, only_one

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Green Channel 护企绿色通道", pretty_exceptions_enable=False
)
index = typer.Typer(no_args_is_help=True, help="The search index.")
app.add_typer(team, name="team")
app.add_typer(keys, name="keys")
app.add_typer(index, name="index")
app.add_typer(law, name="law")
app.command("backup")(backup_)
app.command("restore")(restore_)
app.command("move")(move_)
app.add_typer(custody, name="custody")
app.command("export")(export_)
app.command("forget")(forget_)
app.command("accept")(accept_)
app.command("doctor")(doctor_)
app.command("demo")(demo_)
app.command("preview")(preview_)
app.command("login")(login_)


JOURNAL = "JOURNAL_STREAM"  # set by systemd: what we print is kept, for others to read


def main() -> None:
    """Every failure is one clear line and an exit code, never a traceback."""
    os.umask(0o077)  # whatever we make is for this user alone
    try:
        app()
    except BadSettings as error:
        fail(*(phrase(unit_language(), "main.setting", line=line) for line in error.lines))
    except CaseError as error:
        fail(explained(error))
    except SQLAlchemyError as error:
        fail(phrase(unit_language(), "main.database", why=str(error.__cause__ or error).partition("\n")[0]))
    except OSError as error:
        facts = {"what": error.filename or "", "why": error.strerror or error}
        fail(phrase(unit_language(), "main.unusable" if error.filename else "main.failed", **facts))


@app.command()
def run() -> None:
    """Start everything: chat page, console, and Telegram when a token is set."""
    settings = read_settings()
    for name, _ in unknown_settings():
        notice(settings.language, "run.unknown_setting", name=name)
    logs.set_up()
    check_role(settings.role, settings.database_url)
    door = bind(*settings.host_and_port)  # before a link that another process of ours would make void
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with only_one(settings.database_url):
        _serve(settings, door)


def _serve(settings: Settings, door: socket.socket) -> None:
    link, made_up = asyncio.run(first_look(settings))  # first: it may not start at all
    for line in where_to_go(settings, link):
        say(line)
    if made_up:
        notice(settings.language, "run.made_up")
    elif settings.is_demonstration:
        say(phrase(settings.language, "run.demonstration"))
    if not can_read_photos():
        say(phrase(settings.language, "run.photos"))
    asyncio.run(run_everything(settings, door))


@app.command("migrate")
def migrate_() -> None:
    """Bring the database to this version."""

    async def work(database: Database, settings: Settings) -> str:
        return phrase(settings.language, "migrate.done", revision=current(database)[0])

    say(with_database(work))


@index.command("rebuild")
def rebuild() -> None:
    """Make the search index anew from the database; `run` may go on meanwhile."""

    async def work(database: Database, settings: Settings) -> int:
        made = SearchIndex(settings.search_file, database.keys)
        try:
            await made.make_anew(anyway=True)
            await Indexer(database, made).catch_up()
            return await made.size()
        finally:
            made.close()

    say(phrase(unit_language(), "index.rebuilt", count=with_database(work)))


@app.command()
def links() -> None:
    """Read anew what every case names, after an upgrade that reads more of it."""

    async def work(database: Database, _settings: Settings) -> int:
        return await match_all_anew(database)

    say(phrase(unit_language(), "links.read", count=with_database(work)))


def where_to_go(settings: Settings, link: str | None) -> Iterator[str]:
    words = partial(phrase, settings.language)
    if not settings.role.serves:
        yield words("run.works", bind=settings.bind)
        return
    yield words("run.chat", address=settings.address)
    if link:
        yield words("run.console", link=link)
        yield words("run.console_link")
    else:
        yield words("run.console_by_login")


async def first_look(settings: Settings) -> tuple[str | None, bool]:
    """Migrate; a link for the first lead, where nobody but who starts us reads it, or nobody could come in without.

    And whether all that is stored is made up.
    """
    async with ready_database(settings, now) as database, alone(settings.database_url), database.writing() as session:
        say_doubts(settings, database)
        if database.is_made_up:  # `demo` printed everybody's, and a new one would make that void
            return None, True
        lead = await first_lead(session, settings)
        if JOURNAL in os.environ or not settings.role.serves:
            return None, False
        if not (sys.stdout.isatty() or await no_lead_has_come(session)):
            return None, False
        if database.house.is_shared and await has_new_link(session, lead.id, now()):
            return None, False  # another process that starts with us said it, and ours would make it void
        return await login_link(session, settings, lead), False
