"""What is said of officers who ring: who they are, what was announced, and what is recorded of a number or a link."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from cases.never_asked import Never, asked_for
from cases.officers import host_of, hosts_in, is_in_time, is_recorded, numbers_in
from cases.understanding.phone import phone_in_words
from handlers.door import Door
from storage.officers import Announced, Office, calls_to_come, office_of, office_phones
from storage.tables import Case
from storage.team import team_of

HERE = "+86"


@dataclass(frozen=True)
class Known:
    """Of one case: who has it and how they are known, and the calls that were announced. Without a case, nothing."""

    number: str
    holder: str
    office: Office
    calls: list[Announced]
    is_expected: bool  # one of them about now


@dataclass(frozen=True)
class Found:
    """A number or a site, as it is said back; `is_abroad` of a number that none of ours can be."""

    said: str
    is_recorded: bool
    is_abroad: bool = False


@dataclass(frozen=True)
class LookedUp:
    """A pasted text: its numbers and sites, and what it asks for that nobody of us ever asks."""

    found: list[Found]
    asks: list[Never]


async def known_of(session: AsyncSession, door: Door, case: Case | None) -> Known | None:
    if case is None:
        return None
    team = await team_of(session)
    holder = next((one for one in team.today if one.id == case.holder_id), None)
    office = office_of(session, holder) if holder else Office()
    calls = await calls_to_come(session, case, door.clock())
    is_expected = any(is_in_time(one.at, door.clock()) for one in calls)
    return Known(case.number, team.name(holder.id) if holder else "", office, calls, is_expected)


async def name_of_caller(session: AsyncSession, member_id: UUID | None) -> str:
    return (await team_of(session)).name(member_id)


async def looked_up(
    session: AsyncSession, door: Door, said: str, case: Case | None
) -> tuple[LookedUp, dict[str, bool]]:
    """What these words hold; and each value as it is written down, with whether it is recorded with us."""
    recorded = await office_phones(session) + numbers_in(str(door.words.common.get("unit_phone") or ""))
    if case:
        recorded += [one.office.phone for one in await calls_to_come(session, case, door.clock())]
    numbers = {number: is_recorded(number, recorded) for number in numbers_in(said)}
    sites = {site: site == host_of(door.address) for site in hosts_in(said)}
    found = [Found(spelled(number), known, is_abroad(number)) for number, known in numbers.items()]
    found += [Found(site, known) for site, known in sites.items()]
    asks = list(dict.fromkeys(what for what, _ in asked_for(said)))
    return LookedUp(found, asks), numbers | sites


def holds_anything(said: str) -> bool:
    """Whether there is anything in these words that can be looked up."""
    return bool(numbers_in(said) or hosts_in(said) or next(asked_for(said), None))


def spelled(number: str) -> str:
    return phone_in_words(number) if number.startswith("+") else number


def is_abroad(number: str) -> bool:
    return number.startswith("+") and not number.startswith(HERE)
