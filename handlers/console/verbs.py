"""What the team does with a case, from its page: each form is one verb in one transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from fastapi import APIRouter
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from actions.desk import (
    AlreadyTaken,
    NoSuchMember,
    NotYours,
    add_note,
    answer_reporter,
    ask_reporter,
    close_case,
    hand_over,
    return_case,
    take_case,
)
from actions.route import Classification, NothingChanged, reclassify
from cases.errors import CaseError, NotUnderstood
from cases.law import Law
from cases.people import CaseNotFound, Verb, may_see
from cases.tracks import CloseReason, MoveNotPossible
from handlers.console.case import Trouble, colleagues, show_after, show_case
from handlers.console.guard import Here, MembersForm, SignedIn, form_source, said
from handlers.console.parts import Console, Visitor, wants_part
from storage.cases import case_for_member
from storage.tables import Case, CaseMessage, Member
from templates.spoken import ago

TYPED = ("text", "reason", "to", "offence", "district")
EXPLAINED = (
    AlreadyTaken,
    NoSuchMember,
    NotYours,
    MoveNotPossible,
    NothingChanged,
    NotUnderstood,
)  # CaseEnded is a MoveNotPossible


@dataclass(frozen=True)
class Press:
    """One form sent: by whom, about which case, with what in it."""

    session: AsyncSession
    member: Member
    number: str
    form: FormData
    now: datetime
    zone: ZoneInfo
    law: Law

    @property
    def text(self) -> str:
        return said(self.form, "text")

    @property
    def source(self) -> str | None:
        return form_source(self.form)


def verbs_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console", route_class=route)
    router.post("/cases/{number}/{verb}")(do_verb)
    return router


async def do_verb(
    request: Request, number: str, verb: str, console: Here, visitor: SignedIn, form: MembersForm
) -> Response:
    """Do it, then show the case as it stands; what was not possible is said at the form. Raises NotAllowed."""
    act = ACTS.get(verb)
    if act is None:
        raise CaseNotFound
    try:
        async with console.door.database.writing() as session:
            door = console.door
            await act(Press(session, visitor.member, number, form, door.clock(), door.zone, door.law))
    except EXPLAINED as error:
        typed = {name: said(form, name) for name in TYPED}
        trouble = Trouble(verb, _words(console, visitor, error), typed)
        return await show_case(request, number, console, visitor, trouble=trouble, status=409)
    if await _has_left(console, visitor, number):
        return _back_to_queue(request)
    return await show_after(request, number, console, visitor, verb)


async def _take(press: Press) -> None:
    await take_case(press.session, press.number, press.member, press.now, press.zone)


async def _hand_over(press: Press) -> None:
    case = await case_for_member(press.session, press.number, press.member)
    chosen = said(press.form, "to")
    able = [one for one, _ in await colleagues(press.session, case, press.member) if str(one.id) == chosen]
    if not able:
        raise NoSuchMember
    await hand_over(press.session, press.number, press.member, able[0], press.now, press.zone)


async def _return(press: Press) -> None:
    await return_case(press.session, press.number, press.member, press.now, press.zone)


async def _ask(press: Press) -> None:
    if not await _was_written(press):
        await ask_reporter(
            press.session, press.number, press.member, press.text, press.now, press.zone, source=press.source
        )


async def _answer(press: Press) -> None:
    if not await _was_written(press):
        await answer_reporter(
            press.session, press.number, press.member, press.text, press.now, press.zone, source=press.source
        )


async def _note(press: Press) -> None:
    if not await _was_written(press):
        await add_note(press.session, press.number, press.member, press.text, press.now, source=press.source)


async def _close(press: Press) -> None:
    try:
        reason = CloseReason(said(press.form, "reason"))
    except ValueError as error:
        raise NotUnderstood("reason", "empty") from error
    await close_case(press.session, press.number, press.member, reason, press.now, press.zone, text=press.text.strip())


async def _reclassify(press: Press) -> None:
    if await _was_written(press):
        return
    to = Classification(said(press.form, "offence"), said(press.form, "district"))
    await reclassify(
        press.session,
        press.number,
        press.member,
        to,
        press.text,
        press.now,
        press.zone,
        press.law,
        source=press.source,
    )


ACTS: dict[str, Callable[[Press], Awaitable[None]]] = {
    Verb.TAKE: _take,
    Verb.HAND_OVER: _hand_over,
    Verb.RETURN: _return,
    Verb.ASK: _ask,
    Verb.ANSWER: _answer,
    Verb.NOTE: _note,
    Verb.CLOSE: _close,
    Verb.RECLASSIFY: _reclassify,
}


async def _was_written(press: Press) -> bool:
    """The same form came before: a second press, or a browser that sent again. The lock lets one of the two wait."""
    if press.source is None:
        return False
    case = await case_for_member(press.session, press.number, press.member, lock=True)
    same = select(CaseMessage.id).where(CaseMessage.source == press.source, CaseMessage.case_id == case.id)
    return (await press.session.exec(same)).first() is not None


async def _has_left(console: Console, visitor: Visitor, number: str) -> bool:
    """Whether the case went to a district this member does not see."""
    async with console.door.database.reading() as session:
        district = (await session.exec(select(Case.district).where(Case.number == number))).one_or_none()
    return district is None or not may_see(visitor.member.district, district)


def _back_to_queue(request: Request) -> Response:
    if wants_part(request):
        return Response(headers={"HX-Redirect": "/console"})
    return RedirectResponse("/console", 303)


def _words(console: Console, visitor: Visitor, error: CaseError) -> str:
    facts: dict[str, object] = {}
    if isinstance(error, AlreadyTaken):
        zone, now = console.door.zone, console.door.clock()
        facts = {
            "name": error.name,
            "since": ago(error.at, now, language=visitor.language, zone=zone),
            "clock": f"{error.at.astimezone(zone):%H:%M}",
        }
    elif isinstance(error, NotUnderstood):
        facts = error.details
    return visitor.voice.say(f"console.trouble.{error.code}", **facts)
