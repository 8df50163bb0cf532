"""The plan of what is said later: read, previewed and changed by leads, with every change there was and a way back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from starlette.datastructures import FormData
from starlette.responses import Response

from actions.plan import LONGEST_WHY, change_plan, go_back_to
from cases.errors import CaseError
from cases.law.plans import Plans
from cases.people import CaseNotFound, NotAllowed
from cases.plan_changes import Change, Time, changed, check_times, rows_of
from cases.plan_texts import LONGEST, TEXTS, read_plan_text
from cases.verbs import Verb, check_may
from handlers.console.guard import Here, MembersForm, SignedIn, said
from handlers.console.parts import Console, Page, Visitor, page
from handlers.door import Voice
from handlers.outside import read_number
from handlers.said.errors import error_words
from handlers.said.plan_page import field_ids, history_of, rows_said, texts_said, units_said
from storage.plans import newest_number
from templates.rendering import LANGUAGES

PLAN = Page("plan", Verb.MANAGE_PLAN)
MOST = 600_000  # minutes of a year, and more


@dataclass(frozen=True)
class Typed:
    """What a form said, for the page that keeps it."""

    times: dict[str, tuple[str, str, str]]
    texts: dict[str, dict[str, str]]
    why: str


def plan_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console", route_class=route)
    router.get("/plan")(plan_page)
    router.post("/plan/preview")(preview)
    router.post("/plan/back")(back)
    router.post("/plan")(change)
    return router


async def plan_page(console: Here, visitor: SignedIn) -> Response:
    """Raises NotAllowed for everybody but leads."""
    return await _show(console, visitor)


async def preview(console: Here, visitor: SignedIn, form: MembersForm) -> Response:
    """What would be sent with what was typed; nothing is saved."""
    check_may(visitor.member.role, Verb.MANAGE_PLAN)
    files, typed = console.door.standing.files.plans, _typed(console, form)
    try:
        wanted = _change(visitor.voice, files, typed)
        check_times(files, wanted)
    except CaseError as error:
        return await _refused(console, visitor, error, typed)
    return await _show(console, visitor, typed=typed, plans=changed(files, wanted)[0], is_preview=True)


async def change(console: Here, visitor: SignedIn, form: MembersForm) -> Response:
    """What cannot be saved is said with its line; the page keeps what was typed. Raises NotAllowed."""
    check_may(visitor.member.role, Verb.MANAGE_PLAN)
    door, typed = console.door, _typed(console, form)
    files, seen = door.standing.files.plans, read_number(said(form, "seen"))
    try:
        wanted = _change(visitor.voice, files, typed)
        async with door.database.writing() as session:
            hand = door.hand(session, member=visitor.member)
            await change_plan(hand, files, wanted, typed.why, seen=-1 if seen is None else seen)
    except NotAllowed:
        raise
    except CaseError as error:
        return await _refused(console, visitor, error, typed)
    return await _changed(console)


async def back(console: Here, visitor: SignedIn, form: MembersForm) -> Response:
    """To an earlier version, which becomes the newest. Raises NotAllowed, and CaseNotFound for none of ours."""
    door, seen, to = console.door, read_number(said(form, "seen")), read_number(said(form, "to"), most=2**31 - 1)
    if to is None:
        raise CaseNotFound
    try:
        async with door.database.writing() as session:
            hand, files = door.hand(session, member=visitor.member), door.standing.files.plans
            await go_back_to(hand, files, to, said(form, "why"), seen=-1 if seen is None else seen)
    except (NotAllowed, CaseNotFound):
        raise
    except CaseError as error:
        return await _refused(console, visitor, error, None)
    return await _changed(console)


async def _changed(console: Console) -> Response:
    """From the next message on this process says what is new; others see it before theirs."""
    async with console.door.database.reading() as session:
        await console.door.standing.look(session)
    return RedirectResponse(f"{PLAN.path}#history", 303)


def _typed(console: Console, form: FormData) -> Typed:
    rows = dict(rows_of(console.door.standing.files.plans))
    times = {name: (said(form, f"{name}.count"), said(form, f"{name}.unit"), said(form, f"{name}.at")) for name in rows}
    texts = {kind.value: {one: said(form, f"{kind}.{one}").strip() for one in LANGUAGES} for kind in TEXTS}
    return Typed(times, texts, said(form, "why"))


def _change(voice: Voice, files: Plans, typed: Typed) -> Change:
    """What differs from the files. Raises BadPlanText, and NotUnderstood for a text that is too long."""
    names = field_ids(voice)
    times = {name: _time(one) for name, one in typed.times.items()}
    texts = {
        kind: {one: read_plan_text(kind, one, text, names) for one, text in typed.texts[kind].items() if text}
        for kind in TEXTS
    }
    ours = {name: Time.of(row.when) for name, row in rows_of(files)}
    return Change(
        {name: one for name, one in times.items() if one != ours[name]},
        {kind: one for kind, one in texts.items() if one},
    )


def _time(typed: tuple[str, str, str]) -> Time:
    """A number that is none counts as zero, which no row can wait."""
    count, unit, at = typed
    clock = at.strip().replace("：", ":")
    return Time(read_number(count.strip(), most=MOST) or 0, unit, f"0{clock}" if len(clock) == len("9:30") else clock)


async def _refused(console: Console, visitor: Visitor, error: CaseError, typed: Typed | None) -> Response:
    return await _show(console, visitor, 422, trouble=error_words(visitor.voice, error, to="desk"), typed=typed)


async def _show(
    console: Console, visitor: Visitor, status: int = 200, *, plans: Plans | None = None, **facts: Any
) -> Response:
    check_may(visitor.member.role, Verb.MANAGE_PLAN)
    standing, voice = console.door.standing, visitor.voice
    async with console.door.database.reading() as session:
        await standing.look(session)
        history = await history_of(session, voice)
        seen = await newest_number(session)
    shown = plans or standing.law.plans
    return page(
        console,
        visitor,
        "plan",
        status,
        rows=rows_said(voice, standing.files.plans, shown),
        texts=texts_said(voice, shown),
        history=history,
        seen=seen,
        stands=standing.version.number,
        lost=len(standing.lost),
        units=units_said(voice),
        languages=[(one, voice.say(f"plan.languages.{one}")) for one in LANGUAGES],
        longest=LONGEST,
        longest_why=LONGEST_WHY,
        here=PLAN.path,
        **{"trouble": "", "typed": None, "is_preview": False, **facts},
    )
