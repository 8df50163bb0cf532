"""The console's style, scripts and nothing else: a fixed list, so that no path is ever built from an address."""

from __future__ import annotations

import hashlib
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse
from starlette.exceptions import HTTPException
from starlette.responses import Response

import templates

FOLDER = Path(templates.__file__).parent / "static"
FILES = {
    "console.css": "text/css",
    "console.js": "text/javascript",
    "console.svg": "image/svg+xml",
    "vendor/htmx.min.js": "text/javascript",
    "vendor/htmx-ext-sse.min.js": "text/javascript",
}
HEADERS = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}


def static_router() -> APIRouter:
    router = APIRouter(prefix="/console")
    router.get("/static/{version}/{name:path}")(static_file)
    return router


async def static_file(version: str, name: str) -> Response:  # noqa: ARG001 - the version is for the browser's memory
    if name not in FILES:
        raise HTTPException(404)
    return FileResponse(FOLDER / name, media_type=FILES[name], headers=HEADERS)


def static_version() -> str:
    """Changes with any of the files, so that browsers may keep them for ever."""
    digest = hashlib.sha256(b"".join((FOLDER / name).read_bytes() for name in FILES))
    return digest.hexdigest()[:12]
