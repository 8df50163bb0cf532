"""Updates that Telegram brings to us: the page it posts to, and telling it where that page is."""

from __future__ import annotations

import hmac
import json
from typing import Any

from aiogram import Bot, Dispatcher
from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from bot.telegram.inbox import Inbox
from bot.telegram.updates import WANTED, feed, read_update

PATH = "/telegram/webhook"
LARGEST_BODY = 1024 * 1024  # bytes; an update holds texts and file ids, never a file
EVERY_METHOD = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


async def set_webhook(bot: Bot, public_url: str, secret: str) -> None:
    """`secret` is 1 to 256 characters of A-Z, a-z, 0-9, _ and -. Waiting updates are kept. Raises Telegram's errors."""
    await bot.set_webhook(
        public_url.rstrip("/") + PATH, secret_token=secret, allowed_updates=WANTED, drop_pending_updates=False
    )


def webhook_router(bot: Bot, dispatcher: Dispatcher, secret: str, inbox: Inbox | None = None) -> APIRouter:
    """Answers 200 only when the update has been handled, or is kept in the inbox: Telegram repeats it until then."""
    router = APIRouter(include_in_schema=False)

    # every method, so that a stranger gets the answer of a missing page and not "method not allowed"
    @router.api_route(PATH, methods=EVERY_METHOD)
    async def take_update(request: Request) -> Response:
        if not _is_telegram(request, secret):
            raise HTTPException(404)
        raw = _parse(await _read_body(request))
        if inbox:
            await inbox.put(raw)
        elif update := read_update(bot, raw):
            await feed(bot, dispatcher, update)
        return Response()

    return router


def _is_telegram(request: Request, secret: str) -> bool:
    given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
    return request.method == "POST" and hmac.compare_digest(given.encode(), secret.encode())


async def _read_body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise HTTPException(413)
    return bytes(body)


def _parse(body: bytes) -> dict[str, Any]:
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError):
        raise HTTPException(400) from None
    if not isinstance(raw, dict) or not isinstance(raw.get("update_id"), int):
        raise HTTPException(400)
    return raw
