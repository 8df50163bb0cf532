"""Sending what is due: claim, check again, render fresh, send, record.

At least once, and a repeat says that it is one.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from actions.alarming import RINGS, tell_with_others
from actions.catching_up import take_along, tell_in_one
from actions.delivered import (
    after_sending,
    cannot_reach,
    follow_group,
    give_up,
    had_no_reader,
    is_not_written,
    tell_elsewhere,
)
from bot.channels import Channel, delivering
from bot.mending import mend
from bot.metrics.counted import Counted
from bot.outcome import Outcome, outcome_of
from bot.places import NoPlace
from cases.catching_up import COMES_IN, IN_ONE, LATE
from cases.messages import TOGETHER, Kind
from handlers.door import Door
from handlers.said.letters import Letter, NotNow, read_letter
from storage import tables
from storage.at_the_phone import QUIET_HOURS, still
from storage.chat_numbers import number_of
from storage.letters import Shelf
from storage.outgoing import (
    LONGEST_WAIT,
    MOMENT,
    NO_ANSWER,
    UNWRITTEN,
    UNWRITTEN_TOLD,
    claim,
    end_leases,
    put_back,
    record,
    take_over,
    try_again,
)
from storage.spoken import listening
from storage.tables import CLOSED, Conversation, Outgoing, OutgoingState, Why
from storage.unheard import note_unheard
from storage.well_again import go_now_that_it_answers, go_now_that_it_is_mended

log = structlog.get_logger()
NOT_A_MOMENTS = 3  # attempts, about half a minute: the channel is away, and others may not be
MOST_ATTEMPTS = 80  # about three days of a channel that does not answer


@dataclass(frozen=True)
class Delivery:
    """The parts of delivery: a door for the facts and words, and the channels that are open."""

    door: Door
    channels: Mapping[tables.Channel, Channel]
    shelf: Shelf = field(default_factory=Shelf)
    counted: Counted = field(default_factory=Counted)

    async def recover(self) -> None:
        """After a start: what the process before had in its hands need not wait for the end of its lease.

        Nor what it could not write for its hour.
        """
        async with self.door.database.writing() as session:
            if not self.door.database.house.is_shared:  # elsewhere another process may be at work on it
                await end_leases(session, self.door.clock())
            await go_now_that_it_is_mended(session, self.door.clock())

    async def take_over(self) -> None:
        """What a process that died had in its hands, where there are several; else `recover` does."""
        house = self.door.database.house
        if house.is_shared and house.is_up:
            async with self.door.database.writing() as session:
                if await take_over(session, self.door.clock()):
                    log.warning("messages of a process that is gone are taken over")
                await note_unheard(session, self.door.clock())

    async def welcome_back(self, channel: tables.Channel) -> None:
        """A channel that was away as a whole answers again: what waited out its failures need not."""
        if self.channels[channel].away.is_over():
            async with self.door.database.writing() as session:
                await go_now_that_it_answers(session, channel, self.door.clock())

    async def deliver(self, outgoing_id: UUID) -> None:
        """One message, whatever happens to it."""
        async with self.door.database.writing() as session:
            await self.door.standing.look(session)
            row = await claim(session, outgoing_id, self.door.clock(), self.door.database.house.number)
        if row is None:
            return
        try:
            with listening():
                await self._send(row)
        except NotNow as error:
            self.counted.delivery(row, "held")
            async with self.door.database.writing() as session:
                await try_again(session, row.id, error.until, still(row, QUIET_HOURS), perhaps_sent=False)
        except NoPlace:  # we are stopping, and it has not left
            async with self.door.database.writing() as session:
                await put_back(session, row)
        except Refused as error:
            await self._failed(row, error.outcome)
        except Exception as error:  # noqa: BLE001 - the border of one delivery
            await self._failed(row, outcome_of(error))

    async def _send(self, row: Outgoing) -> None:
        if self._has_lost_its_point(row):
            await self._drop(row, Why.TOO_LATE)
            return
        if row.kind in RINGS and await self._is_one_of_many(row):
            return
        if await self._is_told_in_one(row):
            return
        lately, door = self.shelf.look(), self.door.still()  # what it says of the next news is what is then planned
        async with self._reading(row) as session:
            conversation, letter = await read_letter(session, door, row, repeat=row.leased, lately=lately)
        if letter is None:
            await self._drop(row, Why.NOT_SO)
            return
        await self._mend(row, conversation)
        message_id = await self._hand_over(row, conversation, letter)
        went = {"details": row.details | {CLOSED: True}} if letter.is_closed else {}
        async with self.door.database.writing() as session:
            await record(
                session,
                row.id,
                OutgoingState.SENT,
                sent_at=self.door.clock(),
                message_id=message_id,
                error=None,
                **went,
            )
            await after_sending(door.hand(session), row, letter.told)
        self.counted.sent(row, self.door.clock() - row.due_at)

    def _has_lost_its_point(self, row: Outgoing) -> bool:
        """It could not leave for longer than the plan gives a message of its kind."""
        late = self.door.law.plans.late.get(row.kind)
        return late is not None and self.door.clock() > row.due_at + late

    async def _is_one_of_many(self, row: Outgoing) -> bool:
        async with self.door.database.writing() as session:
            return await tell_with_others(self.door.hand(session), row)

    async def _is_told_in_one(self, row: Outgoing) -> bool:
        """After a long outage, with others that could not leave; nothing is asked of what is on time."""
        is_late = row.kind in COMES_IN and row.due_at <= self.door.clock() - LATE
        if not is_late and row.kind is not Kind.CAUGHT_UP:
            return False
        async with self.door.database.writing() as session:
            if is_late:
                return await tell_in_one(self.door.hand(session), row)
            await take_along(self.door.hand(session), row)
        return False

    async def _drop(self, row: Outgoing, why: Why) -> None:
        self.counted.delivery(row, "not_wanted")
        async with self.door.database.writing() as session:
            await record(session, row.id, OutgoingState.CANCELLED, why=why)
            if why is Why.NOT_SO:
                await had_no_reader(self.door.hand(session), row)

    def _reading(self, row: Outgoing) -> AbstractAsyncContextManager[AsyncSession]:
        """One case is a glance; what tells many together may be long to read."""
        return (
            self.door.database.reading()
            if row.kind in IN_ONE or row.kind in TOGETHER
            else self.door.database.glancing()
        )

    async def _mend(self, row: Outgoing, conversation: Conversation) -> None:
        channel = self.channels[conversation.channel]
        try:
            await mend(self.door, row, conversation, channel)
        except NotNow:
            raise
        except Exception as error:
            raise Refused(channel.outcome(error)) from error

    async def _hand_over(self, row: Outgoing, conversation: Conversation, letter: Letter) -> int:
        channel = self.channels[conversation.channel]
        token = delivering.set(row.id)
        try:
            to = number_of(self.door.keys, conversation)
            sent = await channel.bot.send_message(to, letter.text, reply_markup=letter.keyboard)
        except NoPlace:
            raise
        except Exception as error:
            outcome = channel.outcome(error)
            if is_silence(outcome):
                channel.away.failed(conversation.id)
            raise Refused(outcome) from error
        finally:
            delivering.reset(token)
        channel.away.answered()
        return sent.message_id

    async def _failed(self, row: Outgoing, outcome: Outcome) -> None:
        self.counted.delivery(row, outcome.kind)
        tell = log.error if outcome.kind == "unwritten" else log.warning
        tell("delivery failed", kind=row.kind.value, outcome=outcome.kind, reason=outcome.reason, attempt=row.attempts)
        if outcome.kind == "unwritten":
            await self._wait_for_mend(row, outcome)
        elif outcome.kind == "migrated" and outcome.chat_id:
            async with self.door.database.writing() as session:
                await follow_group(session, row.conversation_id, outcome.chat_id)
            await self._again(row, Outcome("retry", timedelta(), outcome.reason))
        elif outcome.kind == "retry" and row.attempts < MOST_ATTEMPTS:
            await self._again(row, outcome)
        else:
            await self._end(row, outcome)

    async def _again(self, row: Outgoing, outcome: Outcome) -> None:
        wait = back_off(row.attempts) if outcome.after is None else outcome.after
        perhaps_sent = row.leased or outcome.perhaps_arrived
        error = f"{NO_ANSWER}: {outcome.reason}" if is_silence(outcome) else outcome.reason
        async with self.door.database.writing() as session:
            await try_again(session, row.id, self.door.clock() + wait, still(row, error), perhaps_sent=perhaps_sent)
            if row.attempts == NOT_A_MOMENTS:
                await tell_elsewhere(self.door.hand(session), row)

    async def _wait_for_mend(self, row: Outgoing, outcome: Outcome) -> None:
        """Our own mistake: once more soon, for it may have been a moment's; then it is told, and the message waits.

        It waits past what its chat hears meanwhile, and for as long as it takes.
        """
        is_first = not (row.error or "").startswith(UNWRITTEN)
        was_told = (row.error or "").startswith(UNWRITTEN_TOLD)
        wait = back_off(1) if is_first else max(back_off(row.attempts), MOMENT + back_off(1))
        error = f"{UNWRITTEN if is_first else UNWRITTEN_TOLD}: {outcome.reason}"
        counted = {"attempts": min(row.attempts, MOST_ATTEMPTS // 2)}  # the channel, when its turn comes, has its own
        async with self.door.database.writing() as session:
            at = self.door.clock() + wait
            await try_again(session, row.id, at, still(row, error), perhaps_sent=row.leased, **counted)
            if not is_first:
                await is_not_written(self.door.hand(session), row, was_told=was_told)

    async def _end(self, row: Outgoing, outcome: Outcome) -> None:
        """For good: the person is gone, or the message is broken; the desk is told once."""
        state = OutgoingState.GONE if outcome.kind == "gone" else OutgoingState.BROKEN
        async with self.door.database.writing() as session:
            await record(session, row.id, state, error=outcome.reason[:200])
            end = cannot_reach if state is OutgoingState.GONE else give_up
            await end(self.door.hand(session), row)


class Refused(Exception):
    """The channel did not take the message; `outcome` says what to do about it."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.reason)
        self.outcome = outcome


def is_silence(outcome: Outcome) -> bool:
    """It did not answer, or not as it does when it works; and named no time to come again."""
    return outcome.kind == "retry" and outcome.after is None


def back_off(attempt: int) -> timedelta:
    """5 s, 10 s, 20 s … up to an hour."""
    doubled = min(max(0, attempt - 1), 20)  # an outage of days is tried a hundred times: 2**100 seconds are no time
    return min(timedelta(seconds=5 * 2**doubled), LONGEST_WAIT)
