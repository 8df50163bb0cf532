"""The console: the team's web tool under /console. Its pages work without a script; htmx makes them live."""

from __future__ import annotations

from fastapi import APIRouter

from handlers.console.alarms import alarms_router
from handlers.console.attaching import attaching_router
from handlers.console.board import board_router
from handlers.console.bulk import bulk_router
from handlers.console.canned import CANNED, canned_router
from handlers.console.case import case_router
from handlers.console.certificates import certificates_router
from handlers.console.code import code_router
from handlers.console.events import events_router
from handlers.console.factor import FACTOR_PAGE, factor_router
from handlers.console.files import files_router
from handlers.console.filters import filters_router
from handlers.console.graph import graph_router
from handlers.console.guard import guarded_route
from handlers.console.live import Live
from handlers.console.meaningless import meaningless_router
from handlers.console.members import ABSENCE, members_router
from handlers.console.missing import missing_router
from handlers.console.moves import moves_router
from handlers.console.my_work import MY_WORK, my_work_router
from handlers.console.own_chat import own_chat_router
from handlers.console.palette import palette_router
from handlers.console.papers import papers_router
from handlers.console.parts import Console
from handlers.console.plan import plan_router
from handlers.console.presence import presence_router
from handlers.console.preview import preview_router
from handlers.console.promises import promises_router
from handlers.console.queue import queue_router
from handlers.console.search import search_router
from handlers.console.series import SERIES, series_router
from handlers.console.sessions import sessions_router
from handlers.console.signing_in import signing_in_router
from handlers.console.special_team import special_router
from handlers.console.team import TEAM, team_router
from handlers.console.unsent import unsent_router
from handlers.console.verbs import verbs_router
from handlers.door import Door
from handlers.site import take_in

__all__ = ["Live", "console_router"]

PAGES = (
    (MY_WORK, my_work_router),
    (SERIES, series_router),
    (TEAM, team_router),
    (CANNED, canned_router),
    (ABSENCE, members_router),
    (FACTOR_PAGE, factor_router),
)  # what the header leads to, in its order
PARTS = (
    signing_in_router,
    code_router,
    own_chat_router,
    sessions_router,
    queue_router,
    board_router,
    bulk_router,
    filters_router,
    events_router,
    files_router,
    papers_router,
    case_router,
    graph_router,
    special_router,
    meaningless_router,
    certificates_router,
    promises_router,
    plan_router,
    alarms_router,
    attaching_router,
    palette_router,
    presence_router,
    preview_router,
    unsent_router,
    verbs_router,  # any other post to a case is a verb
    moves_router,
    search_router,
)


def console_router(door: Door, live: Live) -> APIRouter:
    """Everything under /console. Call `live.close()` before the server stops, or it waits for open pages."""
    route = guarded_route(Console(door, live, tuple(one for one, _ in PAGES)))
    router = APIRouter(include_in_schema=False)
    makers = (*PARTS, *(make for _, make in PAGES), missing_router)  # the last answers every other address
    take_in(router, *(make(route) for make in makers))
    return router
