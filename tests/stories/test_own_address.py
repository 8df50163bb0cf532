"""Under https: the browser stays with it, keeps our secrets for this address alone, and no other name serves us."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from itsdangerous import Signer
from sqlmodel import select

from actions.signing_in import make_login_link
from actions.team import add_member
from cases.people import Role
from storage.tables import ConsoleSession
from tests.world import Clock
from tests.world.product import Served, opened

ADDRESS = "https://hq.example"
OURS = {"origin": ADDRESS, "sec-fetch-site": "same-origin", "host": "hq.example"}


@pytest.fixture
async def https(tmp_path: Path, database_url: str, clock: Clock) -> AsyncIterator[Served]:
    async with opened(Served(tmp_path, database_url, clock, public_url=ADDRESS)) as product:
        yield product


@pytest.fixture
async def behind(https: Served) -> AsyncIterator[httpx.AsyncClient]:
    """What a proxy on this machine hands on. It keeps no cookies: they are Secure, and this line is not."""
    where = f"http://{https.parts.settings.bind}"
    async with httpx.AsyncClient(base_url=where, headers=OURS, verify=False, timeout=60) as client:
        yield client


def cookies(response: httpx.Response) -> dict[str, str]:
    """Each header by the cookie's name."""
    return {one.partition("=")[0]: one for one in response.headers.get_list("set-cookie")}


def value(header: str) -> str:
    return header.partition("=")[2].partition(";")[0]


async def signs_in(https: Served, behind: httpx.AsyncClient) -> httpx.Response:
    async with https.parts.door.database.writing() as session:
        member = await add_member(session, "周敏", Role.LEAD, None, https.clock())
        code = await make_login_link(session, member.id, https.clock())
    return await behind.post("/console/login", data={"code": code})


@pytest.mark.parametrize("path", ["/", "/console", "/health", "/chat/history", "/nothing"])
async def test_browsers_stay_with_https(behind: httpx.AsyncClient, path: str):
    """Said with every answer, refusals too."""
    assert "max-age=31536000" in (await behind.get(path)).headers["strict-transport-security"]


@pytest.mark.parametrize("host", ["evil.example", "hq.example.evil.example", "", "[::1", "xn--hq"])
async def test_another_name_serves_nothing(behind: httpx.AsyncClient, host: str):
    """Neither the page nor the console; in words, with the right address."""
    for path in ("/", "/console", "/chat/open"):
        answer = await behind.get(path, headers={"host": host})
        assert answer.status_code == 421
        assert ADDRESS in answer.text
        assert "set-cookie" not in answer.headers
    assert (await behind.get("/health", headers={"host": host})).status_code == 200


@pytest.mark.parametrize("host", ["hq.example", "HQ.example:443", "127.0.0.1:8000", "localhost", "[::1]:8000"])
async def test_our_own_names_serve(behind: httpx.AsyncClient, host: str):
    """What people are given, and for an operator on this machine its own."""
    assert (await behind.get("/", headers={"host": host})).status_code == 200


async def test_the_consoles_cookie_is_this_addresses_alone(https: Served, behind: httpx.AsyncClient):
    """A neighbour cannot plant one: under the plain name a session of today is nobody's."""
    given = cookies(await signs_in(https, behind))["__Host-gc_console"]
    for part in ("Secure", "Path=/;", "HttpOnly", "SameSite=lax"):
        assert part in given + ";"
    assert "Domain" not in given
    mine = {"cookie": f"__Host-gc_console={value(given)}"}
    assert (await behind.get("/console", headers=mine)).status_code == 200
    assert (await behind.get("/console", headers={"cookie": f"gc_console={value(given)}"})).status_code == 401


async def test_who_is_signed_in_stays_so_over_the_upgrade(https: Served, behind: httpx.AsyncClient):
    """A session of the version before is read under its old name, and the browser gets the new one for it."""
    token = value(cookies(await signs_in(https, behind))["__Host-gc_console"])
    async with https.parts.door.database.writing() as session:
        (row,) = (await session.exec(select(ConsoleSession))).all()
        row.sealed_from, row.used_at = None, None
    answer = await behind.get("/console", headers={"cookie": f"gc_console={token}"})
    assert answer.status_code == 200
    changed = cookies(answer)
    assert value(changed["__Host-gc_console"]) == token
    assert "Max-Age=0" in changed["gc_console"]


async def test_the_chats_cookie_is_this_addresses_alone(https: Served, behind: httpx.AsyncClient):
    """The same for who reports; what a version before gave is still good, and replaced when the page opens."""
    given = value(cookies(await behind.post("/chat/open", json={"start": ""}))["__Host-gc_chat"])
    assert (await behind.get("/chat/history", headers={"cookie": f"__Host-gc_chat={given}"})).status_code == 200
    assert (await behind.get("/chat/history", headers={"cookie": f"gc_chat={given}"})).status_code == 401
    token = given.rpartition(".")[0]
    before = Signer(https.parts.door.keys.derive("web chat cookie"), salt="web chat cookie").sign(token).decode()
    old = {"cookie": f"gc_chat={before}"}
    assert (await behind.get("/chat/history", headers=old)).status_code == 200
    changed = cookies(await behind.post("/chat/open", json={"start": ""}, headers=old))
    assert value(changed["__Host-gc_chat"]) == given
    assert "Max-Age=0" in changed["gc_chat"]
