"""What a case is worked on together with: its series, and what its links suggest. Nothing is made by itself."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlmodel.ext.asyncio.session import AsyncSession

from cases.together import LINKED
from handlers.door import Voice
from storage.links import linked_cases
from storage.series import Scheme, scheme_for, schemes_for
from storage.special_teams import Special, special_for
from storage.tables import Case, Member
from storage.team import team_of

Options = dict[str, str]  # label by value


@dataclass(frozen=True)
class Together:
    """The series of a case; while it has none, the linked cases that have none either, and the series of the others."""

    scheme: Scheme | None = None
    alone: list[str] = field(default_factory=list)
    into: list[Scheme] = field(default_factory=list)
    special: Special | None = None  # the special team, for who is on it and leads


async def look_together(session: AsyncSession, case: Case, member: Member) -> Together:
    """As far as this member may know of it."""
    special = await special_for(session, member, case.team_id)
    if case.series_id is not None:
        return Together(await scheme_for(session, member, case.series_id), special=special)
    linked = (await linked_cases(session, case, member.district)).cases
    found = [one.case for one in linked if one.is_by_others]
    theirs = {one.series_id for one in found if one.series_id is not None}
    into = await schemes_for(session, member, theirs) if theirs else []
    return Together(alone=[one.number for one in found if one.series_id is None], into=into, special=special)


async def series_choices(session: AsyncSession, voice: Voice, member: Member) -> Options:
    """The series to put a case into, by id."""
    return {str(one.row.id): scheme_words(voice, one) for one in await schemes_for(session, member)}


def scheme_words(voice: Voice, scheme: Scheme) -> str:
    """鼎盛供应链骗局 · 林海 · 3 件."""
    return voice.say("together.scheme", name=scheme.name, lead=scheme.lead, count=scheme.cases)


async def officers(session: AsyncSession, voice: Voice, case: Case, member: Member) -> Options:
    """Who may lead, by id; oneself first."""
    team = await team_of(session)
    able = sorted(team.officers(case.district), key=lambda one: one.id != member.id)
    return {
        str(one.id): voice.say("consulting.myself") if one is able[0] and one.id == member.id else team.name(one.id)
        for one in able
    }


async def along(session: AsyncSession, voice: Voice, case: Case, member: Member) -> Options:
    """Whether the linked cases go along; nothing to choose where there are none."""
    count = len((await look_together(session, case, member)).alone)
    if not count:
        return {}
    return {LINKED: voice.say("together.with_linked", count=count), "alone": voice.say("together.by_itself")}
