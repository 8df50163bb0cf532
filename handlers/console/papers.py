"""The PDFs of a case, for who is signed in: the dossier, and the minutes of a consultation."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.responses import Response, StreamingResponse

from cases.verbs import Verb
from handlers.console.guard import Here, SignedIn
from handlers.console.still import check_still, while_theirs
from handlers.exporting import export_for
from handlers.site import NOTHING, PDF, handed_out_as
from handlers.taking_along import Taken, take_dossier, take_minutes

DOOR = "console"


def papers_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console", route_class=route)
    router.get("/cases/{number}/dossier.pdf")(dossier)
    router.get("/cases/{number}/export.zip")(export)
    router.get("/cases/{number}/minutes/{council}.pdf")(minutes)
    return router


async def dossier(number: str, console: Here, visitor: SignedIn) -> Response:
    taken = await take_dossier(visitor.voice, visitor.member, number, DOOR)
    await check_still(console, visitor, number)  # to set it takes seconds
    return handed(taken)


async def minutes(number: str, council: UUID, console: Here, visitor: SignedIn) -> Response:
    taken = await take_minutes(visitor.voice, visitor.member, number, DOOR, council)
    await check_still(console, visitor, number)
    return handed(taken)


async def export(number: str, console: Here, visitor: SignedIn) -> Response:
    """Everything of a case, for who has it or leads. Raises NotAllowed, CaseNotFound and KeyLost."""
    made = await export_for(visitor.voice, visitor.member, number, DOOR)
    headers = {
        "Content-Disposition": handed_out_as(made.name),
        "Content-Security-Policy": NOTHING,
        "Cache-Control": "private, no-store",
    }
    pieces = while_theirs(console, visitor, number, made.pieces(), Verb.EXPORT)
    return StreamingResponse(pieces, media_type="application/zip", headers=headers)


def handed(taken: Taken) -> Response:
    """It opens in the browser, and is kept nowhere on the way."""
    headers = {
        "Content-Disposition": handed_out_as(taken.name, shown=True),
        "Content-Security-Policy": PDF,
        "Cache-Control": "private, no-store",
    }
    return Response(taken.content, media_type="application/pdf", headers=headers)
