"""All tables.

Columns named `sealed_*` hold what a person said or is called, sealed with the key in `key_id`
(storage/keys.py).

A draft and the case it becomes share one id and one key: submitting twice cannot make two cases, and nothing is
sealed anew.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, MetaData, UniqueConstraint, false, text, true
from sqlmodel import Field, SQLModel

from cases import tracks
from cases.messages import Kind
from cases.people import Role
from cases.tracks import CloseReason, Service
from storage.columns import Text, UtcDateTime

metadata: MetaData = SQLModel.metadata
metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def _index_where(name: str, part: str, *columns: str) -> Index:
    """Of some rows only; who wants it found asks in the same words."""
    return Index(name, *columns, sqlite_where=text(part), postgresql_where=text(part))


STARTS_TRUE, STARTS_FALSE = {"server_default": true()}, {"server_default": false()}


class KeyPurpose(StrEnum):
    UNIT = "unit"
    CONVERSATION = "conversation"
    CASE = "case"


class DataKey(SQLModel, table=True):
    """One data key, wrapped by the key ring. Deleting the row makes everything sealed with it unreadable for ever."""

    __tablename__ = "data_keys"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    purpose: KeyPurpose = Field(sa_type=Text(KeyPurpose), index=True)
    ring: str = Field(max_length=16)
    wrapped: bytes
    created_at: datetime = Field(sa_type=UtcDateTime)


class Member(SQLModel, table=True):
    """Someone of the expert team. Without a district they see all of them."""

    __tablename__ = "members"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    sealed_name: bytes
    role: Role = Field(sa_type=Text(Role))
    district: str | None = Field(default=None, max_length=28)
    language: str | None = Field(default=None, max_length=2)
    joined_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Invite(SQLModel, table=True):
    """A one-time invitation; only the hash of its token is kept."""

    __tablename__ = "invites"
    token_hash: str = Field(primary_key=True, max_length=64)
    sealed_name: bytes
    role: Role = Field(sa_type=Text(Role))
    district: str | None = Field(default=None, max_length=28)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)


class LoginLink(SQLModel, table=True):
    """A one-time link into the console."""

    __tablename__ = "login_links"
    token_hash: str = Field(primary_key=True, max_length=64)
    member_id: UUID = Field(foreign_key="members.id")
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ConsoleSession(SQLModel, table=True):
    """A signed-in browser; only the hash of its cookie is kept."""

    __tablename__ = "console_sessions"
    token_hash: str = Field(primary_key=True, max_length=64)
    member_id: UUID = Field(foreign_key="members.id")
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)


class Channel(StrEnum):
    TELEGRAM = "telegram"
    WEB = "web"


class Conversation(SQLModel, table=True):
    """One chat on one channel, of a reporter, a member or a team group: who it is and what the next text means."""

    __tablename__ = "conversations"
    __table_args__ = (
        UniqueConstraint("bot_id", "chat_id"),
        _index_where("ix_conversations_group", "is_group", "id"),  # few among all who ever wrote
        _index_where("ix_conversations_member_id", "member_id IS NOT NULL", "member_id"),
        _index_where("ix_conversations_draft_id", "draft_id IS NOT NULL", "draft_id"),
    )
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    bot_id: int = Field(sa_type=BigInteger)
    chat_id: int = Field(sa_type=BigInteger)
    channel: Channel = Field(sa_type=Text(Channel))
    key_id: UUID
    language: str | None = Field(default=None, max_length=2)
    member_id: UUID | None = Field(default=None, foreign_key="members.id")
    is_group: bool = False
    district: str | None = Field(default=None, max_length=28)  # of a team group
    mode: str = Field(default="", max_length=20)  # what the next text means; "" = nothing special
    about: dict[str, Any] = Field(
        default_factory=dict, sa_type=JSON
    )  # what the mode is about: a case number, never words
    draft_id: UUID | None = None
    unreachable_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)


class Draft(SQLModel, table=True):
    """A report being told. `version` grows with every answer; a button of an older version is an old button."""

    __tablename__ = "drafts"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    conversation_id: UUID = Field(foreign_key="conversations.id", index=True)
    key_id: UUID
    step: str = Field(max_length=40)
    version: int = 0
    sealed_answers: bytes
    last_message_id: int = Field(
        default=0, sa_type=BigInteger
    )  # the last message taken in: a repeated update is known by it
    created_at: datetime = Field(sa_type=UtcDateTime)
    touched_at: datetime = Field(sa_type=UtcDateTime, index=True)
    submitted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    discarded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


def _states(states: frozenset[Service]) -> str:
    return f"service IN ({', '.join(sorted(repr(state.value) for state in states))})"


# The parts of the queue, as its indexes and its reads (storage/queue.py) both spell them: only so does a database see
# that an index is enough. None is spelled so that another follows from it. SQLite, which knows nothing of the rows,
# would walk through all that are open to find those that wait; PostgreSQL, which knows how many but not where they
# are, through all districts to find one.
WAITS = _states(tracks.WAITING)
HELD = "close_reason IS NULL AND holder_id IS NOT NULL"
OPEN = "ended_at IS NULL"
OVER = "ended_at IS NOT NULL"
URGENT = {  # where money is moving; as one CASE, because of an AND either half would lead to a longer index
    show: f"CASE WHEN money_moving THEN {part} END"
    for show, part in {"waiting": WAITS, "mine": HELD, "open": OPEN, "ended": OVER}.items()
}
EVERYWHERE = "number <> ''"  # true of every case: how a walk through all districts is told from a walk through one


def _walks(name: str, part: str, *columns: str, under: tuple[str, ...] = ()) -> tuple[Index, Index]:
    """Two ways through a part of the queue in its order: all of it, and one district of it."""
    whole, one = text(f"{part} AND {EVERYWHERE}"), text(part)
    return (
        Index(f"ix_cases_{name}", *under, *columns, sqlite_where=whole, postgresql_where=whole),
        Index(f"ix_cases_{name}_district", *under, "district", *columns, sqlite_where=one, postgresql_where=one),
    )


class Case(SQLModel, table=True):
    """A report in the green channel. Its id is the id of the draft it came from."""

    __tablename__ = "cases"
    __table_args__ = (
        *_walks("waiting", WAITS, "rank", "submitted_at", "id"),
        *_walks("open", OPEN, "rank", "submitted_at", "id"),
        *_walks("mine", HELD, "rank", "submitted_at", "id", under=("holder_id",)),
        *_walks("ended", OVER, "submitted_at", "id"),
        *_walks("urgent_waiting", URGENT["waiting"], "submitted_at", "id"),
        *_walks("urgent_open", URGENT["open"], "submitted_at", "id"),
        *_walks("urgent_mine", URGENT["mine"], "submitted_at", "id", under=("holder_id",)),
        *_walks("urgent_ended", URGENT["ended"], "submitted_at", "id"),
    )
    id: UUID = Field(primary_key=True)
    number: str = Field(max_length=16, unique=True)
    conversation_id: UUID = Field(foreign_key="conversations.id", index=True)
    key_id: UUID
    service: Service = Field(sa_type=Text(Service))
    rank: int = 1  # the queue shows smaller ranks first
    money_moving: bool = Field(default=False, sa_column_kwargs=STARTS_FALSE)  # told so, and not stopped by the report
    offence_group: str = Field(max_length=28)
    offence: str | None = Field(default=None, max_length=40)
    district: str = Field(max_length=28)
    reporter_role: str = Field(max_length=28)
    loss_fen: int | None = Field(default=None, sa_type=BigInteger)
    quiet: bool = False  # the suspect may read the reporter's phone: messages carry no content
    sealed_answers: bytes
    sealed_title: bytes | None = None  # the company's name, for lists; None in rows of versions that kept none
    submitted_at: datetime = Field(sa_type=UtcDateTime)
    answer_due_at: datetime = Field(sa_type=UtcDateTime)
    news_due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    holder_id: UUID | None = Field(default=None, foreign_key="members.id")
    taken_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    close_reason: CloseReason | None = Field(default=None, sa_type=Text(CloseReason))
    rating: int | None = None
    is_complete: bool = Field(
        default=True, sa_column_kwargs=STARTS_TRUE
    )  # False: alerted by the money lane, still being told
    money_moved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # when the money left, as far as known
    finding: str | None = Field(default=None, max_length=20)  # how the report stands to the figures of its offence
    unit: str | None = Field(default=None, max_length=60)  # where cases/law/routing.toml sends it
    quiet_hours: str | None = Field(default=None, max_length=28)
    materials_asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


NOBODY = UUID(int=0)


class CaseCount(SQLModel, table=True):
    """How many cases are open in a district, by holder (NOBODY's too) and by whether they wait.

    Kept by triggers on *cases*, whoever changes them; never written from here (docs/decisions/0014).
    """

    __tablename__ = "case_counts"
    district: str = Field(primary_key=True, max_length=28)
    holder_id: UUID = Field(primary_key=True)
    is_waiting: bool = Field(primary_key=True)
    cases: int


class Event(StrEnum):
    """What a line of the timeline says; its words stand with the verb that leaves it, else in words/timeline.toml."""

    SUBMITTED = "submitted"
    TAKEN = "taken"
    HANDED_OVER = "handed_over"
    RETURNED = "returned"
    ASKED = "asked"
    ANSWERED = "answered"
    NOTED = "noted"
    REPORTER_WROTE = "reporter_wrote"
    FILE_ADDED = "file_added"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"
    RATED = "rated"
    PROMISE_MISSED = "promise_missed"
    UNREACHABLE = "unreachable"
    DELIVERY_BROKEN = "delivery_broken"
    MONEY_ALERTED = "money_alerted"
    REPORT_COMPLETED = "report_completed"
    MATERIALS_ASKED = "materials_asked"
    MATERIAL_WAIVED = "material_waived"
    RECLASSIFIED = "reclassified"
    TRACK_MOVED = "track_moved"
    CLOCK_STARTED = "clock_started"
    CLOCK_EXTENDED = "clock_extended"
    CLOCK_PAUSED = "clock_paused"
    CLOCK_RESUMED = "clock_resumed"
    CLOCK_STOPPED = "clock_stopped"
    CLOCK_MISSED = "clock_missed"


class TimelineEntry(SQLModel, table=True):
    """What happened to a case, in order. `details` never holds a person's words, only identifiers."""

    __tablename__ = "timeline"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    case_id: UUID = Field(foreign_key="cases.id", index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    event: Event = Field(sa_type=Text(Event))
    member_id: UUID | None = Field(default=None, foreign_key="members.id")
    details: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class Author(StrEnum):
    REPORTER = "reporter"
    DESK = "desk"
    NOTE = "note"  # for the team only


class CaseMessage(SQLModel, table=True):
    """One message of the conversation between reporter and desk, or a note of the team."""

    __tablename__ = "case_messages"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    case_id: UUID = Field(foreign_key="cases.id", index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    author: Author = Field(sa_type=Text(Author))
    member_id: UUID | None = Field(default=None, foreign_key="members.id")
    is_question: bool = False
    sealed_text: bytes
    source: str | None = Field(
        default=None, max_length=80, unique=True
    )  # the update it came from, so that a repeat is known


class StoredFile(SQLModel, table=True):
    """A file of a report, sealed in the file store under its id; `sha256` is of the bytes as received."""

    __tablename__ = "files"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    report_id: UUID = Field(index=True)  # of the draft, and of the case it becomes
    key_id: UUID
    step: str = Field(default="evidence", max_length=40)
    sealed_name: bytes
    media_type: str = Field(max_length=100)
    size: int = Field(sa_type=BigInteger)
    sha256: str = Field(max_length=64)
    received_at: datetime = Field(sa_type=UtcDateTime)
    source: str | None = Field(default=None, max_length=80, unique=True)


class Saying(StrEnum):
    """How something was said while a report was being told."""

    TEXT = "text"
    CAPTION = "caption"
    EDIT = "edit"  # of something said before; the words before it stand in a row of their own
    FORWARD = "forward"
    CONTACT = "contact"
    PLACE = "place"


class Utterance(SQLModel, table=True):
    """Something said while a report was being told, word for word, whatever was understood of it.

    `sealed_words` is JSON: the text, and of a forwarded message where it is from.
    """

    __tablename__ = "utterances"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    report_id: UUID = Field(index=True)  # of the draft, and of the case it becomes
    key_id: UUID
    step: str = Field(max_length=40)  # the question it was said at
    kind: Saying = Field(sa_type=Text(Saying))
    continues: bool = False  # the app had split one long text: this is the rest of the one before
    is_question: bool = False  # asked of us, and left to the desk to answer
    message_id: int = Field(sa_type=BigInteger)  # in its chat: what was said in one second still has an order
    said_at: datetime = Field(sa_type=UtcDateTime)  # by the clock of whoever said it
    sealed_words: bytes
    source: str = Field(max_length=80, unique=True)  # the update it came from, so that a repeat is known


class Identifier(SQLModel, table=True):
    """A blind fingerprint of a company code, phone or account named in a case: equal ones link cases."""

    __tablename__ = "identifiers"
    __table_args__ = (Index("ix_identifiers_kind_blind", "kind", "blind"),)
    case_id: UUID = Field(foreign_key="cases.id", primary_key=True)
    kind: str = Field(max_length=20, primary_key=True)
    blind: str = Field(max_length=32, primary_key=True)


# What the bot, the reporter or the clock may write of the money (cases/law/named.py); the rest is an officer's.
WITHOUT_OFFICERS = "track = 'money' AND to_state IN ('sheet_ready', 'reported_to_110', 'expired')"
DOCUMENTED = (
    "actor = 'officer' AND member_id IS NOT NULL AND dated_on IS NOT NULL "
    "AND document_no IS NOT NULL AND length(document_no) > 0 "
    "AND officer_id IS NOT NULL AND second_officer_id IS NOT NULL AND officer_id <> second_officer_id"
)
AFTER_FILING = "legal_state IN ('filed', 'investigating', 'investigation_concluded', 'sent_for_prosecution')"


class TrackMove(SQLModel, table=True):
    """One move of the legal, money or remedy track, never changed or taken back: the newest says where it stands.

    The constraints hold also against code that forgets them: an officer, a document, a date, two names.
    """

    __tablename__ = "track_moves"
    __table_args__ = (
        UniqueConstraint("case_id", "track", "seq"),
        CheckConstraint("track IN ('legal', 'money', 'remedy')", name="track"),
        CheckConstraint(f"({WITHOUT_OFFICERS}) OR ({DOCUMENTED})", name="documented"),
        CheckConstraint(f"to_state <> 'frozen' OR {AFTER_FILING}", name="frozen_after_filing"),
    )
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    case_id: UUID = Field(foreign_key="cases.id")
    track: str = Field(max_length=10)
    seq: int
    move: str = Field(max_length=10)  # its id in cases/law/tracks.toml
    from_state: str = Field(max_length=40)
    to_state: str = Field(max_length=40)
    legal_state: str = Field(max_length=40)  # where the legal track stood
    actor: str = Field(max_length=10)  # bot, reporter, clock or officer
    member_id: UUID | None = Field(default=None, foreign_key="members.id")  # who wrote it down
    officer_id: UUID | None = Field(default=None, foreign_key="members.id")
    second_officer_id: UUID | None = Field(default=None, foreign_key="members.id")
    document: str | None = Field(default=None, max_length=40)
    document_no: str | None = Field(default=None, max_length=80)
    dated_on: date | None = None  # the date on the document
    happened_at: datetime = Field(sa_type=UtcDateTime)  # from when its clocks count
    recorded_at: datetime = Field(sa_type=UtcDateTime)


class Clock(SQLModel, table=True):
    """A legal deadline that runs, or ran, for a case; its rule stands in cases/law/deadlines.toml."""

    __tablename__ = "clocks"
    __table_args__ = (UniqueConstraint("case_id", "rule", "started_at"),)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    case_id: UUID = Field(foreign_key="cases.id", index=True)
    rule: str = Field(max_length=40)
    started_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)  # the first moment after the last day
    extended: int = 0  # how many of the rule's extensions were granted
    paused_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    paused_days: int = 0
    stopped_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Material(SQLModel, table=True):
    """What was said of one item of a report's list of materials; the list itself is cases/law/materials.toml.

    An officer decides an item once: adds it or waives it, with a reason.
    """

    __tablename__ = "materials"
    __table_args__ = (
        UniqueConstraint("report_id", "item"),
        CheckConstraint(
            "decision IS NULL OR (decision IN ('added', 'waived') AND decided_by IS NOT NULL "
            "AND sealed_reason IS NOT NULL)",
            name="decided_once",
        ),
    )
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    report_id: UUID = Field(index=True)  # of the draft, and of the case it becomes
    item: str = Field(max_length=40)
    ticked: bool = False  # the reporter says they have it
    decision: str | None = Field(default=None, max_length=10)
    sealed_title: bytes | None = None  # of an item the officer added
    sealed_reason: bytes | None = None
    decided_by: UUID | None = Field(default=None, foreign_key="members.id")
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class OutgoingState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    CANCELLED = "cancelled"
    GONE = "gone"  # the person cannot be reached any more
    BROKEN = "broken"  # refused for good; the desk is told once


# Few wait among all that were ever sent, and their indexes hold no others. storage/outgoing.py asks in these words.
WAITING = "state = 'waiting'"
GONE = "state = 'gone'"


class Outgoing(SQLModel, table=True):
    """A message due. Claimed with a lease, checked again, rendered fresh, sent, recorded (bot/delivery.py)."""

    __tablename__ = "outgoing"
    __table_args__ = (
        _index_where("ix_outgoing_due", WAITING, "retry_at", "id"),
        _index_where("ix_outgoing_kind_due", WAITING, "kind", "retry_at"),  # the urgent ones, past all others
        _index_where("ix_outgoing_conversation_id_due", WAITING, "conversation_id", "retry_at"),  # the next of a chat
        Index("ix_outgoing_case_id_state", "case_id", "state"),
        _index_where("ix_outgoing_gone", GONE, "conversation_id"),  # what somebody missed
    )
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    kind: Kind = Field(sa_type=Text(Kind))
    conversation_id: UUID = Field(foreign_key="conversations.id")
    case_id: UUID | None = Field(default=None)
    details: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)  # identifiers only
    due_at: datetime = Field(sa_type=UtcDateTime)
    retry_at: datetime = Field(sa_type=UtcDateTime)  # starts as due_at; moved by failures and by the lease
    state: OutgoingState = Field(default=OutgoingState.WAITING, sa_type=Text(OutgoingState))
    promise: bool = False
    attempts: int = 0
    leased: bool = False  # claimed and not yet recorded: if found so later, the message may have gone out
    unique_key: str | None = Field(default=None, max_length=100, unique=True)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    message_id: int | None = Field(default=None, sa_type=BigInteger)
    error: str | None = Field(default=None, max_length=200)


class WebChat(SQLModel, table=True):
    """The web chat's own counters, and the return code by which a person comes back on another device."""

    __tablename__ = "web_chats"
    chat_id: int = Field(primary_key=True, sa_type=BigInteger)
    key_id: UUID
    last_message_id: int = 0
    last_event_id: int = Field(default=0, sa_type=BigInteger)
    return_code: str | None = Field(default=None, max_length=32, unique=True)  # its blind fingerprint
    created_at: datetime = Field(sa_type=UtcDateTime)


class WebDevice(SQLModel, table=True):
    """A browser that may read a web chat; only the hash of its cookie's token is kept."""

    __tablename__ = "web_devices"
    token_hash: str = Field(primary_key=True, max_length=64)
    chat_id: int = Field(foreign_key="web_chats.chat_id", sa_type=BigInteger, index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)


class WebMessage(SQLModel, table=True):
    """A message of the web chat as the page shows it.

    `event_id` grows with every change, so a page asks for what is newer.
    """

    __tablename__ = "web_messages"
    __table_args__ = (
        Index("ix_web_messages_chat_id_event_id", "chat_id", "event_id"),
        UniqueConstraint("chat_id", "client_id"),
    )
    chat_id: int = Field(primary_key=True, foreign_key="web_chats.chat_id", sa_type=BigInteger)
    message_id: int = Field(primary_key=True)
    event_id: int = Field(sa_type=BigInteger)
    from_person: bool = False
    sealed_content: bytes
    at: datetime = Field(sa_type=UtcDateTime)
    client_id: str | None = Field(
        default=None, max_length=40
    )  # given by the browser: sending again makes no second message
    outgoing_id: UUID | None = Field(default=None, unique=True)  # delivered once, also when delivery is repeated
    handled: bool = True  # False: a person's message the dispatcher has not finished with
    deleted: bool = False


class WebFile(SQLModel, table=True):
    """A file in the web chat, sealed under its id with the chat's key."""

    __tablename__ = "web_files"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    chat_id: int = Field(foreign_key="web_chats.chat_id", sa_type=BigInteger, index=True)
    sealed_name: bytes
    media_type: str = Field(max_length=100)
    size: int = Field(sa_type=BigInteger)
    received_at: datetime = Field(sa_type=UtcDateTime)


class UploadLink(SQLModel, table=True):
    """A one-time page for a file that is too large for the chat it came from."""

    __tablename__ = "upload_links"
    token_hash: str = Field(primary_key=True, max_length=64)
    conversation_id: UUID = Field(foreign_key="conversations.id")
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
