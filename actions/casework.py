"""What several verbs do with a case on the way: words kept, news promised, a new holder, the end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from actions.escalating import promise_kept
from actions.hand import Hand
from actions.matching import match_words
from actions.parting import let_all_go, part
from actions.replies import replied, reply_taken_over
from actions.retelling import tell_elsewhere_of
from actions.ringing import nobody_rings
from actions.tell import is_urgent_now, news_of, next_news_at, pace_of, replan, tell
from actions.transfer import transfer_said
from actions.warnings import pass_on_warnings
from cases.alarms import LATELY, LOUD, alarm_of
from cases.errors import LeavesBehind
from cases.follow_ups import Planned, answer_due, first_answer, next_news
from cases.messages import OF_CONSULTATION, WHILE_ENDED, WHILE_OPEN, WHILE_WAITING, Kind
from cases.never_asked import NeverAsked, check_never_asked
from cases.tracks import ENDED, ENDS, WAITING, CloseReason, Service, check_move
from cases.understanding import read_text
from storage.cases import case_by_id, times_since
from storage.consulting import running_consultation, seats_of
from storage.keys import keys_of
from storage.message_texts import seal_message
from storage.tables import Author, Case, CaseMessage, Consultation, Event, Member
from storage.team import team_of
from storage.told import was_heard

LONGEST = {Author.DESK: 3000, Author.NOTE: 3000, Author.REPORTER: 30_000}  # theirs, the desk reads in the console
DRAFTS = frozenset({Kind.NEWS_DRAFT, Kind.NEWS_AT_RISK})
NEWS = DRAFTS | {Kind.STILL_WORKING}
FIRST_ANSWER = frozenset({Kind.STILL_WAITING, Kind.PROMISE_AT_RISK})


async def promise_news(
    hand: Hand, case: Case, *, unwanted: frozenset[Kind] = frozenset(), said_at: datetime | None = None
) -> None:
    """The reporter always has a date for the next news: what was promised before, and what is unwanted, gives way.

    `said_at`: when the date was said, if that was not now.
    """
    await promise_news_at(hand, case, next_news_at(hand.law, case, said_at or hand.now, hand.zone), unwanted=unwanted)


async def promise_news_at(hand: Hand, case: Case, at: datetime, *, unwanted: frozenset[Kind] = frozenset()) -> None:
    """The same, at a time that its reporter chose."""
    case.news_due_at = at
    await replan(hand.session, case, NEWS | unwanted)
    by: dict[str, Any] = {"by_person": True} if case.holder_id and news_of(hand.law, case, hand.now).by_person else {}
    await tell(hand.session, case, Kind.STILL_WORKING, at, **by)
    for one in drafts_of(hand, case, at):
        await tell(hand.session, case, one.kind, one.due_at)


def drafts_of(hand: Hand, case: Case, due_at: datetime) -> Iterable[Planned]:
    """What goes before news that come then, to who has the case and their leads, where the plan says so."""
    news = news_of(hand.law, case, hand.now)
    return next_news(news, due_at, hand.now, hand.zone, hand.law.plans.day) if case.holder_id else ()


async def give_to(hand: Hand, case: Case, member: Member) -> None:
    """The member has the case from now on, and is warned of its clocks."""
    check_move(case.service, Service.TRIAGED)
    case.holder_id, case.taken_at, case.service = member.id, hand.now, Service.TRIAGED
    hand.note(case, Event.TAKEN)
    await _is_in_hand(hand, case)
    await pass_on_warnings(hand.session, case)
    await reply_taken_over(hand, case)


async def put_back(hand: Hand, case: Case) -> None:
    """Nobody has the case any more; it waits in the queue, and whoever it consulted is not asked any more."""
    await dissolve_consultation(hand, case)
    check_move(case.service, Service.ACKNOWLEDGED)
    case.holder_id, case.taken_at, case.service = None, None, Service.ACKNOWLEDGED


async def back_to_queue(hand: Hand, case: Case, *, tell_at: datetime | None = None, tells: bool = True) -> None:
    """Whoever had it cannot have it any more: it waits like a fresh one, and its reporter is told so, with a time.

    The time they were told for a reply stays, if it is not over. Without `tells` whoever calls knows what to say.
    """
    await put_back(hand, case)
    urgent = is_urgent_now(case, hand.now)
    await promise_news(hand, case)
    if case.reply_due_at and case.reply_due_at > hand.now:
        case.answer_due_at = case.reply_due_at
    else:
        await wait_for_answer(hand, case, alerts=LOUD if urgent else ())
    await reply_taken_over(hand, case)
    await pass_on_warnings(hand.session, case)
    if tells:
        await hand.tell(case, Kind.WITHOUT_HOLDER, tell_at)


async def pass_to(hand: Hand, case: Case, member: Member) -> None:
    """From whoever has it, or from nobody, into this member's hands, with all that is warned of."""
    case.holder_id, case.taken_at = member.id, hand.now
    if case.service is Service.ACKNOWLEDGED:
        case.service = Service.TRIAGED
    await _is_in_hand(hand, case)
    await pass_on_warnings(hand.session, case)
    await reply_taken_over(hand, case)


