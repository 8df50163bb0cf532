"""The command `green-channel`."""

from __future__ import annotations

import asyncio
import os
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel.ext.asyncio.session import AsyncSession

from actions.leaving import leave_team
from actions.matching import match_all_anew
from actions.team import add_member, invite_member, make_login_link
from bot import logs
from bot.clock import now
from bot.custody_commands import custody, export_, forget_
from bot.doctor.chosen import unknown_settings
from bot.doctor.command import doctor_
from bot.indexing import Indexer
from bot.keeping import backup_, restore_
from bot.photos.reader import can_read_photos
from bot.prompt import with_database
from bot.rotation import keys
from bot.running import run as run_everything
from bot.saying import explained, fail, notice, say
from bot.settings import BadSettings, Settings, read_settings
from bot.wiring import build, make_door, open_database, ready_database
from cases.errors import CaseError
from cases.people import Role
from cases.questionnaire import load
from handlers.team_entry import PREFIX
from storage.database import Database
from storage.migrating import current, migrate
from storage.search import SearchIndex
from storage.tables import Member
from storage.team import name_of, team_of

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Green Channel 护企绿色通道", pretty_exceptions_enable=False
)
team = typer.Typer(no_args_is_help=True, help="The expert team.")
index = typer.Typer(no_args_is_help=True, help="The search index.")
app.add_typer(team, name="team")
app.add_typer(keys, name="keys")
app.add_typer(index, name="index")
app.command("backup")(backup_)
app.command("restore")(restore_)
app.add_typer(custody, name="custody")
app.command("export")(export_)
app.command("forget")(forget_)
app.command("doctor")(doctor_)

PLACEHOLDERS = {"zh": "值班负责人", "en": "First lead"}

Name = Annotated[str, typer.Option("--name", help="The person's name.")]


def main() -> None:
    """Every failure is one clear line and an exit code, never a traceback."""
    os.umask(0o077)  # whatever we make is for this user alone
    try:
        app()
    except BadSettings as error:
        fail(*(f"setting {line}" for line in error.lines))
    except CaseError as error:
        fail(explained(error))
    except LookupError as error:
        fail(str(error).strip("'"))
    except SQLAlchemyError as error:
        fail(f"the database cannot be used: {str(error.__cause__ or error).splitlines()[0]}")
    except OSError as error:
        fail(f"cannot use {error.filename or 'that'}: {error.strerror or error}")


@app.command()
def run() -> None:
    """Start everything: chat page, console, and Telegram when a token is set."""
    settings = read_settings()
    for name, _ in unknown_settings():
        notice(settings.language, "run.unknown_setting", name=name)
    logs.set_up()
    link = asyncio.run(first_link(settings))
    say(f"chat page  {settings.address}/")
    say(f"console    {link}")
    say("           (one-time link for the first lead, good for 15 minutes; `green-channel login` makes another)")
    if settings.is_demonstration:
        say("demonstration: connected to no police unit until GC_UNIT_NAME and GC_UNIT_PHONE are set")
    if not can_read_photos():
        say("photos of bank slips are kept, not read: `make photos` once, and they fill in the payment")
    asyncio.run(run_everything(settings))


@app.command("migrate")
def migrate_() -> None:
    """Bring the database to this version."""
    database = open_database(read_settings())
    migrate(database)
    say(f"the database is at {current(database)[0]}")


@team.command("invite")
def invite(
    name: Name,
    role: Annotated[Role, typer.Option()],
    district: Annotated[str | None, typer.Option(help="Only cases of this district; all of them by default.")] = None,
) -> None:
    """Print a one-time invitation for one person."""
    known = load().questions["district"].options
    if district and district not in known:
        raise LookupError(f"no district {district}; known are {', '.join(known)}")

    async def work(database: Database, settings: Settings) -> None:
        async with database.writing() as session:
            code = await invite_member(session, name, role, district, now())
        for channel in build(settings, make_door(settings, database, now)).channels.values():
            link = await channel.link(f"{PREFIX}{code}")
            say(f"{channel.name.value:10} {link or f'send the bot: /join {code}'}")
            await channel.bot.session.close()

    with_database(work)
    say("good for seven days, for one person, once")


@team.command("list")
def list_() -> None:
    """Everyone on the team."""

    async def work(database: Database, _settings: Settings) -> list[tuple[Member, str]]:
        async with database.reading() as session:
            return (team := await team_of(session)).named(team.today)

    table = Table("id", "name", "role", "district", "joined")
    for member, name in with_database(work):
        table.add_row(
            member.id.hex[:8], name, member.role.value, member.district or "all", f"{member.joined_at:%Y-%m-%d}"
        )
    Console().print(table)


@team.command("revoke")
def revoke(member: Annotated[str, typer.Argument(help="Name, or the id `team list` shows.")]) -> None:
    """Take someone off the team at once: chats, console sessions and links; their cases wait in the queue again."""

    async def work(database: Database, settings: Settings) -> str:
        door = make_door(settings, database, now)
        async with database.writing() as session:
            found = await find_member(session, member)
            await leave_team(door.hand(session), found.id)
            return name_of(session, found)

    say(f"{with_database(work)} is off the team")


@app.command()
def login(
    name: Annotated[str | None, typer.Option("--name", help="Whose link; the first lead's by default.")] = None,
) -> None:
    """Print a one-time link into the console."""

    async def work(database: Database, settings: Settings) -> str:
        async with database.writing() as session:
            member = await find_member(session, name) if name else await first_lead(session, settings)
            return await login_link(session, settings, member)

    say(with_database(work))


@index.command("rebuild")
def rebuild() -> None:
    """Make the search index anew from the database; `run` may go on meanwhile."""

    async def work(database: Database, settings: Settings) -> int:
        made = SearchIndex(settings.search_index, database.keys)
        try:
            await made.make_anew(anyway=True)
            await Indexer(database, made).catch_up()
            return await made.size()
        finally:
            made.close()

    say(f"{with_database(work)} cases can be searched")


@app.command()
def links() -> None:
    """Read anew what every case names, after an upgrade that reads more of it."""

    async def work(database: Database, _settings: Settings) -> int:
        return await match_all_anew(database)

    say(f"{with_database(work)} cases read")


async def first_link(settings: Settings) -> str:
    """Migrate; a link for the first lead, printed at every start because each works only once."""
    async with ready_database(settings, now) as database, database.writing() as session:
        return await login_link(session, settings, await first_lead(session, settings))


async def first_lead(session: AsyncSession, settings: Settings) -> Member:
    """The lead who joined first; made when the team has none."""
    found = [one for one in (await team_of(session)).today if one.role is Role.LEAD]
    if found:
        first = found[0]
        first.is_placeholder |= name_of(session, first) in PLACEHOLDERS.values()  # of versions that did not say so
        return first
    return await add_member(session, PLACEHOLDERS[settings.language], Role.LEAD, None, now(), is_placeholder=True)


async def login_link(session: AsyncSession, settings: Settings, member: Member) -> str:
    return f"{settings.address}/console/login/{await make_login_link(session, member.id, now())}"


async def find_member(session: AsyncSession, wanted: str) -> Member:
    """By name or by the beginning of the id. Raises LookupError."""
    found = [
        one
        for one in (await team_of(session)).today
        if wanted in {name_of(session, one), one.id.hex} or (len(wanted) >= 8 and one.id.hex.startswith(wanted))
    ]
    if len(found) != 1:
        raise LookupError(f"{len(found)} members match {wanted}; see `green-channel team list`")
    return found[0]
