"""Rows that open a door carry a stamp: a keyed fingerprint of what they say, without which they open nothing.

Whoever can write the database and does not hold the key makes nobody a lead with it, brings back nobody who was
revoked, makes no browser, chat, case or message somebody else's, and has nothing forgotten. It is checked whenever
such a row is read, whoever reads it (docs/decisions/0043).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import event, inspect
from sqlalchemy.orm import object_session
from sqlalchemy.orm.attributes import flag_modified, get_history, set_committed_value
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.keys import CHANGED, KeyRing, ValueChanged
from storage.modes import AT, is_as_we_wrote, unmarked, was_said_before
from storage.tables import (
    CLOSED,
    OPENED,
    VOID,
    AcceptedLaw,
    CalendarLink,
    Case,
    CaseMessage,
    Colleague,
    ConsoleSession,
    Conversation,
    Draft,
    Forgetting,
    Invite,
    LoginLink,
    Member,
    Outgoing,
    Pinned,
    PlanVersion,
    Reach,
    SecondFactor,
    SignInCode,
    SpecialNote,
    Stamped,
    WebChat,
    WebDevice,
    WebFile,
)

# What each of them says with its stamp; any other column may be changed by anybody.
SAYS: dict[type[Stamped], tuple[str, ...]] = {
    Member: (
        "id",
        "role",
        "district",
        "revoked_at",
        "special_teams",
        "has_factor",
        "settled_at",
        "took_lead_out_at",
    ),
    Conversation: ("id", "bot_id", "chat_id", "member_id", "is_group", "mode", "district"),
    ConsoleSession: ("token_hash", "member_id", "expires_at", "proved_at", "challenge", "challenge_until"),
    LoginLink: ("token_hash", "member_id", "expires_at"),
    Invite: ("token_hash", "role", "district", "expires_at", "conversation_id", "made_by_id"),
    SignInCode: ("code_hash", "browser_hash", "member_id", "expires_at"),
    WebDevice: ("token_hash", "chat_id", "held_until"),
    WebChat: ("chat_id", "return_code"),
    WebFile: ("id", "chat_id", "key_id", "other_keys", "stored_id"),
    Case: ("id", "number", "conversation_id", "key_id", "district", "holder_id", "team_id", "merged_into"),
    Draft: ("id", "conversation_id", "key_id"),
    CaseMessage: ("id", "case_id", "author", "member_id", "version", "from_new", "colleague_id"),
    Outgoing: ("id", "kind", "conversation_id", "case_id", "details", "copy_of"),
    Reach: ("id", "case_id", "conversation_id", "proved_at", "ended_at", "colleague_id"),
    Colleague: ("id", "case_id", "conversation_id", "post", "code_hash", "code_until", "joined_at", "ended_at"),
    Forgetting: (
        "of_case",
        "number",
        "district",
        "asked_by",
        "asked_at",
        "confirmed_by",
        "confirmed_at",
        "told_at",
        "warned_at",
        "certified_at",
    ),
    SecondFactor: ("id", "member_id", "sort"),
    SpecialNote: ("id", "team_id", "member_id"),
    AcceptedLaw: ("name", "fingerprint"),
    CalendarLink: ("case_id", "token_hash"),
    Pinned: ("conversation_id", "message_id"),
    PlanVersion: ("number", "made_by", "made_at", "sealed_change"),
}
# They count where there is something in them only: rows of versions that did not stamp them are as good as before.
SINCE = frozenset(
    {
        "has_factor",
        "settled_at",
        "took_lead_out_at",
        "proved_at",
        "challenge",
        "challenge_until",
        "held_until",
        "made_by_id",
        "told_at",
        "from_new",
        "colleague_id",
        "copy_of",
    }
)
AS_IT_GOES = frozenset({CLOSED, OPENED, VOID})  # of a message's details: what became of it, and of nobody else's
GENUINE, SET_AT = "genuine", "mode set at"


def is_genuine(row: Stamped) -> bool:
    """Whether we wrote what it says, as far as it opens anything."""
    return bool(inspect(row).info.get(GENUINE))


def is_older_than_mode(chat: Conversation, said_at: datetime) -> bool:
    """Whether these words were said before what the chat is at was set: they were said for something else."""
    return was_said_before(inspect(chat).info.get(SET_AT, 0), said_at)


def accept(row: Stamped) -> None:
    """What it says is ours from now on: who calls this has looked at it."""
    inspect(row).info[GENUINE] = True
    flag_modified(row, "stamp")  # made anew with the next flush


def check(row: Stamped) -> None:
    """Raises ValueChanged where it says what we did not write."""
    if not is_genuine(row):
        raise ValueChanged


def stamp_of(keys: KeyRing, table: type[Stamped], said: Mapping[str, Any]) -> bytes:
    if table is Conversation and not said["is_group"]:
        said = {**said, "mode": "", "district": None}  # of a person's chat the mode is what their next text means
    words = [_plain(said[name]) for name in SAYS[table] if name not in SINCE]
    words += [[name, _plain(said[name])] for name in SAYS[table] if name in SINCE and said.get(name)]
    return keys.stamp(json.dumps([table.__name__, *words], sort_keys=True).encode())


def stamped(keys: KeyRing, table: type[Stamped], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a row that is not written through the mapper, with its stamp."""
    return {**values, "stamp": stamp_of(keys, table, values)}


