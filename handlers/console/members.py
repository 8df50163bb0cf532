"""One member, from the console: their absences, by themselves or a lead, and what a lead changes of them."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from starlette.datastructures import FormData
from starlette.responses import Response

from actions.absence import cancel_absence, managed, note_absence
from actions.membership import Membership, change_member
from actions.office import change_office
from actions.suggesting import ASSIGNS
from actions.unit_settings import switch
from cases.errors import CaseError, NotUnderstood
from cases.people import CaseNotFound, NotAllowed, Role
from cases.verbs import Verb, check_may
from handlers.console.guard import Here, MembersForm, SignedIn, said, said_all
from handlers.console.parts import Console, Page, Visitor, page
from handlers.console.team import TEAM, show_team
from handlers.outside import read_day, read_id
from handlers.said.cases import districts
from handlers.said.errors import error_words
from handlers.said.team import could_stand_in, people_of, person_words

MOST_SPECIALTIES = 100  # ticked in one form
ABSENCE = Page("absence", Verb.TAKE)
REFUSED = (NotAllowed, CaseNotFound)


def members_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console", route_class=route)
    router.get("/absence")(absence_page)
    router.post("/absence/{absence_id}/cancel")(cancel)
    router.post("/team/assigning")(assigning)
    router.post("/team/{member_id}/absence")(absence)
    router.post("/team/{member_id}/change")(change)
    return router


async def absence_page(console: Here, visitor: SignedIn) -> Response:
    """One's own absences, and when the next one is."""
    return await _show_own(console, visitor)


async def absence(member_id: UUID, console: Here, visitor: SignedIn, form: MembersForm) -> Response:
    """Noted for oneself, or for somebody by a lead. Raises CaseNotFound alike for missing and forbidden."""
    try:
        async with console.door.database.writing() as session:
            hand = console.door.hand(session, member=visitor.member)
            await managed(hand, member_id)  # before anything is said of the days
            first, last = _days(form)
            await note_absence(hand, member_id, first, last, read_id(said(form, "deputy")))
    except REFUSED:
        raise
    except CaseError as error:
        return await _back(console, visitor, form, member_id, error)
    return RedirectResponse(_page_of(form), 303)


async def cancel(absence_id: UUID, console: Here, visitor: SignedIn, form: MembersForm) -> Response:
    async with console.door.database.writing() as session:
        await cancel_absence(console.door.hand(session, member=visitor.member), absence_id)
    return RedirectResponse(_page_of(form), 303)


async def change(member_id: UUID, console: Here, visitor: SignedIn, form: MembersForm) -> Response:
    """Role, district, specialties, liaison, badge and telephone; the name of the first start's lead."""
    check_may(visitor.member.role, Verb.MANAGE_TEAM)
    try:
        async with console.door.database.writing() as session:
            hand = console.door.hand(session, member=visitor.member)
            await change_member(hand, member_id, _membership(visitor, form), name=said(form, "name"))
            if "badge" in form:
                await change_office(hand, member_id, said(form, "badge"), said(form, "phone"))
    except REFUSED:
        raise
    except CaseError as error:
        return await _back(console, visitor, form, member_id, error)
    return RedirectResponse(TEAM.path, 303)


async def assigning(console: Here, visitor: SignedIn, form: MembersForm) -> Response:
    """Whether whoever is suggested has a new case at once."""
    async with console.door.database.writing() as session:
        await switch(console.door.hand(session, member=visitor.member), ASSIGNS, on=said(form, "on") == "1")
    return RedirectResponse(TEAM.path, 303)


def _membership(visitor: Visitor, form: FormData) -> Membership:
    """What no form of ours says is refused. Raises CaseNotFound."""
    role, district = said(form, "role"), visitor.member.district or said(form, "district") or None
    if role not in list(Role) or (district is not None and district not in districts(visitor.voice)):
        raise CaseNotFound
    specialties = said_all(form, "specialty", MOST_SPECIALTIES)
    return Membership(Role(role), district, specialties, is_liaison=said(form, "is_liaison") == "1")


def _days(form: FormData) -> tuple[date, date]:
    """Raises NotUnderstood."""
    first, last = said(form, "first"), said(form, "last")
    days = read_day(first), read_day(last or first)
    if days[0] is None or days[1] is None:
        raise NotUnderstood("absence", "form")
    return days[0], days[1]


def _page_of(form: FormData) -> str:
    return TEAM.path if said(form, "from") == TEAM.name else ABSENCE.path


async def _back(console: Console, visitor: Visitor, form: FormData, member_id: UUID, error: CaseError) -> Response:
    """The page it came from, with what was wrong."""
    trouble = {"member": member_id, "words": error_words(visitor.voice, error, to="desk")}
    if said(form, "from") == TEAM.name:
        return await show_team(console, visitor, 422, trouble=trouble)
    return await _show_own(console, visitor, 422, trouble=trouble)


async def _show_own(console: Console, visitor: Visitor, status: int = 200, **facts: Any) -> Response:
    check_may(visitor.member.role, ABSENCE.verb)
    door = console.door
    async with door.database.reading() as session:
        (person,) = await people_of(session, door, visitor.voice, [visitor.member])
        deputies = await could_stand_in(session, visitor.voice, visitor.member)
    return page(
        console,
        visitor,
        "absence",
        status,
        person=person,
        deputies=[(one.member.id, person_words(visitor.voice, one)) for one in deputies],
        here=ABSENCE.path,
        **{"trouble": None, **facts},
    )
