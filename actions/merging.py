"""Two reports of one matter become one case for the desk. Nothing is moved: the merged case points to the main one.

Each reporter keeps their conversation, number and promises; whoever has the main case has both, and what is done with
it as a whole is done with both. What a reporter writes goes with the case they wrote to, before, while and afterwards.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from sqlmodel import select

from actions.casework import add_message, pass_to, promise_news, tell_who_had_it
from actions.filled import Filled
from actions.hand import ACTS, Hand, does
from actions.pairs import both
from actions.parting import part
from cases.errors import CaseError
from cases.messages import WHILE_WAITING, Kind
from cases.together import ApartInSeries, HasMerged, MergeInCircle, OtherDistrict, OtherEnded, OtherMerged
from cases.tracks import ENDED, CloseReason, MoveNotPossible
from cases.verbs import FOLLOWED, FOR_ITSELF, Verb
from storage.cases import case_by_id
from storage.merged import main_of, merged_in
from storage.tables import Author, Case, Event, Member
from storage.team import team_of

NOTED = frozenset(
    {Verb.REOPEN, Verb.CORRECT_OUTCOME, Verb.RECLASSIFY, Verb.LEAVE_SERIES}
)  # what they take is a note, kept with each case


@does(Verb.MERGE, "other", "text")
async def merge_cases(hand: Hand, number: str, other: str, reason: str) -> Case:
    """This case into the other; the reason is a note of this one.

    Raises LinkToItself, OtherNotFound, and what `_check_pair` says.
    """
    case, main = await both(hand, number, other, Verb.MERGE)
    await _check_pair(hand, case, main)
    await add_message(hand, case, Author.NOTE, reason)
    case.merged_into, case.held_before = main.id, case.holder_id
    case.team_id = main.team_id
    hand.note(case, Event.MERGED)
    hand.note(main, Event.TOOK_IN)
    await _in_one_hand(hand, case, main)
    return case


@does(Verb.UNMERGE, "text")
async def unmerge_case(hand: Hand, number: str, reason: str) -> Case:
    """The two are not one; this one goes back to who had it, if they can have it. Raises NotMerged.

    Where nobody had it, it stays in the hands it is in: its reporter was told whose they are.
    """
    case = await hand.open(number, Verb.UNMERGE)
    await add_message(hand, case, Author.NOTE, reason)
    had = (await team_of(hand.session)).known.get(case.held_before) if case.held_before else None
    await part(hand, case)
    if had and case.service not in ENDED and had in (await team_of(hand.session)).present(case.district):
        await _give(hand, case, had, "unmerged")
    return case


async def hold_main(hand: Hand, number: str, verb: Verb) -> None:
    """What a merged case takes along, locked before it: whoever has the main case goes from there to the merged one."""
    if verb not in FOR_ITSELF:
        return
    main = (await hand.session.exec(select(Case.merged_into).where(Case.number == number))).first()
    if main is not None:
        await hand.check_standing()
        await case_by_id(hand.session, main, lock=True)


async def follow(hand: Hand, number: str, verb: Verb, filled: Filled) -> None:
    """What was done with the main case as a whole is done with what was merged into it, as far as it can be.

    Whoever has one of them has all: who took the one by speaking first takes the others.
    """
    case = await hand.again(number)
    if case is None:
        return
    hand = replace(hand, source=None, follows=True)
    for one in await merged_in(hand.session, case.id):
        if verb in FOLLOWED and one.close_reason is not CloseReason.WITHDRAWN:
            await _do(hand, one, verb, replace(filled, had="", read="", text=filled.text if verb in NOTED else ""))
        elif one.holder_id is None:
            await _take_along(hand, one, case)
    main = await main_of(hand.session, case)
    if main and main.holder_id is None:
        await _take_along(hand, main, case)


async def _take_along(hand: Hand, case: Case, other: Case) -> None:
    if other.holder_id == hand.officer.id:
        await _do(hand, case, Verb.TAKE, Filled())


async def _do(hand: Hand, case: Case, verb: Verb, filled: Filled) -> None:
    """Refused, it is left as it is: each verb refuses before it changes anything."""
    with suppress(CaseError):
        await ACTS[verb](hand, case.number, filled)


async def _check_pair(hand: Hand, case: Case, main: Case) -> None:
    """Merges are one step deep and between cases that the same people see.

    Raises MergeInCircle, OtherMerged, HasMerged, OtherEnded, MoveNotPossible, OtherDistrict and ApartInSeries.
    """
    if main.merged_into == case.id:
        raise MergeInCircle
    if main.merged_into is not None:
        raise OtherMerged
    if await merged_in(hand.session, case.id):
        raise HasMerged
    if main.service in ENDED:
        raise OtherEnded
    if not main.is_complete:
        raise MoveNotPossible
    if main.district != case.district:
        raise OtherDistrict
    if case.series_id not in {None, main.series_id} or case.team_id not in {None, main.team_id}:
        raise ApartInSeries


async def _in_one_hand(hand: Hand, case: Case, main: Case) -> None:
    """Whoever has the main case; where nobody has, who has the other."""
    holder = (await team_of(hand.session)).known.get(main.holder_id or case.holder_id or hand.officer.id)
    if holder and (main.holder_id or case.holder_id):
        for one in (case, main):
            if one.holder_id != holder.id:
                await _give(hand, one, holder, "merged")


async def _give(hand: Hand, case: Case, member: Member, why: str) -> None:
    """Its reporter hears who it is, the member what came into their hands, and whoever had it that they have it not."""
    had = case.holder_id
    await pass_to(hand, case, member)
    await promise_news(hand, case, unwanted=WHILE_WAITING)
    await hand.tell(case, Kind.HANDED_OVER if had else Kind.TAKEN)
    if member.id != hand.officer.id:
        await hand.tell(case, Kind.CASE_FOR_YOU, message=None)
    await tell_who_had_it(hand, case, had, why)
