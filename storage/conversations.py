"""Conversations: who is on the other side of a chat, and what their next text means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeGuard
from uuid import UUID

from sqlalchemy import ColumnElement, sql, text
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.messages import Who
from cases.people import WORKING, Role, may_see
from storage.chat_numbers import kept_as, sealed_number
from storage.database import Database
from storage.keys import Cipher, keys_of
from storage.modes import is_written, marked
from storage.sight import is_guest, sees
from storage.stamps import is_genuine
from storage.tables import Case, Channel, Conversation, Draft, KeyPurpose, Member

CALLER = (
    select(Conversation, Draft, Member)
    .outerjoin(Draft, col(Draft.id) == col(Conversation.draft_id))
    .outerjoin(Member, (col(Member.id) == col(Conversation.member_id)) & col(Member.revoked_at).is_(None))
    .where(col(Conversation.bot_id) == sql.bindparam("bot"), col(Conversation.chat_id) == sql.bindparam("chat"))
)

TEAM = "team"  # the mode of a group that is bound

# of the team's few chats among all, in the words of their indexes
IS_GROUP, IS_SOMEONES = text("conversations.is_group"), text("conversations.member_id IS NOT NULL")


@dataclass
class Caller:
    """Who sent an update: their conversation, the report they are telling, their place in the team if they have one.

    `own`: in a group, the same person in their own chat, once they have one.
    """

    conversation: Conversation
    draft: Draft | None
    member: Member | None
    own: Caller | None = None

    def has(self, case: Case) -> bool:
        """Whether the case is this chat's, and not only one in which somebody named it."""
        return case.conversation_id == self.conversation.id


async def look_up(database: Database, bot_id: int, chat_id: int) -> Caller | None:
    """Everything an update needs to know about its sender, in one read."""
    found = await database.look(CALLER, bot=bot_id, chat=kept_as(database.keys, bot_id, chat_id))
    if found is None:
        return None
    chat, draft, member = found
    return Caller(chat, own_draft(chat, draft), whose_chat(chat, member))


def own_draft(chat: Conversation, draft: Draft | None) -> Draft | None:
    """The report that the chat is at, if it is told there: which one is at hand, anybody may have written.

    One that is not as we wrote it opens nothing, and whoever is at it hears that.
    """
    is_at_it = draft and (draft.conversation_id == chat.id or not is_genuine(draft))
    return draft if is_at_it else None


async def begin_conversation(
    session: AsyncSession,
    bot_id: int,
    chat_id: int,
    channel: Channel,
    now: datetime,
    *,
    language: str | None = None,
    is_group: bool = False,
) -> Conversation:
    """Remember a chat seen for the first time, with a key of its own."""
    keys = keys_of(session)
    key_id, _ = keys.make(session, KeyPurpose.CONVERSATION, now)
    conversation = Conversation(
        bot_id=bot_id,
        chat_id=kept_as(keys, bot_id, chat_id),
        channel=channel,
        key_id=key_id,
        language=language,
        is_group=is_group,
        created_at=now,
    )
    conversation.sealed_chat_id = sealed_number(keys, conversation.id, chat_id)
    session.add(conversation)
    await session.flush()
    return conversation


async def conversation_by_id(session: AsyncSession, conversation_id: UUID) -> Conversation:
    return (await session.exec(select(Conversation).where(Conversation.id == conversation_id))).one()


async def set_mode(session: AsyncSession, conversation_id: UUID, mode: str = "", **about: Any) -> None:
    """What the next text of this conversation means; nothing special by default.

    A group's mode is its binding and stays.
    """
    own = (col(Conversation.id) == conversation_id) & col(Conversation.is_group).is_(False)
    kept = marked(keys_of(session), conversation_id, mode, about)
    await session.exec(update(Conversation).where(own).values(mode=mode, about=kept))
    is_written(session.sync_session, conversation_id, kept)


async def set_language(session: AsyncSession, conversation_id: UUID, language: str) -> None:
    await session.exec(update(Conversation).where(col(Conversation.id) == conversation_id).values(language=language))


async def team_chats(session: AsyncSession) -> list[tuple[Conversation, Member | None]]:
    """Every chat of the team that can be reached, each with whose it is; of a group nobody's.

    Read once a session, however many messages are planned.
    """
    if "team_chats" not in session.info:
        reachable = col(Conversation.unreachable_at).is_(None)
        members = select(Conversation, Member).join(Member, is_member()).where(IS_SOMEONES, reachable)
        groups = select(Conversation).where(IS_GROUP, Conversation.mode == TEAM, reachable)
        theirs = (await session.exec(members)).all()
        chats: list[tuple[Conversation, Member | None]] = [one for one in theirs if whose_chat(*one)]
        chats += [(chat, None) for chat in (await session.exec(groups)).all() if chat.mode == TEAM]
        session.info["team_chats"] = chats
    found: list[tuple[Conversation, Member | None]] = session.info["team_chats"]
    return found


async def bound_groups(session: AsyncSession) -> list[tuple[Conversation, str]]:
    """Team groups that hear of cases, each with what it was called when it was bound."""
    rows = (await session.exec(select(Conversation).where(IS_GROUP, Conversation.mode == TEAM))).all()
    groups = [one for one in rows if one.mode == TEAM]  # which it is not where the row is not ours
    ciphers = await keys_of(session).ciphers(session, [one.key_id for one in groups])
    return [(one, _title(one, ciphers.get(one.key_id))) for one in groups]


async def seal_title(session: AsyncSession, group: Conversation, title: str) -> bytes:
    return (await keys_of(session).cipher(session, group.key_id)).seal_text(title, f"title:{group.id}")


def _title(group: Conversation, cipher: Cipher | None) -> str:
    return cipher.open_text(group.sealed_title, f"title:{group.id}") if cipher and group.sealed_title else ""


def is_member() -> ColumnElement[bool]:
    """Joins a conversation to the member whose it is, while they are on the team."""
    return (col(Member.id) == col(Conversation.member_id)) & col(Member.revoked_at).is_(None)


def whose_chat(chat: Conversation, member: Member | None) -> Member | None:
    """The member it was read with, if the chat and who they are were written by us and they are on the team."""
    return member if member and chat.member_id == member.id and is_here(member) else None


def is_here(member: Member | None) -> TypeGuard[Member]:
    """Whether they are on the team; a row that is not ours is read as of somebody who left."""
    return member is not None and member.revoked_at is None


def whose(chat: Conversation, member: Member | None, case: Case) -> Who:
    """Whose chat it is, seen from this case."""
    if member is None:
        hears = chat.is_group and chat.mode == TEAM and may_see(chat.district, case.district)
        return Who.DESK | Who.GROUP if hears else Who.NOBODY
    if member.role not in WORKING or not sees(member, case):
        return Who.NOBODY  # an auditor reads, and is not alarmed
    found = Who.DESK
    if member.role is Role.LEAD and not is_guest(member, case):
        found |= Who.LEAD
    return found | Who.HOLDER if case.holder_id == member.id else found


async def web_chat_of(session: AsyncSession, member: Member) -> int | None:
    """The web chat of this member, the first if they have several."""
    theirs = (Conversation.member_id == member.id, Conversation.channel == Channel.WEB)
    query = select(Conversation.chat_id).where(IS_SOMEONES, *theirs).order_by(col(Conversation.created_at)).limit(1)
    return (await session.exec(query)).first()


async def is_any_reporters(session: AsyncSession, conversation_id: UUID) -> bool:
    """Whether somebody reported a case in this chat, or has one there now."""
    query = select(Case.id).where(Case.conversation_id == conversation_id).limit(1)
    return (await session.exec(query)).first() is not None
