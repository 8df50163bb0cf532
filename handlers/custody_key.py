"""The unit's public key, for whoever checks a receipt or an exported case: docs/custody.md says how."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import PlainTextResponse, Response

from handlers.door import Door
from storage.signing import fingerprint, public_key


def key_lines(door: Door) -> str:
    """As the page and `green-channel custody key` say it."""
    public = public_key(door.keys)
    return f"ed25519 {public.hex()}\nfingerprint {fingerprint(public)}\n"


def custody_key_router(door: Door) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/custody/key")
    async def key() -> Response:
        return PlainTextResponse(key_lines(door), headers={"Cache-Control": "no-store"})

    return router
