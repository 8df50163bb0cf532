"""The answers a member can pick: the shipped ones as a lead left them, then the unit's own, filled in for one case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from cases.canned import FIELDS, NoSuchAnswer, by_names, fill
from handlers.door import Voice
from storage.canned import Kept, Words, kept_answers
from storage.dossiers import Dossier
from storage.tables import Case, Conversation, Member
from storage.team import name_of, team_of
from templates.rendering import LANGUAGES


@dataclass(frozen=True)
class Canned:
    """One answer in both languages; `by` and `at` are who changed it and when, if anybody did."""

    name: str
    words: Words
    is_off: bool = False
    is_shipped: bool = False
    by: str = ""
    at: datetime | None = None

    def title(self, language: str) -> str:
        return self.words["title"][language]


async def all_canned(session: AsyncSession, voice: Voice) -> list[Canned]:
    """Also those that nobody is offered."""
    kept, team = await kept_answers(session), await team_of(session)
    shipped = voice.door.words.names("canned.shipped")

    def as_left(one: Kept) -> Canned:
        by = team.name(one.changed_by)
        return Canned(one.name, one.words, one.is_off, one.name in shipped, by, one.changed_at)

    first = [as_left(kept[name]) if name in kept else _shipped(voice, name) for name in shipped]
    return first + [as_left(one) for name, one in kept.items() if name not in shipped]


async def offered_canned(session: AsyncSession, voice: Voice) -> list[tuple[str, str]]:
    """Names and titles of those that can be picked."""
    return [(one.name, one.title(voice.language)) for one in await all_canned(session, voice) if not one.is_off]


async def filled_canned(session: AsyncSession, voice: Voice, name: str, dossier: Dossier, member: Member) -> str:
    """The text for this case, in the language its reporter reads. Raises NoSuchAnswer and FieldMissing."""
    found = next((one for one in await all_canned(session, voice) if one.name == name and not one.is_off), None)
    if found is None:
        raise NoSuchAnswer
    theirs = await reporters_voice(session, voice, dossier.case)
    return fill(found.words["text"][theirs.language], _values(session, theirs, dossier, member))


async def reporters_voice(session: AsyncSession, voice: Voice, case: Case) -> Voice:
    """In the language their chat is in."""
    chat = await session.get(Conversation, case.conversation_id)
    return Voice(voice.door, (chat and chat.language) or voice.door.language)


def names_by_id(voice: Voice) -> dict[str, str]:
    return {field: voice.say(f"canned.fields.{field}") for field in FIELDS}


def ids_by_name(voice: Voice) -> dict[str, str]:
    """By the names in every language, because a lead may write one in a text of the other."""
    voices = [Voice(voice.door, language) for language in LANGUAGES]
    return {name.casefold(): field for one in voices for field, name in names_by_id(one).items()}


def shown(voice: Voice, canned: Canned) -> Words:
    """As a lead reads it: its fields by their names, in the language of each text."""
    names = {language: names_by_id(Voice(voice.door, language)) for language in LANGUAGES}
    return {
        part: {language: by_names(text, names[language]) for language, text in canned.words[part].items()}
        for part in canned.words
    }


def _shipped(voice: Voice, name: str) -> Canned:
    voices = {language: Voice(voice.door, language) for language in LANGUAGES}
    words = {
        part: {language: one.say(f"canned.shipped.{name}.{part}") for language, one in voices.items()}
        for part in ("title", "text")
    }
    return Canned(name, words, is_shipped=True)


def _values(session: AsyncSession, voice: Voice, dossier: Dossier, member: Member) -> dict[str, str]:
    case, now, spoken, common = dossier.case, voice.door.clock(), voice.spoken, voice.door.words.common
    reply_at = case.reply_due_at or (case.answer_due_at if case.holder_id is None else None)
    return {
        "company": dossier.company,
        "contact": dossier.contact,
        "number": case.number,
        "officer": name_of(session, member),
        "date": spoken.full_date(now.astimezone(voice.door.zone).date()),
        "reply_at": spoken.clock(reply_at, now) if reply_at and reply_at > now else "",
        "news_at": spoken.clock(case.news_due_at, now) if case.news_due_at else "",
        "unit": common.get("unit_name") or "",
        "phone": common.get("unit_phone") or "",
    }
