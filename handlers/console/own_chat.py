"""On to one's own chat in this browser: a return code opens no member's, and their browsers are good for hours."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from starlette.responses import Response

from actions.signing_in import LINK_FOR, make_login_link
from handlers.console.guard import Here, MembersForm, SignedIn
from handlers.cookies import OWN_CHAT


def own_chat_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console", route_class=route)
    router.post("/chat")(open_chat)
    return router


async def open_chat(console: Here, visitor: SignedIn, _form: MembersForm) -> Response:
    """By a cookie that is good once; the page of the chat uses it up.

    Not by a link: whoever were sent one would be in the chat of the member who made it.
    """
    async with console.door.database.writing() as session:
        link = await make_login_link(session, visitor.member.id, console.door.clock())
    response = RedirectResponse("/#own", 303)
    OWN_CHAT.give(response, link, int(LINK_FOR.total_seconds()), secure=console.is_https)
    return response
