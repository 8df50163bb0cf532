"""A unit's data as the version before left it, in version-before.tar.xz: what this file writes there and tests read.

It was written on 27 November 2026 by the last version with schema 0002 (commit 1735482), with this file copied into a
checkout of it, by `python -m tests.storage.version_before version-before.tar.xz`. It cannot be written again by a later
one, and need not: the next change of the schema brings a file of its own. The people and companies are made up.
"""

from __future__ import annotations

import asyncio
import io
import json
import secrets
import sqlite3
import sys
import tarfile
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

KEY = "R3JlZW4gY2hhbm5lbDogYSBrZXkgb2YgaXRzIHRlc3Q="  # GC_KEY
MORNING = datetime(2026, 11, 27, 2, 10, tzinfo=UTC)  # 10:10 in Shanghai
ARCHIVE = Path(__file__).parent / "version-before.tar.xz"
WAITING, TAKEN, ENDED = "宁波甬江精密机械有限公司", "宁波北仑港贸有限公司", "宁波海曙精工机械有限公司"
LETTER = "对方今天又发来一个新账户。"
CONTRACT = b"%PDF-1.4 the contract\n" * 40
ACCOUNT = "6222 0212 3456 7890 123"


class Clock:
    """Stands still but for a moment with each look, so that everything has an order."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        self.ahead += timedelta(milliseconds=1)
        return MORNING + self.ahead


async def write(folder: Path) -> dict[str, object]:
    """Everything that can be going on when a unit upgrades. Returns what only people know: cookies, links, numbers."""
    from tests.product import open_product

    facts: dict[str, object] = {}
    async with open_product(folder, f"sqlite:///{folder / 'green-channel.db'}", Clock(), key=KEY) as product:
        expert, lead = await product.expert("陈立"), await product.expert("周敏", role("lead"))
        facts |= {"expert": expert.chat_id, "lead": lead.chat_id}
        facts["console"] = await console_session(product)
        facts |= await reports(product, expert)
        half = await product.reporter()
        await half.tells(until="loss_amount", company_name="宁波慈溪电器有限公司")
        paying = await product.reporter()
        await paying.presses("是，刚转走")
        await paying.says(ACCOUNT)
        facts |= {"half": half.chat_id, "paying": paying.chat_id}
        facts["half_step"], facts["paying_step"] = await half.step(), await paying.step()
        await expert.looks()
    return facts


async def reports(product, expert) -> dict[str, object]:
    """One case that waits, with a file and a page open; one in hands, with a letter and a link; one that has ended."""
    waiting, taken, ended = [await product.reporter() for _ in range(3)]
    numbers = {"ended": await ended.reports(company_name=ENDED, district="cixi")}
    await expert.looks()
    await expert.presses("接手")
    await expert.presses("结束")
    await expert.presses("咨询已答复")
    numbers["taken"] = await taken.reports(company_name=TAKEN, district="haishu")
    await expert.looks()
    await expert.presses("接手")
    await taken.says(LETTER)
    await waiting.tells(until="evidence", company_name=WAITING)
    await waiting.sends("合同.pdf", CONTRACT)
    await waiting.tells_on(company_name=WAITING)
    numbers["waiting"] = await waiting.submits()
    return {
        "numbers": numbers,
        "waiting": waiting.chat_id,
        "taken": taken.chat_id,
        "page": await page_cookie(product, waiting.chat_id),
        "upload": await upload_link(product, taken.chat_id),
    }


def role(name: str):
    from cases.people import Role

    return Role(name)


async def console_session(product) -> str:
    """The cookie of a browser in which the expert is signed in."""
    from sqlmodel import select

    from actions.team import make_login_link, sign_in
    from storage.tables import Member

    async with product.parts.door.database.writing() as session:
        member = (await session.exec(select(Member).where(Member.role == role("expert")))).one()
        cookie, _ = await sign_in(session, await make_login_link(session, member.id, product.clock()), product.clock())
    return cookie


async def page_cookie(product, chat_id: int) -> str:
    """The cookie of a browser that has this chat open."""
    from fastapi import Response

    from bot.webchat.doors import Cookies, new_token
    from storage import web_chats

    token, response = new_token(), Response()
    async with product.parts.door.database.writing() as session:
        await web_chats.add_device(session, chat_id, token, product.clock())
    Cookies(product.parts.door.keys, secure=False).give(response, token)
    return response.headers["set-cookie"].split(";")[0]


async def upload_link(product, chat_id: int) -> str:
    """The token of a page for a large file."""
    from sqlmodel import select

    from storage.keys import token_hash
    from storage.tables import Conversation, UploadLink

    token, until = secrets.token_urlsafe(24), product.clock() + timedelta(days=1)
    async with product.parts.door.database.writing() as session:
        chat = (await session.exec(select(Conversation).where(Conversation.chat_id == chat_id))).one()
        session.add(UploadLink(token_hash=token_hash(token), conversation_id=chat.id, expires_at=until))
    return token


def pack(folder: Path, facts: dict[str, object], archive: Path) -> None:
    """The database in one file, the sealed files, and the facts."""
    with sqlite3.connect(folder / "green-channel.db") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("VACUUM")
    with tarfile.open(archive, "w:xz") as out:
        out.add(folder / "green-channel.db", "green-channel.db")
        out.add(folder / "data" / "files", "data/files")
        said = json.dumps(facts, ensure_ascii=False, indent=1).encode()
        entry = tarfile.TarInfo("facts.json")
        entry.size = len(said)
        out.addfile(entry, io.BytesIO(said))


def unpack(folder: Path) -> dict[str, object]:
    with tarfile.open(ARCHIVE) as packed:
        packed.extractall(folder, filter="data")
    facts: dict[str, object] = json.loads((folder / "facts.json").read_text("utf-8"))
    return facts


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        pack(Path(home), asyncio.run(write(Path(home))), Path(sys.argv[1]))
