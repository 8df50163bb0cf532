"""The commands of the team: invite, list, change, revoke; and `login`, a way into the console."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from sqlmodel.ext.asyncio.session import AsyncSession

from actions.inviting import confirm_newcomer, invite_member
from actions.leaving import leave_team
from actions.membership import Membership, change_at_server
from actions.second_factor import take_off_at_server
from actions.signing_in import make_login_link
from actions.team import add_member
from bot.clock import now
from bot.prompt import with_database
from bot.saying import notice, phrase, say
from bot.settings import Settings, read_settings
from bot.wiring import build, make_door
from cases.errors import CaseError
from cases.people import Role
from handlers.door import Door, Voice, login_address
from handlers.said.cases import district_name, districts
from handlers.team_entry import PREFIX
from storage.database import Database
from storage.stamps import is_genuine
from storage.tables import Member
from storage.team import name_of, open_invites, team_of
from storage.tokens import mark_of_hash

team = typer.Typer(no_args_is_help=True, help="The expert team.")

PLACEHOLDERS = {"zh": "值班负责人", "en": "First lead"}
ALL = "all"

Name = Annotated[str, typer.Option("--name", help="The person's name.")]
Wanted = Annotated[str, typer.Argument(metavar="MEMBER", help="Name, or the id `team list` shows.")]
District = Annotated[
    str | None, typer.Option("--district", help="Only cases of this district, by its id or name; all by default.")
]
OtherDistrict = Annotated[str | None, typer.Option("--district", help="By its id or name; `all` for every one.")]


class NoSuchDistrict(CaseError):
    """No district is called that."""

    def __init__(self, said: str, known: str) -> None:
        super().__init__(said)
        self.said, self.known = said, known


class WhoIsMeant(CaseError):
    """Nobody on the team is called that, or several are."""

    def __init__(self, said: str, count: int) -> None:
        super().__init__(said)
        self.said, self.count = said, count

    @property
    def code(self) -> str:
        return "several_members" if self.count else "no_member"


class NobodyWaits(CaseError):
    """Nobody of that name has come by an invitation."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


class SayWhoTheyAre(CaseError):
    """A member's row was changed by others, so what stands in it is nothing to go by."""

    def __init__(self, member: str) -> None:
        super().__init__(member)
        self.member = member


class NothingToChange(CaseError):
    """A change that names nothing."""


@team.command("invite")
def invite(name: Name, role: Annotated[Role, typer.Option()], district: District = None) -> None:
    """Print a one-time invitation for one person."""

    async def work(database: Database, settings: Settings) -> None:
        door = make_door(settings, database, now)
        bound_to = _district(district, door.own_voice)
        async with database.writing() as session:
            code = await invite_member(door.hand(session), name, role, bound_to)
        for channel in build(settings, door).channels.values():
            link = await channel.link(f"{PREFIX}{code}")
            typed = phrase(settings.language, "team.type_to_the_bot", code=code)
            say(f"{channel.name.value:10} {link or typed}")
            await channel.bot.session.close()
        say(phrase(settings.language, "team.good_for"))
        say(phrase(settings.language, "team.then"))

    with_database(work)


@team.command("confirm")
def confirm(name: Annotated[str, typer.Argument(metavar="NAME", help="Who came by an invitation, and waits.")]) -> None:
    """Let in who was invited, once you have asked them that it is them."""

    async def work(database: Database, settings: Settings) -> str:
        door = make_door(settings, database, now)
        async with database.writing() as session:
            waiting = [one for one, its_name in await open_invites(session, now()) if its_name == name and one.used_at]
            if len(waiting) != 1:
                raise NobodyWaits(name)
            await confirm_newcomer(door.hand(session), mark_of_hash(waiting[0].token_hash))
            return phrase(settings.language, "team.confirmed", name=name)

    say(with_database(work))


@team.command("list")
def list_() -> None:
    """Everyone on the team, and who is invited and has not come yet."""

    async def work(database: Database, settings: Settings) -> Table:
        voice = make_door(settings, database, now).own_voice
        heads = ("id", "name", "role", "district", "since")
        table = Table(*(phrase(settings.language, f"team.heads.{head}") for head in heads))
        async with database.reading() as session:
            here = await team_of(session)
            for member, name in here.named(here.today):
                day = f"{member.joined_at.astimezone(settings.zone):%Y-%m-%d}"
                table.add_row(member.id.hex[:8], name, *_seat(voice, member.role, member.district), day)
            for invited, name in await open_invites(session, now()):
                until = f"{invited.expires_at.astimezone(settings.zone):%Y-%m-%d %H:%M}"
                seat = _seat(voice, invited.role, invited.district)
                how = phrase(settings.language, "team.waits" if invited.used_at else "team.invited_until", until=until)
                table.add_row("", name, *seat, how)
        return table

    Console().print(with_database(work))


