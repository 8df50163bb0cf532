"""The unit's own files of the law at a start: which count, and who hears of those that do not."""

from __future__ import annotations

from actions.tell import tell_leads
from bot.saying import notice, phrase
from bot.settings import Settings
from cases.law.reading import files_in
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
    """To who starts us."""
    if doubts := judged(settings, database).doubts:
        notice(settings.language, "law.not_used", names=named(settings.language, dict(doubts)))


async def tell_doubts(settings: Settings, door: Door) -> None:
    """To the leads, once for each state of the folder."""
    there, known = files_in(settings.own_law), door.database.accepted_law
    if doubts := judge(there, known).doubts:
        state = ";".join(f"{name}:{fingerprint(there.get(name, b''))}" for name in doubts)
        async with door.database.writing() as session:
            await tell_leads(session, Kind.LAW_NOT_USED, door.clock(), fingerprint(state.encode())[:16])
