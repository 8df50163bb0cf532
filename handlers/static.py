"""The one way by which style, scripts and icons come to a browser: each at the address templates/served.py gives it."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import FileResponse
from starlette.exceptions import HTTPException
from starlette.responses import Response

from templates.served import TYPES, served
from templates.served import version as version_now

PUSH_WORKER, NOTHING_ELSE = "push-worker.js", "default-src 'none'"
FOR_EVER = "public, max-age=31536000, immutable"


def static_router() -> APIRouter:
    router = APIRouter(include_in_schema=False)
    router.get("/static/{version}/{name:path}")(static_file)
    router.get("/push-worker.js")(push_worker)
    return router


async def push_worker() -> Response:
    """What a browser runs for our push messages: at one address for ever, and looked at anew each time."""
    headers = {"Cache-Control": "no-cache", "Content-Security-Policy": NOTHING_ELSE}
    return FileResponse(served()[PUSH_WORKER], media_type=TYPES[".js"], headers=headers)


async def static_file(version: str, name: str) -> Response:
    """A page from before an upgrade gets today's file too, but must not remember it as yesterday's."""
    path = served().get(name)
    if path is None:
        raise HTTPException(404)
    keep = FOR_EVER if version == version_now() else "no-store"
    headers = {"Cache-Control": keep, "X-Content-Type-Options": "nosniff"}
    return FileResponse(path, media_type=TYPES[path.suffix], headers=headers)
