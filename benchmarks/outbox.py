"""Chats with messages due, and officers who hear of money: what the benchmarks of delivery are made of."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert

from actions.inviting import confirm_newcomer, invite_member, use_invite
from actions.money import alert_desk
from actions.report import begin_report
from bot.clock import now
from bot.settings import Settings
from bot.webchat.session import WEB_BOT_ID
from bot.wiring import Parts, build, make_door, ready_database
from cases.answers import chosen, read_answer
from cases.messages import Kind
from cases.people import Role
from storage import web_chats
from storage.conversations import begin_conversation
from storage.keys import KeyRing, token_hash
from storage.stamps import stamped
from storage.tables import Case, Channel, Conversation, Outgoing, OutgoingState
from storage.tokens import mark_of_hash


@asynccontextmanager
async def parts_of(settings: Settings) -> AsyncIterator[Parts]:
    """Put together as `green-channel run` does, on a database that is ready; let go of at the end."""
    async with ready_database(settings, now) as database:
        parts = build(settings, make_door(settings, database, now))
        yield parts
        for channel in parts.channels.values():
            await channel.hang_up()
            await channel.bot.session.close()


async def web_conversations(parts: Parts, count: int) -> list[UUID]:
    """Chats at the page, each of somebody else."""
    async with parts.door.database.writing() as session:
        chat_ids = [(await web_chats.add_chat(session, now())).chat_id for _ in range(count)]
    return await conversations(parts, WEB_BOT_ID, Channel.WEB, chat_ids)


async def conversations(parts: Parts, bot_id: int, channel: Channel, chat_ids: Iterable[int]) -> list[UUID]:
    async with parts.door.database.writing() as session:
        return [(await begin_conversation(session, bot_id, one, channel, now())).id for one in chat_ids]


async def money_is_leaving(parts: Parts) -> Case:
    """Somebody at the page tells where their money went: a case is opened and the desk alerted, in one transaction."""
    door = parts.door
    account = read_answer(door.questionnaire.questions["money_payee_account"], "6222021234567890123", now(), door.zone)
    async with door.database.writing() as session:
        chat = await web_chats.add_chat(session, now())
        conversation = await begin_conversation(session, WEB_BOT_ID, chat.chat_id, Channel.WEB, now())
        draft = await begin_report(session, conversation, "money_payee", now())
        answers = {"money_moving": chosen("just_now"), "money_payee_account": account}
        case = await alert_desk(door.hand(session, conversation=conversation), draft, answers)
    assert case
    return case


async def becomes_officer(parts: Parts, conversation_id: UUID) -> None:
    async with parts.door.database.writing() as session:
        hand = parts.door.hand(session)
        code = await invite_member(hand, "陈立", Role.DUTY_OFFICER, None)
        await use_invite(hand, await session.get_one(Conversation, conversation_id), code)
        await confirm_newcomer(hand, mark_of_hash(token_hash(code)))


async def plan(parts: Parts, case_id: UUID, conversations: Iterable[UUID], at: datetime) -> None:
    """One routine message about this case to each of these."""
    await plan_all(parts, ((case_id, one) for one in conversations), at)


async def plan_all(
    parts: Parts, cases: Iterable[tuple[UUID, UUID]], at: datetime, kind: Kind = Kind.HANDED_OVER
) -> None:
    """One routine message for each pair of case and conversation."""
    same: dict[str, Any] = {
        "kind": kind,
        "details": {},
        "due_at": at,
        "retry_at": at,
        "state": OutgoingState.WAITING,
        "promise": False,
        "attempts": 0,
        "leased": False,
    }
    keys: KeyRing = parts.door.keys
    pairs = ({**same, "id": uuid4(), "case_id": case_id, "conversation_id": chat} for case_id, chat in cases)
    rows = [stamped(keys, Outgoing, row) for row in pairs]
    async with parts.door.database.writing() as session:
        await session.exec(insert(Outgoing), params=rows)
