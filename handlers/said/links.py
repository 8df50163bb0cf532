"""Why two cases are linked, in words: what both name, and where it stands in each."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.door import Voice
from handlers.said.cases import company_name, offence_name
from storage.likely import Likely, likely_cases
from storage.links import MOST_COUNTED, LinkedCase, Match, linked_cases
from storage.named import meaningless_among, named_elsewhere, named_in
from storage.queue import companies_of
from storage.tables import Case

MOST_CHOSEN = 100


@dataclass(frozen=True)
class Why:
    """One linked case, what it has in common, and whether an officer said that they belong together.

    `about` is who reported it, the offence and how it stands; only of a case that the reader may open.
    """

    case: Case
    reasons: list[str]
    about: str = ""
    is_confirmed: bool = False
    percent: int = 100

    @property
    def number(self) -> str:
        return self.case.number


@dataclass(frozen=True)
class LinksSaid:
    """The linked cases that a reader may open, the strongest first. `total` is how many there are: "37" or "1000+"."""

    cases: list[Why] = field(default_factory=list)
    total: str = "0"
    likely: list[Why] = field(default_factory=list)  # of nearly the same, with how likely in percent

    @property
    def is_cut(self) -> bool:
        return self.total != str(len(self.cases))

    def of(self, number: str) -> Why | None:
        return next((one for one in self.cases if one.number == number), None)


async def look_at_links(
    session: AsyncSession, voice: Voice, case: Case, bound_to: str | None, only: UUID | None = None
) -> LinksSaid:
    """For a reader bound to that district, or to none; `only` that one, however many stand before it."""
    linked = await linked_cases(session, case, bound_to, only=only)
    total = f"{linked.total}+" if linked.total >= MOST_COUNTED else str(linked.total)
    about = await _about(session, voice, [one.case for one in linked.cases])
    return LinksSaid([_why(voice, one, about[one.case.id]) for one in linked.cases], total)


async def look_further(session: AsyncSession, voice: Voice, case: Case, bound_to: str | None) -> LinksSaid:
    """With those that name nothing that is the same, and are likely related all the same."""
    said, likely = await look_at_links(session, voice, case, bound_to), await likely_cases(session, case, bound_to)
    about = await _about(session, voice, [one.case for one in likely])
    return replace(said, likely=[_likely(voice, one, about[one.case.id]) for one in likely])


async def _about(session: AsyncSession, voice: Voice, cases: list[Case]) -> dict[UUID, str]:
    """Company, offence and state of each, in a few words."""
    names = await companies_of(session, cases)
    return {one.id: " · ".join(filter(None, _words_of(voice, one, names[one.id]))) for one in cases}


def _words_of(voice: Voice, case: Case, name: str | None) -> tuple[str, str, str]:
    company = company_name(voice, name) or voice.say("links.says.no_company")
    offence = offence_name(voice, case) if case.is_complete else ""
    return company, offence, voice.say(f"states.team.{case.service}")


def _likely(voice: Voice, one: Likely, about: str) -> Why:
    reasons = [voice.say(f"links.near.{kind}") for kind in one.reasons]
    return Why(one.case, reasons, about, percent=round(one.score * 100))


def _why(voice: Voice, one: LinkedCase, about: str) -> Why:
    reasons = [match_words(voice, match) for match in one.matches]
    confirmed = [voice.say("links.says.confirmed")] if one.is_confirmed else []
    return Why(one.case, list(dict.fromkeys(reasons)) + confirmed, about, one.is_confirmed)


def match_words(voice: Voice, match: Match) -> str:
    """同一收款账号; where the two stood at different places, both are named."""
    kind = voice.say(f"links.kinds.{match.kind}")
    here, there = place_words(voice, match.here), place_words(voice, match.there)
    if here != there:
        return voice.say("links.says.apart", kind=kind, here=here, there=there)
    if not here:
        return voice.say("links.says.same", label=kind)
    if kind in here.lower():
        return voice.say("links.says.same", label=here[:1].lower() + here[1:])
    return voice.say("links.says.there", kind=kind, place=here)


def place_words(voice: Voice, place: str) -> str:
    """The short name of a step or of a message; of a question that an upgrade removed, nothing."""
    for path in (f"links.places.{place}", f"questions.{place}.label"):
        if place and voice.has(path):
            return voice.say(path)
    return ""


async def identifier_names(session: AsyncSession, voice: Voice, case: Case) -> dict[str, str]:
    """What the case names and may be linked by, in words, by "kind.blind"; of what links nothing, that it does not.

    Where it names more than anybody can choose from, what is marked comes first, then what links it.
    """
    named = await named_in(session, case)
    marked = await meaningless_among(session, named)
    if len(named) > MOST_CHOSEN:
        linking = await named_elsewhere(session, case)
        first = sorted(named, key=lambda key: (key not in marked, key not in linking))[:MOST_CHOSEN]
        named = {key: named[key] for key in first}
    return {
        ".".join(key): voice.say(
            f"links.says.{'marked' if key in marked else 'named'}",
            kind=voice.say(f"links.kinds.{one.kind}"),
            value=one.value,
            place=place_words(voice, one.place),
        )
        for key, one in named.items()
    }
