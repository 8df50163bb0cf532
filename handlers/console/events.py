"""The stream of news behind an open page (server-sent events). It carries numbers of cases and counts, nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header
from fastapi.responses import StreamingResponse
from fastapi.routing import APIRoute
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.responses import Response

from handlers.console.guard import Here, SignedIn, find_visitor
from handlers.console.parts import Console, Visitor
from handlers.site import HEARTBEAT, PAUSED, RETRY, STREAM, event
from handlers.streams import OF_A_MEMBER, Stream
from storage.queue import counts
from storage.sight import seen_by
from storage.tables import Case, Member

STILL_HERE = ": still here\n\n"
LOOKS_EVERY = 5.0  # seconds: who was taken out is told by then, also where nothing else happens


def events_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console", route_class=route)
    router.get("/events")(events)
    return router


async def events(
    console: Here,
    visitor: SignedIn,
    since: str = "",
    last_event_id: Annotated[str | None, Header()] = None,
) -> Response:
    """What an open page is told.

    `queue` when the queue changed, `case:<number>` for each case that did, `at:<number>` when others came to it or
    began to write, `signed-out` when the session is over. It begins where the page was made (`since`), not where the
    browser came to listen: what happened in between would else be shown a minute late. A browser that connects again
    says what it heard last (`Last-Event-ID`).
    """
    news = _news(console, visitor, last_event_id or since)
    return StreamingResponse(news, media_type="text/event-stream", headers=STREAM)


async def _news(console: Console, visitor: Visitor, since: str) -> AsyncIterator[str]:
    cookie, holder = visitor.cookie, f"member {visitor.member.id}"
    with (
        console.live.subscribe(since) as subscription,
        console.live.streams.open(Stream(holder, OF_A_MEMBER, None, subscription.pause)),
    ):
        yield RETRY
        silent = 0.0
        while True:
            changed = await subscription.changed(LOOKS_EVERY)
            silent += LOOKS_EVERY
            place = console.live.place(subscription.position)
            if subscription.is_over:
                yield PAUSED if subscription.is_paused else ""
                return
            still = await find_visitor(console, cookie)
            if still is None:
                yield event("signed-out", "")
                return
            async with console.door.database.reading() as session:
                news = await _what_they_may_know(session, still.member, changed, place)
                news += await _who_came(session, still.member, subscription.attended())
            if news or silent >= HEARTBEAT:
                silent = 0.0
                yield "".join(news) or STILL_HERE


async def _what_they_may_know(session: AsyncSession, member: Member, changed: set[str], place: str) -> list[str]:
    if not changed:
        return []
    numbers = await _numbers(session, member, changed)
    if not numbers:
        return []
    count = await counts(session, member)
    return [
        event("queue", {"numbers": numbers, "waiting": count["waiting"], "asked": count["asked"]}, place),
        *(event(f"case:{number}", "") for number in numbers),
    ]


async def _who_came(session: AsyncSession, member: Member, attended: set[str]) -> list[str]:
    return [event(f"at:{number}", "") for number in await _numbers(session, member, attended)] if attended else []


async def _numbers(session: AsyncSession, member: Member, cases: set[str]) -> list[str]:
    """Of the cases that this member may know of."""
    query = select(Case.number).where(col(Case.id).in_([UUID(case) for case in cases]), seen_by(member))
    return list((await session.exec(query)).all())
