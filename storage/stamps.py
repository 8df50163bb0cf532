"""Rows that open a door carry a stamp: a keyed fingerprint of what they say, without which they open nothing.

Whoever can write the database and does not hold the key makes nobody a lead with it, brings back nobody who was
revoked, and makes no browser or chat somebody's. It is checked whenever such a row is read, whoever reads it
(docs/decisions/0043).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import event, inspect
from sqlalchemy.orm import object_session
from sqlalchemy.orm.attributes import flag_modified, get_history, set_committed_value
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.keys import KeyRing
from storage.tables import (
    AcceptedLaw,
    ConsoleSession,
    Conversation,
    Invite,
    LoginLink,
    Member,
    SignInCode,
    Stamped,
    WebDevice,
)

# What each of them says with its stamp; any other column may be changed by anybody.
SAYS: dict[type[Stamped], tuple[str, ...]] = {
    Member: ("id", "role", "district", "revoked_at", "special_teams"),
    Conversation: ("id", "bot_id", "chat_id", "member_id", "is_group", "mode", "district"),
    ConsoleSession: ("token_hash", "member_id", "expires_at"),
    LoginLink: ("token_hash", "member_id", "expires_at"),
    Invite: ("token_hash", "role", "district", "expires_at", "conversation_id"),
    SignInCode: ("code_hash", "browser_hash", "member_id", "expires_at"),
    WebDevice: ("token_hash", "chat_id"),
    AcceptedLaw: ("name", "fingerprint"),
}
GENUINE = "genuine"


def is_genuine(row: Stamped) -> bool:
    """Whether we wrote what it says, as far as it opens anything."""
    return bool(inspect(row).info.get(GENUINE))


def accept(row: Stamped) -> None:
    """What it says is ours from now on: who calls this has looked at it."""
    inspect(row).info[GENUINE] = True
    flag_modified(row, "stamp")  # made anew with the next flush


def stamp_of(keys: KeyRing, table: type[Stamped], said: Mapping[str, Any]) -> bytes | None:
    """None for a chat that is nobody's on the team: it opens nothing by itself."""
    if table is Conversation and not said["is_group"]:
        if said["member_id"] is None:
            return None
        said = {**said, "mode": "", "district": None}  # of a person's chat the mode is what their next text means
    words = [_plain(said[name]) for name in SAYS[table]]
    return keys.stamp(json.dumps([table.__name__, *words]).encode())


async def doubtful(session: AsyncSession) -> tuple[list[Member], int]:
    """Members whose rows say what we did not write, and how many chats do."""
    members = [one for one in (await session.exec(select(Member))).all() if not is_genuine(one)]
    named = col(Conversation.member_id).is_not(None) | col(Conversation.is_group)
    chats = [one for one in (await session.exec(select(Conversation).where(named))).all() if not is_genuine(one)]
    return members, len(chats)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.hex if isinstance(value, UUID) else value


def _read(row: Stamped, context: Any, *_: Any) -> None:
    """Whatever reads it finds nobody's where the stamp does not fit; what stands in the database stays there."""
    if context is None:  # nothing was read: an update of ours in this session is put into what was
        return
    state = inspect(row)
    keys = context.session.info.get("keys")
    said = state.dict
    whole = keys is not None and {*SAYS[type(row)], "stamp"} <= said.keys()
    state.info[GENUINE] = whole and said["stamp"] == stamp_of(keys, type(row), said)
    if not state.info[GENUINE]:
        _disarm(row)


def _disarm(row: Stamped) -> None:
    if isinstance(row, Member) and row.revoked_at is None:
        set_committed_value(row, "revoked_at", row.joined_at)
    if isinstance(row, Conversation):
        set_committed_value(row, "member_id", None)
        if row.is_group:
            set_committed_value(row, "mode", "")


def _written(mapper: Any, connection: Any, row: Stamped) -> None:  # noqa: ARG001 - what SQLAlchemy calls it with
    """A row that was not ours when it was read does not become so because something else of it is written."""
    state, kind = inspect(row), type(row)
    if not state.has_identity:
        state.info[GENUINE] = True
    touched = any(get_history(row, name).has_changes() for name in (*SAYS[kind], "stamp"))
    if state.info.get(GENUINE) and (touched or not state.has_identity):
        session = object_session(row)
        assert session, "it is being written by one"
        if keys := session.info.get("keys"):  # without, nothing it says is ours
            row.stamp = stamp_of(keys, kind, {name: getattr(row, name) for name in SAYS[kind]})


for _kind in SAYS:
    event.listen(_kind, "load", _read)
    event.listen(_kind, "refresh", _read)
    event.listen(_kind, "before_insert", _written)
    event.listen(_kind, "before_update", _written)
