"""What an officer is to know of a case first: who watches it, who rings when, and whether anybody is reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.officers import call_of
from storage.tables import Case, Conversation
from storage.team import Team


@dataclass(frozen=True)
class AtPresent:
    """Names are empty, and times None, where there is no such thing."""

    watched_by: str
    watched_until: datetime | None
    call_by: str
    call_at: datetime | None
    unreachable_since: datetime | None


async def at_present(session: AsyncSession, team: Team, case: Case, now: datetime) -> AtPresent:
    watches = case.vouched_by if case.is_vouched(now) else None
    call = await call_of(session, case)
    chat = await session.get(Conversation, case.conversation_id)
    return AtPresent(
        team.name(watches),
        case.vouched_until if watches else None,
        team.name(call.member_id if call else None),
        call.at if call else None,
        chat.unreachable_at if chat else None,
    )
