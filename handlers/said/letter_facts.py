"""What a message that is due speaks of, read when it leaves: only what its row shows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from actions.tell import next_news_at
from cases.law.clocks import earlier_due
from cases.messages import MESSAGES, Sending, Shows, While, Who
from handlers.door import Voice
from handlers.said.law import unit_name
from handlers.said.progress import Coming, Done, Progress, coming, progress_of, said_until, told
from handlers.said.sheet import Sheet
from storage.cases import Linked, linked_cases
from storage.conversations import whose
from storage.dossiers import Dossier, Paper, Said, open_dossier
from storage.letters import Addressed, Lately
from storage.materials import Checklist, checklist_of
from storage.tables import Case, Clock, Draft, Outgoing, OutgoingState
from storage.team import team_of
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
        return Sending(now, Who.REPORTER, is_told=about.submitted_at is None and about.discarded_at is None)
    clock = await look.clock() if wanted in {While.RUNNING, While.OVER} else None
    return Sending(
        now=now,
        reader=whose(look.found.chat, look.found.member, look.case),
        service=look.case.service,
        is_free=look.case.holder_id is None,
        has_all_materials=wanted is While.WANTING and (await look.materials()).readiness.is_complete,
        clock=running(clock) if clock else None,
    )


async def facts_of(look: Look) -> dict[str, Any]:
    """What the template may speak of: the case's own row, and each thing its kind shows, by that name."""
    shown = {name.value: await READ[name](look) for name in MESSAGES[look.row.kind].shows}
    return {"case": look.found.about, "details": look.row.details, "now": look.voice.door.clock(), **shown}


async def _holder(look: Look) -> str | None:
    """Also of somebody who has left the team since."""
    return (await team_of(look.session)).name(look.case.holder_id) or None


async def _unit(look: Look) -> str | None:
    return unit_name(look.voice, look.case.unit)


async def _next_news_at(look: Look) -> datetime:
    """The date this message names: of one being sent what actions/delivered.py will plan, later what is planned."""
    planned = look.case.news_due_at if look.row.state is OutgoingState.SENT else None
    return planned or next_news_at(look.case, look.voice.door.clock(), look.voice.door.zone)


async def _said(look: Look) -> Said | None:
    named, dossier = look.row.details.get("message"), await look.dossier()
    return next((one for one in dossier.messages if str(one.message.id) == named), None)


async def _file(look: Look) -> Paper | None:
    named, dossier = look.row.details.get("file"), await look.dossier()
    return next((one for one in dossier.files if str(one.file.id) == named), None)


async def _linked(look: Look) -> Linked:
    """What its reader may know of other cases."""
    chat, member = look.found.chat, look.found.member
    return await linked_cases(look.session, look.case, member.district if member else chat.district)


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


async def _about(look: Look) -> str:
    return kind_name(look.voice, look.row.details["about"])


def kind_name(voice: Voice, kind: str) -> str:
    """What a kind of message is called, for the desk."""
    return voice.door.words.block(f"messages/{kind}", "name", voice.language)


READ: dict[Shows, Callable[[Look], Awaitable[Any]]] = {
    Shows.HOLDER: _holder,
    Shows.UNIT: _unit,
    Shows.NEXT_NEWS_AT: _next_news_at,
    Shows.DOSSIER: Look.dossier,
    Shows.SAID: _said,
    Shows.FILE: _file,
    Shows.LINKED: _linked,
    Shows.SHEET: _sheet,
    Shows.MATERIALS: Look.materials,
    Shows.PROGRESS: _progress,
    Shows.MOVE: _move,
    Shows.CLOCK: _clock,
    Shows.ABOUT: _about,
}
