"""The team groups that hear of cases, as a lead reads of those they answer for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from cases.people import leads
from handlers.door import Voice
from handlers.said.cases import district_name
from storage.conversations import bound_groups
from storage.tables import Member


@dataclass(frozen=True)
class GroupSaid:
    """`hears` is the district whose cases it hears of, in words; `is_reached` whether its messages arrive."""

    id: UUID
    name: str
    hears: str
    since: datetime | None
    is_reached: bool


async def look_at_groups(session: AsyncSession, voice: Voice, member: Member) -> list[GroupSaid]:
    """In the order of their names."""
    found = [one for one in await bound_groups(session) if leads(member.district, one[0].district)]
    said = [
        GroupSaid(
            group.id,
            title or voice.say("team.groups.unnamed"),
            district_name(voice, group.district) or voice.say("team.all_districts"),
            group.bound_at,
            group.unreachable_at is None,
        )
        for group, title in found
    ]
    return sorted(said, key=lambda one: one.name)
