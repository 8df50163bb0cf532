"""The servers that carry our notices, as the real ones would: a mail server, and the HTTP gateway of an SMS provider."""

from __future__ import annotations

import asyncio
import base64
import email
import email.policy
import json
import logging
import re
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import http_ece
from aiohttp import web
from aiosmtpd.smtp import SMTP, Envelope, Session
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

OUR_OWN = "notice@example.org"


@dataclass
class MailServer:
    """Keeps what it takes; says no to whom it is told to, in the words it is told to."""

    port: int = 0
    taken: list[tuple[str, str, str]] = field(default_factory=list)  # to whom, the subject, the text
    raw: list[bytes] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)
    hangs: bool = False

    @property
    def url(self) -> str:
        return f"mailto://127.0.0.1:{self.port}?from={quote(OUR_OWN)}&to={{to}}&mode=insecure&smtp=127.0.0.1"

    async def handle_RCPT(  # noqa: N802 - what aiosmtpd calls
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.hangs:
            await asyncio.sleep(30)
        if said := self.refuses.get(address):
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.raw.append(envelope.content)
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        body: Any = letter.get_body(("plain",))
        self.taken.append((envelope.rcpt_tos[0], str(letter["Subject"]), body.get_content().strip()))
        return "250 taken"

    def code_for(self, address: str) -> str:
        """The newest that came there."""
        words = next(subject + text for to, subject, text in reversed(self.taken) if to == address)
        found = re.search(r"(?<!\d)\d{6}(?!\d)", words)
        assert found, words
        return found[0]


@dataclass
class Gateway:
    """Keeps each request; answers as it is told to."""

    port: int = 0
    taken: list[dict[str, Any]] = field(default_factory=list)
    status: int = 200
    answers: str = '{"code": 0, "message": "ok"}'

    @property
    def url(self) -> str:
        return f"json://127.0.0.1:{self.port}/sms?:phone={{to}}&:message=content"

    async def take(self, request: web.Request) -> web.Response:
        self.taken.append(json.loads(await request.text()))
        return web.Response(status=self.status, text=self.answers)

    def code_for(self, phone: str) -> str:
        words = next(one["content"] for one in reversed(self.taken) if one["phone"] == phone)
        found = re.search(r"(?<!\d)\d{6}(?!\d)", words)
        assert found, words
        return found[0]


def heard_of_logs() -> Callable[[], list[str]]:
    """Everything that comes into the log of the whole process from now on, as its one handler would write it."""
    found: list[str] = []

    class Hearing(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(record.getMessage())

    hearing = Hearing()
    logging.getLogger().addHandler(hearing)

    def end() -> list[str]:
        logging.getLogger().removeHandler(hearing)
        return found

    return end


@asynccontextmanager
async def mail_server(server: MailServer | None = None) -> AsyncIterator[MailServer]:
    found, loop = server or MailServer(), asyncio.get_running_loop()
    listens = await loop.create_server(lambda: SMTP(found, enable_SMTPUTF8=True, loop=loop), "127.0.0.1", 0)
    found.port = listens.sockets[0].getsockname()[1]
    try:
        yield found
    finally:
        listens.close()


@dataclass
class PushService:
    """Of a browser's maker: takes what it cannot read, and says of a browser that is gone that it is."""

    port: int = 0
    taken: list[tuple[str, bytes]] = field(default_factory=list)  # by whom it says that it is, and what came
    status: int = 201

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def take(self, request: web.Request) -> web.Response:
        assert request.headers["Content-Encoding"] == "aes128gcm"
        self.taken.append((request.headers["Authorization"], await request.read()))
        return web.Response(status=self.status)


class Browser:
    """What a browser makes when it subscribes, and how it reads what came."""

    def __init__(self, service: str) -> None:
        self._key, self._secret = ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(16)
        self._endpoint = f"{service}/{secrets.token_urlsafe(16)}"

    def subscribes(self) -> str:
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        keys = {"p256dh": _spelled(point), "auth": _spelled(self._secret)}
        return json.dumps({"endpoint": self._endpoint, "expirationTime": None, "keys": keys})

    def reads(self, came: bytes) -> dict[str, str]:
        opened = http_ece.decrypt(came, private_key=self._key, auth_secret=self._secret, version="aes128gcm")
        found: dict[str, str] = json.loads(opened)
        return found


def vouched_for(said: str, public_key: str) -> dict[str, Any]:
    """What an Authorization of VAPID claims, if it is signed with that key."""
    token, key = re.fullmatch(r"vapid t=([^,]+),\s*k=(.+)", said).groups()  # type: ignore[union-attr]
    assert key == public_key
    head, claims, signature = token.split(".")
    numbers = _read(signature)
    pair = encode_dss_signature(int.from_bytes(numbers[:32], "big"), int.from_bytes(numbers[32:], "big"))
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _read(key))
    public.verify(pair, f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))
    found: dict[str, Any] = json.loads(_read(claims))
    return found


def _spelled(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def _read(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@asynccontextmanager
async def sms_gateway() -> AsyncIterator[Gateway]:
    found = Gateway()
    async with _serving("/sms", found):
        yield found


@asynccontextmanager
async def push_service() -> AsyncIterator[PushService]:
    found = PushService()
    async with _serving("/{browser}", found):
        yield found


@asynccontextmanager
async def _serving(path: str, found: Gateway | PushService) -> AsyncIterator[None]:
    app = web.Application()
    app.router.add_post(path, found.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    found.port = runner.addresses[0][1]
    try:
        yield
    finally:
        await runner.cleanup()
