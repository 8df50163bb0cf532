"""Reading the team: who is on it, what they are called, who leads and who may have a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.people import WORKING, Role, may_see
from storage.conversations import is_here, team_chats
from storage.factors import owes_nothing
from storage.keys import Cipher, KeyLost, keys_of
from storage.stamps import is_genuine
from storage.tables import ConsoleSession, Invite, Member, TeamEntry
from storage.tokens import marked

EVERYBODY = select(Member).order_by(col(Member.joined_at), col(Member.id))


@dataclass(frozen=True)
class Team:
    """Everyone who is or ever was on the team, in the order they joined. A name is opened when it is asked for."""

    known: Mapping[UUID, Member]
    unit: Cipher
    opened: dict[UUID, str] = field(default_factory=dict)

    @property
    def doubtful(self) -> list[Member]:
        """Whose rows say what we did not write; nobody, until an operator has looked at them."""
        return [member for member in self.known.values() if not is_genuine(member)]

    @property
    def today(self) -> list[Member]:
        return [member for member in self.known.values() if member.revoked_at is None]

    def leads(self, district: str) -> list[Member]:
        """The leads who see the cases of that district."""
        return [one for one in self.today if one.role is Role.LEAD and may_see(one.district, district)]

    def working(self, district: str) -> list[Member]:
        """Who may have a case of that district."""
        return [one for one in self.today if one.role in WORKING and may_see(one.district, district)]

    def present(self, district: str) -> list[Member]:
        """Of those, who is there."""
        return [one for one in self.working(district) if one.away_until is None]

    def officers(self, district: str) -> list[Member]:
        """Whose names may stand under the papers of that district's cases: people, not the lead of the first start."""
        return [one for one in self.working(district) if not one.is_placeholder]

    def name(self, member_id: UUID | None) -> str:
        """Also of somebody who left; empty for nobody."""
        if member_id is None or member_id not in self.known:
            return ""
        if member_id not in self.opened:  # a dossier asks for the same few names at every line
            self.opened[member_id] = _open_name(self.unit, self.known[member_id])
        return self.opened[member_id]

    def named(self, members: list[Member]) -> list[tuple[Member, str]]:
        return [(member, self.name(member.id)) for member in members]


async def team_of(session: AsyncSession) -> Team:
    """Read once a session, however many verbs and pages ask for it."""
    if "team" not in session.info:
        rows = (await session.exec(EVERYBODY)).all()
        session.info["team"] = Team({row.id: row for row in rows}, keys_of(session).unit)
    found: Team = session.info["team"]
    return found


def name_of(session: AsyncSession, member: Member) -> str:
    return _open_name(keys_of(session).unit, member)


def _open_name(unit: Cipher, member: Member) -> str:
    """Where it does not open, the beginning of their id, so that one row cannot silence a whole team."""
    try:
        return unit.open_text(member.sealed_name, f"member:{member.id}")
    except KeyLost:
        return member.id.hex[:8]


async def member_by_id(session: AsyncSession, member_id: UUID) -> Member | None:
    """A member who is still on the team."""
    query = select(Member).where(Member.id == member_id, col(Member.revoked_at).is_(None))
    found = (await session.exec(query)).one_or_none()
    return found if is_here(found) else None


async def open_invites(session: AsyncSession, now: datetime) -> list[tuple[Invite, str]]:
    """Invitations that are still good, each with the name it is for; who waits first, then the oldest."""
    good = select(Invite).where(col(Invite.expires_at) > now)
    rows = (await session.exec(good.order_by(col(Invite.used_at).is_(None), col(Invite.created_at)))).all()
    return [(row, name_of_invited(session, row)) for row in rows]


async def invite_of_mark(session: AsyncSession, mark: str, now: datetime) -> Invite | None:
    query = select(Invite).where(marked(Invite.token_hash, mark), col(Invite.expires_at) > now)
    return (await session.exec(query)).one_or_none()


def name_of_invited(session: AsyncSession, invite: Invite) -> str:
    return keys_of(session).unit.open_text(invite.sealed_name, f"invite:{invite.token_hash}")


async def team_log(session: AsyncSession, limit: int) -> list[TeamEntry]:
    """What was done to the team, the newest first."""
    newest = select(TeamEntry).order_by(col(TeamEntry.at).desc(), col(TeamEntry.id).desc()).limit(limit)
    return list((await session.exec(newest)).all())


async def session_member(session: AsyncSession, cookie_hash: str) -> tuple[ConsoleSession, Member] | None:
    """Who is signed in with this cookie, if they are still on the team."""
    query = (
        select(ConsoleSession, Member)
        .join(Member, col(Member.id) == col(ConsoleSession.member_id))
        .where(ConsoleSession.token_hash == cookie_hash, col(Member.revoked_at).is_(None))
    )
    found = (await session.exec(query)).one_or_none()
    return found if found and is_genuine(found[0]) and is_here(found[1]) else None


async def is_attended(session: AsyncSession, district: str, now: datetime) -> bool:
    """Whether anybody who may have a case of that district hears of it: by a chat, a group, or signed in."""
    for chat, member in await team_chats(session):
        if member is None and may_see(chat.district, district):
            return True
        if member and _is_at_work(member) and may_see(member.district, district):
            return True
    signed_in = select(Member).join(ConsoleSession, col(ConsoleSession.member_id) == col(Member.id))
    there = signed_in.where(col(ConsoleSession.expires_at) > now, col(Member.revoked_at).is_(None), owes_nothing())
    members = (await session.exec(there)).all()
    return any(_is_at_work(one) and may_see(one.district, district) for one in members)


async def has_duty_officer(session: AsyncSession) -> bool:
    """Whether one can be reached in chat, so that money on its way wakes somebody."""
    members = [member for _, member in await team_chats(session) if member and member.away_until is None]
    return any(member.role is Role.DUTY_OFFICER for member in members)


def _is_at_work(member: Member) -> bool:
    return is_here(member) and member.role in WORKING and member.away_until is None
