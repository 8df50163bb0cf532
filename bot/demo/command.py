"""`green-channel demo`: fills an empty database, says so in it, and prints the ways in."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

import structlog
import typer
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import now
from bot.demo.casting import cast
from bot.demo.desk import Desk
from bot.demo.playing import BEFORE, Play
from bot.demo.reporting import Company
from bot.demo.script import Seat, read_script
from bot.demo.stage import Stage, Walk
from bot.running import bind
from bot.saying import notice, phrase, progress, say
from bot.settings import Settings, read_settings
from bot.team_commands import login_link
from bot.wiring import build, make_door, ready_database
from cases.errors import CaseError
from handlers.said.cases import district_name
from storage.database import Database
from storage.demonstration import begin_demonstration, finish_demonstration
from storage.team import member_by_id
from storage.web_chats import new_return_code
from templates.rendering import tables
from templates.spoken import Spoken

FEWEST, USUAL = 36, 60
Bar = Callable[[int, int], None]


class SomebodyServes(CaseError):
    """Something answers at the address already: its clock is right, and it would send everything late."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


@dataclass(frozen=True)
class Filled:
    """What there is to look at afterwards."""

    cases: int
    members: list[tuple[str, str]]  # who and what they are, and the link
    codes: list[tuple[str, str]]  # whose chat, and its return code
    since: datetime
    left_out: int


def demo_(
    cases: Annotated[int, typer.Option("--cases", min=FEWEST, help="How many; the more, the longer it takes.")] = USUAL,
) -> None:
    """Fill an empty database with made-up cases, to look around in. Never beside real ones."""
    settings = read_settings()
    with _alone(settings), _nothing_logged():
        filled = asyncio.run(_fill(settings, cases))
    _tell(settings, filled)


@contextmanager
def _nothing_logged() -> Iterator[None]:
    """Made-up cases are no news; whoever runs in this process afterwards logs as before."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    try:
        yield
    finally:
        structlog.configure(**before)


def _alone(settings: Settings) -> socket.socket:
    """Nobody serves this address meanwhile, and nobody begins to. Raises SomebodyServes."""
    try:
        return bind(*settings.host_and_port)
    except OSError as error:
        raise SomebodyServes(settings.bind) from error


async def _fill(settings: Settings, cases: int) -> Filled:
    """Raises what `begin_demonstration` does."""
    async with ready_database(settings, now) as database:
        await begin_demonstration(database, now())
        database.is_made_up = True
        with progress(phrase(settings.language, "demo.label")) as bar:
            return await _play(settings, database, cases, bar)


async def _play(settings: Settings, database: Database, cases: int, bar: Bar) -> Filled:
    script, today = read_script(settings.language), now()
    door = make_door(settings, database, now)
    parts = cast(script, door.questionnaire, cases, today, settings.zone)
    walk = Walk(min(part.begins_at for part in parts) - BEFORE)
    stage = Stage(build(settings, replace(door, clock=walk)), walk)
    play = Play(stage, Desk(stage, script), parts)
    await play.runs(bar, today)
    await stage.parts.indexer.catch_up()
    async with database.writing() as session:
        filled = Filled(
            len(parts),
            [await _way_in(session, settings, play.desk, seat) for seat in script.members],
            [await _code(session, company) for company in play.companies if company.part.plot.is_shown],
            min(part.begins_at for part in parts),
            play.left_out,
        )
        await finish_demonstration(session, now())
    await stage.parts.web_chat.close()
    door.search.close()
    return filled


async def _way_in(session: AsyncSession, settings: Settings, desk: Desk, seat: Seat) -> tuple[str, str]:
    """Who it is and what they are, and a link into the console."""
    voice, member = desk.stage.door.own_voice, await member_by_id(session, desk.members[seat.key])
    assert member
    where = district_name(voice, seat.district) or voice.say("team.all_districts")
    what = phrase(settings.language, "demo.seat", role=voice.say(f"roles.{seat.role}"), district=where)
    return f"{desk.script.text(f'members.{seat.key}')}  {what}", await login_link(session, settings, member)


async def _code(session: AsyncSession, company: Company) -> tuple[str, str]:
    return company.part.company, await new_return_code(session, company.chat_id)


def _tell(settings: Settings, filled: Filled) -> None:
    language, voice = settings.language, Spoken(tables(settings.language)["spoken"], settings.language, settings.zone)
    since = voice.day(filled.since.astimezone(settings.zone))
    say(phrase(language, "demo.filled", cases=filled.cases, members=len(filled.members), since=since))
    if filled.left_out:
        notice(language, "demo.left_out", count=filled.left_out)
    say(phrase(language, "demo.next"))
    for who, link in filled.members:
        say(f"  {who}\n    {link}")
    say(phrase(language, "demo.reporter", address=settings.address))
    for company, code in filled.codes:
        say(f"  {code}  {company}")
