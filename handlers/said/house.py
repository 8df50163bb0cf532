"""Messages about no case: who is signed in by a member's name, and who comes to the team."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.messages import Kind, Shows
from cases.people import Role, leads
from handlers.callbacks import QueuePress, TeamPress
from handlers.chat import URGENT, button, keyboard
from handlers.door import Voice
from handlers.said.cases import district_name
from handlers.said.letter_facts import READ as READ_ANY
from handlers.said.letter_facts import Look, Readers, shown_by
from storage.sessions import SignedInBrowser, session_of_mark
from storage.tables import Invite, Member, Outgoing
from storage.team import invite_of_mark, name_of, name_of_invited, open_invites, team_of
from storage.tokens import mark_of_hash

# What is pressed beneath them, and does the same in the team's menu (handlers/desk)
END_SESSION, END_SESSIONS = "end_session", "end_sessions"
CONFIRM, TAKE_BACK = "confirm_newcomer", "take_back_invite"
Facts = dict[str, Any]


@dataclass(frozen=True)
class InvitedSaid:
    """An invitation in words. Without `by` it was made on the server; `waits_since` when somebody used it."""

    mark: str
    name: str
    role: str
    place: str
    by: str
    until: datetime
    waits_since: datetime | None
    district: str | None


@dataclass(frozen=True)
class ReaderSaid:
    name: str
    role: Role
    district: str | None


async def house_facts(look: Look) -> Facts | None:
    """What its template speaks of; None where one of it is gone."""
    shown = await shown_by(look, READ)
    return None if None in shown.values() else shown


def house_keyboard(voice: Voice, member: Member, row: Outgoing, facts: Facts) -> InlineKeyboardMarkup | None:
    make = BUTTONS.get(row.kind)
    return keyboard(*make(voice, member, facts)) if make else None


async def invited_in(session: AsyncSession, voice: Voice, member: Member) -> list[InvitedSaid]:
    """Those that this lead may do something with; who waits comes first."""
    found = await open_invites(session, voice.door.clock())
    return [await _said(session, voice, one) for one, _ in found if leads(member.district, one.district)]


async def _said(session: AsyncSession, voice: Voice, invite: Invite) -> InvitedSaid:
    return InvitedSaid(
        mark_of_hash(invite.token_hash),
        name_of_invited(session, invite),
        voice.say(f"roles.{invite.role}"),
        district_name(voice, invite.district) or voice.say("team.all_districts"),
        (await team_of(session)).name(invite.made_by_id),
        invite.expires_at,
        invite.used_at,
        invite.district,
    )


async def _browser(look: Look) -> SignedInBrowser | None:
    member = look.found.member
    if member is None:
        return None
    return await session_of_mark(look.session, member.id, look.row.details["browser"], look.voice.door.clock())


async def _invited(look: Look) -> InvitedSaid | None:
    """For leads. Somebody has come by it: then the message that asked to expect them has nothing more to say."""
    invite = await invite_of_mark(look.session, look.row.details["invite"], look.voice.door.clock())
    is_lead = look.found.member and look.found.member.role is Role.LEAD
    if not is_lead or invite is None or (look.row.kind is Kind.INVITED and invite.used_at):
        return None
    return await _said(look.session, look.voice, invite)


async def _reader(look: Look) -> ReaderSaid | None:
    member = look.found.member
    return ReaderSaid(name_of(look.session, member), member.role, member.district) if member else None


READ: Readers = {
    **READ_ANY,
    Shows.BROWSER: _browser,
    Shows.INVITED: _invited,
    Shows.READER: _reader,
}


def _of_browser(voice: Voice, _member: Member, facts: Facts) -> list[list[InlineKeyboardButton]]:
    return [[_press(voice, END_SESSION, facts["browser"].mark, URGENT)]]


def _of_invited(voice: Voice, member: Member, facts: Facts) -> list[list[InlineKeyboardButton]]:
    """For who leads there."""
    invited: InvitedSaid = facts["invited"]
    return [[_press(voice, TAKE_BACK, invited.mark)]] if leads(member.district, invited.district) else []


def _of_newcomer(voice: Voice, member: Member, facts: Facts) -> list[list[InlineKeyboardButton]]:
    back = _of_invited(voice, member, facts)
    return [[_press(voice, CONFIRM, facts["invited"].mark), *back[0]]] if back else []


def welcome_rows(voice: Voice) -> list[list[InlineKeyboardButton]]:
    return [
        [button(voice.say("buttons.queue"), QueuePress(show="waiting"))],
        [button(voice.say("buttons.console"), TeamPress(action="console"))],
    ]


def _press(voice: Voice, action: str, mark: str, style: str | None = None) -> InlineKeyboardButton:
    return button(voice.say(f"buttons.{action}"), TeamPress(action=action, argument=mark), style)


BUTTONS: dict[Kind, Callable[[Voice, Member, Facts], list[list[InlineKeyboardButton]]]] = {
    Kind.SIGNED_IN: _of_browser,
    Kind.INVITED: _of_invited,
    Kind.NEWCOMER: _of_newcomer,
    Kind.WELCOME: lambda voice, _member, _facts: welcome_rows(voice),
}
