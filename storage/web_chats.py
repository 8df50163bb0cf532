"""The web chat's rows: chats, the browsers that may read them, messages, files, and the code to come back with.

Every read of a message or file takes the chat as well, so that a foreign one and a missing one look alike.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import sql
from sqlalchemy.orm import class_mapper
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.errors import CaseError
from cases.numbers import ALPHABET
from storage.chat_numbers import FIRST_CHAT_ID, PAST_CHAT_IDS
from storage.conversations import IS_SOMEONES
from storage.database import Database
from storage.keys import keys_of
from storage.lying_open import end_codes
from storage.stamps import is_genuine, stamped
from storage.tables import Channel, Conversation, KeyPurpose, WebChat, WebFile, WebMessage
from storage.tables.chats import UNHANDLED
from storage.web_devices import forget_used_codes, keep_for_lock, own_device

CODE_LETTERS = 16  # of 5 bits each: 80 bits nobody can guess
IS_UNHANDLED = sql.text(UNHANDLED)  # in the words of its index
_HEARD_AS = str.maketrans({"I": "1", "L": "1", "O": "0"})

HANDLE = (
    sql.update(class_mapper(WebMessage).local_table)  # type: ignore[arg-type]
    .where(
        col(WebMessage.chat_id) == sql.bindparam("chat"),
        col(WebMessage.message_id) == sql.bindparam("message"),
        col(WebMessage.deleted).is_(False),
    )
    .values(handled=True)
)
HAND_ON = HANDLE.values(
    sealed_content=sql.bindparam("sealed"), key_id=sql.bindparam("key"), other_keys=sql.bindparam("others")
)


class NoCodeForMembers(CaseError):
    """A member signs in again by the console."""


@dataclass(frozen=True)
class Claim:
    """Numbers drawn for new or changed messages of one chat, and the chat's key."""

    first_message_id: int
    event_id: int
    key_id: UUID


async def add_chat(session: AsyncSession, now: datetime) -> WebChat:
    """A new chat with a key of its own and an id that says nothing about how many there are."""
    key_id, _ = keys_of(session).make(session, KeyPurpose.CONVERSATION, now)
    chat_id = FIRST_CHAT_ID + secrets.randbelow(PAST_CHAT_IDS - FIRST_CHAT_ID)
    chat = WebChat(chat_id=chat_id, key_id=key_id, created_at=now)
    session.add(chat)
    await session.flush()
    return chat


async def chat_by_id(session: AsyncSession, chat_id: int) -> WebChat | None:
    return (await session.exec(select(WebChat).where(WebChat.chat_id == chat_id))).one_or_none()


async def claim(session: AsyncSession, chat_id: int, *, messages: int, events: int) -> Claim | None:
    """Draw that many message and event numbers; the row stays locked until the commit, so events commit in order."""
    drawn = (
        await session.exec(
            update(WebChat)
            .where(col(WebChat.chat_id) == chat_id)
            .values(
                last_message_id=col(WebChat.last_message_id) + messages,
                last_event_id=col(WebChat.last_event_id) + events,
            )
            .returning(col(WebChat.last_message_id), col(WebChat.last_event_id), col(WebChat.key_id))
        )
    ).one_or_none()
    return Claim(drawn[0] - messages + 1, drawn[1] - events + 1, drawn[2]) if drawn else None


async def message_by_id(session: AsyncSession, chat_id: int, message_id: int) -> WebMessage | None:
    """A message of that chat that was not deleted."""
    found = await session.exec(
        select(WebMessage).where(
            WebMessage.chat_id == chat_id, WebMessage.message_id == message_id, col(WebMessage.deleted).is_(False)
        )
    )
    return found.one_or_none()


async def messages_from(session: AsyncSession, chat_id: int, message_id: int, count: int) -> Sequence[WebMessage]:
    """That message and those sent with it, in order."""
    found = await session.exec(
        select(WebMessage)
        .where(WebMessage.chat_id == chat_id, WebMessage.message_id >= message_id)
        .order_by(col(WebMessage.message_id))
        .limit(count)
    )
    return found.all()


