"""The series of a case in chat: its cases with their sums, each a button, and what they share."""

from __future__ import annotations

import structlog

from cases.together import NotInSeries
from handlers.chat import keyboard
from handlers.desk.card import DOOR, Pressing, desk_button
from handlers.said.cases import company_name, short_name
from handlers.said.errors import error_words
from storage.cases import case_for_member
from storage.looks import note_looks
from storage.queue import companies_of
from storage.series import cases_of_series, scheme_for
from storage.shared import shared_among
from storage.tables import Seen
from storage.team import team_of

log = structlog.get_logger()

MOST_LISTED, MOST_SHARED = 20, 10  # cases, and things they share, in one message; the console has them all


async def show_series(pressing: Pressing) -> None:
    """As a message of its own; below an old message, that there is none any more. Raises CaseNotFound."""
    door, voice, member = pressing.door, pressing.voice, pressing.member
    async with door.database.reading() as session:
        case = await case_for_member(session, pressing.number, member)
        scheme = await scheme_for(session, member, case.series_id)
        if scheme is None:
            await pressing.message.answer(error_words(voice, NotInSeries(), to="desk"))
            return
        cases = await cases_of_series(session, member, scheme.row.id)
        names, team = await companies_of(session, cases), await team_of(session)
        shared = await shared_among(session, cases, pressing.member)
    read = {id_ for one in shared[:MOST_SHARED] for id_ in one.places}
    opened = [one for one in cases if one.id in read]
    await note_looks(door.database, opened, member, Seen.SERIES, DOOR, pressing.now, about=scheme.row.id)
    log.info("series opened", series=str(scheme.row.id), member=str(member.id), cases=len(cases))
    companies = {case_id: company_name(voice, name) for case_id, name in names.items()}
    losses = [one.loss_fen for one in cases if one.loss_fen is not None]
    text = voice.chat(
        "desk/series",
        scheme=scheme,
        cases=cases,
        shown=cases[:MOST_LISTED],
        companies=companies,
        holders={one.id: team.name(one.holder_id) for one in cases},
        loss=sum(losses),
        unknown=len(cases) - len(losses),
        shared=shared[:MOST_SHARED],
        is_cut=len(cases) > MOST_LISTED or len(shared) > MOST_SHARED,
        address=door.address,
        now=door.clock(),
    )
    rows = [
        [desk_button(voice, "dossier", one.number, label=short_name(voice, one, companies[one.id]))]
        for one in cases[:MOST_LISTED]
    ]
    await pressing.message.answer(text, reply_markup=keyboard(*rows))
