"""What a lead changes of a member: their role, district and specialties, and a name for the lead of the first start."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import select

from actions.absence import may_manage
from actions.hand import Hand
from actions.leaving import let_go_unseen
from actions.seats import leave_special_teams
from actions.team import end_invites, forget_team
from actions.team_log import log_team, note_lead_out
from actions.warnings import catch_up
from cases.assigning import SPECIALTIES
from cases.errors import CaseError
from cases.people import CaseNotFound, NotAllowed, Role, leads
from cases.understanding import read_person_name
from storage.conversations import is_here
from storage.keys import keys_of
from storage.stamps import accept, is_genuine
from storage.tables import Conversation, Member, TeamEvent


class LiaisonOfNoDistrict(CaseError):
    """A liaison officer is one of the companies of a district."""


class NoSuchSpecialty(CaseError):
    """The file of specialties does not name it."""


@dataclass(frozen=True)
class Membership:
    """What somebody is on the team. Without a district they see all of them."""

    role: Role
    district: str | None = None
    specialties: tuple[str, ...] = ()
    is_liaison: bool = False


async def change_member(hand: Hand, member_id: UUID, to: Membership, *, name: str = "") -> Member:
    """On record; cases they may not have any more go back to the queue. A name counts for a placeholder only.

    Raises NotAllowed, CaseNotFound, LiaisonOfNoDistrict, NoSuchSpecialty and NotUnderstood.
    """
    member = await _managed(hand, member_id, to)
    if name.strip() and member.is_placeholder:
        _rename(hand, member, name)
    return await _change(hand, member, to)


async def change_at_server(hand: Hand, member_id: UUID, to: Membership, *, name: str = "") -> Member:
    """The same by whoever runs the service, who is no member: the log says so. A name counts for anybody.

    Somebody whose row was changed by others becomes what is said here, and who they were is not asked.

    Raises CaseNotFound, LiaisonOfNoDistrict, NoSuchSpecialty and NotUnderstood.
    """
    member = await _locked(hand, member_id)
    if member is None:
        raise CaseNotFound
    if not is_genuine(member):
        await _vouch(hand, member)
    elif member.revoked_at:
        raise CaseNotFound
    if name.strip():
        _rename(hand, member, name)
    return await _change(hand, member, to)


async def _change(hand: Hand, member: Member, to: Membership) -> Member:
    _check(to)
    was_lead, led = member.role is Role.LEAD, member.district
    changes = _apply(member, to)
    if {"role", "district"} & changes.keys():
        member.settled_at = hand.now
    if changes:
        log_team(hand, TeamEvent.CHANGED, member.id, **changes)
    await hand.session.flush()
    forget_team(hand.session)
    await let_go_unseen(hand, member)
    if was_lead and (member.role is not Role.LEAD or member.district != led):
        await end_invites(hand.session)
        await note_lead_out(hand)
    if member.role is Role.LEAD and not was_lead:
        for chat in await _chats(hand, member):
            await catch_up(hand.session, member, chat)
    return member


async def _managed(hand: Hand, member_id: UUID, to: Membership) -> Member:
    """Locked. Nobody changes their own role or district, so that a lead always remains."""
    await hand.check_standing()
    if hand.officer.role is not Role.LEAD:
        raise NotAllowed
    member = await _locked(hand, member_id)
    if not is_here(member) or not may_manage(hand.officer, member) or not leads(hand.officer.district, to.district):
        raise CaseNotFound
    if member.id == hand.officer.id and (to.role, to.district) != (member.role, member.district):
        raise NotAllowed
    return member


async def _locked(hand: Hand, member_id: UUID) -> Member | None:
    """As it stands now: the team may have been read before."""
    query = select(Member).where(Member.id == member_id).with_for_update().execution_options(populate_existing=True)
    found: Member | None = (await hand.session.exec(query)).one_or_none()
    return found


async def _vouch(hand: Hand, member: Member) -> None:
    """What stands in the row of their special teams is nothing to go by."""
    accept(member)
    await leave_special_teams(hand, member.id)
    member.revoked_at, member.special_teams, member.settled_at = None, "", hand.now


def _rename(hand: Hand, member: Member, name: str) -> None:
    """A placeholder becomes a person by it."""
    member.sealed_name = keys_of(hand.session).unit.seal_text(read_person_name(name), f"member:{member.id}")
    member.is_placeholder, member.settled_at = False, hand.now
    log_team(hand, TeamEvent.RENAMED, member.id)


def _check(to: Membership) -> None:
    if to.is_liaison and to.district is None:
        raise LiaisonOfNoDistrict
    if not set(to.specialties) <= set(SPECIALTIES):
        raise NoSuchSpecialty


def _apply(member: Member, to: Membership) -> dict[str, list[str]]:
    """What it was and what it is, of all that changed."""
    specialties = ",".join(one for one in SPECIALTIES if one in to.specialties)
    wanted = {
        "role": to.role,
        "district": to.district,
        "specialties": specialties,
        "is_liaison": to.is_liaison,
    }
    changes = {}
    for name, value in wanted.items():
        if (before := getattr(member, name)) != value:
            changes[name] = [str(before or ""), str(value or "")]
            setattr(member, name, value)
    return changes


async def _chats(hand: Hand, member: Member) -> list[Conversation]:
    return list((await hand.session.exec(select(Conversation).where(Conversation.member_id == member.id))).all())
