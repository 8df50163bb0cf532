"""The browsers that may read a web chat: which they are, how long each is good for, and putting them out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, sql
from sqlalchemy.orm import class_mapper
from sqlmodel import col, delete, func, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.retention import FOR, Kept
from storage.changes import tell_of_chat
from storage.database import Database
from storage.keys import token_hash
from storage.stamps import stamp_of
from storage.tables import Conversation, WebChat, WebDevice
from storage.web_locks import IDLE

MOST = 10  # of one chat; for one more, the one that was longest away is put out
AT_ONCE = 100  # looked up together
MARK = 8  # hex digits by which the few of a chat are told apart
HELD = timedelta(hours=72)  # who came by a code does nothing in it that cannot be taken back
OFTEN = timedelta(minutes=10)  # being there within it is not written down again

_FACTS = [
    WebDevice.chat_id,
    WebChat.locks,
    WebDevice.open_until,
    WebDevice.seen_at,
    Conversation.member_id,
    WebDevice.held_until,
    WebDevice.stamp,
]
_DEVICES: Any = (
    sql.select(*map(col, _FACTS))
    .join(WebChat, col(WebChat.chat_id) == col(WebDevice.chat_id))
    .outerjoin(
        Conversation,
        (col(Conversation.bot_id) == sql.bindparam("bot")) & (col(Conversation.chat_id) == col(WebDevice.chat_id)),
    )
)
DEVICE = _DEVICES.where(col(WebDevice.token_hash) == sql.bindparam("token"))
DEVICES = _DEVICES.add_columns(col(WebDevice.token_hash)).where(
    col(WebDevice.token_hash).in_(sql.bindparam("tokens", expanding=True))
)
SEEN = (
    sql.update(class_mapper(WebDevice).local_table)  # type: ignore[arg-type]
    .where(col(WebDevice.token_hash) == sql.bindparam("token"))
    .values(seen_at=sql.bindparam("now"))
)


@dataclass(frozen=True)
class Device:
    """A browser as a request finds it. `locks` is its chat's wish; `member_id` is set in the chat of a member."""

    chat_id: int
    locks: bool
    open_until: datetime | None
    seen_at: datetime
    member_id: UUID | None

    def is_open(self, now: datetime) -> bool:
        return not self.locks or (self.open_until is not None and now < self.open_until)

    def is_over(self, now: datetime) -> bool:
        """Nobody was at it for so long that it is good for nothing any more."""
        return self.seen_at + FOR[Kept.MEMBERS_BROWSER if self.member_id else Kept.BROWSER] <= now


async def device_of(database: Database, token: str, bot_id: int) -> Device | None:
    """The browser that holds this token."""
    found = await database.look(DEVICE, token=(hash_ := token_hash(token)), bot=bot_id)
    return _as_we_wrote(database, hash_, found) if found else None


async def devices_among(database: Database, hashes: Collection[str], bot_id: int) -> dict[str, Device]:
    """The browsers that hold tokens with these hashes, at most `AT_ONCE`, by the hash."""
    asked = [*hashes, *[""] * (AT_ONCE - len(hashes))]  # always as many: one statement for the driver to remember
    async with database.glancing() as session:
        rows = (await session.exec(DEVICES, params={"tokens": asked, "bot": bot_id})).all()
    found = {hash_: _as_we_wrote(database, hash_, facts) for *facts, hash_ in rows}
    return {hash_: device for hash_, device in found.items() if device}


def _as_we_wrote(database: Database, hash_: str, found: Sequence[Any]) -> Device | None:
    """Of a row with `_FACTS`; None where its stamp is not ours."""
    *facts, held_until, stamp = found
    said = {"token_hash": hash_, "chat_id": facts[0], "held_until": held_until}
    return Device(*facts) if stamp == stamp_of(database.keys, WebDevice, said) else None


async def note_seen(database: Database, token: str, device: Device, now: datetime) -> None:
    """Somebody is at it."""
    if device.seen_at + OFTEN <= now:
        await database.save((SEEN, {"token": token_hash(token), "now": now}))


async def add_device(
    session: AsyncSession,
    chat_id: int,
    token: str,
    now: datetime,
    label: str = "",
    *,
    instead_of: WebDevice | None = None,
    by_code: bool = False,
) -> None:
    """Let the browser that holds this token read the chat; it was here `instead_of` that row, or has just come.

    One that came `by_code` is held for a while.
    """
    await _make_room(session, chat_id, now)
    device = WebDevice(token_hash=token_hash(token), chat_id=chat_id, created_at=now, seen_at=now)
    device.open_until, device.label, device.held_until = now + IDLE, label[:40], now + HELD if by_code else None
    if instead_of:
        device.created_at, device.held_until = instead_of.created_at, instead_of.held_until
        device.used_code = instead_of.used_code
    session.add(device)
    await session.flush()


