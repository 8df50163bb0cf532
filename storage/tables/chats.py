"""The chats of both channels, and the web chat's own record."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, BigInteger, Index, UniqueConstraint
from sqlalchemy import Text as SqlText
from sqlmodel import Field, SQLModel

from storage.columns import Text, UtcDateTime
from storage.tables.base import STARTS_FALSE, Stamped, index_where

UNUSED = "unused"  # in the words of its index
UNREACHABLE = "unreachable_at IS NOT NULL"  # and of another's


class Channel(StrEnum):
    TELEGRAM = "telegram"
    WEB = "web"
    # ways to who is not looking (cases/reach.py); nobody writes to us by these
    PUSH = "push"
    MAIL = "mail"
    SMS = "sms"


class Conversation(Stamped, table=True):
    """One chat on one channel, of a reporter, a member or a team group: who it is and what the next text means."""

    __tablename__ = "conversations"
    __table_args__ = (
        UniqueConstraint("bot_id", "chat_id"),
        index_where("ix_conversations_group", "is_group", "id"),  # few among all who ever wrote
        index_where("ix_conversations_member_id", "member_id IS NOT NULL", "member_id"),
        index_where("ix_conversations_unreachable", UNREACHABLE, "unreachable_at"),
        index_where("ix_conversations_draft_id", "draft_id IS NOT NULL", "draft_id"),
    )
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    bot_id: int = Field(sa_type=BigInteger)
    chat_id: int = Field(sa_type=BigInteger)  # on Telegram a keyed number in its place (storage/chat_numbers.py)
    sealed_chat_id: bytes | None = None  # then the number itself
    channel: Channel = Field(sa_type=Text(Channel))
    key_id: UUID
    language: str | None = Field(default=None, max_length=2)
    member_id: UUID | None = Field(default=None, foreign_key="members.id")
    is_group: bool = False
    district: str | None = Field(default=None, max_length=28)  # of a team group
    sealed_title: bytes | None = None  # what a team group is called, with the chat's own key
    bound_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    mode: str = Field(default="", max_length=20)  # what the next text means; "" = nothing special
    about: dict[str, Any] = Field(
        default_factory=dict, sa_type=JSON
    )  # what the mode is about: a case number, never words
    draft_id: UUID | None = None
    gathers_until: datetime | None = Field(default=None, sa_type=UtcDateTime)  # new cases come together until then
    unreachable_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)


class WebChat(Stamped, table=True):
    """The web chat's own counters, and the return code by which a person comes back on another device."""

    __tablename__ = "web_chats"
    __table_args__ = (index_where("ix_web_chats_unused", UNUSED, "created_at"),)
    chat_id: int = Field(primary_key=True, sa_type=BigInteger)
    key_id: UUID
    last_message_id: int = 0
    last_event_id: int = Field(default=0, sa_type=BigInteger)
    return_code: str | None = Field(default=None, max_length=32, unique=True)  # its blind fingerprint
    unused: bool = Field(default=False, sa_column_kwargs=STARTS_FALSE)  # opened, and as far as we know nothing said
    locks: bool = False  # whoever leaves it needs the return code to read on
    looked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # a page told that it showed something new
    created_at: datetime = Field(sa_type=UtcDateTime)


class WebDevice(Stamped, table=True):
    """A browser that may read a web chat; only the hash of its cookie's token is kept."""

    __tablename__ = "web_devices"
    token_hash: str = Field(primary_key=True, max_length=64)
    chat_id: int = Field(foreign_key="web_chats.chat_id", sa_type=BigInteger, index=True)
    open_until: datetime | None = Field(default=None, sa_type=UtcDateTime)  # counts in a chat that locks; none: locked
    label: str = Field(default="", max_length=40, sa_column_kwargs={"server_default": ""})  # Chrome · Android
    created_at: datetime = Field(sa_type=UtcDateTime)
    held_until: datetime | None = Field(default=None, sa_type=UtcDateTime)  # of one that came by a code
    used_code: str | None = Field(default=None, max_length=32)  # blind: of before another came by it; opens its lock
    seen_at: datetime = Field(sa_type=UtcDateTime, index=True)  # about; storage/web_devices.py says how long it is good


