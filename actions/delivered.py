"""What follows from a delivery: the next promise, or that someone must know it failed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from actions.casework import promise_news
from actions.catching_up import let_each_go, stands_for
from actions.copies import tell_colleagues
from actions.escalating import alarm_again, promise_broken
from actions.gathering import is_new
from actions.hand import Hand
from actions.moves import note_by_bot
from actions.notices import reach_broken, reach_lost, tell_outside
from actions.planned import now_said
from actions.replies import promise_reply_again
from actions.retelling import tell_in_another
from actions.tell import chats_of, in_their_hours, plan, tell_leads
from actions.weighing import weigh_again
from cases.law.named import NamedMove
from cases.messages import MESSAGES, NEWS, OF_CLOCKS, OUTSIDE, TO_COLLEAGUES, TO_REPORTER, TOGETHER, Kind, While
from cases.tracks import ENDED
from storage.at_the_phone import was_away
from storage.cases import case_by_id, case_of_draft
from storage.catching_up import drop_untold, let_go, told_in_one
from storage.chat_numbers import kept_as, sealed_number
from storage.conversations import conversation_by_id, is_any_reporters
from storage.forgettings import note_told
from storage.gathered import end_gathered, gathered_in, mark_told
from storage.keys import keys_of
from storage.punctuality import ADMITS
from storage.reaches import is_heard_of_elsewhere
from storage.tables import Case, Clock, Conversation, Event, Outgoing, OutgoingState, TimelineEntry, Why
from storage.tracks import clock_of

# of no interest to who has no part in it
FOR_ONE = frozenset(
    {
        Kind.CASE_LEFT,
        Kind.CASES_MOVED,
        Kind.CASE_FOR_YOU,
        Kind.SERIES_CASE,
        Kind.TEAM_FOR_YOU,
        Kind.TEAM_REPORT_DUE,
        Kind.TEAM_DISSOLVED,
        Kind.FORGET_WANTED,
        Kind.FORGET_CONFIRMED,
        Kind.FORGET_UNTOLD,
        Kind.FORGET_TOMORROW,
    }
)
ON_TIME = timedelta(minutes=10)  # after the minute that was named, nobody minds


async def after_sending(hand: Hand, row: Outgoing, told: Sequence[UUID] = ()) -> None:
    """A message that promised news plans that news: a reporter is never left without a date.

    Now is when its words were made, so what is planned is what it says. `told` are the rows it told together.
    """
    if row.kind is Kind.CAUGHT_UP:
        await _told_in_one(hand, row, told)
        return
    if row.kind in TOGETHER:
        await _told_together(hand, row, told)
    if row.kind is Kind.LINKED:  # it counts what it tells with its own, and leaves none of it out
        await end_gathered(hand.session, row.id, OutgoingState.SENT, sent_at=hand.now)
    if row.kind is Kind.FORGET_SOON and row.copy_of is None:
        await note_told(hand.session, row, hand.now)
    await tell_elsewhere(hand, row, came=True)
    if row.copy_of:  # what follows from it follows from its original
        return
    await now_said(hand, row)
    await alarm_again(hand, row)
    await clock_ran_out(hand, row)
    if row.kind in OF_CLOCKS and row.case_id:
        await weigh_again(hand, await case_by_id(hand.session, row.case_id, lock=True))
    if MESSAGES[row.kind].promise and row.case_id:
        await _promise_next(hand, row, row.case_id)


async def _promise_next(hand: Hand, row: Outgoing, case_id: UUID) -> None:
    case = await case_by_id(hand.session, case_id, lock=True)
    if case.service in ENDED:
        return
    await _note_late(hand, case, row)
    if row.kind is Kind.REPLY_LATE:
        hand.note(case, Event.REPLY_MISSED)
        if case.reply_missed:
            await _note_why(hand, row, Why.AGAIN)
        await promise_broken(hand, case)
        await promise_reply_again(hand, case)
        return
    if row.kind is Kind.STILL_WORKING:
        await _as_promised(hand, case, row)
    if row.kind is Kind.STILL_WAITING:
        hand.note(case, Event.PROMISE_MISSED)
        await promise_broken(hand, case)
        if case.asked_at is not None:
            await promise_reply_again(hand, case)
            return
    await promise_news(hand, case)


async def _as_promised(hand: Hand, case: Case, row: Outgoing) -> None:
    """Whether somebody said what an officer was to say: written down, for who answers for the team."""
    if row.details.get("by_person") and row.sealed_words is None:
        hand.note(case, Event.NEWS_MISSED)
        await _note_why(hand, row, Why.UNSPOKEN)


async def _note_late(hand: Hand, case: Case, row: Outgoing) -> None:
    """That it left later than was promised; who chose hours of their own has them."""
    if hand.now > in_their_hours(case, row.due_at, hand.zone) + ON_TIME:
        is_theirs = was_away(row.error) and row.kind not in ADMITS
        await _note_why(hand, row, Why.AWAY if is_theirs else Why.LATE)


async def _note_why(hand: Hand, row: Outgoing, why: Why) -> None:
    await hand.session.exec(update(Outgoing).where(col(Outgoing.id) == row.id).values(why=why))


async def cannot_reach(hand: Hand, row: Outgoing) -> None:
    """The person blocked us or left: stop writing to them, and tell the desk once if it is a reporter."""
    if row.kind in OUTSIDE:
        await reach_lost(hand, row)
        return
    await tell_elsewhere(hand, row)
    chat = await conversation_by_id(hand.session, row.conversation_id)
    if row.copy_of is None:
        await clock_ran_out(hand, row)  # a time is over also when nobody hears of it
    first_time = chat.unreachable_at is None
    if row.copy_of and await is_any_reporters(hand.session, chat.id):
        return  # the desk hears of it by what goes to its reporter
    same = update(Conversation).where(col(Conversation.id) == chat.id)
    await hand.session.exec(same.values(unreachable_at=hand.now))
    if row.copy_of:
        return  # the case's page says so
    if first_time and row.kind in TO_REPORTER:
        for one in (await stands_for(hand, row))[:1]:
            await _tell_desk(hand, one, Event.UNREACHABLE, Kind.REPORTER_UNREACHABLE)
    elif first_time:
        await _tell_leads_of_group(hand, row, chat)


async def tell_elsewhere(hand: Hand, row: Outgoing, *, came: bool = False) -> None:
    """It came into its chat, or does not, or not now: whoever else may hear of it does."""
    if row.kind is Kind.CAUGHT_UP or await _may_be_told_elsewhere(hand, row):
        await tell_outside(hand, row, came=came)
        await tell_colleagues(hand, row)


async def _may_be_told_elsewhere(hand: Hand, row: Outgoing) -> bool:
    is_told = row.kind in NEWS or row.kind in TO_COLLEAGUES
    return is_told and row.case_id is not None and await is_heard_of_elsewhere(hand.session, row.case_id)


async def follow_group(session: AsyncSession, conversation_id: UUID, chat_id: int) -> None:
    """The group has another id now: what it hears of, and what waits for it, goes there."""
    old = await conversation_by_id(session, conversation_id)
    kept = kept_as(keys_of(session), old.bot_id, chat_id)
    same = (Conversation.bot_id == old.bot_id, Conversation.chat_id == kept)
    new = (await session.exec(select(Conversation).where(*same))).one_or_none()
    if new is None:
        old.chat_id, old.sealed_chat_id = kept, sealed_number(keys_of(session), old.id, chat_id)
        return
    new.mode, new.district, old.mode = old.mode, old.district, ""
    to_come = col(Outgoing.state).in_([OutgoingState.WAITING, OutgoingState.GATHERED])
    for row in (await session.exec(select(Outgoing).where(Outgoing.conversation_id == old.id, to_come))).all():
        row.conversation_id = new.id


async def give_up(hand: Hand, row: Outgoing) -> None:
    """The channel refuses this message for good: a person must step in."""
    if row.kind in OUTSIDE:
        await reach_broken(hand, row)
        return
    await tell_elsewhere(hand, row)
    if row.kind is Kind.CAUGHT_UP:
        await let_each_go(hand, row)
    if row.copy_of:
        return
    await clock_ran_out(hand, row)
    if row.kind in TO_REPORTER:
        await _tell_desk(hand, row, Event.DELIVERY_BROKEN, Kind.DELIVERY_BROKEN)
        return
    chat = await conversation_by_id(hand.session, row.conversation_id)
    if not chat.is_group:
        await _tell_leads(hand, row, waits=False)
    await _tell_leads_of_group(hand, row, chat)
    await end_gathered(hand.session, row.id, OutgoingState.BROKEN)


async def is_not_written(hand: Hand, row: Outgoing, *, was_told: bool) -> None:
    """It cannot be made ready, which is our mistake: it waits for the mend, and nobody waits for it without knowing."""
    await _tell_leads(hand, row, waits=True)
    if was_told or row.copy_of:
        return
    await clock_ran_out(hand, row)
    if row.kind in TO_REPORTER:
        await _tell_desk(hand, row, Event.DELIVERY_BROKEN, Kind.DELIVERY_BROKEN)


async def had_no_reader(hand: Hand, row: Outgoing) -> None:
    """Its reader has left, is away or may not see the case any more: whoever hears of such things now is told instead.

    Who was told of the same already is not told again; a message that was not wanted for another reason goes nowhere.
    """
    if row.kind is Kind.CAUGHT_UP:
        await _told_in_one(hand, row, ())
    if row.kind in TOGETHER:
        await _told_together(hand, row, ())
    if row.kind is Kind.LINKED:
        await end_gathered(hand.session, row.id, OutgoingState.CANCELLED, why=Why.NOT_SO)
    await tell_in_another(hand, row, row.conversation_id)
    if row.case_id is None or row.kind in FOR_ONE or row.kind in TO_REPORTER:
        return
    case = await case_of_draft(hand.session, row.case_id, lock=True)
    hearing = await chats_of(hand.session, case, row.kind) if case else []
    if row.conversation_id in hearing:
        return
    same = (Outgoing.case_id == row.case_id, Outgoing.kind == row.kind)
    known = col(Outgoing.state).in_([OutgoingState.WAITING, OutgoingState.GATHERED, OutgoingState.SENT])
    told = (await hand.session.exec(select(Outgoing).where(*same, known))).all()
    told_to = {one.conversation_id for one in told if (one.details, one.due_at) == (row.details, row.due_at)}
    for chat in hearing:
        if chat not in told_to:
            plan(hand.session, chat, row.kind, row.due_at, case_id=row.case_id, **row.details)


async def _told_together(hand: Hand, row: Outgoing, told: Sequence[UUID]) -> None:
    """What the message left out is not told any more; of what nobody has and its reader does not see, others hear."""
    await mark_told(hand.session, told, hand.now)
    left_out = await gathered_in(hand.session, row.id)
    await end_gathered(hand.session, row.id, OutgoingState.CANCELLED, why=Why.NOT_SO)
    for one, case in left_out:
        if is_new(case) or MESSAGES[row.kind].wanted is not While.WAITING:
            await had_no_reader(hand, one)


async def _told_in_one(hand: Hand, row: Outgoing, told: Sequence[UUID]) -> None:
    """What follows from each that it told, as if it had left by itself; what was not so any more is dropped.

    Of a phone that the suspect may read since, each comes by itself.
    """
    gathered = await told_in_one(hand.session, row)
    left = {one.id: case.quiet for one, case in gathered if one.id not in told}
    await let_go(hand.session, [id_ for id_, is_quiet in left.items() if is_quiet], hand.now)
    await drop_untold(hand.session, [id_ for id_, is_quiet in left.items() if not is_quiet])
    for one, case in gathered:
        if one.id in left and not case.quiet:
            await tell_in_another(hand, one, one.conversation_id)
    await mark_told(hand.session, told, hand.now)
    for one, _ in gathered:
        if one.id in told:
            await hand.session.refresh(one)
            await after_sending(hand, one)


async def _tell_leads(hand: Hand, row: Outgoing, *, waits: bool) -> None:
    """Once a day of each kind of message, and never of this one itself."""
    if row.kind is not Kind.NOT_WRITTEN:
        key = f"{row.kind}:{int(waits)}:{hand.now.astimezone(hand.zone):%y%m%d}"
        about = {"about": row.kind.value, "waits": waits}
        await tell_leads(hand.session, Kind.NOT_WRITTEN, hand.now, key, **about)


async def _tell_leads_of_group(hand: Hand, row: Outgoing, chat: Conversation) -> None:
    """A group that takes no messages hears of no case: once a day, somebody who can mend it does."""
    if not chat.is_group:
        return
    gathered = [case for _, case in await gathered_in(hand.session, row.id)]
    case = await case_of_draft(hand.session, row.case_id) if row.case_id else next(iter(gathered), None)
    if case:
        key = f"{chat.id.hex}:{hand.now.astimezone(hand.zone):%y%m%d}"
        await hand.tell(case, Kind.GROUP_UNREACHED, key=key, about=row.kind.value)


async def clock_ran_out(hand: Hand, row: Outgoing) -> None:
    """When the message that a time is over has left: written down once, and a stop or freeze of money is over."""
    if MESSAGES[row.kind].wanted is not While.OVER or row.case_id is None:
        return
    case = await case_by_id(hand.session, row.case_id, lock=True)
    clock = await clock_of(hand.session, case.id, UUID(row.details["clock"]))
    if clock.stopped_at or clock.paused_at or hand.now < clock.due_at or await _was_noted(hand, case, clock):
        return
    hand.note(case, Event.CLOCK_MISSED, clock=clock.rule, clock_id=str(clock.id))
    if row.details.get("expires"):
        clock.stopped_at = clock.due_at
        await note_by_bot(hand, case, NamedMove.STOP_RAN_OUT, "clock", happened_at=clock.due_at)


async def _was_noted(hand: Hand, case: Case, clock: Clock) -> bool:
    query = select(TimelineEntry).where(TimelineEntry.case_id == case.id, TimelineEntry.event == Event.CLOCK_MISSED)
    return any(entry.details.get("clock_id") == str(clock.id) for entry in (await hand.session.exec(query)).all())


async def _tell_desk(hand: Hand, row: Outgoing, event: Event, kind: Kind) -> None:
    case = await case_of_draft(hand.session, row.case_id) if row.case_id else None
    if case:
        hand.note(case, event, about=row.kind.value)
        await hand.tell(case, kind, key=row.id.hex, about=row.kind.value)