async def message_of_client(session: AsyncSession, chat_id: int, client_id: str) -> WebMessage | None:
    """What the browser already sent under this id of its own."""
    found = await session.exec(
        select(WebMessage).where(WebMessage.chat_id == chat_id, WebMessage.client_id == client_id)
    )
    return found.one_or_none()


async def message_of_outgoing(session: AsyncSession, outgoing_id: UUID) -> WebMessage | None:
    """What was already delivered for this outgoing row."""
    return (await session.exec(select(WebMessage).where(WebMessage.outgoing_id == outgoing_id))).one_or_none()


async def changed_since(session: AsyncSession, chat_id: int, event_id: int, limit: int) -> Sequence[WebMessage]:
    """Messages new, edited or deleted after that event, in the order it happened."""
    found = await session.exec(
        select(WebMessage)
        .where(WebMessage.chat_id == chat_id, WebMessage.event_id > event_id)
        .order_by(col(WebMessage.event_id))
        .limit(limit)
    )
    return found.all()


async def latest_messages(session: AsyncSession, chat_id: int, before: int | None, limit: int) -> Sequence[WebMessage]:
    """The newest messages below `before`, newest first, deleted ones left out."""
    asked = select(WebMessage).where(WebMessage.chat_id == chat_id, col(WebMessage.deleted).is_(False))
    if before is not None:
        asked = asked.where(WebMessage.message_id < before)
    return (await session.exec(asked.order_by(col(WebMessage.message_id).desc()).limit(limit))).all()


async def unhandled_messages(session: AsyncSession, before: datetime) -> Sequence[WebMessage]:
    """What people said until then and no handler finished with, oldest first in each chat."""
    found = await session.exec(
        select(WebMessage)
        .where(IS_UNHANDLED, col(WebMessage.deleted).is_(False), col(WebMessage.at) <= before)
        .order_by(col(WebMessage.chat_id), col(WebMessage.message_id))
    )
    return found.all()


async def is_handled(database: Database, chat_id: int, message_id: int) -> bool:
    """Or gone."""
    query = select(WebMessage.handled).where(WebMessage.chat_id == chat_id, WebMessage.message_id == message_id)
    return await database.look(query) is not False


async def mark_handled(database: Database, chat_id: int, message_id: int) -> None:
    await database.save((HANDLE, {"chat": chat_id, "message": message_id}))


async def hand_on(database: Database, row: WebMessage, sealed: bytes, keys: Sequence[UUID]) -> None:
    """It is handled, and belongs to the reports with these keys."""
    of = {"sealed": sealed, "key": keys[0], "others": others(keys)}
    await database.save((HAND_ON, {"chat": row.chat_id, "message": row.message_id} | of))


def others(keys: Sequence[UUID]) -> str | None:
    """How the keys beside the first are written down."""
    return ",".join(key.hex for key in keys[1:]) or None


def keys_of_row(row: WebMessage | WebFile) -> tuple[UUID, ...]:
    """Of the reports it belongs to; none when it is sealed with the key of its chat."""
    if row.key_id is None:
        return ()
    return (row.key_id, *(UUID(one) for one in (row.other_keys or "").split(",") if one))


async def file_by_id(session: AsyncSession, chat_id: int, file_id: UUID) -> WebFile | None:
    found = await any_file(session, file_id)
    return found if found and found.chat_id == chat_id else None


async def any_file(session: AsyncSession, file_id: UUID) -> WebFile | None:
    """A file of whatever chat: only for the bot itself, never for a browser."""
    there = WebFile.id == file_id, col(WebFile.dropped).is_(False)
    found = (await session.exec(select(WebFile).where(*there))).one_or_none()
    return found if found and is_genuine(found) else None


async def file_like(session: AsyncSession, chat_id: int, fingerprint: str) -> WebFile | None:
    """A paper of ours that this chat has already."""
    same = WebFile.chat_id == chat_id, WebFile.fingerprint == fingerprint, col(WebFile.dropped).is_(False)
    return (await session.exec(select(WebFile).where(*same, col(WebFile.fingerprint).is_not(None)).limit(1))).first()


