"""Cases that were forgotten: their certificates, on one page for leads, as PDF, and as a file that can be checked."""

from __future__ import annotations

import json

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.responses import Response

from cases.verbs import Verb, check_may
from handlers.console.guard import Here, SignedIn
from handlers.console.papers import handed
from handlers.console.parts import page
from handlers.said.certificate import certificate_sheet, what_went
from handlers.said.paper import as_pdf
from handlers.site import handed_out_as
from handlers.taking_along import Taken
from storage.certificates import certificate_for, certificates_for
from storage.team import name_of

CERTIFICATES = "/console/certificates"  # the team's page leads to it


def certificates_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console", route_class=route)
    router.get("/certificates")(certificates)
    router.get("/certificates/{number}.pdf")(certificate_pdf)
    router.get("/certificates/{number}.json")(certificate_json)
    return router


async def certificates(console: Here, visitor: SignedIn) -> Response:
    """Raises NotAllowed for everybody but leads."""
    check_may(visitor.member.role, Verb.FORGET)
    async with console.door.database.reading() as session:
        found = await certificates_for(session, visitor.member)
    listed = [(one, what_went(visitor.voice, one.said)) for one in found]
    return page(console, visitor, "certificates", certificates=listed, here=CERTIFICATES)


async def certificate_pdf(number: str, console: Here, visitor: SignedIn) -> Response:
    """Raises NotAllowed and CaseNotFound."""
    check_may(visitor.member.role, Verb.FORGET)
    async with console.door.database.reading() as session:
        found = await certificate_for(session, visitor.member, number)
        reader = name_of(session, visitor.member)
    sheet = certificate_sheet(visitor.voice, found)
    return handed(Taken(f"{sheet.name}-{number}.pdf", await as_pdf(visitor.voice, sheet, reader)))


async def certificate_json(number: str, console: Here, visitor: SignedIn) -> Response:
    """Raises NotAllowed and CaseNotFound."""
    check_may(visitor.member.role, Verb.FORGET)
    async with console.door.database.reading() as session:
        found = await certificate_for(session, visitor.member, number)
    name = f"{visitor.voice.say('custody.certificate.file_name')}-{number}.json"
    headers = {"Content-Disposition": handed_out_as(name), "Cache-Control": "private, no-store"}
    said = json.dumps(found.said, ensure_ascii=False, indent=1)
    return Response(said, media_type="application/json", headers=headers)
