"""The unit's own files of the law at a start: which count, and who hears of those that do not."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from actions.tell import tell_leads
from bot.saying import notice, phrase
from bot.settings import Settings
from cases.law.added import ours_instead
from cases.law.reading import BadLaw, files_in
from cases.messages import Kind
from handlers.door import Door
from storage.database import Database
from storage.law_files import Doubt, Judged, fingerprint, judge


def judged(settings: Settings, database: Database) -> Judged:
    """What lies in the folder now; raises OSError where it cannot be read."""
    return judge(files_in(settings.own_law), database.accepted_law)


def named(language: str, doubts: dict[str, Doubt]) -> str:
    """Each with why it does not count."""
    return ", ".join(f"{name} ({phrase(language, f'law.{doubt}')})" for name, doubt in doubts.items())


def say_doubts(settings: Settings, database: Database) -> None:
    """To who starts us; and where a file that counts is older than a table of ours."""
    found = judged(settings, database)
    if found.doubts:
        notice(settings.language, "law.not_used", names=named(settings.language, dict(found.doubts)))
    for facts in older_tables(settings, found):
        notice(settings.language, "law.ours_instead", **facts)


def older_tables(settings: Settings, found: Judged) -> list[dict[str, Any]]:
    """What the unit's files lack, and which lines of ours count instead; of a file that cannot be read others tell."""
    with suppress(BadLaw):
        return [vars(one) | {"own": settings.own_law} for one in ours_instead(found.used)]
    return []


async def tell_doubts(settings: Settings, door: Door) -> None:
    """To the leads, once for each state of the folder."""
    there, known = files_in(settings.own_law), door.database.accepted_law
    if doubts := judge(there, known).doubts:
        state = ";".join(f"{name}:{fingerprint(there.get(name, b''))}" for name in doubts)
        async with door.database.writing() as session:
            await tell_leads(session, Kind.LAW_NOT_USED, door.clock(), fingerprint(state.encode())[:16])
