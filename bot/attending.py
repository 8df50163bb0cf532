"""What time does to the team: absences begin and end, nobody's cases go back to the queue, special teams are asked.

All of it is rows.
"""

from __future__ import annotations

from uuid import UUID

from actions.absence import go_through
from actions.destroying import drop_lapsed, go_on_with
from actions.leaving import take_back_left_behind
from actions.retention import over_due, tell_of
from actions.special_team import ask_for_report
from actions.tell import tell_leads
from bot.store import watch_disk
from cases.law.holidays import years_missing
from cases.messages import Kind
from handlers.door import Door
from storage.absences import absence_by_id, due_absences
from storage.forgettings import confirmed
from storage.special_teams import due_reports
from storage.sure import doubt, is_sure
from storage.workload import left_behind


async def attend(door: Door) -> None:
    """Until nothing is left to do, in transactions of a bounded size; where there is nothing, nothing is written."""
    async with door.database.reading() as session:
        more, due = bool(await left_behind(session)), await due_absences(session, door.clock())
        unreported = await due_reports(session, door.clock())
        await door.standing.look(session)
    await watch_disk(door)
    await miss_rows(door)
    while more:
        async with door.database.writing() as session:
            more = await take_back_left_behind(door.hand(session))
    for absence_id in due:
        await _go_through(door, absence_id)
    for team_id in unreported:
        async with door.database.writing() as session:
            await ask_for_report(door.hand(session), team_id)


async def believes_the_clock(door: Door) -> bool:
    """Whether what is old by it may be destroyed; of a doubt the leads hear once."""
    async with door.database.writing() as session:
        if await is_sure(session, door.clock()):
            return True
        if found := await doubt(session):
            await tell_leads(session, Kind.CLOCK_JUMPED, door.clock(), f"{found.doubted_from:%y%m%d}")
        return False


async def keep_in_time(door: Door) -> None:
    """What two leads were to decide and did not is dropped, what they decided is done when its day has come.

    Of what is kept long enough, leads are told.
    """
    await miss_notices(door)
    async with door.database.writing() as session:
        await drop_lapsed(door.hand(session))
    async with door.database.reading() as session:
        decided = await confirmed(session)
    for of_case in decided:
        async with door.database.writing() as session:
            await go_on_with(door.hand(session), of_case)
    async with door.database.reading() as session:
        due = await over_due(session, door.law, door.clock())
    for case_id in due:
        async with door.database.writing() as session:
            await tell_of(door.hand(session), case_id)


async def miss_rows(door: Door) -> None:
    """Leads hear once of what of their change of the plan does not go with its file, or may not be said, any more."""
    if door.standing.lost and door.standing.version.number != door.standing.told:
        async with door.database.writing() as session:
            await tell_leads(session, Kind.PLAN_NOT_WHOLE, door.clock(), str(door.standing.version.number))
        door.standing.told = door.standing.version.number


async def miss_notices(door: Door) -> None:
    """Leads hear once a week of a year whose holidays nobody knows: its deadlines are counted with weekends alone."""
    today = door.clock().astimezone(door.zone).date()
    for year in years_missing(door.law, today):
        async with door.database.writing() as session:
            await tell_leads(session, Kind.NOTICE_MISSING, door.clock(), f"{year}:{today:%G%V}", year=year)


async def _go_through(door: Door, absence_id: UUID) -> None:
    more = True
    while more:
        async with door.database.writing() as session:
            absence = await absence_by_id(session, absence_id, lock=True)  # another process may have been first
            more = absence is not None and await go_through(door.hand(session), absence)
