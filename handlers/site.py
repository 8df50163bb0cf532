"""What every web door needs once: safe headers, whether a request is our own, an event's lines, a sealed file."""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import AsyncIterator, Collection
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from urllib.parse import quote, urlsplit

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cases.evidence import handed_name

log = structlog.get_logger()

Address = IPv4Address | IPv6Address
Networks = tuple[IPv4Network | IPv6Network, ...]
FORWARDED = re.compile(r"\[([^\]]+)\](?::\d+)?|([\d.]+)(?::\d+)?|(.*)", re.DOTALL)  # [v6]:port, v4:port, v6
# by which a proxy says that it speaks for somebody
HANDED_ON = ("x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "forwarded", "x-real-ip", "via")
UNREADABLE = quote("\ufffd")  # as an address says it
HOPS = 20  # looked at; nobody is behind more proxies

SAFE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
ONLY_HTTPS = {"Strict-Transport-Security": "max-age=31536000"}  # of its neighbours' addresses we know nothing
STREAM = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}  # neither kept by a browser nor held back by a proxy
RETRY = "retry: 2000\n\n"
PAUSED = "event: paused\ndata: {}\n\n"  # the last of a stream that gave way: its page waits until it is looked at
HEARTBEAT = 15.0  # seconds; proxies cut silent lines after 30 to 60

NOTHING = "default-src 'none'; frame-ancestors 'none'; sandbox"
# Of our own: browsers refuse to show a PDF in a sandbox, and nobody else's is shown under our address
PDF = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"


def take_in(router: APIRouter, *others: APIRouter) -> None:
    """All their addresses become its own.

    FastAPI's `include_router` works out anew, for each router it stands in, what an address takes, and walks through
    them all at each request.
    """
    for other in others:
        router.routes.extend(other.routes)


def of_pages(policy: str, vary: str) -> dict[str, str]:
    """The headers of pages with forms; `policy` is their own Content-Security-Policy."""
    return {
        **SAFE,
        # not "no-referrer": browsers would send `Origin: null` with our own forms, and `is_ours` could not know them
        "Referrer-Policy": "same-origin",
        "Content-Security-Policy": policy,
        "Cache-Control": "no-store",
        "Vary": vary,
    }


class Readable:
    """The middleware that takes what nobody types out of an address, before any door reads it.

    PostgreSQL takes no NUL in a query: with the sign for the unreadable in its place, it is an address of nothing.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            query = scope["query_string"].replace(b"%00", UNREADABLE.encode())
            scope = {**scope, "path": scope["path"].replace("\0", "\ufffd"), "query_string": query}
        await self._app(scope, receive, send)


class SafeHeaders:
    """The middleware around the whole site; a door's own headers stand.

    Whose request it is stands with the request, for whoever must know which address holds most (bot/connections.py).
    """

    def __init__(self, app: ASGIApp, *, https: bool = False) -> None:
        self._app, self._headers = app, SAFE | (ONLY_HTTPS if https else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        if scope["type"] == "http":
            scope.setdefault("state", {})["address"] = address_of(Request(scope))
        await self._app(scope, receive, send_safely)


def is_ours(request: Request, address: str | None) -> bool:
    """Browsers say where a request comes from, in one header or both; one that says neither is not a browser."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is None and origin is None:
        return False
    return site in {None, "same-origin"} and (origin is None or origin in _origins(request, address))


def networks(said: str) -> Networks:
    """As a setting names them, with commas between. Raises ValueError."""
    return tuple(ipaddress.ip_network(one.strip(), strict=False) for one in said.split(",") if one.strip())


def address_of(request: Request) -> str:
    """What counts as one address: an IPv6 customer has a whole /64. Empty where nobody knows.

    A proxy that is trusted says who it speaks for; whoever else says so is not believed. What it says that is no
    address counts as its own.
    """
    client = _parsed(request.client.host) if request.client else None
    if client is None:
        return ""
    trusted: Networks = request.app.state.proxies
    _warn_of_unknown_proxy(request, client, trusted)
    said = ",".join(request.headers.getlist("x-forwarded-for")).rsplit(",", HOPS)[-HOPS:]
    while said and _is_among(client, trusted) and (before := _parsed(said.pop())):
        client = before
    return _neighbourhood(client)


def comes_straight_from(request: Request, those: Networks) -> bool:
    """From this machine or one of those itself: what a proxy hands on is its client's, whoever the proxy is."""
    client = _parsed(request.client.host) if request.client else None
    if client is None or any(name in request.headers for name in HANDED_ON):
        return False
    return client.is_loopback or _is_among(client, those)


def _warn_of_unknown_proxy(request: Request, client: Address, trusted: Networks) -> None:
    """Once: behind a proxy that no setting names, all people count as one address."""
    looks_like_one = client.is_private and "x-forwarded-for" in request.headers
    if looks_like_one and not _is_among(client, trusted) and not getattr(request.app.state, "warned", False):
        request.app.state.warned = True
        log.warning("a proxy that GC_TRUSTED_PROXIES does not name", address=str(client))


def _is_among(address: Address, those: Networks) -> bool:
    return any(address in one for one in those)


def _parsed(said: str) -> Address | None:
    found = FORWARDED.fullmatch(said.strip())
    try:
        address = ipaddress.ip_address(next(filter(None, found.groups()), "") if found else "")
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _neighbourhood(address: Address) -> str:
    return str(address) if address.version == 4 else str(IPv6Network((int(address), 64), strict=False))


def event(kind: str, content: object, number: int | str | None = None) -> str:
    """One event of a stream; `number` is what the browser says it has seen when it connects again."""
    numbered = f"id: {number}\n" if number is not None else ""
    return f"{numbered}event: {kind}\ndata: {json.dumps(content, ensure_ascii=False, separators=(',', ':'))}\n\n"


def handed_out_as(name: str, *, shown: bool = False) -> str:
    """The header by which a file is saved under this name, or `shown` in the browser and saved if somebody likes."""
    return f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{quote(name, safe='')}"


async def sealed_file(
    chunks: AsyncIterator[bytes], *, name: str, media_type: str, size: int | None, shown: Collection[str]
) -> Response:
    """A file decrypted on its way out; only the `shown` types open in the browser. Raises FileMissing and KeyLost."""
    first = await anext(chunks)  # whether it opens must be known before the answer begins
    is_shown = media_type in shown
    headers = {
        "Content-Disposition": handed_out_as(handed_name(name), shown=is_shown),
        "Content-Security-Policy": NOTHING,
        "Cache-Control": "private, no-store",
    }
    if size is not None:  # of files of versions that told it nobody knows it before the end
        headers["Content-Length"] = str(size)
    kind = media_type if is_shown else "application/octet-stream"
    return StreamingResponse(_whole(first, chunks), media_type=kind, headers=headers)


async def _whole(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for chunk in rest:
        yield chunk


def passkey_host(address: str) -> tuple[str, str] | None:
    """The host that passkeys are for, and how a browser there calls itself; None where browsers make none.

    They want a name instead of numbers, and TLS, but for this machine itself.
    """
    parts = urlsplit(address)
    host = parts.hostname or ""
    if _parsed(host) is not None or not (parts.scheme == "https" or host == "localhost"):
        return None
    return host, f"{parts.scheme}://{parts.netloc}"


def _origins(request: Request, address: str | None) -> set[str]:
    """As a browser may call us: by the host it asked, behind a proxy or not, and by the address people are given."""
    own = {f"{scheme}://{request.headers.get('host', '')}" for scheme in ("https", "http")}
    if address:
        parts = urlsplit(address)
        own.add(f"{parts.scheme}://{parts.netloc}")
    return own
