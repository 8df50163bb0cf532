"""A merged case becomes one by itself again: nothing was moved when it was merged, so there is nothing to move back."""

from __future__ import annotations

from actions.hand import Hand
from storage.merged import main_of, merged_in
from storage.special_teams import running_team
from storage.tables import Case, Event


async def part(hand: Hand, case: Case) -> None:
    """It stands by itself, with whoever has it now. What works on the whole series it is in goes on working on it."""
    main, team = await main_of(hand.session, case), await running_team(hand.session, case.team_id)
    case.merged_into, case.held_before = None, None
    if team is None or team.series_id is None or team.series_id != case.series_id:
        case.team_id = None
    hand.note(case, Event.UNMERGED)
    if main is not None:
        hand.note(main, Event.LET_GO)


async def let_all_go(hand: Hand, main: Case) -> None:
    """The main case is over for a reason of its own reporter's; the others go on."""
    for case in await merged_in(hand.session, main.id, lock=True):
        await part(hand, case)
