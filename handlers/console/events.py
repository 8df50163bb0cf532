"""The stream of news behind an open page (server-sent events). It carries numbers of cases and counts, nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import StreamingResponse
from fastapi.routing import APIRoute
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.responses import Response

from cases.people import may_see
from handlers.console.guard import Here, SignedIn, find_visitor
from handlers.console.parts import Console
from handlers.site import HEARTBEAT, RETRY, STREAM, event
from storage.queue import counts
from storage.tables import Case, Member

STILL_HERE = ": still here\n\n"


def events_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console", route_class=route)
    router.get("/events")(events)
    return router


async def events(console: Here, visitor: SignedIn) -> Response:
    """`queue` when the queue changed, `case:<number>` for each case that did, `signed-out` when the session is over."""
    return StreamingResponse(_news(console, visitor.cookie), media_type="text/event-stream", headers=STREAM)


async def _news(console: Console, cookie: str) -> AsyncIterator[str]:
    with console.live.subscribe() as subscription:
        yield RETRY
        while True:
            changed = await subscription.changed(HEARTBEAT)
            if subscription.is_over:
                return
            visitor = await find_visitor(console, cookie)
            if visitor is None:
                yield event("signed-out", "")
                return
            async with console.door.database.reading() as session:
                news = await _what_they_may_know(session, visitor.member, changed)
            yield "".join(news) or STILL_HERE


async def _what_they_may_know(session: AsyncSession, member: Member, changed: set[str]) -> list[str]:
    if not changed:
        return []
    query = select(Case.number, Case.district).where(col(Case.id).in_([UUID(case) for case in changed]))
    numbers = [number for number, district in (await session.exec(query)).all() if may_see(member.district, district)]
    if not numbers:
        return []
    waiting = (await counts(session, member))["waiting"]
    return [
        event("queue", {"numbers": numbers, "waiting": waiting}),
        *(event(f"case:{number}", "") for number in numbers),
    ]
