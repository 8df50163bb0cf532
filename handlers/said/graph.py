"""What ties cases to each other, in words: one list, which a page shows as a table and draws as a graph."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.door import Voice
from handlers.said.cases import company_name
from handlers.said.links import place_words
from storage.likely import likely_cases
from storage.links import linked_cases
from storage.queue import companies_of
from storage.shared import confirmed_among, shared_among
from storage.tables import Case, Member

CONFIRMED, NEAR = "confirmed", "near"  # ties between two cases that nothing stands between


@dataclass(frozen=True)
class End:
    """One case of a tie, with the place where the thing stands in it."""

    number: str
    place: str = ""


@dataclass(frozen=True)
class Tie:
    """One thing that cases share: a kind of identifier with its value, or CONFIRMED, or NEAR with how much."""

    kind: str
    label: str
    words: str
    ends: list[End]


@dataclass(frozen=True)
class Graph:
    """`companies` by number: whose case it is."""

    ties: list[Tie] = field(default_factory=list)
    companies: dict[str, str] = field(default_factory=dict)


async def graph_of(session: AsyncSession, voice: Voice, cases: list[Case], member: Member) -> Graph:
    """What these share, and which of them officers linked. They are all the reader's to see."""
    numbers = {one.id: one.number for one in cases}
    ties = [
        Tie(
            one.kind,
            voice.say(f"links.kinds.{one.kind}"),
            one.value or voice.say("phrases.forgotten"),
            [End(numbers[id_], place_words(voice, at)) for id_, at in one.places.items()],
        )
        for one in await shared_among(session, cases, member)
    ]
    confirmed = voice.say("links.says.confirmed")
    pairs = await confirmed_among(session, cases)
    ties += [Tie(CONFIRMED, confirmed, "", [End(numbers[id_]) for id_ in pair]) for pair in pairs]
    names = await companies_of(session, cases)
    return Graph(ties, {numbers[id_]: company_name(voice, name) for id_, name in names.items()})


async def graph_around(session: AsyncSession, voice: Voice, case: Case, member: Member) -> Graph:
    """The case with those it is linked with, and those that are likely related, as this member sees them."""
    bound_to = member.district
    linked = [one.case for one in (await linked_cases(session, case, bound_to)).cases]
    likely = await likely_cases(session, case, bound_to)
    found = await graph_of(session, voice, [case, *linked], member)
    names = await companies_of(session, [one.case for one in likely])
    companies = {one.case.number: company_name(voice, names[one.case.id]) for one in likely}
    near = [
        Tie(NEAR, _reasons(voice, one.reasons), f"{round(one.score * 100)}%", [End(case.number), End(one.case.number)])
        for one in likely
    ]
    return Graph([*found.ties, *near], found.companies | companies)


def _reasons(voice: Voice, reasons: Iterable[str]) -> str:
    return voice.say("phrases.comma").join(voice.say(f"links.near.{one}") for one in reasons)
