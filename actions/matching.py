"""What a case names, kept as blind fingerprints whenever its facts or its messages change; new links are told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from uuid import UUID

from sqlmodel import insert, select
from sqlmodel.ext.asyncio.session import AsyncSession

from actions.hand import Hand
from actions.tell import plan, planned_keys, told_with, unique_key
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
from storage.tables import Author, Case, Identifier, Outgoing


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
    """Whoever has open cases that name the same hears of it, however many others do."""
    if fresh:
        await tell_holders(hand, case, await held_cases(hand.session, case, fresh))


async def tell_holders(hand: Hand, case: Case, others: Iterable[Case]) -> None:
    """Who has these others hears of this case if they see both: once a pair, and of several in one message.

    It is about the first of them. Each of the others keeps a row of its own, so that it is told once and its ledger
    says how.
    """
    pairs = await _pairs_by_key(hand, case, others)
    told = await planned_keys(hand.session, pairs) if pairs else frozenset()
    news: dict[UUID, list[tuple[str, Case]]] = defaultdict(list)
    for key, (chat, other) in pairs.items():
        if key not in told:
            news[chat].append((key, other))
    for chat, ((key, first), *more) in news.items():
        row = plan(hand.session, chat, Kind.LINKED, hand.now, case_id=case.id, number=first.number, more=len(more))
        row.unique_key = key
        if more:
            gathered = [told_with(hand.session, row, key, case_id=other.id, number=case.number) for key, other in more]
            await hand.session.exec(insert(Outgoing), params=gathered)


async def _pairs_by_key(hand: Hand, case: Case, others: Iterable[Case]) -> dict[str, tuple[UUID, Case]]:
    """In which chat somebody would hear of it, and because of which case of theirs."""
    theirs: dict[UUID | None, list[Case]] = defaultdict(list)
    for other in others:
        theirs[other.holder_id].append(other)
    return {
        unique_key(Kind.LINKED, _pair(case, other), chat.id): (chat.id, other)
        for chat, member in await team_chats(hand.session)
        if member and member.id in theirs and whose(chat, member, case) & Who.DESK
        for other in theirs[member.id]
        if whose(chat, member, other) & Who.HOLDER
    }


def _pair(case: Case, other: Case) -> str:
    return "".join(sorted((case.id.hex[:16], other.id.hex[:16])))


async def _rows(session: AsyncSession, case_id: UUID) -> list[Identifier]:
    return list((await session.exec(select(Identifier).where(Identifier.case_id == case_id))).all())


def _key(row: Identifier) -> Key:
    return row.kind, row.blind
