"""The chain of custody of a case for who may read it, and who wants the case forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from cases.errors import CaseError
from cases.verbs import Verb, check_may, check_state, may
from cases.viruses import UNCHECKED
from handlers.door import Voice
from storage.cases import chair_of
from storage.certificates import asked_for, reason_of
from storage.custody import Entry, chain_of
from storage.dossiers import Dossier
from storage.forgettings import notice_of
from storage.keys import keys_of
from storage.signing import fingerprint, public_key
from storage.tables import Case, Forgetting, Member
from storage.team import Team, team_of

SHOWN = 100  # entries, the newest


@dataclass(frozen=True)
class Kept:
    """One entry in words."""

    n: int
    at: datetime
    words: str


@dataclass(frozen=True)
class Wanted:
    """A lead wants the case forgotten; confirmed by another, `how` says when it is, and that any lead may keep it."""

    by: str
    at: datetime
    reason: str
    how: str


@dataclass(frozen=True)
class CustodyView:
    """`entries` is empty for who may not read them; `last` is the hash that whoever takes it away compares with."""

    entries: list[Kept]
    last: str
    key: str
    may_export: bool
    wanted: Wanted | None


async def look_at_custody(session: AsyncSession, voice: Voice, dossier: Dossier, member: Member) -> CustodyView:
    case, keys, team = dossier.case, keys_of(session), await team_of(session)
    found: list[Entry] = []
    if may(member.role, Verb.SEE_LOOKS):
        found = await chain_of(session, case.id, await keys.cipher(session, case.key_id), newest=SHOWN)
    names = {str(one.file.id): one.name for one in dossier.files}
    names |= {str(one.file.id): one.name for said in dossier.messages for one in said.files}
    return CustodyView(
        entries=[_kept(voice, one, names, team) for one in reversed(found)],
        last=found[-1].row.own if found else "",
        key=fingerprint(public_key(keys)),
        may_export=_may_export(case, member),
        wanted=await _wanted(session, voice, case) if may(member.role, Verb.FORGET) else None,
    )


def _may_export(case: Case, member: Member) -> bool:
    try:
        check_may(member.role, Verb.EXPORT)
        check_state(Verb.EXPORT, chair_of(case, member))
    except CaseError:
        return False
    return True


async def _wanted(session: AsyncSession, voice: Voice, case: Case) -> Wanted | None:
    row, team = await asked_for(session, case.id) if case.forget_asked_by else None, await team_of(session)
    if row is None:
        return None
    how = await _decided(session, voice, case, row, team.name(row.confirmed_by)) if row.confirmed_at else ""
    return Wanted(team.name(row.asked_by), row.asked_at, reason_of(session, row), how)


async def _decided(session: AsyncSession, voice: Voice, case: Case, row: Forgetting, name: str) -> str:
    notice = await notice_of(session, case, row, voice.door.clock())
    path = "untold" if notice.is_lost else "told" if notice.over_at else "on_its_way"
    zone = voice.door.zone
    day = voice.spoken.full_date(notice.over_at.astimezone(zone).date()) if notice.over_at else ""
    return f"{voice.say('custody.decided', name=name)}{voice.say(f'custody.decided_{path}', day=day)}"


def _kept(voice: Voice, entry: Entry, names: dict[str, str], team: Team) -> Kept:
    details: dict[str, Any] = entry.details or {}
    who = team.name(UUID(details["member"])) if "member" in details else ""
    parts = [
        voice.say(f"custody.deeds.{entry.row.deed}"),
        names.get(details.get("file", ""), ""),
        details.get("virus", ""),
        who,
    ]
    if despite := details.get("despite"):
        parts.append(
            voice.say("custody.despite", what=voice.say("custody.unchecked") if despite == UNCHECKED else despite)
        )
    return Kept(entry.row.n, entry.row.at, " · ".join(filter(None, parts)))
