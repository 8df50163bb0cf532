"""What a message that is due speaks of, read when it leaves: only what its row shows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from jinja2 import TemplateError
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from actions.replies import next_reply_at
from actions.tell import chats_of, next_news_at
from cases.law.clocks import earlier_due
from cases.messages import MESSAGES, OUTSIDE, TO_REPORTER, Kind, Sending, Shows, While, Who
from cases.people import WORKING
from handlers.door import Voice
from handlers.said.law import unit_name
from handlers.said.links import LinksSaid, look_at_links
from handlers.said.outside import reach_said, reached
from handlers.said.progress import Coming, Done, Progress, coming, progress_of, said_until, told
from handlers.said.sheet import Sheet
from handlers.said.signatures import NamedSaid, look_at_named
from storage.circulars import as_told
from storage.colleagues import Known, known_by_id, may_hear
from storage.consulting import Council, Task, councils_of, tasks_of
from storage.conversations import whose
from storage.dossiers import Dossier, Paper, Said, open_dossier
from storage.letters import Addressed, Lately
from storage.materials import Checklist, checklist_of
from storage.news import News, news_since
from storage.officers import Announced, ToRead, call_by_id, code_to_read
from storage.planned import InOwnWords, in_own_words
from storage.series import Scheme, scheme_for
from storage.special_teams import EndedTeam, Special, ended_team, has_reported, special_of
from storage.tables import Case, Clock, Draft, Outgoing, OutgoingState
from storage.team import is_attended, team_of
from storage.tracks import Tracks, clock_of, running, tracks_of


@dataclass(frozen=True)
class Look:
    """One message as it leaves, and what can be read for it."""

    session: AsyncSession
    voice: Voice
    found: Addressed
    lately: Lately

    @property
    def row(self) -> Outgoing:
        return self.found.row

    @property
    def case(self) -> Case:
        assert isinstance(self.found.about, Case), "a draft shows nothing of a case"
        return self.found.about

    async def dossier(self) -> Dossier:
        read = partial(open_dossier, self.session, self.case)
        return await self.lately.find(self.session, self.row, "dossier", self.voice.door.clock(), read)

    async def materials(self) -> Checklist:
        read = partial(checklist_of, self.session, self.voice.door.law, await self.dossier())
        return await self.lately.find(self.session, self.row, "materials", self.voice.door.clock(), read)

    async def tracks(self) -> Tracks:
        read = partial(tracks_of, self.session, self.case.id)
        return await self.lately.find(self.session, self.row, "tracks", self.voice.door.clock(), read)

    async def clock(self) -> Clock | None:
        """The one it is about, as it is now."""
        named = self.row.details.get("clock")
        return await clock_of(self.session, self.case.id, UUID(named)) if named else None


@dataclass(frozen=True)
class ClockSaid:
    """A deadline in words. `changed` says what happened to it, `how` what to do, `earlier` the day counted from us."""

    words: str
    until: str
    left: str
    changed: str | None
    earlier: str
    expires: bool
    how: str
    told: bool  # the reporter hears of it too


async def sending(look: Look) -> Sending:
    """How things stand for this message, for cases/messages.py to say whether it is still wanted."""
    now, about, wanted = look.voice.door.clock(), look.found.about, MESSAGES[look.row.kind].wanted
    if isinstance(about, Draft):
        return Sending(now, Who.REPORTER, is_told=about.is_told)
    clock = await look.clock() if wanted in {While.RUNNING, While.OVER} else None
    return Sending(
        now=now,
        reader=await _reader(look),
        is_member=look.found.member is not None and look.found.member.role in WORKING,
        service=look.case.service,
        is_free=look.case.holder_id is None,
        is_asked=look.case.asked_at is not None,
        is_broken=look.case.broken_at is not None,
        is_vouched=look.case.is_vouched(now),
        has_all_materials=wanted is While.WANTING and (await look.materials()).readiness.is_complete,
        clock=running(clock) if clock else None,
        is_in_series=look.case.series_id is not None,
        is_called=wanted is While.CALLED and str(look.case.call_id) == look.row.details["call"],
        **await reached(look, wanted),
        **await _teamed(look, wanted),
        **await _consulted(look, wanted),
    )


async def _consulted(look: Look, wanted: While) -> dict[str, bool]:
    """How the consultation or the measure stands that the message is about."""
    if wanted in {While.UNANSWERED, While.SILENT}:
        council, member = await _council(look), look.found.member
        runs = council is not None and not council.is_over and council.row.concluded_at is None
        silent = {one.seat.member_id for one in council.silent} if council and runs else set()
        return {"is_silent": member is not None and member.id in silent, "others_silent": bool(silent)}
    if wanted is While.CHECKED:
        return {"is_checked": await _code(look) is not None}
    if wanted is While.UNDONE:
        task = await _measure(look)
        return {"is_done": task is None or task.row.done_at is not None}
    return {"is_concluded": look.case.is_concluded}


async def _teamed(look: Look, wanted: While) -> dict[str, bool]:
    """How the special team stands that the message is about."""
    if wanted not in {While.UNREPORTED, While.LEADERLESS, While.IN_TEAM}:
        return {}
    special, since = await _special(look), look.row.details.get("since")
    if special is None or str(special.row.id) != look.row.details["team"]:
        return {}
    reported = since is not None and await has_reported(look.session, special.row.id, datetime.fromisoformat(since))
    return {"has_team": True, "has_leader": special.row.leader_id is not None, "has_reported": reported}


async def _reader(look: Look) -> Who:
    """Who is away is left in peace, unless nobody else would hear of it."""
    chat, member = look.found.chat, look.found.member
    if look.row.kind in TO_REPORTER:
        hears = look.row.kind in OUTSIDE or await may_hear(look.session, look.case, look.row)
        return Who.REPORTER if hears else Who.NOBODY
    if member and member.away_until:
        heard = await chats_of(look.session, look.case, look.row.kind)
        return whose(chat, member, look.case) if chat.id in heard else Who.NOBODY
    return whose(chat, member, look.case)


Readers = dict[Shows, Callable[[Look], Awaitable[Any]]]


async def facts_of(look: Look) -> dict[str, Any]:
    """What the template may speak of: the case's own row, and each thing its kind shows, by that name."""
    shown = await shown_by(look, READ)
    own = own_words(look.voice, look.row.kind)
    return {"case": look.found.about, "details": look.row.details, "now": look.voice.door.clock(), "own": own, **shown}


