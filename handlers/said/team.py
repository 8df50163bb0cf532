"""The members as a member reads of them: what each has in hand, and when they are away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from actions.suggesting import suggestion_for
from cases.absence import last_day
from cases.people import WORKING, may_see
from handlers.door import Door, Voice
from handlers.said.cases import district_name
from handlers.said.counts import capped
from storage.absences import absences_of
from storage.officers import Office, office_of
from storage.tables import Absence, Case, Member
from storage.team import Team, team_of
from storage.workload import MOST_OWED, Load, loads_of


@dataclass(frozen=True)
class Away:
    """One absence in words; `lasts` once it has begun."""

    id: UUID
    days: str
    deputy: str
    lasts: bool


@dataclass(frozen=True)
class Person:
    """A member with what they have in hand."""

    member: Member
    name: str
    load: Load
    away: tuple[Away, ...] = ()
    office: Office = field(default_factory=Office)

    @property
    def is_away(self) -> bool:
        return self.member.away_until is not None

    @property
    def owed(self) -> str:
        return capped(self.load.owed, MOST_OWED)

    @property
    def late(self) -> str:
        return capped(self.load.late, MOST_OWED)


async def people_of(session: AsyncSession, door: Door, voice: Voice, members: Iterable[Member]) -> list[Person]:
    """These members, in their order."""
    found, team = list(members), await team_of(session)
    ids = [one.id for one in found]
    loads, absences = await loads_of(session, ids, door.clock()), await absences_of(session, ids)
    return [
        Person(
            one,
            team.name(one.id),
            loads.get(one.id, Load()),
            tuple(away_of(voice, team, absence) for absence in absences.get(one.id, ())),
            office_of(session, one),
        )
        for one in found
    ]


def away_of(voice: Voice, team: Team, absence: Absence) -> Away:
    zone, spoken = voice.door.zone, voice.spoken
    first, last = absence.begins_at.astimezone(zone).date(), last_day(absence.ends_at, zone)
    days = spoken.full_date(first)
    if last != first:
        days = voice.say("team.days", first=days, last=spoken.full_date(last))
    return Away(absence.id, days, team.name(absence.deputy_id), absence.begun_at is not None)


def day_back(voice: Voice, until: datetime) -> str:
    """The last day of an absence."""
    return voice.spoken.full_date(last_day(until, voice.door.zone))


async def colleagues(session: AsyncSession, voice: Voice, case: Case, member: Member) -> list[Person]:
    """Who could have the case instead of who has it, and of who asks: the least loaded first, the absent last."""
    able = (await team_of(session)).working(case.district)
    others = [one for one in able if one.id not in {case.holder_id, member.id} and not one.is_placeholder]
    people = await people_of(session, voice.door, voice, others)
    return sorted(people, key=lambda one: (one.is_away, one.load.cases, one.load.late))


async def could_stand_in(session: AsyncSession, voice: Voice, member: Member) -> list[Person]:
    """Who could have this member's cases while they are away: the least loaded first."""
    return stand_ins(await people_of(session, voice.door, voice, (await team_of(session)).today), member)


def stand_ins(people: Iterable[Person], member: Member) -> list[Person]:
    """The same, of people who were read already."""
    able = [one for one in people if one.member.role in WORKING and not one.is_away and not one.member.is_placeholder]
    able = [one for one in able if member.district is None or may_see(one.member.district, member.district)]
    return sorted((one for one in able if one.member.id != member.id), key=lambda one: (one.load.cases, one.load.late))


def person_words(voice: Voice, person: Person) -> str:
    """王芳 · 手上 3 件 · 鄞州区联络员 · 资金查控."""
    member = person.member
    last = [voice.say("team.back_on", last=day_back(voice, member.away_until))] if member.away_until else []
    liaison = [voice.say("team.liaison", district=district_name(voice, member.district))] if member.is_liaison else []
    specialties = [specialty_name(voice, one) for one in filter(None, member.specialties.split(","))]
    return " · ".join([person.name, *last, load_words(voice, person.load), *liaison, *specialties])


def specialty_name(voice: Voice, specialty: str) -> str:
    """Of one that left the file, its id."""
    path = f"team.specialties.{specialty}"
    return voice.say(path) if voice.has(path) else specialty


@dataclass(frozen=True)
class Suggested:
    """Who is suggested for a case, and why, in words."""

    member: Member
    name: str
    words: str


async def suggested_for(session: AsyncSession, voice: Voice, case: Case) -> Suggested | None:
    """None for a case that does not wait, or when nobody is free enough."""
    found = await suggestion_for(session, case, voice.door.clock())
    if found is None:
        return None
    name = (await team_of(session)).name(found.who.id)
    district = district_name(voice, case.district)
    reasons = [
        voice.say(f"team.reasons.{reason}", district=district, name=specialty_name(voice, about) if about else "")
        for reason, about in found.reasons
    ]
    said = " · ".join([*reasons, voice.say("team.load.cases", count=found.cases)])
    return Suggested(found.who, name, voice.say("team.suggestion", name=name, reasons=said))


def load_words(voice: Voice, load: Load) -> str:
    """手上 3 件，欠 2 条回复（1 条已超时）."""
    said = voice.say("team.load.cases", count=load.cases)
    if load.owed:
        said += voice.say("team.load.owed", count=capped(load.owed, MOST_OWED))
    return said + (voice.say("team.load.late", count=capped(load.late, MOST_OWED)) if load.late else "")
