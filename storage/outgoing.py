"""The outbox: messages due, claimed one at a time under a lease."""

from __future__ import annotations

import random
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, and_, bindparam, column, func, or_, sql, text
from sqlalchemy.orm import class_mapper
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.messages import CHANGES, TELLS_END, TO_REPORTER, URGENT, Kind
from storage.at_the_phone import IS_HELD, WAS_AWAY, asked_for, is_here, presence_in
from storage.changes import tell_of_due
from storage.chat_numbers import opened_number
from storage.database import Database
from storage.hands import IS_THERE
from storage.keys import keys_of
from storage.tables import GONE, WAITING, Case, Channel, Conversation, Outgoing, OutgoingState, Why
from storage.unheard import IS_KNOWN

LEASE = timedelta(minutes=2)
# How the error begins of one that waits for something to be well again. Whoever claims it takes this off the row: what
# lets all of them go must pass by whatever is in somebody's hands.
NO_ANSWER = "no answer"  # the channel's
UNWRITTEN = "not written"  # a mistake of ours
UNWRITTEN_TOLD = f"{UNWRITTEN}, and said so"
LONGEST_WAIT = timedelta(hours=1)  # of either; so only few rows are looked through
AT_ONCE = 200
# A chat's messages stay behind one that could not go, for so long: one that fails again and again must not stop them.
MOMENT = timedelta(minutes=1)
IN_OTHER_HANDS = timedelta(seconds=2)  # until it is looked again whether another process is through with it
# written out: an index of the waiting rows only is not found by a value that is bound later
IS_WAITING = text(f"outgoing.{WAITING}")
IS_GONE = text(f"outgoing.{GONE}")

# also written out: a list of values is put together anew each time it is asked for
_URGENT = ", ".join(f"'{kind}'" for kind in sorted(URGENT))
OF_KIND = {
    True: text(f"outgoing.kind IN ({_URGENT})"),
    False: text(f"outgoing.kind NOT IN ({_URGENT}) AND {IS_KNOWN.text}"),
}

# Asked for every message that goes out: built once, because building them costs as much as asking.
_WHERE = (Conversation.channel, Conversation.chat_id, Conversation.sealed_chat_id)
DUE: dict[bool, Any] = {
    urgent: sql.select(*map(col, (Outgoing.id, Outgoing.conversation_id, *_WHERE)))
    .join(Conversation, col(Conversation.id) == Outgoing.conversation_id)
    .where(IS_WAITING, col(Outgoing.retry_at) <= bindparam("now"), of_kind)
    .where(col(Conversation.channel).in_(bindparam("channels", expanding=True)))
    .where(col(Outgoing.conversation_id).not_in(bindparam("without", expanding=True)))
    .order_by(col(Outgoing.retry_at), col(Outgoing.id))
    .limit(bindparam("limit"))
    for urgent, of_kind in OF_KIND.items()
}
APART = 4  # times as many, of which some are chosen: or equal processes would all begin with the same
FREE = (
    select(Outgoing)
    .where(Outgoing.id == bindparam("id"), Outgoing.state == OutgoingState.WAITING)
    .where(col(Outgoing.retry_at) <= bindparam("now"))
    .with_for_update(skip_locked=True)
)
TABLE: Any = class_mapper(Outgoing).local_table
CLAIMED = (
    sql.update(TABLE)
    .where(TABLE.c.id == bindparam("which"))
    .values(retry_at=bindparam("until"), leased=True, attempts=bindparam("attempt"))
    .values(claimed_by=bindparam("by"), error=bindparam("left"))
)
FIRST = {
    urgent: select(Outgoing.id, Outgoing.retry_at, col(Outgoing.claimed_by) != bindparam("by"))
    .where(IS_WAITING, Outgoing.conversation_id == bindparam("chat"), of_kind)
    .where((col(Outgoing.retry_at) <= bindparam("soon")) | (col(Outgoing.claimed_by) != bindparam("by")))
    .where(col(Outgoing.retry_at) <= bindparam("claimed"))
    .where((col(Outgoing.retry_at) <= bindparam("now")) | (col(Outgoing.attempts) > 0))
    .order_by(col(Outgoing.due_at), col(Outgoing.id))
    .limit(1)
    for urgent, of_kind in OF_KIND.items()
}


class Due(NamedTuple):
    """A message that may go now, and where to."""

    id: UUID
    conversation_id: UUID
    channel: Channel
    chat_id: int


class First(NamedTuple):
    """A chat's first message, and when it may go."""

    id: UUID
    retry_at: datetime


async def due(
    session: AsyncSession,
    now: datetime,
    channels: Collection[Channel],
    *,
    urgent: bool,
    without: Collection[UUID] = (),
    limit: int = AT_ONCE,
    apart: bool = False,
) -> list[Due]:
    """What is due on these channels, `without` some conversations: the oldest first, or some of the oldest `apart`."""
    most = APART * limit if apart else limit
    asked = {"now": now, "channels": list(channels), "without": list(without), "limit": most}
    keys, rows = keys_of(session), (await session.exec(DUE[urgent], params=asked)).all()
    rows = random.sample(rows, limit) if len(rows) > limit else rows
    return [
        Due(id_, chat, channel, opened_number(keys, chat, kept, sealed)) for id_, chat, channel, kept, sealed in rows
    ]


