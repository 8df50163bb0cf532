"""What is recorded of officers who ring: badge and telephone, announced calls, spoken codes, and each check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.officers import EARLY, LATE, WRITTEN_DOWN, CallEnd, Came, spaced
from cases.understanding.phone import phone_in_words
from storage.keys import KeyLost, keys_of
from storage.tables import AnnouncedCall, Case, Conversation, Member, OfficerCheck, SpokenCode
from storage.team import name_of, team_of


@dataclass(frozen=True)
class Office:
    """By what a reporter can tell an officer: badge number and office telephone (E.164); empty where none is known."""

    badge: str = ""
    phone: str = ""

    @property
    def said(self) -> str:
        """The telephone as people here write it."""
        return phone_in_words(self.phone) if self.phone else ""

    @property
    def is_whole(self) -> bool:
        return bool(self.badge and self.phone)


@dataclass(frozen=True)
class Announced:
    """A call, and who rings from where, as it was announced."""

    at: datetime
    member_id: UUID
    name: str
    office: Office
    is_over: bool = False  # it was held, moved or called off


FACTS = 4  # of a call as it was announced: name, badge, telephone, time; then what became of it


def office_of(session: AsyncSession, member: Member) -> Office:
    """A value that does not open counts as none: nobody is known by it."""
    return Office(_open(session, member, "badge"), _open(session, member, "phone"))


def seal_office(session: AsyncSession, member: Member, office: Office) -> None:
    unit = keys_of(session).unit
    member.sealed_badge = unit.seal_text(office.badge, f"badge:{member.id}") if office.badge else None
    member.sealed_phone = unit.seal_text(office.phone, f"phone:{member.id}") if office.phone else None


def _open(session: AsyncSession, member: Member, what: str) -> str:
    sealed = member.sealed_badge if what == "badge" else member.sealed_phone
    try:
        return keys_of(session).unit.open_text(sealed, f"{what}:{member.id}") if sealed else ""
    except KeyLost:
        return ""


async def office_phones(session: AsyncSession) -> list[str]:
    """Of everybody who is on the team today."""
    phones = [office_of(session, member).phone for member in (await team_of(session)).today]
    return [phone for phone in phones if phone]


async def add_call(session: AsyncSession, case: Case, member: Member, at: datetime, now: datetime) -> AnnouncedCall:
    office = office_of(session, member)
    row = AnnouncedCall(case_id=case.id, member_id=member.id, at=at, announced_at=now, sealed_from=b"")
    said = [name_of(session, member), office.badge, office.phone, at.isoformat()]
    row.sealed_from = (await keys_of(session).cipher(session, case.key_id)).seal_json(said, f"call:{row.id}")
    session.add(row)
    await session.flush()
    return row


async def call_of(session: AsyncSession, case: Case) -> AnnouncedCall | None:
    """The one that stands: nobody said yet what became of it."""
    row = await session.get(AnnouncedCall, case.call_id) if case.call_id else None
    return row if row and row.case_id == case.id else None


async def end_call(session: AsyncSession, case: Case, row: AnnouncedCall, end: CallEnd) -> None:
    """Nobody is expected to ring by it any more. It stands within the seal: nobody else brings it back."""
    cipher, place = await keys_of(session).cipher(session, case.key_id), f"call:{row.id}"
    row.sealed_from = cipher.seal_json([*cipher.open_json(row.sealed_from, place)[:FACTS], end.value], place)


async def call_by_id(session: AsyncSession, case: Case, call_id: UUID) -> Announced | None:
    """Also one that is over."""
    row = await session.get(AnnouncedCall, call_id)
    return (await _opened(session, case, [row]))[0] if row and row.case_id == case.id else None


async def calls_about(session: AsyncSession, case: Case, now: datetime) -> list[Announced]:
    """What was announced for about now; of each officer the last word counts."""
    return [one for one in await calls_to_come(session, case, now) if one.at <= now + EARLY]


async def calls_to_come(session: AsyncSession, case: Case, now: datetime) -> list[Announced]:
    """The next first, with those that may just be on the line; who announced again rings at the later word only."""
    query = select(AnnouncedCall).where(AnnouncedCall.case_id == case.id, col(AnnouncedCall.at) >= now - LATE)
    rows = (await session.exec(query.order_by(col(AnnouncedCall.announced_at)))).all()
    here = {one.id for one in (await team_of(session)).today}
    last = {row.member_id: row for row in rows if row.member_id in here}
    found = await _opened(session, case, sorted(last.values(), key=lambda row: row.at))
    return [one for one in found if not one.is_over]


async def _opened(session: AsyncSession, case: Case, rows: list[AnnouncedCall]) -> list[Announced]:
    if not rows:
        return []
    cipher = await keys_of(session).cipher(session, case.key_id)
    found = []
    for row in rows:
        name, badge, phone, at, *end = cipher.open_json(row.sealed_from, f"call:{row.id}")
        found.append(Announced(datetime.fromisoformat(at), row.member_id, name, Office(badge, phone), bool(end)))
    return found


async def add_code(
    session: AsyncSession, case: Case, member_id: UUID, code: str, now: datetime, until: datetime
) -> SpokenCode:
    row = SpokenCode(case_id=case.id, member_id=member_id, sealed_code=b"", made_at=now, expires_at=until)
    row.sealed_code = (await keys_of(session).cipher(session, case.key_id)).seal_text(code, f"code:{row.id}")
    session.add(row)
    await session.flush()
    return row


async def code_of(session: AsyncSession, case: Case) -> SpokenCode | None:
    """The one that was asked for last, and not answered."""
    return await session.get(SpokenCode, case.code_id) if case.code_id else None


async def code_words(session: AsyncSession, case: Case, row: SpokenCode) -> str:
    return (await keys_of(session).cipher(session, case.key_id)).open_text(row.sealed_code, f"code:{row.id}")


@dataclass(frozen=True)
class ToRead:
    """A code, and until when it is one."""

    code: str
    until: datetime


async def code_to_read(session: AsyncSession, case: Case, member: Member, now: datetime) -> ToRead | None:
    """What this officer is to read aloud now, and until when; nobody else is shown it."""
    row = await code_of(session, case)
    if row is None or row.member_id != member.id or now >= row.expires_at:
        return None
    return ToRead(spaced(await code_words(session, case, row)), row.expires_at)


def note_check(
    session: AsyncSession,
    chat: Conversation,
    case: Case | None,
    came: Came,
    now: datetime,
    *,
    member_id: UUID | None = None,
    value: str = "",
) -> None:
    """Written down for good; `value` is kept as a fingerprint only."""
    keys = keys_of(session)
    row = OfficerCheck(chat=keys.blind("officer check", str(chat.id)), at=now, came=came, member_id=member_id)
    row.case_id = case.id if case else None
    row.value = keys.blind("checked value", value) if value else None
    session.add(row)


async def tidy_checks(session: AsyncSession, now: datetime) -> None:
    """A code that nobody answered is over an hour later; checks that belong to no case are kept for half a year."""
    left = col(SpokenCode.came).is_(None) & (col(SpokenCode.expires_at) < now - LATE)
    codes = select(SpokenCode.id).where(left)
    cases = select(SpokenCode.case_id).where(left)
    waits = col(Case.id).in_(cases) & col(Case.code_id).in_(codes)
    await session.exec(update(Case).where(waits).values(code_id=None))
    await session.exec(update(SpokenCode).where(left).values(came=Came.EXPIRED))
    old = col(OfficerCheck.case_id).is_(None) & (col(OfficerCheck.at) < now - WRITTEN_DOWN)
    await session.exec(delete(OfficerCheck).where(old))