async def _is_in_hand(hand: Hand, case: Case) -> None:
    """That somebody takes it was promised, and is so; a reply that is overdue is so still."""
    if case.asked_at is None:
        await promise_kept(hand, case)


async def tell_who_had_it(hand: Hand, case: Case, had: UUID | None, what: str) -> None:
    """Whoever had the case hears what somebody else did with it."""
    if had and hand.member and had not in {hand.member.id, case.holder_id if case.ended_at is None else None}:
        by = str(hand.member.id)
        await hand.tell_members(case, Kind.CASE_LEFT, [had], what=what, who=by)


async def end_case(hand: Hand, case: Case, reason: CloseReason, planned: Iterable[Planned] = ()) -> None:
    """Shared by closing and withdrawing: the state, the time, and the rest of the plan dropped."""
    check_move(case.service, ENDS[reason])
    case.service, case.ended_at, case.close_reason, case.news_due_at = ENDS[reason], hand.now, reason, None
    await replied(hand, case)
    await promise_kept(hand, case)
    await dissolve_consultation(hand, case)
    await transfer_said(hand.session, case, hand.now)
    await tell_elsewhere_of(hand, case)
    await replan(hand.session, case, WHILE_OPEN, planned)
    await nobody_rings(hand, case)


async def open_again(hand: Hand, case: Case, *, to_queue: bool = False) -> None:
    """Its reporter came back: the case goes to who had it, or into the queue when they cannot have it any more.

    The reporter has a date again, of an answer or of the next news.
    """
    if case.service not in ENDED:
        return
    if case.merged_into is not None:  # it comes back by itself, whatever became of the main one
        await part(hand, case)
    had_it = case.holder_id in {one.id for one in (await team_of(hand.session)).present(case.district)}
    await undo_end(hand, case)
    hand.note(case, Event.CAME_BACK)
    if had_it and not to_queue:
        await promise_news(hand, case)
        return
    await put_back(hand, case)
    case.news_due_at = next_news_at(hand.law, case, hand.now, hand.zone)
    await wait_for_answer(hand, case, alerts=await _alerts_again(hand, case))


async def _alerts_again(hand: Hand, case: Case) -> Sequence[timedelta]:
    """Of money in a case that came back: loud, and as little as any alarm when it goes and comes in a circle."""
    if not is_urgent_now(case, hand.now):
        return ()
    back = await times_since(hand.session, case.conversation_id, Event.CAME_BACK, hand.now - LATELY)
    return alarm_of(back - 1, 0).after


async def undo_end(hand: Hand, case: Case) -> None:
    """The case is in the hands of who had it, as it was; what the end had planned is dropped."""
    case.service, case.ended_at, case.close_reason = Service.TRIAGED, None, None
    case.forget_asked_by, case.forget_confirmed = None, False  # what was to be forgotten was over
    await replan(hand.session, case, WHILE_ENDED)


async def wait_for_answer(hand: Hand, case: Case, *, alerts: Sequence[timedelta] = ()) -> None:
    """The case waits for somebody to take it: by when, who is warned before, and `alerts` of money on its way.

    What was planned before for whoever waits gives way.
    """
    pace = pace_of(hand.law, case, hand.now)
    case.answer_due_at = answer_due(hand.law.plans, hand.now, hand.zone, pace)
    await replan(hand.session, case, WHILE_WAITING, first_answer(case.answer_due_at, pace))
    for after in alerts:
        await hand.tell(case, Kind.MONEY_ALERT, hand.now + after)


