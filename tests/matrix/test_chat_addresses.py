"""The addresses of the web chat and of the machine, asked by every kind of browser: what is not theirs is not there."""

from __future__ import annotations

import asyncio
import secrets
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlmodel import select

from actions.leaving import leave_team
from bot.web import make_app
from storage.tables import Member, WebFile
from tests.matrix.rights import CHAT, CHAT_DOORS, METRICS, OPEN
from tests.stories.test_my_report import device_of
from tests.world import Clock, Product, open_product

NOT_FOR_THEM = {401, 403, 404, 409}
STREAMS = 2.0  # seconds without an end
MISSING = "00000000-0000-4000-8000-000000000000"


def test_every_address_of_the_chat_has_its_row():
    """Whatever is served under it says who gets something of somebody's from it."""
    assert {one for one in OPEN if "/chat/" in one} == {*CHAT, *CHAT_DOORS}
    assert not CHAT.keys() & CHAT_DOORS


async def test_a_browser_gets_what_is_of_its_chat(tmp_path: Path, database_url: str, clock: Clock):
    """Another's file and report answer as what does not exist; without a chat, and out of the team, nothing does."""
    async with open_product(tmp_path, database_url, clock) as product, AsyncExitStack() as stack:
        own, other = await product.reporter(), await product.reporter()
        number = await own.has_reported()
        await own.sends("合同.pdf")
        file = next(one for one in await product.all(WebFile) if one.chat_id == own.chat_id)
        button = next(one for one in reversed(own.screen) if one.buttons)
        named = {"number": number, "file_id": file.id, "press": (button.id, own.key(button.buttons[0], button))}
        member, gone = await product.expert("陈立"), await product.expert("周五")
        people = {"O": own, "R": other, "M": member, "X": gone, "N": None}
        browsers = {who: await stack.enter_async_context(device_of(product, one)) for who, one in people.items()}
        await _takes_out(product)
        wrong = {}
        for address, letters in CHAT.items():
            for who, http in browsers.items():
                status = await _asks(http, address, named)
                if (who in letters) == (status in NOT_FOR_THEM):
                    wrong[f"{address} by {who}"] = status
                if who in "RM" and who not in letters and "{" in address:
                    nowhere = {"number": "GC-261123-00000", "file_id": MISSING}
                    assert status == await _asks(http, address, named | nowhere), (
                        f"{address} tells {who} that it exists"
                    )
        assert wrong == {}


async def _takes_out(product: Product) -> None:
    """Who joined last."""
    door = product.parts.door
    async with door.database.writing() as session:
        last = (await session.exec(select(Member).order_by(Member.joined_at.desc()))).first()  # type: ignore[attr-defined]
        assert last
        await leave_team(door.hand(session), last.id)
    await product.settles()


async def _asks(http: httpx.AsyncClient, address: str, named: dict[str, Any]) -> int:
    method, path = address.split()
    path = path.format(**named)
    headers = {"Sec-Fetch-Site": "same-origin"}
    if path == "/chat/files":
        sent = {
            "data": {"client_id": secrets.token_hex(8), "caption": ""},
            "files": [("file", ("一.pdf", b"%PDF-1.4"))],
        }
        return (await http.post(path, headers=headers, **sent)).status_code
    if method == "POST":
        message_id, key = named["press"]
        facts = {"text": "在吗", "client_id": secrets.token_hex(8), "message_id": message_id, "button": key, "up_to": 0}
        return (await http.post(path, json=facts, headers=headers)).status_code
    try:
        async with asyncio.timeout(STREAMS if path == "/chat/events" else None):
            return (await http.get(path, headers=headers)).status_code
    except TimeoutError:
        return 200  # a stream, which has no end


@pytest.mark.parametrize(("client", "status"), METRICS.items())
async def test_figures_are_for_whom_a_setting_names(
    tmp_path: Path, database_url: str, clock: Clock, client: str, status: int
):
    """This machine, and who is named; nobody through a proxy, and no member by being one."""
    async with open_product(tmp_path, database_url, clock, metrics_from="10.0.0.5") as product:
        transport = httpx.ASGITransport(make_app(product.parts), client=(client, 40_000))
        async with httpx.AsyncClient(transport=transport, base_url="http://unit") as http:
            assert (await http.get("/metrics")).status_code == status
            assert (await http.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"})).status_code == 404
