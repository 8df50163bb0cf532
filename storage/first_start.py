"""What needs the key of a unit that upgrades, and so no migration can do: once, before any door opens.

Rows that open a door get their stamp, the numbers of Telegram's chats are hidden and sealed, and sizes told to a class.
A version stamped the team only: of its rows those that bear a stamp are left as they are, whether it fits or not.
That it was done is said within the wrapping of the unit's key, where nobody without the ring can take it back: a row
whose stamp was torn off later is not one of before (docs/decisions/0043).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy import Table, or_, true
from sqlalchemy.orm import class_mapper
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.chat_numbers import kept_as, sealed_number
from storage.files import size_class
from storage.keys import FIRST_STAMPS, LENGTH, STAMPS, KeyLost, KeyRing, UnitKeyGone, keys_of
from storage.stamps import SAYS, SINCE, is_genuine, stamp_of
from storage.tables import (
    AcceptedLaw,
    CaseMessage,
    ConsoleSession,
    Conversation,
    DataKey,
    KeyPurpose,
    Member,
    MessageWording,
    SecondFactor,
    SpecialNote,
    Stamped,
    StoredFile,
    Utterance,
    WebFile,
)

FROM_UPDATE = re.compile(r"(\d+):(-?\d+):(\d+.*)")  # as handlers/chat.py makes them; of forms they look otherwise
TEAM = frozenset({"Member", "Conversation", "ConsoleSession", "LoginLink", "Invite", "SignInCode", "WebDevice"})
YOUNGER = {AcceptedLaw}  # than the stamps: a row without one is not of before
WITH_SOURCE = (CaseMessage, MessageWording, SpecialNote, StoredFile, Utterance)


async def see_to_what_was(session: AsyncSession) -> None:
    """Waits for another process that is at it."""
    keys = keys_of(session)
    wanted = select(DataKey).where(DataKey.purpose == KeyPurpose.UNIT).with_for_update()
    unit = (await session.exec(wanted.execution_options(populate_existing=True))).one()
    secret = keys.unwrap(unit.ring, unit.wrapped)
    if secret.endswith(STAMPS):
        return
    await _check_units(session, is_first=not secret.endswith(FIRST_STAMPS))
    if secret.endswith(FIRST_STAMPS):
        await _stamp_the_rest(session)
    else:
        await _first_of_all(session)
    unit.wrapped, unit.ring = keys.wrap(secret[:LENGTH] + STAMPS), keys.id


async def settle_members(session: AsyncSession, now: datetime) -> None:
    """Of whom nothing says since when they are who they are, from now on it does: no earlier than somebody looked."""
    for one in (await session.exec(select(Member).where(col(Member.settled_at).is_(None)))).all():
        if is_genuine(one):
            one.settled_at = now


async def _check_units(session: AsyncSession, *, is_first: bool) -> None:
    """Nothing is stamped by a key that was put in the place of the unit's. Raises UnitKeyGone."""
    members, keys = _table(Member), keys_of(session)
    rows = (await _run(session, members.select())).mappings().all()
    bears = any(row["stamp"] is not None for row in rows)
    if rows and ((is_first and bears) or not any(_is_ours(keys, Member, row) for row in rows)):
        raise UnitKeyGone


async def _first_of_all(session: AsyncSession) -> None:
    await _hide_numbers(session)
    for named in WITH_SOURCE:
        await _hide_in_sources(session, _table(named))
    await _run(session, _table(Member).update().where(_proves()).values(has_factor=True))
    for kind in SAYS.keys() - YOUNGER:
        await _stamp_all(session, kind)
    await _blur_sizes(session)


async def _stamp_the_rest(session: AsyncSession) -> None:
    """What was not stamped then; and what a stamp of then says now, where it was ours."""
    members, sessions, chats = _table(Member), _table(ConsoleSession), _table(Conversation)
    await _stamp_anew(session, Member, members.select().where(_proves()), has_factor=True)
    await _stamp_anew(session, ConsoleSession, sessions.select().where(_says_more()))
    await _stamp_all(session, Conversation, chats.c.member_id.is_(None) & chats.c.is_group.is_(False))
    for kind in SAYS:
        if kind.__name__ not in TEAM and kind not in YOUNGER:
            await _stamp_all(session, kind)