# Few of all are looked for by these; storage/web_forgetting.py asks in the same words.
OF_REPORT, OF_MORE, DROPPED = "key_id IS NOT NULL", "other_keys IS NOT NULL", "dropped"
UNHANDLED = "NOT handled"


class WebMessage(SQLModel, table=True):
    """A message of the web chat as the page shows it.

    `event_id` grows with every change, so a page asks for what is newer. It is sealed with the key of the report it
    belongs to, or of all those it speaks of, and goes with any of them; without one, with the key of its chat.
    """

    __tablename__ = "web_messages"
    __table_args__ = (
        Index("ix_web_messages_chat_id_event_id", "chat_id", "event_id"),
        UniqueConstraint("chat_id", "client_id"),
        index_where("ix_web_messages_key_id", OF_REPORT, "key_id"),
        index_where("ix_web_messages_other_keys", OF_MORE, "chat_id", "message_id"),
        index_where("ix_web_messages_unhandled", UNHANDLED, "chat_id", "message_id"),
    )
    chat_id: int = Field(primary_key=True, foreign_key="web_chats.chat_id", sa_type=BigInteger)
    message_id: int = Field(primary_key=True)
    event_id: int = Field(sa_type=BigInteger)
    from_person: bool = False
    sealed_content: bytes
    key_id: UUID | None = None
    other_keys: str | None = Field(default=None, sa_type=SqlText)  # of further reports: hex, by commas
    at: datetime = Field(sa_type=UtcDateTime)
    client_id: str | None = Field(
        default=None, max_length=40
    )  # given by the browser: sending again makes no second message
    outgoing_id: UUID | None = Field(default=None, unique=True)  # delivered once, also when delivery is repeated
    handled: bool = True  # False: a person's message the dispatcher has not finished with
    deleted: bool = False
    seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # the page said that it was on the screen


class WebFile(Stamped, table=True):
    """A file in the web chat, sealed under its id; with which keys is said as of a message.

    What a person sent for a report is kept once: it is the file of the report, `stored_id`.
    """

    __tablename__ = "web_files"
    __table_args__ = (
        index_where("ix_web_files_key_id", OF_REPORT, "key_id"),
        index_where("ix_web_files_other_keys", OF_MORE, "id"),
        index_where("ix_web_files_dropped", DROPPED, "id"),
        index_where("ix_web_files_fingerprint", "fingerprint IS NOT NULL", "chat_id", "fingerprint"),
    )
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    chat_id: int = Field(foreign_key="web_chats.chat_id", sa_type=BigInteger, index=True)
    key_id: UUID | None = None
    other_keys: str | None = Field(default=None, sa_type=SqlText)
    stored_id: UUID | None = None
    sealed_name: bytes
    media_type: str = Field(max_length=100)
    size: int = Field(sa_type=BigInteger)  # of its class (storage/files.py)
    sealed_size: bytes | None = None  # to the byte; None in rows of versions that had it in the clear
    fingerprint: str | None = Field(default=None, max_length=32)  # of what we sent: the same again is not kept again
    received_at: datetime = Field(sa_type=UtcDateTime)
    dropped: bool = Field(default=False, sa_column_kwargs=STARTS_FALSE)  # nobody has it; its bytes go at the next tick


class UploadLink(SQLModel, table=True):
    """A one-time page for a file that is too large for the chat it came from."""

    __tablename__ = "upload_links"
    token_hash: str = Field(primary_key=True, max_length=64)
    conversation_id: UUID = Field(foreign_key="conversations.id")
    expires_at: datetime = Field(sa_type=UtcDateTime)
    claimed_until: datetime | None = Field(default=None, sa_type=UtcDateTime)  # a file is on its way through it
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