async def first_of_chat(database: Database, conversation_id: UUID, now: datetime, *, urgent: bool) -> First | None:
    """The first of this conversation's messages in the order planned: due, or put off by a failure for a moment.

    Or in the hands of another process: the chat waits for it until that is through, or somebody takes over.
    """
    asked = {"now": now, "soon": now + MOMENT, "claimed": now + 2 * LEASE, "by": database.house.number}
    row = await database.look(FIRST[urgent], chat=conversation_id, **asked)
    if row is None:
        return None
    id_, retry_at, is_others = row
    return First(id_, min(retry_at, now + IN_OTHER_HANDS) if is_others else retry_at)


async def stay_behind(session: AsyncSession, conversation_id: UUID, first: First, *, urgent: bool) -> None:
    """What is due in this conversation waits for its first message to be tried again."""
    behind = (col(Outgoing.conversation_id) == conversation_id) & (col(Outgoing.retry_at) < first.retry_at)
    await session.exec(update(Outgoing).where(IS_WAITING, behind, OF_KIND[urgent]).values(retry_at=first.retry_at))


async def claim(session: AsyncSession, outgoing_id: UUID, now: datetime, by: int | None = None) -> Outgoing | None:
    """Take one message for sending, or None when it is not due, not waiting, or in other hands.

    `by` is the number of the process, where there are several (storage/house.py).
    """
    row = (await session.exec(FREE, params={"id": outgoing_id, "now": now})).one_or_none()
    if row is None:
        return None
    session.expunge(row)
    row.retry_at, row.attempts, row.claimed_by = now + LEASE, row.attempts + 1, by
    error = presence_in(row.error) if (row.error or "").startswith((NO_ANSWER, UNWRITTEN)) else row.error
    claimed = {"until": row.retry_at, "attempt": row.attempts, "by": by, "left": error}
    await session.exec(CLAIMED, params={"which": row.id, **claimed})
    return row  # its `leased` and `error` as they were: an earlier try may never have told how it ended


async def hold(session: AsyncSession, row: Outgoing) -> None:
    """As it is now, and so until the commit: nobody claims it meanwhile, and what was claimed says that it is."""
    await session.refresh(row, with_for_update=True)


async def record(session: AsyncSession, outgoing_id: UUID, state: OutgoingState, **values: Any) -> None:
    """How a message ended. What a session has read of it is not changed by it."""
    values |= {"state": state, "leased": False, "claimed_by": None}
    await session.exec(sql.update(TABLE).where(TABLE.c.id == outgoing_id).values(**values))


async def try_again(
    session: AsyncSession, outgoing_id: UUID, at: datetime, error: str, *, perhaps_sent: bool = False, **values: Any
) -> None:
    """The channel could not take it now.

    `perhaps_sent` when nobody knows whether it went out: then the next try is a repeat.
    """
    values |= {"retry_at": at, "leased": perhaps_sent, "claimed_by": None, "error": error[:200]}
    await session.exec(update(Outgoing).where(col(Outgoing.id) == outgoing_id).values(**values))


async def put_back(session: AsyncSession, row: Outgoing) -> None:
    """As if it had not been claimed: it has not been tried."""
    values = {"retry_at": row.due_at, "leased": row.leased, "claimed_by": None, "attempts": row.attempts - 1}
    await session.exec(update(Outgoing).where(col(Outgoing.id) == row.id).values(**values))


async def send_what_was_missed(session: AsyncSession, conversation_id: UUID, now: datetime) -> None:
    """Somebody who could not be reached is back: what is still wanted of it reaches them now."""
    missed = col(Outgoing.conversation_id) == conversation_id
    fresh = {"state": OutgoingState.WAITING, "retry_at": now, "attempts": 0, "error": is_here(WAS_AWAY, now)}
    await session.exec(update(Outgoing).where(missed, IS_GONE).values(**fresh))


async def count_held(session: AsyncSession, conversation_id: UUID) -> int:
    """How many messages wait for the hours their reader chose."""
    query = select(func.count()).select_from(Outgoing).where(IS_WAITING, _held_for(conversation_id))
    return int((await session.exec(query)).one())


async def release_held(session: AsyncSession, conversation_id: UUID, now: datetime) -> None:
    """They go now: their reader is here."""
    values = {"retry_at": now, "error": asked_for(now)}
    await session.exec(update(Outgoing).where(IS_WAITING, _held_for(conversation_id)).values(**values))
    tell_of_due(session)


def _held_for(conversation_id: UUID) -> Any:
    return (col(Outgoing.conversation_id) == conversation_id) & IS_HELD


async def end_leases(session: AsyncSession, now: datetime) -> None:
    """What a process that died had in its hands is due at once. Only for the one process of a SQLite database.

    A lease ends within `LEASE`; what comes later waits for its channel.
    """
    held = col(Outgoing.leased) & (col(Outgoing.retry_at) > now) & (col(Outgoing.retry_at) <= now + LEASE)
    await session.exec(update(Outgoing).where(IS_WAITING, held).values(retry_at=now))


