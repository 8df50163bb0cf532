"""The ledger of a case in chat: what its reporter hears next, what went before, and what can be done with it."""

from __future__ import annotations

from cases.verbs import PLANNING, possible
from handlers.chat import in_rows, keyboard
from handlers.desk.card import DOOR, Pressing
from handlers.said.ledger import ledger_of
from storage.cases import case_for_member, chair_of
from storage.ledger import kept_of
from storage.looks import note_look
from storage.planned import planned_for
from storage.tables import Seen

MOST = 10  # of what went before; the console has all


async def show_ledger(pressing: Pressing) -> None:
    """As a message of its own. Raises CaseNotFound."""
    door, voice = pressing.door, pressing.voice
    async with door.database.reading() as session:
        case = await case_for_member(session, pressing.number, pressing.member)
        ledger = ledger_of(voice, case, await kept_of(session, case), pressing.now)
        may_change = bool(await planned_for(session, case))
    await note_look(door.database, case, pressing.member, Seen.CASE, DOOR, pressing.now)
    theirs = [one for one in ledger.past if one.to_reporter]
    text = voice.chat(
        "desk/ledger", case=case, coming=ledger.coming, past=theirs[:MOST], more=len(theirs) > MOST, now=pressing.now
    )
    verbs = [one for one in possible(chair_of(case, pressing.member)) if one in PLANNING] if may_change else []
    await pressing.message.answer(text, reply_markup=keyboard(*in_rows([pressing.button(one) for one in verbs])))
