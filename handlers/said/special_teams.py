"""Special teams in words: what a form offers, and a team as its members and leads read it."""

from __future__ import annotations

from sqlmodel.ext.asyncio.session import AsyncSession

from cases.people import WORKING
from cases.special_teams import HOURS, THIS_CASE, WHOLE_SERIES
from handlers.door import Voice
from handlers.said.cases import district_name
from storage.series import scheme_for
from storage.special_teams import special_for
from storage.tables import Case, Member
from storage.team import team_of

Options = dict[str, str]  # label by value


async def anybody(session: AsyncSession, voice: Voice, member: Member) -> Options:
    """Everybody who works on cases, of any district, by id; oneself first."""
    team = await team_of(session)
    able = [one for one in team.today if one.role in WORKING and not one.is_placeholder]
    able.sort(key=lambda one: one.id != member.id)
    return {str(one.id): _person(voice, one, name, member) for one, name in team.named(able)}


async def seated(session: AsyncSession, case: Case, member: Member) -> Options:
    """Who is on the case's special team, by id."""
    special = await special_for(session, member, case.team_id)
    return {str(id_): name for id_, name in special.members.items()} if special else {}


async def scopes(session: AsyncSession, voice: Voice, case: Case, member: Member) -> Options:
    """The whole series or this case; nothing to choose for a case by itself."""
    scheme = await scheme_for(session, member, case.series_id)
    if scheme is None:
        return {}
    return {
        WHOLE_SERIES: voice.say("together.whole_series", name=scheme.name, count=scheme.cases),
        THIS_CASE: voice.say("together.this_case"),
    }


def hours(voice: Voice) -> Options:
    return {one: voice.say("together.hour", hour=one) for one in HOURS}


def _person(voice: Voice, one: Member, name: str, member: Member) -> str:
    said = [voice.say("consulting.myself") if one.id == member.id else name, voice.say(f"roles.{one.role}")]
    return " · ".join([*said, *([district_name(voice, one.district)] if one.district else [])])