async def doubtful(session: AsyncSession) -> tuple[list[Member], int]:
    """Members whose rows say what we did not write, and how many of the team's chats do."""
    members = [one for one in (await session.exec(select(Member))).all() if not is_genuine(one)]
    named = col(Conversation.member_id).is_not(None) | col(Conversation.is_group)
    chats = [one for one in (await session.exec(select(Conversation).where(named))).all() if not is_genuine(one)]
    return members, len(chats)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, dict):
        return {name: one for name, one in value.items() if name not in AS_IT_GOES}
    if isinstance(value, bytes):
        return value.hex()
    return value.hex if isinstance(value, UUID) else value


def _read(row: Stamped, context: Any, names: Collection[str] | None = None) -> None:
    """Whatever reads it finds nobody's where the stamp does not fit; what stands in the database stays there."""
    if context is None:  # nothing was read: an update of ours in this session is put into what was
        return
    if names is not None and "stamp" not in names:  # only what the database works out by itself
        return
    state = inspect(row)
    keys = context.session.info.get("keys")
    said = state.dict
    whole = keys is not None and {*SAYS[type(row)], "stamp"} <= said.keys()
    state.info[GENUINE] = whole and said["stamp"] == stamp_of(keys, type(row), said)
    if not state.info[GENUINE]:
        _disarm(row)
    if isinstance(row, Conversation) and not row.is_group:
        _read_mode(row, keys)


def _read_mode(row: Conversation, keys: KeyRing | None) -> None:
    """Of a member's chat it counts as we wrote it only (storage/modes.py); a reporter's are of their own reports."""
    ours = row.member_id is None or (keys and is_as_we_wrote(keys, row.id, row.mode, row.about))
    inspect(row).info[SET_AT] = row.about.get(AT, 0) if ours and isinstance(row.about, dict) else 0
    set_committed_value(row, "about", unmarked(row.about))
    if not ours:
        set_committed_value(row, "mode", "")


def _disarm(row: Stamped) -> None:
    if isinstance(row, Member) and row.revoked_at is None:
        set_committed_value(row, "revoked_at", row.joined_at)
    if isinstance(row, Conversation):
        set_committed_value(row, "member_id", None)
        if row.is_group:
            set_committed_value(row, "mode", "")
    if isinstance(row, Case | Draft):
        set_committed_value(row, "key_id", CHANGED)  # with which nothing of it opens, at whatever door


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


def _loaded(row: Stamped, context: Any) -> None:
    _read(row, context)


for _kind in SAYS:
    event.listen(_kind, "load", _loaded)
    event.listen(_kind, "refresh", _read)
    event.listen(_kind, "before_insert", _written)
    event.listen(_kind, "before_update", _written)
