"""What the law's files say about a report, ready for templates: the reporter's two sentences, the officers' page."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cases.law import Basis
from cases.law.findings import Verdict
from cases.law.routing import Function, Organ
from cases.orientation import Orientation, orient
from cases.questionnaire import Answers
from handlers.door import Voice
from handlers.said.arithmetic import Figure, Tier, conflicts, tiers
from storage.tables import Case

ARTICLES = re.compile(r"arts?\. ([\d(), -]+)")
ARTICLE = re.compile(r"([\d-]+)(.*)")
MOST_MISSING = 2


@dataclass(frozen=True)
class Cited:
    """A source as one reads it: its title, the place in it, how sure we are of the text."""

    title: str
    place: str
    confidence: str


@dataclass(frozen=True)
class LawView:
    """One report's orientation in one language.

    `unit` is who usually handles it, `needed` what the nearest tier asks for, `missing` what is not known of it.
    """

    found: Orientation
    offence: str | None
    unit: str
    of_police: bool
    needed: list[str]
    is_sum: bool
    missing: list[str]
    tiers: list[Tier]
    conflicts: list[tuple[str, str, Cited]]
    source: Cited | None
    bases: list[Cited]
    detour: Cited | None
    ways: list[tuple[str, Cited]]
    signs: list[tuple[str, Cited]]
    rights: list[tuple[str, Cited]]
    limitation: list[str]
    limitation_source: Cited | None
    told: list[str]

    @property
    def result(self) -> str:
        return self.found.finding.result.value


def look_at_law(voice: Voice, answers: Answers, case: Case | None = None) -> LawView:
    """The orientation of a draft's answers, or of a case as the officers have it classified now."""
    offence, district = (case.offence, case.district) if case else (None, None)
    found = orient(
        voice.door.law, answers, now=voice.door.clock(), zone=voice.door.zone, offence=offence, district=district
    )
    arithmetic = tiers(voice, found.finding)
    nearest = next((tier.figures for tier in arithmetic if tier.best), [])
    return LawView(
        found=found,
        offence=legal_name(voice, found.offence) if found.offence else None,
        unit=_unit(voice, found.route.organ, found.route.function),
        of_police=found.route.function.of_police,
        needed=[_asked_for(voice, one) for one in nearest],
        is_sum=any(one.is_sum for one in nearest),
        missing=[one.measure for one in nearest if one.found is None][:MOST_MISSING],
        tiers=arithmetic,
        conflicts=[
            (measure, figure, cited(voice, one.basis))
            for (measure, figure), one in zip(conflicts(voice, found.finding), found.finding.conflicts, strict=True)
        ],
        source=cited(voice, found.finding.basis) if found.finding.basis else None,
        bases=[cited(voice, one) for one in found.route.basis],
        detour=cited(voice, found.route.detour) if found.route.detour else None,
        ways=[(way.id, cited(voice, way.basis)) for way in found.ways],
        signs=[(sign.id, cited(voice, sign.basis)) for sign in found.signs],
        rights=[(right.id, cited(voice, right.basis)) for right in found.standing.rights],
        limitation=[voice.spoken.full_date(day) for day in found.limitation],
        limitation_source=_source_of_limitation(voice, found),
        told=[way.id for way in found.ways if way.told],
    )


def _source_of_limitation(voice: Voice, found: Orientation) -> Cited | None:
    limitation = voice.door.law.limitation.get(found.offence or "")
    return cited(voice, limitation.basis) if limitation and found.limitation else None


def cited(voice: Voice, basis: Basis) -> Cited:
    title = basis.source.title if voice.language == "zh" else basis.source.title_en
    return Cited(title, _place(voice, basis.place), basis.confidence)


def legal_name(voice: Voice, offence: str | None) -> str:
    """The legal name of an offence; its id when the questionnaire has it no more."""
    path = f"offences.{offence}.name"
    return voice.say(path) if voice.has(path) else (offence or "")


def legal_names(voice: Voice) -> dict[str, str]:
    """Every offence an officer may set, by id; the last one leaves it open."""
    return {one: legal_name(voice, one) for one in (*voice.door.questionnaire.offences, "NOT_SURE")}


def unit_name(voice: Voice, unit: str | None) -> str | None:
    """The words for a case's unit, such as yinzhou.economic_crime; None when the files know it no more."""
    routing = voice.door.law.routing
    place, _, branch = (unit or "").partition(".")
    above = routing.cities.get(place)
    function = routing.functions.get(branch)
    return _unit(voice, above.organ if above else routing.organs.get(place), function) if function else None


def _unit(voice: Voice, organ: Organ | None, function: Function) -> str:
    """Who usually handles it: the organ with its branch, or the other authority alone."""
    branch = function.name if voice.language == "zh" else function.name_en
    if not function.of_police:
        return branch
    if organ is None:
        place = voice.say("routing.unknown_organ")
    else:
        place = organ.name if voice.language == "zh" else organ.name_en
    return voice.say("routing.unit", organ=place, function=branch)


def _asked_for(voice: Voice, one: Figure) -> str:
    """What a condition asks for, in a few words."""
    if one.is_sum:
        return one.needed
    if one.is_circumstance:
        return one.measure
    if one.is_option:
        chosen = (one.found if one.verdict == Verdict.MET else None) or one.needed
        return voice.say("findings.chosen", measure=one.measure, needed=chosen)
    return voice.say("findings.named", measure=one.measure, needed=one.needed)


def _place(voice: Voice, place: str) -> str:
    """Articles such as "arts. 87, 88(2)" as the language says them; anything else as it stands."""
    read = ARTICLES.fullmatch(place)
    if not read:
        return place
    found = [one.groups() for one in map(ARTICLE.fullmatch, read[1].split(", ")) if one]
    named = [voice.say("findings.article", number=number, item=item) for number, item in found]
    return voice.say("phrases.comma").join(named)
