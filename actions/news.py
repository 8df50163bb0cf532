"""Telling the desk what a reporter did: by itself, or with what follows, as cases/news.py says."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from actions.tell import chats_of, planned_keys, tell, tell_together, unique_key
from cases.messages import Kind
from cases.news import LATELY, is_too_much, next_round, wait_after
from storage.news import heard_lately
from storage.tables import Case
from storage.tallies import count


async def tell_news(
    session: AsyncSession,
    case: Case,
    kind: Kind,
    now: datetime,
    at: datetime,
    *,
    address: str | None,
    key: str | None = None,
    **details: Any,
) -> datetime:
    """Whoever hears of it hears by this time; `at` is that of a message of its own. The case is locked."""
    if key and await _was_told(session, case, kind, key):
        return at
    heard = await heard_lately(session, case.id, now)
    if heard.more_at:  # and that will say this too
        return heard.more_at
    since = now.isoformat()
    if not heard.answered and await _is_too_much(session, case, address, now):
        at = next_round(now)
        await tell_together(session, case, Kind.REPORTER_MORE, at, Kind.REPORTERS_MORE, since=since)
    elif wait := wait_after(heard.times):
        at = now + wait
        await tell(session, case, Kind.REPORTER_MORE, at, since=since)
    else:
        await tell(session, case, kind, at, key=key, **details)
    return at


async def _was_told(session: AsyncSession, case: Case, kind: Kind, key: str) -> bool:
    chats = await chats_of(session, case, kind)
    return bool(await planned_keys(session, [unique_key(kind, key, chat) for chat in chats]))


async def _is_too_much(session: AsyncSession, case: Case, address: str | None, now: datetime) -> bool:
    """This one counted."""
    of_chat = await count(session, "news of a chat", str(case.conversation_id), LATELY, now)
    of_address = await count(session, "news of an address", address, LATELY, now) if address else 0
    return is_too_much(of_chat, of_address)
