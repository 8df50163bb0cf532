"""Records that somebody else wrote down in an officer's name, in words."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.door import Voice
from handlers.said.cases import event_path
from handlers.said.tracks import timeline_words
from storage.keys import keys_of
from storage.signatures import named_in
from storage.tables import Case, Member
from storage.team import team_of
from storage.tracks import Tracks


@dataclass(frozen=True)
class NamedSaid:
    """`what` was written down, in words; `name` is whose name it was in, `reason` why they object."""

    entry: UUID
    member: UUID
    what: str
    name: str
    reason: str


async def look_at_named(session: AsyncSession, voice: Voice, case: Case, tracks: Tracks) -> list[NamedSaid]:
    """Of one case, in the order things were written down. Raises KeyLost."""
    team = await team_of(session)
    found = []
    for one in await named_in(session, case.id, await keys_of(session).cipher(session, case.key_id)):
        facts = {"member": team.name(one.entry.member_id), **timeline_words(voice, one.entry, tracks)}
        what = voice.say(event_path(voice, one.entry.event), **facts)
        found.append(NamedSaid(one.entry.id, one.row.member_id, what, team.name(one.row.member_id), one.reason))
    return found


def own_names(found: list[NamedSaid], member: Member) -> dict[str, str]:
    """What this member may object to, in words by the id of its line."""
    return {str(one.entry): one.what for one in found if one.member == member.id and not one.reason}
