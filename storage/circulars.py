"""What leads told every reporter of a series: who gets it, what of it may not be said, and how far it has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlmodel import col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.circulars import A_DAY, Circular, NamesAnother, named_in, own_of
from cases.messages import Kind
from cases.tracks import ENDED
from storage.colleagues import name_of, parts_in
from storage.drafts import open_told
from storage.keys import keys_of
from storage.ledger import Kept, kept_of_kind
from storage.series import IN_ORDER
from storage.sight import is_guest, seen_by
from storage.tables import Case, Colleague, Conversation, Member, Outgoing, SentCircular, Why
from storage.team import team_of


@dataclass(frozen=True)
class Reader:
    """A case whose reporter is told, and their chat."""

    case: Case
    chat: Conversation

    @property
    def is_unreachable(self) -> bool:
        """At the moment: it reaches them when they are back."""
        return self.chat.unreachable_at is not None


@dataclass(frozen=True)
class Readers:
    """Of a series, as far as one lead sees it: who is told, and of which cases nobody is, with why."""

    to: list[Reader]
    left_out: list[tuple[Case, Why]]

    def mark(self, said: Circular) -> str:
        """Of what was shown: these words to these readers and to no others."""
        shown = [said.text, said.english, *(one.case.id.hex for one in self.to)]
        shown += [f"{case.id.hex}:{why}" for case, why in self.left_out]
        return sha256("\n".join(shown).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Told:
    """One that was sent, with who sent it, and each message of it that its reader may know of."""

    row: SentCircular
    said: Circular
    by: str
    kept: list[tuple[Case, Kept]]


async def readers_of(session: AsyncSession, member: Member, series_id: UUID) -> Readers:
    """Each chat once. What was merged has a reporter of its own; a guest's cases are not theirs to speak in."""
    found = [(case, chat) for case, chat in await _cases(session, member, series_id) if not is_guest(member, case)]
    readable = await keys_of(session).ciphers(session, [case.key_id for case, _ in found])
    to, left_out = dict[UUID, Reader](), list[tuple[Case, Why]]()
    for case, chat in found:
        if case.service in ENDED:
            left_out.append((case, Why.ENDED))
        elif case.key_id not in readable:
            left_out.append((case, Why.UNREADABLE))
        elif chat.id in to:
            left_out.append((case, Why.SAME_READER))
        else:
            to[chat.id] = Reader(case, chat)
    return Readers(list(to.values()), left_out)


async def check_names_nobody(
    session: AsyncSession, member: Member, series_id: UUID, said: Circular, readers: Readers
) -> None:
    """Raises NamesAnother for what would say to one of them whose another case of the series is.

    Colleagues of theirs read it too, and are named in their own cases alone.
    """
    cases = await _cases(session, member, series_id)
    ciphers = await keys_of(session).ciphers(session, [case.key_id for case, _ in cases])
    parts = await parts_in(session, [case.id for case, _ in cases])
    hear = {chat for one in readers.to for chat in _chats_of(one.case, parts)}
    for case, _ in cases:
        cipher, colleagues = ciphers.get(case.key_id), parts.get(case.id, [])
        if cipher is None or hear <= _chats_of(case, parts):
            continue
        told = await open_told(session, case.key_id, case.id, case.sealed_answers)
        names = [name_of(cipher, one) for one in colleagues]
        if sort := named_in(said, own_of(case.number, told.answers, names)):
            raise NamesAnother(case.number, sort)


def _chats_of(case: Case, parts: Mapping[UUID, list[Colleague]]) -> set[UUID]:
    """Where it is read now."""
    there = [one for one in parts.get(case.id, []) if one.joined_at and one.ended_at is None]
    return {case.conversation_id, *(one.conversation_id for one in there if one.conversation_id)}


async def count_sent(session: AsyncSession, series_id: UUID, now: datetime) -> int:
    """Within a day."""
    lately = (SentCircular.series_id == series_id, col(SentCircular.made_at) > now - A_DAY)
    return (await session.exec(select(func.count()).select_from(SentCircular).where(*lately))).one()


async def was_sent(session: AsyncSession, source: str | None) -> bool:
    """Whether the same update or form sent one before."""
    same = select(SentCircular.id).where(SentCircular.source == source)
    return source is not None and (await session.exec(same)).first() is not None


async def told_in(session: AsyncSession, member: Member, series_id: UUID) -> list[Told]:
    """Those of which this member sees a message, the newest first; of a case that left the series its page tells."""
    newest = select(SentCircular).where(SentCircular.series_id == series_id)
    rows = (await session.exec(newest.order_by(col(SentCircular.made_at).desc(), col(SentCircular.id)))).all()
    if not rows:
        return []
    cases = {case.id: case for case, _ in await _cases(session, member, series_id)}
    kept = await kept_of_kind(session, cases, Kind.CIRCULAR)
    team = await team_of(session)
    found = [
        Told(
            row,
            open_circular(session, row),
            team.name(row.made_by),
            [(cases[one.row.case_id], one) for one in kept if one.row.case_id and _is_of(one, row)],
        )
        for row in rows
    ]
    return [one for one in found if one.kept]


def seal_circular(session: AsyncSession, row: SentCircular, said: Circular) -> None:
    unit = keys_of(session).unit
    row.sealed_text = unit.seal_text(said.text, _place(row))
    row.sealed_english = unit.seal_text(said.english, _place(row)) if said.english else None


def open_circular(session: AsyncSession, row: SentCircular) -> Circular:
    unit = keys_of(session).unit
    english = unit.open_text(row.sealed_english, _place(row)) if row.sealed_english else ""
    return Circular(unit.open_text(row.sealed_text, _place(row)), english)


async def as_told(session: AsyncSession, row: Outgoing) -> Circular | None:
    """What a message of one says, in both languages."""
    named = row.details.get("circular")
    found = await session.get(SentCircular, UUID(named)) if named else None
    return open_circular(session, found) if found else None


def _is_of(kept: Kept, row: SentCircular) -> bool:
    return bool(kept.row.details.get("circular") == str(row.id))


def _place(row: SentCircular) -> str:
    return f"circular:{row.id}"


async def _cases(session: AsyncSession, member: Member, series_id: UUID) -> list[tuple[Case, Conversation]]:
    """Those this member sees, with what was merged into them."""
    in_it = select(Case.id).where(Case.series_id == series_id)
    of_series = or_(col(Case.series_id) == series_id, col(Case.merged_into).in_(in_it))
    chat = (Conversation, col(Conversation.id) == col(Case.conversation_id))
    query = select(Case, Conversation).join(*chat).where(of_series, seen_by(member)).order_by(*IN_ORDER)
    return list((await session.exec(query)).all())
