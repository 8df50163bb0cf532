"""What every request of the page goes through: which chat this browser has, its language, how often, how large."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import structlog
from fastapi import Request
from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect

from bot.webchat import limits
from bot.webchat.doors import (
    BadRequest,
    Cookies,
    Locked,
    NoChat,
    TooLarge,
    TooOften,
    UploadBroken,
    refuse_other_sites,
)
from bot.webchat.language import Languages
from bot.webchat.together import Together
from bot.webchat.top import Tops
from bot.webchat.transcript import Transcript
from bot.webchat.updates import Updates
from handlers.counting import Counter
from handlers.door import came_from
from handlers.room import fingerprint_of
from handlers.site import address_of
from handlers.streams import Streams
from storage.web_devices import Device, device_of, devices_among, mark_of_token, note_seen
from storage.web_locks import keep_open
from templates.rendering import LANGUAGES, Words, language_of

log = structlog.get_logger()
LANGUAGE_COOKIE = "gc_lang"
NO_STORE = {"Cache-Control": "no-store"}
Model = TypeVar("Model", bound=BaseModel)


class Reception:
    """Built once; the routes ask it everything they need."""

    def __init__(
        self,
        transcript: Transcript,
        updates: Updates,
        words: Words,
        clock: Callable[[], datetime],
        tops: Tops,
        *,
        public_url: str | None = None,
        language: str = "zh",
        streams: Streams | None = None,
    ) -> None:
        self.transcript, self.updates, self.words, self.clock = transcript, updates, words, clock
        self.tops = tops
        self.public_url, self.streams = public_url, streams or Streams()
        self.languages = Languages(transcript.database, updates.bot.id, language)
        self.cookies = Cookies(transcript.keys, secure=bool(public_url and public_url.startswith("https:")))
        self.together = Together(lambda hashes: devices_among(transcript.database, hashes, updates.bot.id))
        self.messages = Counter(limits.MESSAGES, "messages", transcript.database)
        self.presses = Counter(limits.PRESSES, "presses", transcript.database)
        self.goings = Counter(limits.GOINGS, "goings", transcript.database)
        self.sights = Counter(limits.SIGHTS, "sights", transcript.database)
        self.uploads = Counter(limits.UPLOADS, "uploads", transcript.database)
        self.wrong_codes = Counter(limits.WRONG_CODES, "wrong_codes", transcript.database)

    async def find_device(self, request: Request) -> Device | None:
        """The browser by its cookie, with its chat; it may be locked."""
        return await self.device_with(self.cookies.token(request))

    async def device_with(self, token: str | None) -> Device | None:
        """Not one that nobody was at for too long."""
        found = await device_of(self.transcript.database, token, self.languages.bot_id) if token else None
        return self._if_good(found)

    async def device_with_others(self, token: str | None) -> Device | None:
        """The same, a moment later, for many who wait. A row that cannot be read breaks no page but its own."""
        if not token:
            return None
        try:
            return self._if_good(await self.together.find(token))
        except Exception as error:  # noqa: BLE001 - each asks for itself, and fails by itself
            log.warning("browsers could not be read together", error=type(error).__name__)
            return await self.device_with(token)

    def _if_good(self, found: Device | None) -> Device | None:
        return None if found and found.is_over(self.clock()) else found

    async def is_locked(self, request: Request) -> bool:
        device = await self.find_device(request)
        return device is not None and not device.is_open(self.clock())

    async def device(self, request: Request) -> Device:
        """The browser, where it is open. Raises NoChat, Locked."""
        device = await self.find_device(request)
        if device is None:
            raise NoChat
        if not device.is_open(self.clock()):
            raise Locked
        return device

    async def chat(self, request: Request) -> int:
        """Raises NoChat, Locked."""
        return (await self.device(request)).chat_id

    async def chat_to_change(self, request: Request, counter: Counter) -> int:
        """The chat for a request that changes something, by which it stays open. Raises CrossSite, TooOften as well."""
        refuse_other_sites(request, self.public_url)
        device = await self.device(request)
        self.count(counter, str(device.chat_id))
        await self.note_seen(request, device)
        await self.keep_open(request, device)
        came_from.set(fingerprint_of(self.transcript.keys, request))
        return device.chat_id

    async def note_seen(self, request: Request, device: Device) -> None:
        """A person is there: not a page that only listens."""
        if token := self.cookies.token(request):
            await note_seen(self.transcript.database, token, device, self.clock())

    def mark(self, request: Request) -> str:
        """By what the chat tells this browser from its others."""
        return mark_of_token(self.cookies.token(request))

    async def keep_open(self, request: Request, device: Device) -> None:
        if device.locks and (token := self.cookies.token(request)):
            await keep_open(self.transcript.database, token, device, self.clock())

    def hang_up(self, token: str | None) -> None:
        """End the open pages of this browser, and of no other."""
        if token:
            self.transcript.live.hang_up(token)

    def count(self, counter: Counter, who: str) -> None:
        if not counter.allows(who):
            raise TooOften

    def address(self, request: Request) -> str:
        return address_of(request)

    def tag(self, chat_id: int) -> str:
        """By what a page notices that its browser now has another chat; says nothing about the chat."""
        return self.transcript.keys.blind("web chat", str(chat_id))[:12]

    def language(self, request: Request) -> str:
        """What the person chose with the switch, else what the browser asks for, else the unit's."""
        for chosen in (request.query_params.get("lang"), request.cookies.get(LANGUAGE_COOKIE)):
            if chosen in LANGUAGES:
                return str(chosen)
        asked = [part.split(";")[0].strip() for part in request.headers.get("accept-language", "").split(",")]
        known = (language_of(one, "") for one in asked)
        return next((one for one in known if one), self.languages.default)


async def body_of(request: Request, model: type[Model]) -> Model:
    """A small JSON body. Raises BadRequest, TooLarge, UploadBroken."""
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise BadRequest
    received = bytearray()
    try:
        async for chunk in request.stream():
            received += chunk
            if len(received) > limits.JSON_BYTES:
                raise TooLarge
    except ClientDisconnect as error:
        raise UploadBroken from error
    try:
        return model.model_validate_json(bytes(received))
    except ValidationError as error:
        raise BadRequest from error
