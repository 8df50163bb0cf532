"""The messages due."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, BigInteger, Index
from sqlmodel import Field

from cases.messages import Kind
from cases.robots import SORTS
from storage.columns import Text, UtcDateTime
from storage.tables.base import Stamped, index_where


class OutgoingState(StrEnum):
    WAITING = "waiting"
    GATHERED = "gathered"  # it does not leave by itself: the message `gathered_in` tells it with others
    SENT = "sent"
    CANCELLED = "cancelled"
    GONE = "gone"  # the person cannot be reached any more
    BROKEN = "broken"  # refused for good; the desk is told once


# Few wait among all that were ever sent, and their indexes hold no others: asked for in these words, or not found.
CLAIMED = "claimed_by IS NOT NULL"
WAITING = "state = 'waiting'"
GONE = "state = 'gone'"
SHOWN = "shown_until IS NOT NULL"
OPENED = "opened"  # in `details` of such a message: when its reader opened it first
VOID = "void"  # in `details` of the message with a return code: the code opens nothing any more
CLOSED = "closed"  # in `details` of a message that went out without what it says
GATHERED = "gathered_in IS NOT NULL"
_SORTS = ", ".join(f"'{kind}'" for kind in sorted(SORTS))
TO_ROBOTS = f"sent_at IS NOT NULL AND kind IN ({_SORTS})"
PROMISED = "promise"
COUNTED = ("due_at", "kind", "state", "why", "promise")  # so that a month is counted by its index alone


class Why(StrEnum):
    """Why a message never left, or not as it was promised; of what an earlier version dropped nobody knows."""

    OVERTAKEN = "overtaken"  # something else was done or said that takes its place
    NOT_SO = "not_so"  # when it was to leave, it was not so any more
    CALLED_OFF = "called_off"  # by an officer
    TOO_LATE = "too_late"  # it could not leave in time, and had lost its point
    REPLANNED = "replanned"  # another of its kind is planned for another time
    LATE = "late"  # it left, later than was promised
    TAKEN_OFF = "taken_off"  # its reader has no part in the case any more
    AWAY = "away"  # it left later than was promised: its reader could not be reached, and came back
    UNSPOKEN = "unspoken"  # it left, and an officer was to say it and did not
    AGAIN = "again"  # it was the new time of a reply whose time had been missed before: one promise, broken once
    ENDED = "ended"  # what went to all reporters of a series: the case was over
    SAME_READER = "same_reader"  # and its reader has another case of the series, with which they read it
    UNREADABLE = "unreadable"  # and nothing of the case can be opened


class Outgoing(Stamped, table=True):
    """A message due. Claimed with a lease, checked again, rendered fresh, sent, recorded (bot/delivery.py)."""

    __tablename__ = "outgoing"
    __table_args__ = (
        index_where("ix_outgoing_due", WAITING, "retry_at", "id"),
        index_where("ix_outgoing_kind_due", WAITING, "kind", "retry_at"),  # the urgent ones, past all others
        index_where("ix_outgoing_conversation_id_due", WAITING, "conversation_id", "retry_at"),  # the next of a chat
        Index("ix_outgoing_case_id_state", "case_id", "state"),
        Index("ix_outgoing_conversation_id", "conversation_id"),  # all of a chat, when it is forgotten
        index_where("ix_outgoing_gone", GONE, "conversation_id"),  # what somebody missed
        index_where("ix_outgoing_shown", SHOWN, "shown_until"),  # quiet messages that lie open
        index_where("ix_outgoing_gathered", GATHERED, "gathered_in"),
        index_where("ix_outgoing_to_robots", TO_ROBOTS, "sent_at"),  # what the robots of group chats are told of
        index_where("ix_outgoing_promised", PROMISED, *COUNTED),
        index_where("ix_outgoing_claimed", CLAIMED, "claimed_by"),
    )
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    kind: Kind = Field(sa_type=Text(Kind, lenient=True))  # of a later version: left to it
    conversation_id: UUID = Field(foreign_key="conversations.id")
    case_id: UUID | None = Field(default=None)
    details: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)  # identifiers only, CLOSED, OPENED and VOID
    due_at: datetime = Field(sa_type=UtcDateTime)
    retry_at: datetime = Field(sa_type=UtcDateTime)  # starts as due_at; moved by failures and by the lease
    state: OutgoingState = Field(default=OutgoingState.WAITING, sa_type=Text(OutgoingState))
    promise: bool = False
    attempts: int = 0
    leased: bool = False  # claimed and not yet recorded: if found so later, the message may have gone out
    claimed_by: int | None = Field(default=None, sa_type=BigInteger)  # the process, where there are several
    unique_key: str | None = Field(default=None, max_length=100, unique=True)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    message_id: int | None = Field(default=None, sa_type=BigInteger)
    error: str | None = Field(default=None, max_length=200)
    shown_until: datetime | None = Field(default=None, sa_type=UtcDateTime)  # a quiet message, opened: then it closes
    why: Why | None = Field(default=None, sa_type=Text(Why, lenient=True))
    sealed_words: bytes | None = None  # an officer's, for what it says (storage/planned.py)
    copy_of: UUID | None = None  # what its reporter was told, for a colleague of theirs (actions/copies.py)
    gathered_in: UUID | None = None  # the message that tells it together with others
