"""Who else is at the case that is open here, and who of them writes."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.routing import APIRoute
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.responses import Response

from actions.presence import be_at, leave
from cases.people import WORKING
from handlers.console.guard import Here, MembersForm, SignedIn, said
from handlers.console.parts import Console, Visitor, page
from storage.cases import case_for_member
from storage.presence import others_at
from storage.tables import Case


def presence_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console", route_class=route)
    router.get("/cases/{number}/presence")(who_is_there)
    router.post("/cases/{number}/presence")(say_where)
    return router


async def who_is_there(number: str, console: Here, visitor: SignedIn) -> Response:
    """The others. Raises CaseNotFound."""
    async with console.door.database.reading() as session:
        return await _others(console, session, visitor, await case_for_member(session, number, visitor.member))


async def say_where(number: str, console: Here, visitor: SignedIn, form: MembersForm) -> Response:
    """This page is open, or somebody types in it, or it was left. Who only reads along (an auditor) is not shown."""
    door, member = console.door, visitor.member
    async with door.database.reading() as session:
        case = await case_for_member(session, number, member)
    if said(form, "left"):
        await leave(door.database, case.id, member)
        return Response(status_code=204)
    if member.role in WORKING:
        await be_at(door.database, case.id, member, door.clock(), writes=bool(said(form, "writes")))
    async with door.database.reading() as session:
        return await _others(console, session, visitor, case)


async def _others(console: Console, session: AsyncSession, visitor: Visitor, case: Case) -> Response:
    others = await others_at(session, case.id, visitor.member.id, console.door.clock())
    return page(console, visitor, "case_presence", others=others)
