"""For leads: how punctual a month was, down to each broken promise; and whom no message reaches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from actions.delivered import ON_TIME
from cases.verbs import Verb, check_may
from handlers.console.guard import Here, SignedIn
from handlers.console.parts import page
from handlers.door import Voice
from handlers.outside import read_day
from handlers.said.letter_facts import kind_name
from handlers.said.unreachable import look_at_unreachable
from storage.looks import note_looks
from storage.punctuality import ADMITS, broken_promises, missed_again, punctuality
from storage.tables import Case, Outgoing, Seen, Why
from storage.unreachable import MOST

PROMISES = "/console/promises"  # the team's page leads to it


@dataclass(frozen=True)
class Broken:
    """One promise: what was to come or be done, and why it did not."""

    number: str
    name: str
    due_at: datetime
    sent_at: datetime | None
    why: str
    again: int  # its new times that were missed too


def promises_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console", route_class=route)
    router.get("/promises")(promises)
    return router


async def promises(request: Request, console: Here, visitor: SignedIn) -> Response:
    """Of the month in the address, else of this one. Raises NotAllowed for everybody but leads."""
    check_may(visitor.member.role, Verb.MANAGE_TEAM)
    door, voice, now = console.door, visitor.voice, console.door.clock()
    begin = _begin(read_day(f"{request.query_params.get('month', '')}-01"), now.astimezone(door.zone))
    following = _following(begin)
    end = min(following, now - ON_TIME)
    async with door.database.reading() as session:
        figure = await punctuality(session, visitor.member, begin, end)
        broken = await broken_promises(session, visitor.member, begin, end)
        again = await missed_again(session, [row for row, _ in broken])
        unreachable = await look_at_unreachable(session, voice, visitor.member, MOST)
    cases = [one.case for one in unreachable]
    await note_looks(door.database, cases, visitor.member, Seen.CASE, "console", now)
    return page(
        console,
        visitor,
        "promises",
        figure=figure,
        broken=[_broken(voice, row, case, again[row.id]) for row, case in broken],
        unreachable=unreachable,
        month=f"{begin:%Y-%m}",
        before=f"{begin - timedelta(days=1):%Y-%m}",
        after=f"{following:%Y-%m}" if following <= now else "",
        here=PROMISES,
    )


def _begin(month: date | None, local: datetime) -> datetime:
    """The first moment of that month in the unit's zone; of this one where none is named, or one to come."""
    this = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    named = datetime.combine(month, time(), tzinfo=local.tzinfo) if month else None
    return named if named and named <= this else this


def _following(begin: datetime) -> datetime:
    return (begin + timedelta(days=32)).replace(day=1)


def _broken(voice: Voice, row: Outgoing, case: Case, again: int) -> Broken:
    left = row.why.value if row.why in set(Why) and row.kind not in ADMITS else row.kind.value
    why = left if row.sent_at else "refused"  # their words are ledger.broken
    return Broken(case.number, promised_words(voice, row), row.due_at, row.sent_at, why, again)


def promised_words(voice: Voice, row: Outgoing) -> str:
    """What was to come by then, as its reporter had been told."""
    path = f"ledger.promised.{row.kind}"
    return voice.say(path) if voice.has(path) else kind_name(voice, row.kind)