async def new_return_code(session: AsyncSession, chat_id: int) -> str:
    """A fresh code by which the person opens this chat in another browser once; the one before stops working.

    A member's chat has none: raises NoCodeForMembers.
    """
    if await is_members(session, chat_id):
        raise NoCodeForMembers
    letters = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LETTERS))
    code = "-".join(letters[at : at + 4] for at in range(0, CODE_LETTERS, 4))
    if await has_return_code(session, chat_id):  # who wants another in its place trusts none before
        await forget_used_codes(session, chat_id)
    await _set_return_code(session, chat_id, keys_of(session).blind("return code", code))
    await end_codes(session, Channel.WEB, chat_id)
    return code


async def has_return_code(session: AsyncSession, chat_id: int) -> bool:
    """Whether there is a code that opens this chat; which one, nobody can read any more."""
    found = select(WebChat.chat_id).where(WebChat.chat_id == chat_id, col(WebChat.return_code).is_not(None))
    return (await session.exec(found)).first() is not None


async def chat_of_code(session: AsyncSession, said: str) -> int | None:
    """The chat of a return code as someone typed it: spaces, small letters, O for 0 and I or L for 1 are understood."""
    fingerprint = _fingerprint(session, said)
    found = (await session.exec(select(WebChat).where(WebChat.return_code == fingerprint))).one_or_none()
    return found.chat_id if found and is_genuine(found) else None  # or somebody moved a code of theirs here


async def use_return_code(session: AsyncSession, said: str) -> int | None:
    """The chat of that code, which brings nobody else in; of several who use it at once, one comes in.

    Who was here before still opens the lock with it.
    """
    chat_id, fingerprint = await chat_of_code(session, said), _fingerprint(session, said)
    same = (col(WebChat.chat_id) == chat_id) & (col(WebChat.return_code) == fingerprint)
    used = await session.exec(update(WebChat).where(same).values(return_code=None, stamp=None))
    if chat_id is None or used.rowcount != 1:
        return None
    await end_codes(session, Channel.WEB, chat_id)
    await keep_for_lock(session, chat_id, fingerprint)
    return chat_id


async def chat_of_lock(session: AsyncSession, token: str | None, said: str) -> int | None:
    """The chat of the browser whose lock this code opens, though somebody came in with it since."""
    device = await own_device(session, token) if token else None
    fingerprint = _fingerprint(session, said)
    return device.chat_id if device and fingerprint and device.used_code == fingerprint else None


async def drop_return_code(session: AsyncSession, chat_id: int) -> None:
    """No code opens it until a new one is asked for."""
    await _set_return_code(session, chat_id, None)
    await end_codes(session, Channel.WEB, chat_id)


async def _set_return_code(session: AsyncSession, chat_id: int, fingerprint: str | None) -> None:
    values = stamped(keys_of(session), WebChat, {"chat_id": chat_id, "return_code": fingerprint})
    await session.exec(update(WebChat).where(col(WebChat.chat_id) == chat_id).values(**values))


async def is_members(session: AsyncSession, chat_id: int) -> bool:
    """Whether the chat is somebody's of the team."""
    theirs = select(Conversation.id).where(
        IS_SOMEONES, Conversation.chat_id == chat_id, Conversation.channel == Channel.WEB
    )
    return (await session.exec(theirs)).first() is not None


def _fingerprint(session: AsyncSession, said: str) -> str:
    """Of a code as it was typed; empty for what is none, which is no chat's."""
    letters = _letters_of(said)
    if len(letters) != CODE_LETTERS:
        return ""
    code = "-".join(letters[at : at + 4] for at in range(0, CODE_LETTERS, 4))
    return keys_of(session).blind("return code", code)


def halves_of(said: str) -> tuple[str, ...]:
    """The two halves of a return code, by which wrong ones are counted; none of what cannot be one."""
    letters, half = _letters_of(said), CODE_LETTERS // 2
    return (f"{letters[:half]}-", f"-{letters[half:]}") if len(letters) == CODE_LETTERS else ()


def _letters_of(said: str) -> str:
    """Spaces, small letters, O for 0 and I or L for 1 are understood."""
    plain = unicodedata.normalize("NFKC", said).upper().translate(_HEARD_AS)  # NFKC: a Chinese keyboard types ＡＢ１２
    return "".join(letter for letter in plain if letter.isalnum())
