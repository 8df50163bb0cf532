"""Reporters whom no message reaches, and by what else they may be: as they told us."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.door import Voice
from handlers.said.answers import answer_words, step_label
from handlers.said.cases import company_name
from storage.colleagues import known_of
from storage.drafts import open_told
from storage.keys import KeyLost
from storage.queue import companies_of
from storage.tables import Case, Member
from storage.team import team_of
from storage.unreachable import unreachable_for

CONTACTS = ("contact_name", "contact_phone", "other_contact")


@dataclass(frozen=True)
class Unreachable:
    """One case. `contacts` are what was told, with the name of each question, and the colleagues who hear of it."""

    case: Case
    company: str
    holder: str
    since: datetime
    contacts: list[tuple[str, str]]


async def look_at_unreachable(session: AsyncSession, voice: Voice, member: Member, limit: int) -> list[Unreachable]:
    """Who waits longest first."""
    found = await unreachable_for(session, member, limit)
    names, team = await companies_of(session, [case for case, _ in found]), await team_of(session)
    return [
        Unreachable(
            case,
            company_name(voice, names[case.id]),
            team.name(case.holder_id),
            since,
            await _contacts(session, voice, case),
        )
        for case, since in found
    ]


async def _contacts(session: AsyncSession, voice: Voice, case: Case) -> list[tuple[str, str]]:
    """Nothing of a report whose key is gone."""
    try:
        told = await open_told(session, case.key_id, case.id, case.sealed_answers)
    except KeyLost:
        return []
    steps = ((step, answer) for step, answer in voice.door.questionnaire.way(told.answers) if step.id in CONTACTS)
    said = [(step_label(voice, step), answer_words(voice, step, answer)) for step, answer in steps]
    beside = [one for one in await known_of(session, case, voice.door.clock()) if one.is_in and not one.has_case]
    said += [
        (voice.say(f"colleagues.posts.{one.post}"), one.name)
        for one in beside
        if one.chat and not one.chat.unreachable_at
    ]
    return [(label, words) for label, words in said if words]
