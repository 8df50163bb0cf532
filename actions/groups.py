"""Team groups: a lead lets one hear of a district's cases, and takes that back."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import col, select

from actions.hand import Hand
from actions.team import forget_team
from actions.team_log import log_team
from cases.people import CaseNotFound, NotAllowed, leads
from cases.verbs import Verb, check_may
from storage.conversations import TEAM, seal_title
from storage.stamps import accept
from storage.tables import Conversation, TeamEvent

LONGEST_TITLE = 60


async def bind_group(hand: Hand, group_id: UUID, district: str | None, title: str = "") -> None:
    """It hears of every case of that district from now on; of all of them without one.

    Raises NotAllowed for who does not lead that district, CaseNotFound when it hears of one that they do not lead.
    """
    group = await _led(hand, group_id)
    if not leads(hand.officer.district, district):
        raise NotAllowed
    accept(group)
    group.mode, group.district, group.bound_at = TEAM, district, hand.now
    group.sealed_title = await seal_title(hand.session, group, title[:LONGEST_TITLE])
    log_team(hand, TeamEvent.GROUP_BOUND, district=district or "")
    forget_team(hand.session)


async def unbind_group(hand: Hand, group_id: UUID) -> None:
    """It hears of nothing any more. Raises NotAllowed, and CaseNotFound alike for none and for another district's."""
    group = await _led(hand, group_id)
    if group.mode != TEAM:
        raise CaseNotFound
    log_team(hand, TeamEvent.GROUP_UNBOUND, district=group.district or "")
    accept(group)
    group.mode, group.district, group.bound_at, group.sealed_title = "", None, None, None
    forget_team(hand.session)


async def _led(hand: Hand, group_id: UUID) -> Conversation:
    """Locked."""
    await hand.check_standing()
    check_may(hand.officer.role, Verb.MANAGE_TEAM)
    query = select(Conversation).where(Conversation.id == group_id, col(Conversation.is_group))
    group = (await hand.session.exec(query.with_for_update().execution_options(populate_existing=True))).one_or_none()
    if group is None or (group.mode == TEAM and not leads(hand.officer.district, group.district)):
        raise CaseNotFound
    return group
