"""A lead changes the plan of what is said later, or goes back to an earlier version of it; the other leads are told."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.exc import IntegrityError

from actions.hand import Hand
from actions.tell import tell_leads
from cases.errors import CaseError
from cases.law.plans import Plans
from cases.messages import Kind
from cases.people import CaseNotFound
from cases.plan_changes import Change, PlanTheSame, check_times
from cases.understanding import read_text
from cases.verbs import Verb, check_may
from storage.changes import tell_of_due
from storage.plans import Version, add_version, newest_number, newest_version, version
from storage.well_again import go_now_that_it_is_mended

LONGEST_WHY = 200


class PlanMeanwhile(CaseError):
    """Somebody else changed the plan since this page was opened."""


async def change_plan(hand: Hand, files: Plans, change: Change, why: str, *, seen: int) -> int:
    """From now on it says this; what was promised before stays promised. Returns the version's number.

    `files` is the plan of the files, `seen` the number of the version that was looked at. Raises NotAllowed,
    BadPlanTime, PlanMeanwhile, PlanTheSame, and NotUnderstood for no reason.
    """
    await hand.check_standing()
    check_may(hand.officer.role, Verb.MANAGE_PLAN)
    check_times(files, change)
    if (newest := await newest_number(hand.session)) != seen:
        raise PlanMeanwhile
    if (await newest_version(hand.session)).change == change:
        raise PlanTheSame
    made = Version(newest + 1, change, read_text(why, LONGEST_WHY), hand.officer.id, hand.now)
    add_version(hand.session, made)
    try:
        await hand.session.flush()
    except IntegrityError as error:  # of two at once, the second
        raise PlanMeanwhile from error
    await tell_leads(hand.session, Kind.PLAN_CHANGED, hand.now, str(made.number), who=str(hand.officer.id))
    await go_now_that_it_is_mended(hand.session, hand.now)
    tell_of_due(hand.session)
    return made.number


async def go_back_to(hand: Hand, files: Plans, number: int, why: str, *, seen: int) -> int:
    """As it was in that version; what does not go with the files any more is left out. Raises as `change_plan` does."""
    check_may(hand.officer.role, Verb.MANAGE_PLAN)
    earlier = await version(hand.session, number)
    if earlier is None:
        raise CaseNotFound
    known = {name: one for name, one in earlier.change.times.items() if _goes(files, name, earlier.change)}
    return await change_plan(hand, files, replace(earlier.change, times=known), why, seen=seen)


def _goes(files: Plans, name: str, change: Change) -> bool:
    try:
        check_times(files, Change({name: change.times[name]}))
    except CaseError:
        return False
    return True
