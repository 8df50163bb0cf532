"""A mark of meaninglessness taken back from the page of them all, where no case need name the thing any more."""

from __future__ import annotations

from actions.hand import Hand
from actions.links import NotNamed
from actions.team_log import log_team
from cases.verbs import Verb, check_may
from storage.marks import may_judge
from storage.tables import Meaningless, TeamEvent


async def take_mark_back(hand: Hand, identifier: str) -> None:
    """It links again, in every case; the team's log says who did it. Raises NotAllowed.

    NotNamed alike for what is not marked and for what is not theirs to judge (storage/marks.py).
    """
    check_may(hand.officer.role, Verb.MEANINGLESS)
    await hand.check_standing()
    kind, _, blind = identifier.partition(".")
    marked = await hand.session.get(Meaningless, (kind, blind))
    if marked is None or not await may_judge(hand.session, hand.officer, marked):
        raise NotNamed
    await hand.session.delete(marked)
    log_team(hand, TeamEvent.MARK_TAKEN_BACK)
