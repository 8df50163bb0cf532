"""What a case names, kept as blind fingerprints whenever its facts or its messages change; new links are told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import replace
from uuid import UUID

from sqlmodel import insert, select
from sqlmodel.ext.asyncio.session import AsyncSession

from actions.hand import Hand
from actions.tell import plan, unique_key, was_planned
from cases.identifiers import in_text
from cases.messages import Kind, Who
from cases.questionnaire import Answers
from storage.cases import case_by_id
from storage.conversations import team_chats, whose
from storage.database import Database
from storage.drafts import open_told
from storage.keys import KeyLost, keys_of
from storage.links import held_cases
from storage.named import PLACES, Key, fingerprint, fingerprints, words_of
from storage.tables import Author, Case, Identifier


async def match_by(hand: Hand, case: Case, answers: Answers) -> None:
    """Everything that the answers and the messages of the case name now; what they name no more links nothing."""
    await _tell_holders(hand, case, await _write_anew(hand.session, case, answers))


async def match_all_anew(database: Database) -> int:
    """Every case, each in a transaction of its own, because what is read of them has changed; how many.

    Nobody is told of what is found: it is not news. A case whose key was destroyed is left as it is.
    """
    async with database.reading() as session:
        ids = list((await session.exec(select(Case.id))).all())
    for case_id in ids:
        with suppress(KeyLost):
            async with database.writing() as session:
                case = await case_by_id(session, case_id, lock=True)
                told = await open_told(session, case.key_id, case.id, case.sealed_answers)
                await _write_anew(session, case, told.answers)
    return len(ids)


async def _write_anew(session: AsyncSession, case: Case, answers: Answers) -> Mapping[Key, str]:
    """What the case names that it did not name before."""
    wanted = fingerprints(keys_of(session), answers, await words_of(session, case))
    before = {_key(row): row for row in await _rows(session, case.id)}
    for key in before.keys() - wanted.keys():
        await session.delete(before[key])
    for key in before.keys() & wanted.keys():
        before[key].place = wanted[key]
    return await _add(session, case, {key: place for key, place in wanted.items() if key not in before})


async def match_words(hand: Hand, case: Case, author: Author, text: str) -> None:
    """What one more message names. The reporter's own is known as that already."""
    if author not in PLACES or not (found := list(in_text(text, PLACES[author]))):
        return
    keys, before = keys_of(hand.session), {_key(row) for row in await _rows(hand.session, case.id)}
    fresh = {}
    for one in found:
        known = {fingerprint(keys, replace(one, is_ours=ours)) for ours in (True, False)}
        if not known & before:
            fresh[fingerprint(keys, one)] = one.place
    await _tell_holders(hand, case, await _add(hand.session, case, fresh))


async def _add(session: AsyncSession, case: Case, rows: Mapping[Key, str]) -> Mapping[Key, str]:
    new = [{"case_id": case.id, "kind": kind, "blind": blind, "place": place} for (kind, blind), place in rows.items()]
    if new:
        await session.exec(insert(Identifier), params=new)
    return rows


async def _tell_holders(hand: Hand, case: Case, fresh: Collection[Key]) -> None:
    """Whoever has open cases that name the same hears of it, however many others do, if they may see this one."""
    theirs: dict[UUID, list[Case]] = defaultdict(list)
    for other in await held_cases(hand.session, case, fresh) if fresh else ():
        if other.holder_id is not None:
            theirs[other.holder_id].append(other)
    for others in theirs.values():
        await tell_holder(hand, case, *others)


async def tell_holder(hand: Hand, case: Case, *others: Case) -> None:
    """Who has these others hears of this case: once a pair, and of several in one message, about the first of them."""
    if not others or others[0].holder_id is None:
        return
    for chat in await _holders_chats(hand, case, others[0]):
        told = [await was_planned(hand.session, Kind.LINKED, _pair(case, one), chat) for one in others]
        news = [one for one, before in zip(others, told, strict=True) if not before]
        if news:
            first, more = news[0], len(news) - 1
            row = plan(hand.session, chat, Kind.LINKED, hand.now, case_id=case.id, number=first.number, more=more)
            row.unique_key = unique_key(Kind.LINKED, _pair(case, first), chat)


def _pair(case: Case, other: Case) -> str:
    return "".join(sorted((case.id.hex[:16], other.id.hex[:16])))


async def _holders_chats(hand: Hand, case: Case, other: Case) -> list[UUID]:
    chats = await team_chats(hand.session)
    return [
        chat.id
        for chat, member in chats
        if whose(chat, member, other) & Who.HOLDER and whose(chat, member, case) & Who.DESK
    ]


async def _rows(session: AsyncSession, case_id: UUID) -> list[Identifier]:
    return list((await session.exec(select(Identifier).where(Identifier.case_id == case_id))).all())


def _key(row: Identifier) -> Key:
    return row.kind, row.blind