@team.command("change")
def change(
    member: Wanted,
    role: Annotated[Role | None, typer.Option("--role")] = None,
    district: OtherDistrict = None,
    name: Annotated[str | None, typer.Option("--name", help="What they are called from now on.")] = None,
    no_second_factor: Annotated[
        bool,
        typer.Option("--no-second-factor", help="They lost it: it is taken off, their browsers are out."),
    ] = False,
) -> None:
    """Another role, district or name; chats and sign-ins stay. Cases they may not have any more wait in the queue."""
    if role is None and district is None and name is None and not no_second_factor:
        raise NothingToChange

    async def work(database: Database, settings: Settings) -> str:
        door, said = make_door(settings, database, now), list[str]()
        async with database.writing() as session:
            found = await find_member(session, member, doubtful=True)
            if not is_genuine(found) and (role is None or district is None):
                raise SayWhoTheyAre(found.id.hex[:8])
            if role is not None or district is not None or name is not None:
                said.append(await _changed(session, door, found, role, district, name))
            if no_second_factor:
                was_on = await take_off_at_server(door.hand(session), found)
                way = "second_factor_off" if was_on else "no_second_factor"
                said.append(phrase(settings.language, f"team.{way}", name=name_of(session, found)))
        return "\n".join(said)

    say(with_database(work))


async def _changed(
    session: AsyncSession, door: Door, found: Member, role: Role | None, district: str | None, name: str | None
) -> str:
    """In words, what they are now."""
    to = Membership(
        role or found.role,
        found.district if district is None else _district(district, door.own_voice),
        tuple(filter(None, found.specialties.split(","))),
        found.is_liaison,
    )
    changed = await change_at_server(door.hand(session), found.id, to, name=name or "")
    seat = _seat(door.own_voice, changed.role, changed.district)
    facts = {"name": name_of(session, changed), "role": seat[0], "district": seat[1]}
    return phrase(door.language, "team.changed", **facts)


@team.command("revoke")
def revoke(member: Wanted) -> None:
    """Take someone off the team at once: chats, console sessions and links; their cases wait in the queue again."""

    async def work(database: Database, settings: Settings) -> str:
        door = make_door(settings, database, now)
        async with database.writing() as session:
            found = await find_member(session, member, doubtful=True)
            await leave_team(door.hand(session), found.id)
            return phrase(settings.language, "team.revoked", name=name_of(session, found))

    say(with_database(work))


def login_(
    name: Annotated[str | None, typer.Option("--name", help="Whose link; the first lead's by default.")] = None,
) -> None:
    """Print a one-time link into the console."""

    async def work(database: Database, settings: Settings) -> str:
        async with database.writing() as session:
            member = await find_member(session, name) if name else await first_lead(session, settings)
            return await login_link(session, settings, member)

    say(with_database(work))
    notice(read_settings().language, "team.link_good_for")


async def first_lead(session: AsyncSession, settings: Settings) -> Member:
    """The lead who joined first; made when the team has none."""
    found = [one for one in (await team_of(session)).today if one.role is Role.LEAD]
    if found:
        first = found[0]
        first.is_placeholder |= name_of(session, first) in PLACEHOLDERS.values()  # of versions that did not say so
        return first
    return await add_member(session, PLACEHOLDERS[settings.language], Role.LEAD, None, now(), is_placeholder=True)


async def no_lead_has_come(session: AsyncSession) -> bool:
    """Into the console, ever."""
    return not any(one.role is Role.LEAD and one.signed_in_at for one in (await team_of(session)).known.values())


async def login_link(session: AsyncSession, settings: Settings, member: Member) -> str:
    return login_address(settings.address, await make_login_link(session, member.id, now()))


async def find_member(session: AsyncSession, wanted: str, *, doubtful: bool = False) -> Member:
    """By name or by the beginning of the id; also of rows that others wrote, for who puts them right.

    Raises WhoIsMeant.
    """
    team = await team_of(session)
    found = [
        one
        for one in [*team.today, *(team.doubtful if doubtful else [])]
        if wanted in {name_of(session, one), one.id.hex} or (len(wanted) >= 8 and one.id.hex.startswith(wanted))
    ]
    if len(found) != 1:
        raise WhoIsMeant(wanted, len(found))
    return found[0]


def _district(said: str | None, voice: Voice) -> str | None:
    return None if said is None or said == ALL else district_of(said, voice)


def district_of(said: str, voice: Voice) -> str:
    """By its id, or its name in the unit's language with or without its last character (鄞州, 鄞州区)."""
    names = districts(voice)
    for one, name in names.items():
        if said.casefold() in {one, name.casefold(), name[:-1].casefold()}:
            return one
    raise NoSuchDistrict(said, ", ".join(f"{name} ({one})" for one, name in names.items()))


def _seat(voice: Voice, role: Role, district: str | None) -> tuple[str, str]:
    """What somebody is, in words."""
    return voice.say(f"roles.{role}"), district_name(voice, district) or voice.say("team.all_districts")
