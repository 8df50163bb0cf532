"""What a member takes along of a case, at either door: a PDF with their name on every page, and a line on record."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from cases.people import CaseNotFound
from handlers.door import Voice
from handlers.said.dossier_paper import Whole, dossier_sheet
from handlers.said.links import look_further
from handlers.said.minutes import NoMinutesYet, may_be_written, minutes_sheet
from handlers.said.paper import Sheet, as_pdf
from handlers.said.summary import Near
from storage.cases import case_for_member
from storage.consulting import Council, councils_of, tasks_of
from storage.dossiers import Dossier, open_dossier
from storage.looks import note_look, note_looks
from storage.materials import checklist_of
from storage.tables import Case, Member, Seen
from storage.team import name_of, team_of
from storage.tracks import tracks_of


@dataclass(frozen=True)
class Taken:
    """A file as it is handed out."""

    name: str
    content: bytes


async def take_dossier(voice: Voice, member: Member, number: str, door: str) -> Taken:
    """Everything of the case that this member may read. Raises CaseNotFound and KeyLost."""
    async with voice.door.database.reading() as session:
        case = await case_for_member(session, number, member)
        dossier = await open_dossier(session, case)
        near = await near_of(session, voice, dossier, member)
        whole = Whole(dossier, near, await councils_of(session, case), await tasks_of(session, case), member)
        reader = name_of(session, member)
    database, now = voice.door.database, voice.door.clock()
    await note_look(database, case, member, Seen.DOSSIER, door, now)
    linked = [one.case for one in (*near.linked.cases, *near.linked.likely)]
    await note_looks(database, linked, member, Seen.NAMED, door, now, about=case.id)  # they leave the house with it
    return await _taken(voice, dossier_sheet(voice, whole), reader)


async def take_minutes(voice: Voice, member: Member, number: str, door: str, council: UUID | None = None) -> Taken:
    """Of that consultation, or of the last one of which there are any. Raises CaseNotFound, and NoMinutesYet."""
    async with voice.door.database.reading() as session:
        case = await case_for_member(session, number, member)
        found = _wanted(await councils_of(session, case), council)
        dossier, tasks = await open_dossier(session, case), await tasks_of(session, case)
        sheet, reader = minutes_sheet(voice, dossier, found, tasks, await team_of(session)), name_of(session, member)
    await note_look(voice.door.database, case, member, Seen.MINUTES, door, voice.door.clock(), about=found.row.id)
    return await _taken(voice, sheet, reader)


async def near_of(session: AsyncSession, voice: Voice, dossier: Dossier, member: Member) -> Near:
    """What a summary tells beside the dossier, read."""
    case: Case = dossier.case
    return Near(
        await checklist_of(session, voice.door.law, dossier),
        await look_further(session, voice, case, member.district),
        await tracks_of(session, case.id),
    )


def _wanted(councils: list[Council], wanted: UUID | None) -> Council:
    """The newest first, as they are read."""
    for one in councils:
        if may_be_written(one) and wanted in {None, one.row.id}:
            return one
    raise CaseNotFound if wanted else NoMinutesYet


async def _taken(voice: Voice, sheet: Sheet, reader: str) -> Taken:
    return Taken(f"{sheet.name}-{sheet.number}.pdf", await as_pdf(voice, sheet, reader))