async def devices_of(session: AsyncSession, chat_id: int, now: datetime) -> list[WebDevice]:
    """Those that can still read the chat of a reporter, the one that came last first."""
    good = col(WebDevice.seen_at) > now - FOR[Kept.BROWSER]
    query = select(WebDevice).where(WebDevice.chat_id == chat_id, good)
    return list((await session.exec(query.order_by(col(WebDevice.created_at).desc()))).all())


async def own_device(session: AsyncSession, token: str) -> WebDevice | None:
    return await session.get(WebDevice, token_hash(token))


async def forget_device(session: AsyncSession, token: str) -> None:
    await session.exec(delete(WebDevice).where(col(WebDevice.token_hash) == token_hash(token)))


async def put_out(session: AsyncSession, chat_id: int, mark: str) -> bool:
    """That one, at once and in every process; whether it was there."""
    return await _put_out(session, chat_id, col(WebDevice.token_hash).startswith(mark, autoescape=True)) > 0


async def put_out_others(session: AsyncSession, chat_id: int, mark: str) -> int:
    """All but that one; how many."""
    return await _put_out(session, chat_id, ~col(WebDevice.token_hash).startswith(mark, autoescape=True))


def is_new(device: WebDevice, now: datetime) -> bool:
    """Whether it came by a code, and nobody who was here before said that it is them."""
    return device.held_until is not None and now < device.held_until


def held_among(devices: Iterable[WebDevice], mark: str, now: datetime) -> datetime | None:
    """Until when the one with this mark is held; where nobody knows which it is, the one that is held longest.

    One that is gone is held: what it said before it went is handled after.
    """
    found = {mark_of(one): one for one in devices}
    if mark and mark not in found:
        return now + HELD
    held = [one.held_until for one in found.values() if is_new(one, now) and mark in {"", mark_of(one)}]
    return max((until for until in held if until), default=None)


async def vouch_for(session: AsyncSession, chat_id: int, mark: str) -> bool:
    """Somebody who was here before says that it is them; whether it was there."""
    which = col(WebDevice.token_hash).startswith(mark, autoescape=True) & (col(WebDevice.chat_id) == chat_id)
    held = (await session.exec(select(WebDevice).where(which))).all()
    for one in held:
        one.held_until = None
    return bool(held)


async def keep_for_lock(session: AsyncSession, chat_id: int, used: str) -> None:
    """Those that are here open their lock with this code, also now that somebody came in with it.

    Who has it on paper would else be locked out by whoever saw it once.
    """
    here = (col(WebDevice.chat_id) == chat_id) & col(WebDevice.used_code).is_(None)
    await session.exec(update(WebDevice).where(here).values(used_code=used))


async def forget_used_codes(session: AsyncSession, chat_id: int) -> None:
    """Only the code that is made now opens a lock."""
    await session.exec(update(WebDevice).where(col(WebDevice.chat_id) == chat_id).values(used_code=None))


async def forget_idle_devices(session: AsyncSession, now: datetime) -> None:
    """Those that open nothing any more."""
    someones = select(Conversation.chat_id).where(col(Conversation.member_id).is_not(None))
    seen = col(WebDevice.seen_at)
    members = (seen <= now - FOR[Kept.MEMBERS_BROWSER]) & col(WebDevice.chat_id).in_(someones)
    await session.exec(delete(WebDevice).where(seen <= now - FOR[Kept.BROWSER]))
    await session.exec(delete(WebDevice).where(members))


def mark_of(device: WebDevice) -> str:
    """By what a button names it."""
    return device.token_hash[:MARK]


def mark_of_token(token: str | None) -> str:
    return token_hash(token)[:MARK] if token else ""


async def _put_out(session: AsyncSession, chat_id: int, which: ColumnElement[bool]) -> int:
    gone = await session.exec(delete(WebDevice).where(col(WebDevice.chat_id) == chat_id, which))
    tell_of_chat(session, chat_id)
    return gone.rowcount


async def _make_room(session: AsyncSession, chat_id: int, now: datetime) -> None:
    """Who came by a code makes room before anybody who was here: a code and its successors put nobody out."""
    here = col(WebDevice.chat_id) == chat_id
    count = (await session.exec(select(func.count()).select_from(WebDevice).where(here))).one()
    if count >= MOST:
        held_first = case((col(WebDevice.held_until) > now, 0), else_=1)
        in_order = select(WebDevice.token_hash).where(here).order_by(held_first, col(WebDevice.seen_at))
        longest_away = in_order.limit(count - MOST + 1)
        await _put_out(session, chat_id, col(WebDevice.token_hash).in_(longest_away))
