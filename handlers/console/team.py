"""The team: who is on it, inviting by a one-time code, and taking somebody out. For leads."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from starlette.responses import Response

from actions.team import invite_member, revoke_member
from cases.errors import NotUnderstood
from cases.people import CaseNotFound, Role
from cases.understanding import read_person_name
from cases.verbs import Verb, check_may
from handlers.console.guard import Here, MembersForm, SignedIn, said
from handlers.console.parts import Console, Page, Visitor, page
from handlers.said.cases import district_name, districts
from handlers.team_entry import PREFIX
from storage.team import member_by_id, team_of

TEAM = Page("team", Verb.MANAGE_TEAM)


def team_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console", route_class=route)
    router.get("/team")(team_page)
    router.post("/team/invite")(invite)
    router.post("/team/{member_id}/revoke")(revoke)
    return router


async def team_page(console: Here, visitor: SignedIn) -> Response:
    """Raises NotAllowed for everybody but leads."""
    return await _show(console, visitor)


async def invite(console: Here, visitor: SignedIn, form: MembersForm) -> Response:
    """Make a one-time code and show it this once; only its hash is kept."""
    check_may(visitor.member.role, Verb.MANAGE_TEAM)
    role, own = said(form, "role"), visitor.member.district
    district = own or said(form, "district") or None
    known = district in {None, *districts(visitor.voice)} and role in set(Role)
    try:
        name = read_person_name(said(form, "name"))
    except NotUnderstood:
        known = False
    if not known:
        return await _show(
            console, visitor, 422, typed={"name": said(form, "name"), "role": role, "district": district or ""}
        )
    async with console.door.database.writing() as session:
        code = await invite_member(session, name, Role(role), district, console.door.clock())
    return await _show(console, visitor, invited=name, links=await _links(console, code))


async def revoke(member_id: UUID, console: Here, visitor: SignedIn, _form: MembersForm) -> Response:
    """Out at once. Nobody takes out themselves, so a lead always remains."""
    check_may(visitor.member.role, Verb.MANAGE_TEAM)
    async with console.door.database.writing() as session:
        member = await member_by_id(session, member_id)
        if member is None or not _is_under(visitor, member.district) or member.id == visitor.member.id:
            raise CaseNotFound
        await revoke_member(session, member_id, console.door.clock())
    return RedirectResponse("/console/team", 303)


async def _show(console: Console, visitor: Visitor, status: int = 200, **facts: Any) -> Response:
    check_may(visitor.member.role, Verb.MANAGE_TEAM)
    door = console.door
    async with door.database.reading() as session:
        team = await team_of(session)
    people = [(one, name, district_name(visitor.voice, one.district)) for one, name in team.named(team.today)]
    facts = {"typed": {}, "invited": None, "links": [], **facts}
    people = [row for row in people if _is_under(visitor, row[0].district)]
    return page(
        console,
        visitor,
        "team",
        status,
        people=people,
        roles=[(role.value, visitor.voice.say(f"roles.{role}")) for role in Role],
        districts=[(one, name) for one, name in districts(visitor.voice).items() if one != "elsewhere"],
        here="/console/team",
        **facts,
    )


def _is_under(visitor: Visitor, district: str | None) -> bool:
    """A lead bound to a district answers for that district's members only."""
    return visitor.member.district in {None, district}


async def _links(console: Console, code: str) -> list[tuple[str, str]]:
    """Where the invited person opens the code: on each channel that can tell its address now."""
    links = [(way.name.value, await way.link(f"{PREFIX}{code}")) for way in console.door.ways_in.values()]
    return [(name, link) for name, link in links if link]
