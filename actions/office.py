"""By what a reporter can tell an officer: badge number and office telephone, as a lead writes them down."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import select

from actions.absence import may_manage
from actions.hand import Hand
from actions.team_log import log_team
from cases.officers import read_badge, read_office_phone
from cases.people import CaseNotFound, NotAllowed, Role
from storage.conversations import is_here
from storage.officers import Office, office_of, seal_office
from storage.tables import Member, TeamEvent


async def change_office(hand: Hand, member_id: UUID, badge: str, phone: str) -> None:
    """On record that it was changed, not to what. Raises NotAllowed, CaseNotFound, BadgeUnclear, OfficePhoneUnclear."""
    await hand.check_standing()
    if hand.officer.role is not Role.LEAD:
        raise NotAllowed
    query = select(Member).where(Member.id == member_id).with_for_update().execution_options(populate_existing=True)
    member = (await hand.session.exec(query)).one_or_none()
    if not is_here(member) or not may_manage(hand.officer, member):
        raise CaseNotFound
    before, wanted = office_of(hand.session, member), Office(read_badge(badge), read_office_phone(phone))
    if before != wanted:
        seal_office(hand.session, member, wanted)
        log_team(hand, TeamEvent.OFFICE_CHANGED, member.id)
