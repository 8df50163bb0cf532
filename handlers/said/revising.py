"""What the desk wrote to a reporter and can still change, as a member reads it."""

from __future__ import annotations

from sqlmodel.ext.asyncio.session import AsyncSession

from cases.people import Role
from handlers.door import Voice
from storage.dossiers import Said, said_to_reporter
from storage.outgoing import desk_letters
from storage.tables import Case, Member

MOST = 10  # the newest
SHOWN = 30  # letters


async def changeable(session: AsyncSession, case: Case, member: Member) -> list[Said]:
    """Each as it says now, which is what a correction begins with, the newest first: one's own, and all for a lead."""
    letters = await desk_letters(session, case.id)
    return [
        one
        for one in await said_to_reporter(session, case, MOST)
        if one.message.id in letters
        and one.message.taken_back_at is None
        and (one.message.member_id == member.id or member.role is Role.LEAD)
    ]


def in_short(voice: Voice, said: list[Said]) -> dict[str, str]:
    """Time and beginning of each by its id."""
    return {str(one.message.id): _label(voice, one) for one in said}


def _label(voice: Voice, said: Said) -> str:
    beginning = said.text if len(said.text) <= SHOWN else f"{said.text[:SHOWN]}…"
    return f"{voice.spoken.moment(said.message.at)} {beginning}"
