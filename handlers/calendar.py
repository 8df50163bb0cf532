"""The coming dates of a case as a calendar reads them: as a file, and at an address of its own.

Whoever keeps somebody's calendar reads it: it says the number and that there is something to look at, the same of
each date, and never a link.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid5

from fastapi import APIRouter
from icalendar import Calendar, Event
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from handlers.counting import Counter, Rate
from handlers.door import Door, Voice
from handlers.site import address_of
from storage.calendars import case_of_calendar, coming_dates
from storage.tables import Case

LASTS = timedelta(minutes=15)
EVERY = timedelta(hours=1)  # what a calendar is asked to do; most ask more seldom
TYPE = "text/calendar; charset=utf-8"
RATE = Rate(60, timedelta(minutes=10))  # of one address, whatever it asks for
HEADERS = {"Cache-Control": "no-store"}


def calendar_router(door: Door) -> APIRouter:
    router, counter = APIRouter(include_in_schema=False), Counter(RATE, "calendars", door.database)

    @router.get("/calendar/{secret}.ics")
    async def dates(secret: str, request: Request) -> Response:
        """Missing, ended and watched are answered alike."""
        if not counter.allows(address_of(request)):
            return PlainTextResponse("", 429, headers=HEADERS | {"Retry-After": "600"})
        async with door.database.reading() as session:
            found = await case_of_calendar(session, secret)
            if found is None:
                return PlainTextResponse("", 404, headers=HEADERS)
            case, chat = found
            content = await calendar_of(session, Voice(door, chat.language or door.language), case)
        return Response(content, headers=HEADERS, media_type=TYPE)

    return router


async def calendar_of(session: AsyncSession, voice: Voice, case: Case) -> bytes:
    """What is to come, of one case."""
    found = Calendar()
    found.add("prodid", "-//green-channel//calendar//")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("refresh-interval", EVERY, parameters={"VALUE": "DURATION"})
    for name, at in await coming_dates(session, voice.door.law, case, voice.door.clock()):
        found.add_component(_date(voice, case, name, at))
    return bytes(found.to_ical())


def _date(voice: Voice, case: Case, name: str, at: datetime) -> Event:
    one = Event()
    one.add("uid", str(uuid5(case.id, name)))
    one.add("dtstamp", voice.door.clock())
    one.add("summary", voice.say("calendar.summary", number=case.number))
    one.add("dtstart", at - LASTS)  # it is over by the time that was promised
    one.add("dtend", at)
    one.add("transp", "TRANSPARENT")
    one.add("class", "PRIVATE")
    return one