async def take_over(session: AsyncSession, now: datetime) -> bool:
    """What processes that are not there any more had in their hands is due at once; whether there was any.

    Only on PostgreSQL, where each holds a lock as long as it is there.
    """
    there: Any = sql.select(column("number")).select_from(
        IS_THERE.columns(column("number", BigInteger)).subquery("there")
    )
    held = (col(Outgoing.claimed_by).is_not(None), col(Outgoing.claimed_by).not_in(there))
    freed = update(Outgoing).where(IS_WAITING, *held).values(retry_at=now, claimed_by=None)
    taken = bool((await session.exec(freed)).rowcount)
    if taken:
        tell_of_due(session)
    return taken


async def cancel(session: AsyncSession, case_id: UUID, kinds: frozenset[Kind], why: Why = Why.OVERTAKEN) -> None:
    """These messages of the case are no longer wanted; one that is being sent right now still arrives."""
    if not kinds:
        return
    # with others, after an outage; those of the desk are weighed as they leave
    with_others = and_(col(Outgoing.state) == OutgoingState.GATHERED, col(Outgoing.kind).in_(sorted(TO_REPORTER)))
    unwanted = (
        (col(Outgoing.case_id) == case_id)
        & or_(col(Outgoing.state) == OutgoingState.WAITING, with_others)
        & col(Outgoing.kind).in_(list(kinds))
        & col(Outgoing.copy_of).is_(None)  # of what its reporter was told already
    )
    await session.exec(update(Outgoing).where(unwanted).values(state=OutgoingState.CANCELLED, why=why))


async def take_back_unsent(session: AsyncSession, case: Case, kinds: frozenset[Kind], since: datetime) -> bool:
    """Drop what the reporter of this case was to be told since then; whether all of that was still to go out.

    One that is being sent right now, or may have been, counts as sent; one that the channel refused does not.
    """
    news = (col(Outgoing.case_id) == case.id) & (col(Outgoing.due_at) >= since) & col(Outgoing.kind).in_(list(kinds))
    unsent = col(Outgoing.state).in_([OutgoingState.WAITING, OutgoingState.GONE]) & ~col(Outgoing.leased)
    await session.exec(update(Outgoing).where(news, unsent).values(state=OutgoingState.CANCELLED, why=Why.OVERTAKEN))
    sent = select(Outgoing.id).where(news, col(Outgoing.state).in_([OutgoingState.WAITING, OutgoingState.SENT]))
    return (await session.exec(sent)).first() is None


async def of_end(session: AsyncSession, case: Case) -> list[Outgoing]:
    """What told the reporter of this end, or is to; held until the commit, so that none is claimed meanwhile."""
    query = (
        select(Outgoing)
        .where(Outgoing.case_id == case.id, col(Outgoing.kind).in_(sorted(TELLS_END)), col(Outgoing.copy_of).is_(None))
        .where(col(Outgoing.due_at) >= case.ended_at, Outgoing.state != OutgoingState.CANCELLED)
        .order_by(col(Outgoing.due_at), col(Outgoing.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list((await session.exec(query)).all())


async def desk_letters(session: AsyncSession, case_id: UUID) -> dict[UUID, Outgoing]:
    """What brought the desk's answers and questions to the reporter, by the message each is about."""
    kinds = col(Outgoing.kind).in_([Kind.DESK_ANSWERS, Kind.DESK_ASKS])
    own = (Outgoing.case_id == case_id, col(Outgoing.copy_of).is_(None))
    rows = (await session.exec(select(Outgoing).where(*own, kinds))).all()
    return {UUID(row.details["message"]): row for row in rows}


async def changes_before(session: AsyncSession, row: Outgoing) -> list[UUID]:
    """The letters by which the reporter heard of earlier changes of the same message."""
    theirs = (Outgoing.case_id == row.case_id, Outgoing.state == OutgoingState.SENT, Outgoing.id != row.id)
    query = select(Outgoing).where(*theirs, col(Outgoing.kind).in_(sorted(CHANGES)))
    found = (await session.exec(query.order_by(col(Outgoing.sent_at)))).all()
    return [one.id for one in found if one.details.get("message") == row.details["message"]]


async def kinds_sent(session: AsyncSession, case_id: UUID) -> frozenset[Kind]:
    """Which kinds of message this case has sent."""
    sent = (Outgoing.case_id == case_id, Outgoing.state == OutgoingState.SENT)
    found = (await session.exec(select(Outgoing.kind).where(*sent, IS_KNOWN).distinct())).all()
    return frozenset(map(Kind, found))


async def sent_for(session: AsyncSession, case_id: UUID) -> list[Outgoing]:
    """The ledger of a case: every message with how it ended, newest first."""
    query = select(Outgoing).where(Outgoing.case_id == case_id).order_by(col(Outgoing.due_at).desc())
    return list((await session.exec(query)).all())
