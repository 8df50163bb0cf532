"""What the command palette offers a member: pages, cases, the verbs of the open case, each with what it is found by."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from cases.people import CaseNotFound
from cases.pinyin import initials
from cases.verbs import RULES, Takes, Verb, possible
from handlers.door import Voice
from handlers.said.cases import company_name, verb_label
from storage.cases import case_for_member, chair_of
from storage.queue import View, companies_of, queue
from storage.tables import Case, Member
from templates.rendering import LANGUAGES

# One key per verb, pressed outside of a field; j, k and x belong to the queue, / and ? to the palette and its help.
KEYS = {
    Verb.TAKE: "t",
    Verb.ANSWER: "r",
    Verb.ASK: "q",
    Verb.NOTE: "n",
    Verb.REVISE: "v",
    Verb.HAND_OVER: "h",
    Verb.RETURN: "b",
    Verb.CLOSE: "e",
    Verb.REOPEN: "o",
    Verb.ASK_MATERIALS: "m",
    Verb.RECLASSIFY: "f",
    Verb.SET_URGENCY: "u",
    Verb.CONVENE: "c",
    Verb.GIVE_OPINION: "y",
    Verb.ADD_MEASURE: "s",
    Verb.LINK: "l",
    Verb.NO_REPLY: "z",
    Verb.TAKE_OVER: "g",
}
BOARD, SEARCH = "board", "#search-words"  # a place to go to, and one on every page
MOST = 40  # cases of each view; all others are found by searching


@dataclass(frozen=True)
class Offer:
    """One line: what it says, by what it is found, and where it leads or which verb it is."""

    label: str
    found_by: str
    kind: str  # page, verb or case
    hint: str = ""
    href: str = ""
    verb: str = ""
    key: str = ""


async def offers(session: AsyncSession, voice: Voice, member: Member, pages: Iterable[str], number: str) -> list[Offer]:
    """The verbs of the open case first, if it is one that they may see; then cases, then pages."""
    shows = voice.door.words.names("console.shows")
    return [
        *await _verbs(session, voice, member, number),
        *await _cases(session, voice, member),
        *(_page(voice, f"console.shows.{show}", f"/console?show={show}") for show in shows),
        *(_page(voice, f"console.pages.{name}", f"/console/{name}") for name in (BOARD, *pages)),
        _page(voice, "console.pages.search", SEARCH),
    ]


async def _verbs(session: AsyncSession, voice: Voice, member: Member, number: str) -> list[Offer]:
    try:
        case = await case_for_member(session, number, member)
    except CaseNotFound:
        return []
    verbs = [one for one in possible(chair_of(case, member)) if RULES[one].takes is not Takes.RECORD]
    return [
        Offer(
            verb_label(voice, verb),
            _found_by(voice, lambda one, verb=verb: verb_label(one, verb)),  # type: ignore[misc]
            "verb",
            verb=verb.value,
            key=KEYS.get(verb, ""),
        )
        for verb in verbs
    ]


async def _cases(session: AsyncSession, voice: Voice, member: Member) -> list[Offer]:
    """One's own, then those that wait: by number, company and its initials."""
    found: dict[str, Case] = {}
    for show in ("mine", "waiting"):
        found |= {one.number: one for one in await queue(session, member, View(show), limit=MOST)}
    names = await companies_of(session, list(found.values()))
    return [_case(case, company_name(voice, names[case.id])) for case in found.values()]


def _case(case: Case, company: str) -> Offer:
    by = f"{case.number} {company} {initials(company)}".lower()
    return Offer(company, by, "case", hint=case.number, href=f"/console/cases/{case.number}")


def _page(voice: Voice, path: str, href: str) -> Offer:
    return Offer(voice.say(path), _found_by(voice, lambda one: one.say(path)), "page", href=href)


def _found_by(voice: Voice, words: Callable[[Voice], str]) -> str:
    """The words of every language, and the initials of the Chinese."""
    said = [words(Voice(voice.door, language)) for language in LANGUAGES]
    return " ".join([*said, initials(said[0])]).lower()
