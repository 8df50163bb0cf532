"""The special team of a case in chat: what it is for, who is on it, its cases as buttons, the end of its channel."""

from __future__ import annotations

import structlog

from cases.special_teams import NotOnTeam
from handlers.chat import keyboard
from handlers.desk.card import Pressing, desk_button
from handlers.said.cases import company_name, short_name
from handlers.said.errors import error_words
from storage.cases import case_for_member
from storage.queue import companies_of
from storage.sight import sees
from storage.special_teams import cases_of_team, notes_of, special_for

log = structlog.get_logger()

MOST_LISTED, MOST_READ = 20, 6  # cases and notes in one message; the console has them all


async def show_special_team(pressing: Pressing) -> None:
    """As a message of its own, for the team and leads; to others, that it is for them. Raises CaseNotFound."""
    door, voice, member = pressing.door, pressing.voice, pressing.member
    async with door.database.reading() as session:
        case = await case_for_member(session, pressing.number, member)
        special = await special_for(session, member, case.team_id)
        if special is None:
            await pressing.message.answer(error_words(voice, NotOnTeam(), to="desk"))
            return
        cases = [one for one in await cases_of_team(session, special.row.id) if sees(member, one)][:MOST_LISTED]
        names, notes = await companies_of(session, cases), await notes_of(session, special.row.id, MOST_READ)
    log.info("special team opened", team=str(special.row.id), member=str(member.id))
    companies = {case_id: company_name(voice, name) for case_id, name in names.items()}
    facts = {"special": special, "cases": cases, "notes": notes, "address": door.address, "now": door.clock()}
    text = voice.chat("desk/special_team", companies=companies, **facts)
    rows = [
        [desk_button(voice, "dossier", one.number, label=short_name(voice, one, companies[one.id]))] for one in cases
    ]
    done = [pressing.button(verb) for verb in ("team_note", "team_report")]
    await pressing.message.answer(text, reply_markup=keyboard(*rows, done))
