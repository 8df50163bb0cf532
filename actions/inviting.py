"""Inviting a colleague: a lead asks somebody, the person comes, and a lead says that it is them.

Until then who came is nobody on the team, and sees nothing of it. Whoever runs the service is no member, and may both.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import col, func, select

from actions.hand import Hand
from actions.team import add_member
from actions.team_log import log_team
from actions.tell import plan, tell_leads
from actions.warnings import catch_up
from cases.errors import CaseError
from cases.messages import Kind
from cases.people import CaseNotFound, NotAllowed, Role, leads
from cases.verbs import Verb, check_may
from storage.conversations import conversation_by_id
from storage.drafts import has_report
from storage.keys import keys_of, token_hash
from storage.stamps import accept, is_genuine
from storage.tables import Channel, Conversation, Invite, Member, TeamEvent
from storage.team import name_of_invited
from storage.tokens import mark_of_hash, marked
from storage.web_chats import drop_return_code

INVITE_FOR = timedelta(days=7)


class InviteNotValid(CaseError):
    """The invitation is unknown, used or too old."""


class HasReport(CaseError):
    """In this chat something was reported: as a member's it would be its reporter's no more."""


@dataclass(frozen=True)
class Came:
    """Who used an invitation; without a `member` they wait for a lead."""

    name: str
    member: Member | None


async def invite_member(hand: Hand, name: str, role: Role, district: str | None) -> str:
    """A one-time code for one person, good for seven days; every lead hears of it.

    Raises NotAllowed for who does not lead that district.
    """
    await _check_lead(hand)
    if hand.member and not leads(hand.member.district, district):
        raise NotAllowed
    code = secrets.token_urlsafe(15)
    hashed = token_hash(code)
    hand.session.add(
        Invite(
            token_hash=hashed,
            sealed_name=keys_of(hand.session).unit.seal_text(name, f"invite:{hashed}"),
            role=role,
            district=district,
            created_at=hand.now,
            expires_at=hand.now + INVITE_FOR,
            made_by_id=hand.member.id if hand.member else None,
        )
    )
    log_team(hand, TeamEvent.INVITED, role=role)
    mark = mark_of_hash(hashed)
    await tell_leads(hand.session, Kind.INVITED, hand.now, mark, invite=mark)
    return code


async def use_invite(hand: Hand, conversation: Conversation, code: str) -> Came:
    """This chat waits to be a member's, or is one where nobody is there to say so. Raises InviteNotValid, HasReport."""
    hashed = token_hash(code.strip())
    query = select(Invite).where(Invite.token_hash == hashed, col(Invite.expires_at) > hand.now)
    invite = (await hand.session.exec(query.with_for_update())).one_or_none()
    if (
        invite is None
        or not is_genuine(invite)
        or conversation.is_group
        or invite.conversation_id not in {None, conversation.id}
    ):
        raise InviteNotValid
    if await has_report(hand.session, conversation):
        raise HasReport
    name = name_of_invited(hand.session, invite)
    if await _is_first_lead(hand, invite):
        return Came(name, await _admit(hand, invite, conversation))
    if invite.conversation_id is None:
        invite.conversation_id, invite.used_at = conversation.id, hand.now
        invite.expires_at = hand.now + INVITE_FOR
        log_team(hand, TeamEvent.INVITE_USED, role=invite.role)
        mark = mark_of_hash(hashed)
        await tell_leads(hand.session, Kind.NEWCOMER, hand.now, mark, invite=mark)
    return Came(name, None)


async def confirm_newcomer(hand: Hand, mark: str) -> Member:
    """Who used it is who was meant: from now on a member, and told so.

    Raises NotAllowed, and CaseNotFound alike for none and for another district's.
    """
    invite = await _led(hand, mark)
    waits = await conversation_by_id(hand.session, invite.conversation_id) if invite.conversation_id else None
    if waits is None or await has_report(hand.session, waits):  # begun while it waited
        raise CaseNotFound
    member = await _admit(hand, invite, waits)
    plan(hand.session, waits.id, Kind.WELCOME, hand.now, case_id=None)
    return member


async def take_back_invite(hand: Hand, mark: str) -> None:
    """It is good for nothing any more, used or not. Raises as `confirm_newcomer` does."""
    invite = await _led(hand, mark)
    log_team(hand, TeamEvent.INVITE_TAKEN_BACK, role=invite.role)
    await hand.session.delete(invite)


async def _admit(hand: Hand, invite: Invite, conversation: Conversation) -> Member:
    member = await add_member(
        hand.session, name_of_invited(hand.session, invite), invite.role, invite.district, hand.now
    )
    await hand.session.delete(invite)  # locked by who asked for it
    log_team(hand, TeamEvent.JOINED, member.id, role=member.role)
    await _give_chat(hand, conversation, member)
    if conversation.channel is Channel.WEB:
        await drop_return_code(hand.session, conversation.chat_id)
    if member.role is Role.LEAD:
        await catch_up(hand.session, member, conversation)
    return member


async def _give_chat(hand: Hand, conversation: Conversation, member: Member) -> None:
    chat = await hand.session.get(Conversation, conversation.id, populate_existing=True, with_for_update=True)
    if chat is None:
        raise InviteNotValid
    accept(chat)
    chat.member_id, chat.mode, chat.about = member.id, "", {}
    await hand.session.flush()


async def _is_first_lead(hand: Hand, invite: Invite) -> bool:
    """Asked by whoever runs the service, while no lead was ever there who could say who it is."""
    if invite.made_by_id or invite.role is not Role.LEAD:
        return False
    has_chat = select(Conversation.id).where(Conversation.member_id == Member.id).exists()
    there = (Member.role == Role.LEAD, col(Member.revoked_at).is_(None))
    known = select(func.count()).where(*there, col(Member.signed_in_at).is_not(None) | has_chat)
    return not (await hand.session.exec(known)).one()


async def _led(hand: Hand, mark: str) -> Invite:
    """Locked."""
    await _check_lead(hand)
    query = select(Invite).where(marked(Invite.token_hash, mark), col(Invite.expires_at) > hand.now)
    invite = (await hand.session.exec(query.with_for_update())).one_or_none()
    if invite is None or not is_genuine(invite) or (hand.member and not leads(hand.member.district, invite.district)):
        raise CaseNotFound
    return invite


async def _check_lead(hand: Hand) -> None:
    if hand.member:
        await hand.check_standing()
        check_may(hand.member.role, Verb.MANAGE_TEAM)