async def dissolve_consultation(hand: Hand, case: Case) -> None:
    """The one that runs has no opinion to give any more: the case left the hands it was in.

    Whoever was to answer, to conclude or to approve hears that nothing is waited for.
    """
    row = await running_consultation(hand.session, case.id)
    if row is not None:
        await hand.tell_members(case, Kind.CONSULTATION_OVER, await _expected(hand, case, row))
        row.dissolved_at = hand.now
        case.chair_id, case.is_concluded = None, False
        hand.note(case, Event.DISSOLVED)
        await replan(hand.session, case, OF_CONSULTATION)


async def _expected(hand: Hand, case: Case, row: Consultation) -> list[UUID]:
    """All but the one who does it."""
    silent = [one.member_id for one in await seats_of(hand.session, row.id) if not one.answered_at]
    leads = [one.id for one in (await team_of(hand.session)).leads(case.district)] if case.is_concluded else []
    return [one for one in (row.chair_id, *silent, *leads) if hand.member is None or one != hand.member.id]


async def answer_sooner(hand: Hand, case: Case) -> None:
    """A case that waits and became more urgent is answered sooner; a time the reporter was told is never put off."""
    pace = pace_of(hand.law, case, hand.now)
    due = answer_due(hand.law.plans, hand.now, hand.zone, pace)
    if case.service in WAITING and due < case.answer_due_at:
        case.answer_due_at = due
        await replan(hand.session, case, FIRST_ANSWER, first_answer(due, pace))


async def withdraw(hand: Hand, case: Case) -> None:
    """Shared by withdrawing a case and by giving up a report the desk was already alerted of.

    What the desk was not told of yet, it is not told of now either.
    """
    heard = case.is_complete or await was_heard(hand.session, case.id)
    await end_case(hand, case, CloseReason.WITHDRAWN)
    await let_all_go(hand, case)
    hand.note(case, Event.WITHDRAWN)
    if heard:
        await hand.tell(case, Kind.WITHDRAWN)


async def add_message(
    hand: Hand,
    case: Case,
    author: Author,
    text: str,
    *,
    is_question: bool = False,
    from_new: bool = False,
    colleague_id: UUID | None = None,
) -> CaseMessage:
    """One sealed message of the case; `from_new`: of a browser that had just come by a code; `colleague_id`: whose.

    Raises NotUnderstood when it is empty or too long, and WordsStopped.
    """
    words = read_text(text, LONGEST[author])
    if author is Author.DESK:
        check_sendable(hand, case, words)
    cipher = await keys_of(hand.session).cipher(hand.session, case.key_id)
    message = CaseMessage(
        case_id=case.id,
        at=hand.now,
        author=author,
        member_id=hand.member.id if hand.member else None,
        is_question=is_question,
        from_new=from_new,
        colleague_id=colleague_id,
        sealed_text=b"",
        source=hand.source,
    )
    seal_message(cipher, message, words)
    hand.session.add(message)
    await hand.session.flush()
    await match_words(hand, case, author, words)
    return message


def read_for_reporter(hand: Hand, case: Case, text: str) -> str:
    """Words of the desk's that a reporter will read. Raises NotUnderstood and WordsStopped."""
    words = read_text(text, LONGEST[Author.DESK])
    check_sendable(hand, case, words)
    return words


def check_sendable(hand: Hand, case: Case, words: str) -> None:
    """Raises WordsStopped for what nobody of the unit ever asks of a reporter."""
    try:
        check_never_asked(words)
    except NeverAsked as error:
        raise WordsStopped(hand, case, words, error) from error


class WordsStopped(LeavesBehind):
    """These words were not sent: they ask for what nobody of the unit ever asks for; the leads hear of it."""

    def __init__(self, hand: Hand, case: Case, words: str, found: NeverAsked) -> None:
        super().__init__(case.number)
        self.what, self.said = found.what, found.said
        self._hand, self._case_id, self._words = hand, case.id, words

    async def leave(self, session: AsyncSession) -> None:
        """As a note of the case; leads are told once an hour of each officer, whose account may be in other hands.

        The form has done nothing: sent again, it is stopped again.
        """
        hand = replace(self._hand, session=session, source=None)
        case = await case_by_id(session, self._case_id, lock=True)
        note = await add_message(hand, case, Author.NOTE, self._words)
        hand.note(case, Event.WORDS_STOPPED, message=str(note.id), what=self.what.value)
        by, once = hand.officer.id, f"{hand.officer.id.hex}:{hand.now:%y%m%d%H}"
        await hand.tell(case, Kind.WORDS_STOPPED, key=once, who=str(by), what=self.what.value)
