"""The cases, and the ways through the queue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Column, Computed, Index, text
from sqlmodel import Field, SQLModel

from cases import tracks
from cases.law.triage import Urgency
from cases.money_lane import MAY_BE_STOPPED
from cases.tracks import CloseReason, Service
from storage.columns import Text, UtcDateTime
from storage.tables.base import STARTS_FALSE, STARTS_TRUE, Stamped, index_where


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
ASKED = "asked_at IS NOT NULL AND holder_id IS NOT NULL"
URGENT = {  # where money is moving; as one CASE, because of an AND either half would lead to a longer index
    show: f"CASE WHEN money_moving THEN {part} END"
    for show, part in {"waiting": WAITS, "mine": HELD, "open": OPEN, "ended": OVER}.items()
} | {"asked": f"{ASKED} AND money_moving"}  # so few that the short index is not missed
MOVING = URGENT["open"]
LEFT_AT = "coalesce(money_moved_at, submitted_at)"  # where nobody knows, when it was told, which is not before
TOGETHER = {"series": "series_id", "team": "team_id", "merged": "merged_into"}  # the few that belong together
EVERYWHERE = "number <> ''"  # true of every case: how a walk through all districts is told from a walk through one
TAKEN = _states(tracks.TAKEN)

# What is due next, as one column, so that an index can have it: the first answer, a reply (one whose time is over
# already since the reporter asked), else the next news. Kept by the database like any column that follows from others.
DUE_AT = (
    f"CASE WHEN {WAITS} THEN answer_due_at WHEN reply_due_at IS NULL THEN coalesce(news_due_at, answer_due_at) "
    "WHEN reply_missed THEN coalesce(asked_at, reply_due_at) ELSE reply_due_at END"
)
SUM_FEN = "coalesce(loss_fen, -1)"  # the loss to sort by: a sum nobody knows comes after all others


@dataclass(frozen=True)
class Way:
    """A way through a part of the queue: an index in the order of `order`, under the columns of `under`.

    With `by_district` there is a second one for a single district.
    """

    name: str
    part: str
    order: tuple[str, ...]
    under: tuple[str, ...] = ()
    by_district: bool = True

    @property
    def is_ranked(self) -> bool:
        return self.order[0] == "rank"

    def indexes(self) -> tuple[Index, ...]:
        whole, one = text(f"{self.part} AND {EVERYWHERE}"), text(self.part)
        name, columns = f"ix_cases_{self.name}", (*self.under, *self.order)
        both = [Index(name, *columns, sqlite_where=whole, postgresql_where=whole)]
        if self.by_district:
            columns = (*self.under, "district", *self.order)
            both.append(Index(f"{name}_district", *columns, sqlite_where=one, postgresql_where=one))
        return tuple(both)


RANKED, AGED, DUE, SUM = ("rank", "submitted_at", "id"), ("submitted_at", "id"), ("due_at", "id"), ("sum_fen", "id")
WAYS = {
    way.name: way
    for way in (
        Way("waiting", WAITS, RANKED),
        Way("open", OPEN, RANKED),
        Way("mine", HELD, RANKED, under=("holder_id",)),
        Way("ended", OVER, AGED),
        Way("asked", ASKED, ("asked_at", "id")),
        Way("urgent_waiting", URGENT["waiting"], AGED),
        Way("urgent_open", URGENT["open"], AGED),
        Way("urgent_mine", URGENT["mine"], AGED, under=("holder_id",)),
        Way("urgent_ended", URGENT["ended"], AGED),
        Way("due", OPEN, DUE),
        Way("sum", OPEN, SUM),
        Way("stage", TAKEN, RANKED, under=("service",)),
        Way("offence", OPEN, RANKED, under=("offence",), by_district=False),
        Way("mine_due", HELD, DUE, under=("holder_id",), by_district=False),
        Way("mine_sum", HELD, SUM, under=("holder_id",), by_district=False),
        Way("my_asked", ASKED, ("asked_at", "id"), under=("holder_id",), by_district=False),
        Way("ended_offence", OVER, AGED, under=("offence",), by_district=False),
    )
}


class Case(Stamped, table=True):
    """A report in the green channel. Its id is the id of the draft it came from."""

    __tablename__ = "cases"
    __table_args__ = (
        *(index for way in WAYS.values() for index in way.indexes()),
        *(index_where(f"ix_cases_{name}", f"{column} IS NOT NULL", column) for name, column in TOGETHER.items()),
        index_where("ix_cases_left", MOVING, "left_at", "id"),
        index_where("ix_cases_owed", ASKED, "holder_id", "reply_missed", "reply_due_at"),  # replies, by who owes them
    )
    id: UUID = Field(primary_key=True)
    number: str = Field(max_length=16, unique=True)
    conversation_id: UUID = Field(foreign_key="conversations.id", index=True)
    key_id: UUID = Field(index=True)
    service: Service = Field(sa_type=Text(Service))
    rank: int = 2  # of its urgency: the queue shows smaller ranks first
    urgency: Urgency = Field(
        default=Urgency.NORMAL, sa_type=Text(Urgency), sa_column_kwargs={"server_default": "normal"}
    )
    reasons: dict[str, int] = Field(  # of cases/triage.toml, with the points of each: what the urgency would be by them
        default_factory=dict, sa_type=JSON, sa_column_kwargs={"server_default": "{}"}
    )
    urgency_note: UUID | None = None  # why an officer set another urgency than the reasons come to; None: nobody did
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
    chair_id: UUID | None = None  # the member whose consultation runs
    is_concluded: bool = Field(default=False, sa_column_kwargs=STARTS_FALSE)  # it waits for a lead to approve it
    has_records: bool = Field(default=False, sa_column_kwargs=STARTS_FALSE)  # an officer wrote a move of a track down
    open_measures: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
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
    rhythm: str | None = Field(default=None, max_length=20)  # of follow_ups.toml, as its reporter chose
    materials_asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # since when the reporter waits for a reply
    reply_due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # and until when they were told to
    said_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # when the desk last wrote to the reporter
    reply_missed: bool = Field(default=False, sa_column_kwargs=STARTS_FALSE)  # a time before that one is over
    due_at: datetime | None = Field(default=None, sa_column=Column("due_at", UtcDateTime, Computed(DUE_AT)))
    left_at: datetime | None = Field(default=None, sa_column=Column("left_at", UtcDateTime, Computed(LEFT_AT)))
    sum_fen: int | None = Field(default=None, sa_column=Column("sum_fen", BigInteger, Computed(SUM_FEN)))
    series_id: UUID | None = None  # of the scheme it belongs to (storage/tables/together.py)
    team_id: UUID | None = None  # of the special team that works on it
    merged_into: UUID | None = None  # the case that the desk works on in its place; its reporter keeps this one
    held_before: UUID | None = None  # who had it before it was merged
    forget_asked_by: UUID | None = None  # the lead who wants it forgotten (storage/tables/custody.py)
    forget_confirmed: bool = Field(default=False, sa_column_kwargs=STARTS_FALSE)  # by another: it waits for its day
    broken_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # a promise, which is not kept yet
    vouched_by: UUID | None = None  # the officer who said that they see to it
    vouched_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    call_id: UUID | None = None  # the announced call of which nobody said yet what became
    code_id: UUID | None = None  # the code by which its reporter checks an officer now (storage/tables/officers.py)

    @property
    def money_left_at(self) -> datetime:
        """When the money left; where nobody knows, when it was told, which is not before."""
        return self.money_moved_at or self.submitted_at

    def is_vouched(self, now: datetime) -> bool:
        """Whether an officer said that they see to what was promised, and is left alone with it."""
        return self.vouched_until is not None and now < self.vouched_until

    def has_fresh_money(self, now: datetime) -> bool:
        """Whether money left so lately that a stop may still help."""
        return self.money_moving and self.ended_at is None and now - self.money_left_at < MAY_BE_STOPPED


NOBODY = UUID(int=0)


class CaseCount(SQLModel, table=True):
    """How many cases are in a district, by holder (NOBODY's too, and all that have ended are) and by state.

    Kept by triggers on *cases*, whoever changes them; never written from here (docs/decisions/0014).
    """

    __tablename__ = "case_counts"
    district: str = Field(primary_key=True, max_length=28)
    holder_id: UUID = Field(primary_key=True)
    service: Service = Field(primary_key=True, sa_type=Text(Service))
    cases: int
