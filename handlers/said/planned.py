"""What of the messages that wait for a reporter an officer may change, and how much later they may come."""

from __future__ import annotations

from sqlmodel.ext.asyncio.session import AsyncSession

from actions.tell import is_urgent_now
from cases.planned import laters
from handlers.door import Voice
from handlers.said.letter_facts import kind_name
from storage.planned import planned_for
from storage.tables import Case

Options = dict[str, str]  # label by value


async def planned_options(session: AsyncSession, voice: Voice, case: Case) -> Options:
    """When each comes and what it is, the next first."""
    rows = await planned_for(session, case)
    return {str(row.id): f"{voice.spoken.moment(row.due_at)} {kind_name(voice, row.kind)}" for row in rows}


def later_options(voice: Voice, case: Case) -> Options:
    found = laters(urgent=is_urgent_now(case, voice.door.clock()))
    return {one.value: voice.say(f"ledger.later.{one.value}") for one in found}
