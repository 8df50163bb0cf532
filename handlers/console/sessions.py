"""In which browsers a member is signed in, and out of them again: one, or all."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from starlette.responses import Response

from actions.signing_in import IDLE_FOR, SESSION_FOR, sign_out_everywhere, sign_out_one
from handlers.console.guard import Here, MembersForm, SignedIn
from handlers.console.parts import page
from handlers.console.signing_in import signed_out
from storage.keys import token_hash
from storage.sessions import sessions_of
from storage.tokens import mark_of_hash

PATH = "/console/sessions"


def sessions_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console", route_class=route)
    router.get("/sessions")(sessions_page)
    router.post("/sessions/end_all")(end_all)
    router.post("/sessions/{mark}/end")(end)
    return router


async def sessions_page(console: Here, visitor: SignedIn) -> Response:
    """One's own; this browser is among them."""
    async with console.door.database.reading() as session:
        found = await sessions_of(session, visitor.member.id, console.door.clock())
    here = mark_of_hash(token_hash(visitor.cookie))
    hours = {"hours": SESSION_FOR.seconds // 3600, "idle_hours": IDLE_FOR.seconds // 3600}
    return page(console, visitor, "sessions", browsers=found, this=here, here=PATH, **hours)


async def end(mark: str, console: Here, visitor: SignedIn, _form: MembersForm) -> Response:
    async with console.door.database.writing() as session:
        await sign_out_one(console.door.hand(session, member=visitor.member), mark)
    is_here = mark == mark_of_hash(token_hash(visitor.cookie))
    return signed_out(console) if is_here else RedirectResponse(PATH, 303)


async def end_all(console: Here, visitor: SignedIn, _form: MembersForm) -> Response:
    """This one too: what is left can only be who has just come in anew."""
    async with console.door.database.writing() as session:
        await sign_out_everywhere(console.door.hand(session, member=visitor.member), visitor.member.id)
    return signed_out(console)
