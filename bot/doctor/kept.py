"""What the database says: its schema, whether it opens, who is there, what is late, and the last backup."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.doctor.found import Found, bad, good, see
from bot.doctor.machine import follows_a_time_server
from bot.lanes import LATE
from bot.saying import some
from bot.settings import Settings
from cases.people import ELSEWHERE
from storage.changed import changed_rows
from storage.conversations import team_chats
from storage.database import Database
from storage.demonstration import is_demonstration as is_made_up
from storage.factors import leads_must
from storage.files import FileStore
from storage.files_of import FILES_OF, FilesKnowMore, NotOurFiles, check_files
from storage.keys import KeyLost, UnitKeyGone, WrongKey
from storage.migrating import current
from storage.move_marks import is_coming, where_to
from storage.stamps import doubtful
from storage.sure import doubt
from storage.sweeping import missing
from storage.team import has_duty_officer, is_attended, name_of
from storage.triggers import triggers_gone
from storage.virus_checks import unchecked
from storage.vitals import (
    Backlog,
    backlog,
    database_clock,
    is_anything_sealed,
    last_backup,
    last_checked,
    newest_row,
    opens,
)
from templates.spoken import Spoken

MANY = 500  # messages due at once: more than a minute's work of a channel with limits
BACKUP_WITHIN = timedelta(days=3)
CHECKED_WITHIN = timedelta(minutes=10)
CLOCK_WITHIN = timedelta(minutes=1)


def is_made(database: Database) -> bool:
    return not database.is_sqlite or Path(str(database.address.database)).exists()


def schema_row(database: Database) -> Found:
    kind = "SQLite" if database.is_sqlite else "PostgreSQL"
    here, newest = current(database) if is_made(database) else (None, "")
    if here is None:
        return see("schema", "not_made", kind=kind)
    if is_coming(here):
        return bad("schema", "coming")
    if where := where_to(here):
        return bad("schema", "moved", where=where)
    return good("schema", kind=kind, here=here) if here == newest else bad("schema", "other", here=here, newest=newest)


async def database_rows(
    database: Database, files: FileStore, spoken: Spoken, now: datetime, *, is_demonstration: bool
) -> AsyncIterator[Found]:
    async with database.reading() as session:
        if gone := await triggers_gone(session):
            yield bad("schema", "triggers", names=some(gone))
        is_used = await is_anything_sealed(session)
        if is_used:
            yield await _sealed(session, now)
        if not is_used or session.info["keys"].is_ready:  # by another key nobody can be told from a forged row
            yield await _team(session, now)
            yield await _on_duty(session)
            yield await _stamped(session)
            yield await _second_factor(session, is_demonstration=is_demonstration)
        due = await backlog(session, now)
        yield _waiting(due)
        yield _late(due, spoken, now)
        yield await _backup(session, spoken, now, is_used=is_used)
        yield await _clock(session, database, spoken, now)
    yield await files_row(database, files)


async def made_up_rows(database: Database, settings: Settings) -> list[Found]:
    """Where `demo` filled the database; a unit that works with it would work with nothing."""
    async with database.reading() as session:
        if not await is_made_up(session):
            return []
    return [see("demo", "made_up") if settings.is_demonstration else bad("demo", "named", name=settings.unit_name)]


async def _sealed(session: AsyncSession, now: datetime) -> Found:
    """With the key at hand, as far as it goes: not all of what is stored is tried."""
    try:
        await session.info["keys"].prepare(session, now)
        return good("sealed") if await opens(session) else bad("sealed", "shut")
    except WrongKey as error:
        return bad("sealed", "other_key", where=error.where, here=error.here, wanted=error.wanted)
    except UnitKeyGone:
        return bad("sealed", "unit_key_gone")
    except KeyLost:
        return bad("sealed", "shut")


async def _team(session: AsyncSession, now: datetime) -> Found:
    """Whether anybody hears of a new case."""
    here = {member.id for _, member in await team_chats(session) if member}
    attended = await is_attended(session, ELSEWHERE, now)
    return good("team", count=len(here)) if attended else bad("team", "nobody")


async def _stamped(session: AsyncSession) -> Found:
    """Whether everybody is what we wrote of them; those who are not open nothing meanwhile."""
    members, chats = await doubtful(session)
    if members:
        named = some([f"{name_of(session, one)} ({one.id.hex[:8]})" for one in members])
        return bad("stamped", "members", names=named, count=len(members))
    if chats:
        return bad("stamped", "chats", count=chats)
    rows = await changed_rows(session)
    numbers = rows.get("cases", [])
    if not rows:
        return good("stamped")
    if numbers:
        return bad("stamped", "cases", count=len(numbers), numbers=some(numbers))
    return bad("stamped", "rows", count=sum(map(len, rows.values())), what=", ".join(sorted(rows)))


async def _on_duty(session: AsyncSession) -> Found:
    """Whether somebody is there for money on its way."""
    return good("duty") if await has_duty_officer(session) else bad("duty", "nobody")


async def _second_factor(session: AsyncSession, *, is_demonstration: bool) -> Found:
    """Whether a link alone opens everything that leads may see."""
    if await leads_must(session):
        return good("second_factor")
    return good("second_factor", "demonstration") if is_demonstration else see("second_factor", "off")


def _waiting(due: Backlog) -> Found:
    if due.messages > MANY:
        return see("waiting", "many", count=due.messages)
    return good("waiting", count=due.messages)


def _late(due: Backlog, spoken: Spoken, now: datetime) -> Found:
    if due.oldest is None or now - due.oldest <= LATE:
        return good("late")
    return bad("late", "late", at=spoken.dated(due.oldest))


async def _backup(session: AsyncSession, spoken: Spoken, now: datetime, *, is_used: bool) -> Found:
    made_at = await last_backup(session)
    if made_at is None:
        return bad("backup", "never") if is_used else good("backup", "nothing_yet")
    at = spoken.dated(made_at)
    if now - made_at > BACKUP_WITHIN:
        return bad("backup", "old", at=at)
    checked = await last_checked(session)
    return good("backup", "checked", at=at, checked=spoken.dated(checked)) if checked else good("backup", at=at)


async def _clock(session: AsyncSession, database: Database, spoken: Spoken, now: datetime) -> Found:
    """Against what was written last, the database's own, and whether the system sets it."""
    newest, doubted = await newest_row(session), await doubt(session)
    if doubted:
        return bad("clock", "jumped", at=spoken.dated(doubted.sure_at), now=spoken.dated(now))
    if newest and newest - now > CLOCK_WITHIN:
        return bad("clock", "behind", now=spoken.dated(now), at=spoken.dated(newest))
    if not database.is_sqlite and abs(there := await database_clock(session) - now) > CLOCK_WITHIN:
        return bad("clock", "apart", seconds=round(abs(there).total_seconds()))
    return see("clock", "not_set") if follows_a_time_server() is False else good("clock")


async def unchecked_row(database: Database, spoken: Spoken, now: datetime) -> Found:
    """Whether files wait for somebody to look for viruses in them."""
    async with database.reading() as session:
        found = await unchecked(session)
    if found.since is None or now - found.since < CHECKED_WITHIN:
        return good("unchecked", count=found.files)
    return see("unchecked", "waiting", count=found.files, at=spoken.dated(found.since))


async def files_row(database: Database, files: FileStore) -> Found:
    if way := await _not_ours(database, files):
        return bad("files", way, mark=files.folder.with_name(FILES_OF))
    lost = await missing(database, files)
    return bad("files", "lost", count=len(lost), names=some([one.hex[:8] for one in lost])) if lost else good("files")


async def _not_ours(database: Database, files: FileStore) -> str | None:
    if database.keys.is_ready:
        try:
            await check_files(database, files.folder)
        except FilesKnowMore:
            return "older"
        except NotOurFiles:
            return "others"
    return None