def own_words(voice: Voice, kind: Kind) -> str:
    """What a lead of the unit wrote for messages of that kind, if anything."""
    return voice.door.law.plans.texts.get(kind, {}).get(voice.language, "")


async def shown_by(look: Look, read: Readers) -> dict[str, Any]:
    """Each thing that this kind of message shows, by its name."""
    return {name.value: await read[name](look) for name in MESSAGES[look.row.kind].shows}


async def _holder(look: Look) -> str | None:
    """Also of somebody who has left the team since."""
    return (await team_of(look.session)).name(look.case.holder_id) or None


async def _unit(look: Look) -> str | None:
    return unit_name(look.voice, look.case.unit)


async def _door(look: Look) -> str | None:
    """Where to go, what to bring and whom to ring; None where the case did not end for another door."""
    path = f"doors.{look.case.close_reason}"
    return look.voice.say(path) if look.case.close_reason and look.voice.has(path) else None


async def _council(look: Look) -> Council | None:
    named = look.row.details.get("consultation")
    return next((one for one in await councils_of(look.session, look.case) if str(one.row.id) == named), None)


async def _measure(look: Look) -> Task | None:
    named = look.row.details.get("measure")
    return next((one for one in await tasks_of(look.session, look.case) if str(one.row.id) == named), None)


async def _next_news_at(look: Look) -> datetime:
    """The date this message names: of one being sent what actions/delivered.py will plan, later what is planned."""
    planned = look.case.news_due_at if _was_told(look.row) else None
    return planned or next_news_at(look.voice.door.law, look.case, look.voice.door.clock(), look.voice.door.zone)


def _was_told(row: Outgoing) -> bool:
    """Whether what it promises is planned: it was sent, or is a copy of what was."""
    return row.state is OutgoingState.SENT or row.copy_of is not None


async def _next_reply_at(look: Look) -> datetime:
    """The same, of a reply."""
    promised = look.case.reply_due_at if _was_told(look.row) else None
    return promised or next_reply_at(look.voice.door.law, look.case, look.voice.door.clock(), look.voice.door.zone)


async def _said(look: Look) -> Said | None:
    named, dossier = look.row.details.get("message"), await look.dossier()
    found = next((one for one in dossier.messages if str(one.message.id) == named), None)
    if found and look.row.kind is Kind.CIRCULAR and (told := await as_told(look.session, look.row)):
        return replace(found, text=told.said_in(look.found.chat.language))  # a colleague may read another language
    return found


async def _words(look: Look) -> InOwnWords | None:
    return await in_own_words(look.session, look.case, look.row)


async def _news(look: Look) -> News:
    return await news_since(look.session, look.case, datetime.fromisoformat(look.row.details["since"]))


async def _file(look: Look) -> Paper | None:
    named, dossier = look.row.details.get("file"), await look.dossier()
    return next((one for one in dossier.files if str(one.file.id) == named), None)


async def _linked(look: Look) -> LinksSaid:
    """What its reader may know of other cases."""
    chat, member = look.found.chat, look.found.member
    bound_to, number = member.district if member else chat.district, look.row.details.get("number")
    only = (await look.session.exec(select(Case.id).where(Case.number == number))).first() if number else None
    return await look_at_links(look.session, look.voice, look.case, bound_to, only)