def _proves() -> Any:
    """Of members: they have a second factor."""
    return _table(Member).c.id.in_(_table(SecondFactor).select().with_only_columns(_table(SecondFactor).c.member_id))


def _says_more() -> Any:
    """Of sessions: something that was not stamped then."""
    of = _table(ConsoleSession).c
    return or_(*(of[name].is_not(None) for name in SAYS[ConsoleSession] if name in SINCE))


async def _hide_numbers(session: AsyncSession) -> None:
    keys, table = keys_of(session), _table(Conversation)
    rows = await _run(session, table.select().with_only_columns(table.c.id, table.c.bot_id, table.c.chat_id))
    for row_id, bot_id, chat_id in rows.all():
        if sealed := sealed_number(keys, row_id, chat_id):
            values = {"chat_id": kept_as(keys, bot_id, chat_id), "sealed_chat_id": sealed}
            await _run(session, table.update().where(table.c.id == row_id).values(**values))


async def _hide_in_sources(session: AsyncSession, table: Table) -> None:
    keys = keys_of(session)
    rows = await _run(session, table.select().with_only_columns(table.c.id, table.c.source))
    for row_id, source in rows.all():
        if found := FROM_UPDATE.fullmatch(source or ""):
            hidden = f"{found[1]}:{kept_as(keys, int(found[1]), int(found[2]))}:{found[3]}"
            if hidden != source:
                await _run(session, table.update().where(table.c.id == row_id).values(source=hidden))


async def _stamp_all(session: AsyncSession, kind: type[Stamped], which: Any = None) -> None:
    """Past the rows' own check, which none of them would stand yet."""
    keys, table = keys_of(session), _table(kind)
    key, wanted = _key(table), [table.c[name] for name in _needed(kind)]
    found = table.select().with_only_columns(*wanted).where(true() if which is None else which)
    for row in (await _run(session, found)).mappings().all():
        if _is_ours(keys, kind, row):
            await _run(session, table.update().where(key == row[key.name]).values(stamp=stamp_of(keys, kind, row)))


async def _stamp_anew(session: AsyncSession, kind: type[Stamped], which: Any, **values: Any) -> None:
    """Where the stamp fits to what it said then."""
    keys, table = keys_of(session), _table(kind)
    key = _key(table)
    for found in (await _run(session, which)).mappings().all():
        row, then = {**found, **values}, {**found, **dict.fromkeys(SINCE)}
        if found["stamp"] == stamp_of(keys, kind, then):
            here = table.update().where(key == row[key.name])
            await _run(session, here.values(**values, stamp=stamp_of(keys, kind, row)))


def _needed(kind: type[Stamped]) -> set[str]:
    return {*SAYS[kind], "stamp", *(["sealed_name"] if kind is Member else [])}


def _key(table: Table) -> Any:
    (key,) = table.primary_key.columns
    return key


def _is_ours(keys: KeyRing, kind: type[Stamped], row: Mapping[str, Any]) -> bool:
    """Whether this is the key under which a member was written, and not another that was put in its place."""
    with suppress(KeyLost):
        return kind is not Member or bool(keys.unit.open(row["sealed_name"], f"member:{row['id']}"))
    return False


async def _blur_sizes(session: AsyncSession) -> None:
    """To the byte only the files themselves know them then."""
    table = _table(WebFile)
    rows = await _run(session, table.select().with_only_columns(table.c.id, table.c.size))
    for row_id, size in rows.all():
        await _run(session, table.update().where(table.c.id == row_id).values(size=size_class(size)))


async def _run(session: AsyncSession, statement: Any) -> Any:
    """Rows as rows, and not as what they stand for."""
    return await session.exec(statement)


def _table(kind: type) -> Table:
    return class_mapper(kind).local_table  # type: ignore[return-value]
