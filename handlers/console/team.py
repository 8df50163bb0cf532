"""The team: who is on it and has how much in hand, inviting by a one-time code, taking somebody out. For leads."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from starlette.responses import Response

from actions.groups import unbind_group
from actions.inviting import confirm_newcomer, invite_member, take_back_invite
from actions.leaving import leave_team
from actions.second_factor import take_off
from actions.signing_in import sign_out_everywhere
from actions.suggesting import assigns_by_itself
from actions.unit_settings import switch
from cases.assigning import SPECIALTIES
from cases.errors import NotUnderstood
from cases.people import WORKING, CaseNotFound, Role, leads
from cases.understanding import read_person_name
from cases.verbs import Verb, check_may
from handlers.console.guard import Here, MembersForm, SignedIn, said
from handlers.console.parts import Console, Page, Typed, Visitor, page
from handlers.said.cases import district_name, districts
from handlers.said.groups import look_at_groups
from handlers.said.house import invited_in
from handlers.said.team import Person, people_of, person_words, specialty_name, stand_ins
from handlers.said.team_log import log_of
from handlers.team_entry import PREFIX
from storage.factors import LEADS_MUST, leads_must, who_has_one
from storage.tables import Member
from storage.team import member_by_id, team_of

TEAM = Page("team", Verb.MANAGE_TEAM)


def team_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console", route_class=route)
    router.get("/team")(team_page)
    router.post("/team/invite")(invite)
    router.post("/team/{member_id}/revoke")(revoke)
    router.post("/team/{member_id}/sign_out")(sign_out)
    router.post("/team/invited/{mark}/confirm")(confirm)
    router.post("/team/invited/{mark}/take_back")(take_back)
    router.post("/team/groups/{group_id}/unbind")(unbind)
    router.post("/team/second_factor")(second_factor)
    router.post("/team/{member_id}/second_factor")(no_second_factor)
    return router


async def team_page(console: Here, visitor: SignedIn) -> Response:
    """Raises NotAllowed for everybody but leads."""
    return await show_team(console, visitor)


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
        return await show_team(
            console, visitor, 422, typed=Typed({"name": said(form, "name"), "role": role, "district": district or ""})
        )
    async with console.door.database.writing() as session:
        code = await invite_member(console.door.hand(session, member=visitor.member), name, Role(role), district)
    return await show_team(console, visitor, invited=name, links=await _links(console, code))


async def revoke(member_id: UUID, console: Here, visitor: SignedIn, _form: MembersForm) -> Response:
    """Out at once. Nobody takes out themselves, so a lead always remains."""
    check_may(visitor.member.role, Verb.MANAGE_TEAM)
    async with console.door.database.writing() as session:
        member = await member_by_id(session, member_id)
        if member is None or not leads(visitor.member.district, member.district) or member.id == visitor.member.id:
            raise CaseNotFound
        await leave_team(console.door.hand(session, member=visitor.member), member_id)
    return RedirectResponse("/console/team", 303)


async def sign_out(member_id: UUID, console: Here, visitor: SignedIn, _form: MembersForm) -> Response:
    """Out of the console in every browser; they may come back."""
    check_may(visitor.member.role, Verb.MANAGE_TEAM)
    async with console.door.database.writing() as session:
        await sign_out_everywhere(console.door.hand(session, member=visitor.member), member_id)
    return RedirectResponse("/console/team", 303)


async def confirm(mark: str, console: Here, visitor: SignedIn, _form: MembersForm) -> Response:
    """Who came by the invitation is who was meant."""
    async with console.door.database.writing() as session:
        await confirm_newcomer(console.door.hand(session, member=visitor.member), mark)
    return RedirectResponse("/console/team", 303)


async def take_back(mark: str, console: Here, visitor: SignedIn, _form: MembersForm) -> Response:
    async with console.door.database.writing() as session:
        await take_back_invite(console.door.hand(session, member=visitor.member), mark)
    return RedirectResponse("/console/team#invited", 303)


async def unbind(group_id: UUID, console: Here, visitor: SignedIn, _form: MembersForm) -> Response:
    """A team group hears of nothing any more."""
    async with console.door.database.writing() as session:
        await unbind_group(console.door.hand(session, member=visitor.member), group_id)
    return RedirectResponse("/console/team#groups", 303)


async def second_factor(console: Here, visitor: SignedIn, form: MembersForm) -> Response:
    """Whether leads must have one."""
    async with console.door.database.writing() as session:
        await switch(console.door.hand(session, member=visitor.member), LEADS_MUST, on=said(form, "on") == "1")
    return RedirectResponse("/console/team#second-factor", 303)


async def no_second_factor(member_id: UUID, console: Here, visitor: SignedIn, _form: MembersForm) -> Response:
    """Of a colleague who has lost it."""
    async with console.door.database.writing() as session:
        await take_off(console.door.hand(session, member=visitor.member), member_id)
    return RedirectResponse(TEAM.path, 303)


async def show_team(console: Console, visitor: Visitor, status: int = 200, **facts: Any) -> Response:
    """Who is on the team, with what each has in hand; the setting, and what was done lately."""
    check_may(visitor.member.role, Verb.MANAGE_TEAM)
    door, voice, own = console.door, visitor.voice, visitor.member.district
    async with door.database.reading() as session:
        everybody = await people_of(session, door, voice, (await team_of(session)).today)
        log, assigns = await log_of(session, voice, own), await assigns_by_itself(session)
        groups = await look_at_groups(session, voice, visitor.member)
        factors = {"leads_must": await leads_must(session), "with_factor": await who_has_one(session)}
        open_invites = await invited_in(session, voice, visitor.member)
    words = {one.member.id: person_words(voice, one) for one in everybody}
    people = [one for one in everybody if leads(visitor.member.district, one.member.district)]
    return page(
        console,
        visitor,
        "team",
        status,
        people=people,
        names={one.member.id: district_name(voice, one.member.district) for one in people},
        deputies={one.member.id: _deputies(everybody, one.member, words) for one in people},
        working=[role.value for role in WORKING],
        log=log,
        groups=groups,
        open_invites=open_invites,
        assigns=assigns,
        specialties=[(one, specialty_name(voice, one)) for one in SPECIALTIES],
        roles=[(role.value, voice.say(f"roles.{role}")) for role in Role],
        districts=[(one, name) for one, name in districts(voice).items() if one != "elsewhere"],
        here=TEAM.path,
        **factors,
        **{"typed": Typed(), "invited": None, "links": [], "trouble": None, **facts},
    )


def _deputies(everybody: list[Person], member: Member, words: dict[UUID, str]) -> list[tuple[UUID, str]]:
    """For the form of an absence; none for whom there is nothing to stand in for."""
    able = stand_ins(everybody, member) if member.role in WORKING else []
    return [(one.member.id, words[one.member.id]) for one in able]


async def _links(console: Console, code: str) -> list[tuple[str, str]]:
    """Where the invited person opens the code: on each channel that can tell its address now."""
    links = [(way.name.value, await way.link(f"{PREFIX}{code}")) for way in console.door.ways_in.values()]
    return [(name, link) for name, link in links if link]