async def _sheet(look: Look) -> Sheet:
    return Sheet(look.voice, (await look.dossier()).answers, look.case.number)


async def _progress(look: Look) -> Progress:
    return progress_of(look.voice, look.case, await look.tracks())


async def _move(look: Look) -> Done | None:
    move = (await look.tracks()).move(look.row.details.get("move"))
    return told(look.voice, move) if move else None


async def _clock(look: Look) -> ClockSaid | None:
    clock = await look.clock()
    if clock is None:
        return None
    law, now_is, voice = look.voice.door.law, running(clock), look.voice
    rule, said = law.deadlines.get(clock.rule), coming(voice, now_is)
    earlier = earlier_due(rule, now_is, look.case.submitted_at, law.holidays, voice.door.zone) if rule else None
    return ClockSaid(
        words=said.words,
        until=said.until,
        left=said.left,
        changed=_changed(voice, look.row.details.get("what"), clock.rule, said),
        earlier=said_until(voice, rule, earlier) if earlier else "",
        expires=bool(look.row.details.get("expires")),
        how=_how(voice, clock.rule),
        told=bool(rule and rule.tells_reporter),
    )


def _how(voice: Voice, rule: str) -> str:
    path = f"tracks.how.{rule}"
    return voice.say(path) if voice.has(path) else ""


def _changed(voice: Voice, what: str | None, rule: str, said: Coming) -> str | None:
    """What happened to the clock; a rule may have words of its own for its end."""
    own = f"tracks.clocks.{rule}.told"
    if what == "stopped" and voice.has(own):
        return voice.say(own)
    return voice.say(f"tracks.changed.{what}", clock=said.words, due=said.until) if what else None


async def _attended(look: Look) -> bool:
    return await is_attended(look.session, look.case.district, look.voice.door.clock())


async def _who(look: Look) -> str:
    """Also of somebody who has left the team since."""
    return (await team_of(look.session)).name(UUID(look.row.details["who"]))


async def _by(look: Look) -> str:
    named = look.row.details.get("by")
    return (await team_of(look.session)).name(UUID(named)) if named else ""


async def _special(look: Look) -> Special | None:
    return await special_of(look.session, look.case.team_id)


async def _ended_team(look: Look) -> EndedTeam | None:
    return await ended_team(look.session, UUID(look.row.details["team"]))


async def _call(look: Look) -> Announced | None:
    return await call_by_id(look.session, look.case, UUID(look.row.details["call"]))


async def _code(look: Look) -> ToRead | None:
    """Of another one since, or of one whose time is over, nothing."""
    member, now = look.found.member, look.voice.door.clock()
    if member is None or str(look.case.code_id) != look.row.details["code"]:
        return None
    return await code_to_read(look.session, look.case, member, now)


async def _colleague(look: Look) -> Known | None:
    return await known_by_id(look.session, look.case, UUID(look.row.details["colleague"]))


async def _named(look: Look) -> NamedSaid | None:
    found = await look_at_named(look.session, look.voice, look.case, await look.tracks())
    return next((one for one in found if str(one.entry) == look.row.details["entry"]), None)


async def _scheme(look: Look) -> Scheme | None:
    member = look.found.member
    return await scheme_for(look.session, member, look.case.series_id) if member else None


async def _about(look: Look) -> str:
    return kind_name(look.voice, look.row.details["about"])


def kind_name(voice: Voice, kind: str) -> str:
    """What a kind of message is called, for the desk; its own name where its template cannot be read."""
    try:
        return voice.door.words.block(f"messages/{kind}", "name", voice.language)
    except TemplateError:  # else the message that says so, and every page with a ledger, would fall with it
        return kind


READ: Readers = {
    Shows.HOLDER: _holder,
    Shows.UNIT: _unit,
    Shows.DOOR: _door,
    Shows.COUNCIL: _council,
    Shows.MEASURE: _measure,
    Shows.NEXT_NEWS_AT: _next_news_at,
    Shows.NEXT_REPLY_AT: _next_reply_at,
    Shows.DOSSIER: Look.dossier,
    Shows.SAID: _said,
    Shows.WORDS: _words,
    Shows.NEWS: _news,
    Shows.FILE: _file,
    Shows.LINKED: _linked,
    Shows.SHEET: _sheet,
    Shows.MATERIALS: Look.materials,
    Shows.PROGRESS: _progress,
    Shows.MOVE: _move,
    Shows.CLOCK: _clock,
    Shows.ATTENDED: _attended,
    Shows.SCHEME: _scheme,
    Shows.SPECIAL: _special,
    Shows.ENDED_TEAM: _ended_team,
    Shows.ABOUT: _about,
    Shows.WHO: _who,
    Shows.BY: _by,
    Shows.NAMED: _named,
    Shows.REACH: reach_said,
    Shows.COLLEAGUE: _colleague,
    Shows.CALL: _call,
    Shows.CODE: _code,
}
