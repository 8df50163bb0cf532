"""What every request of the page goes through: which chat this browser has, its language, how often, how large."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect

from bot.webchat import limits
from bot.webchat.doors import BadRequest, Cookies, NoChat, TooLarge, TooOften, UploadBroken, refuse_other_sites
from bot.webchat.language import Languages
from bot.webchat.limits import Counter, neighbourhood
from bot.webchat.transcript import Transcript
from bot.webchat.updates import Updates
from storage import web_chats
from templates.rendering import LANGUAGES, Words, language_of

LANGUAGE_COOKIE = "gc_lang"
Model = TypeVar("Model", bound=BaseModel)


class Reception:
    """Built once; the routes ask it everything they need."""

    def __init__(
        self,
        transcript: Transcript,
        updates: Updates,
        words: Words,
        clock: Callable[[], datetime],
        *,
        public_url: str | None = None,
        language: str = "zh",
    ) -> None:
        self.transcript, self.updates, self.words, self.clock = transcript, updates, words, clock
        self.public_url = public_url
        self.languages = Languages(transcript.database, updates.bot.id, language)
        self.cookies = Cookies(transcript.keys, secure=bool(public_url and public_url.startswith("https:")))
        self.messages = Counter(limits.MESSAGES, clock)
        self.presses = Counter(limits.PRESSES, clock)
        self.uploads = Counter(limits.UPLOADS, clock)
        self.new_chats = Counter(limits.NEW_CHATS, clock)
        self.return_codes = Counter(limits.RETURN_CODES, clock)

    async def find_chat(self, request: Request) -> int | None:
        """The chat of this browser's cookie, if it has one."""
        token = self.cookies.token(request)
        return await web_chats.chat_of_device(self.transcript.database, token) if token else None

    async def chat(self, request: Request) -> int:
        """Raises NoChat."""
        chat_id = await self.find_chat(request)
        if chat_id is None:
            raise NoChat
        return chat_id

    async def chat_to_change(self, request: Request, counter: Counter) -> int:
        """The chat for a request that changes something. Raises CrossSite, NoChat, TooOften."""
        refuse_other_sites(request, self.public_url)
        chat_id = await self.chat(request)
        self.count(counter, str(chat_id))
        return chat_id

    def count(self, counter: Counter, who: str) -> None:
        if not counter.allows(who):
            raise TooOften

    def address(self, request: Request) -> str:
        return neighbourhood(request.client.host) if request.client else ""

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
