"""What the words of cases are, opened: for the search index, and for whoever reads where a case matched.

Of many cases at once, in as many statements as there are tables.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import suppress
from typing import Any
from uuid import UUID

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.questionnaire import Answer
from cases.searching import Passage, place_of_answer
from storage.consulting import place_of
from storage.drafts import Told
from storage.keys import Cipher, KeyLost, keys_of
from storage.message_texts import message_text
from storage.tables import (
    Author,
    Case,
    CaseMessage,
    Consultation,
    Draft,
    Material,
    Measure,
    Seat,
    StoredFile,
    Utterance,
)

BREATHES = 20  # cases opened before somebody else has a turn
BY = {Author.REPORTER: "message", Author.DESK: "desk", Author.NOTE: "note"}


async def passages_of(session: AsyncSession, cases: Collection[Case]) -> dict[UUID, list[Passage]]:
    """By the id of the case; a case whose key was destroyed is left out, for nobody can read it."""
    ciphers = await keys_of(session).ciphers(session, [case.key_id for case in cases])
    readable = {case.id: (case, ciphers[case.key_id]) for case in cases if case.key_id in ciphers}
    drafts = await _still_told(session, [case for case, _ in readable.values()])
    found: dict[UUID, list[Passage]] = defaultdict(list)
    for number, (case_id, (case, cipher)) in enumerate(readable.items()):
        if number % BREATHES == BREATHES - 1:
            await asyncio.sleep(0)
        found[case_id].append(Passage("number", case.number))
        with suppress(KeyLost):
            found[case_id] += _told(cipher, case_id, drafts.get(case_id, case.sealed_answers))
    for query, column, read in ROWS:
        for row in (await session.exec(query.where(column.in_(readable)))).all():
            case_id = getattr(row, column.key)
            with suppress(KeyLost):  # one row that was damaged hides no other
                found[case_id] += [one for one in read(readable[case_id][1], row) if one.text]
    return dict(found)


async def _still_told(session: AsyncSession, cases: list[Case]) -> dict[UUID, bytes]:
    """Of a report the desk was alerted of, and that goes on: what is told now."""
    told = [case.id for case in cases if not case.is_complete and case.ended_at is None]
    query = select(Draft.id, Draft.sealed_answers).where(col(Draft.id).in_(told))
    return dict((await session.exec(query)).all()) if told else {}


def _told(cipher: Cipher, case_id: UUID, sealed: bytes) -> Iterator[Passage]:
    for step, answer in Told.from_json(cipher.open_json(sealed, f"answers:{case_id}")).answers.items():
        if text := "\n".join(dict.fromkeys(_texts(answer))):
            yield Passage(place_of_answer(step), text)


def _texts(answer: Answer) -> Iterator[str]:
    """As it was said and as it was understood; the ids of options are nobody's words."""
    for text in (answer.said, *_strings(answer.value)):
        if text and not (text.isascii() and text.replace("_", "").isalpha() and text != answer.said):
            yield text


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)


def _utterance(cipher: Cipher, row: Utterance) -> Iterator[Passage]:
    words = cipher.open_json(row.sealed_words, f"utterance:{row.id}")
    yield Passage("said", f"{words['text']}\n{words['origin']}".strip())


def _message(cipher: Cipher, row: CaseMessage) -> Iterator[Passage]:
    yield Passage(BY[row.author], message_text(cipher, row), f"said={row.id}#conversation")


def _file(cipher: Cipher, row: StoredFile) -> Iterator[Passage]:
    yield Passage("file", cipher.open_text(row.sealed_name, f"file:{row.id}"), f"files={row.id}#files")


def _material(cipher: Cipher, row: Material) -> Iterator[Passage]:
    """What an officer asked for beside the list, and why."""
    for name in ("title", "reason"):
        sealed = getattr(row, f"sealed_{name}")
        if sealed is not None:
            yield Passage("desk", cipher.open_text(sealed, f"material {name}:{row.id}"))


def _consultation(cipher: Cipher, row: Consultation) -> Iterator[Passage]:
    for name in ("question", "opinion", "for_reporter", "remark"):
        sealed = getattr(row, f"sealed_{name}")
        if sealed is not None:
            yield Passage("consultation", cipher.open_text(sealed, place_of(name, row.id)))


def _answer(cipher: Cipher, row: Seat) -> Iterator[Passage]:
    if row.sealed_words is not None:
        place = place_of("words", row.consultation_id, row.member_id)
        yield Passage("consultation", cipher.open_text(row.sealed_words, place))


def _measure(cipher: Cipher, row: Measure) -> Iterator[Passage]:
    yield Passage("measure", cipher.open_text(row.sealed_text, place_of("measure", row.id)))
    if row.sealed_result is not None:
        yield Passage("measure", cipher.open_text(row.sealed_result, place_of("result", row.id)))


# While answers are given apart, nobody may find by a word what another expert said: the same for all, because the
# index does not know who asks.
READ_BY_ALL = or_(
    *(
        col(getattr(Consultation, f"{name}_at")).is_not(None)
        for name in ("opened", "concluded", "approved", "dissolved")
    )
)
ANSWERS: Any = select(Seat).join(Consultation, col(Consultation.id) == col(Seat.consultation_id)).where(READ_BY_ALL)

ROWS: tuple[tuple[Any, Any, Any], ...] = (
    (select(Utterance), col(Utterance.report_id), _utterance),
    (select(CaseMessage), col(CaseMessage.case_id), _message),
    (select(Consultation), col(Consultation.case_id), _consultation),
    (ANSWERS, col(Seat.case_id), _answer),
    (select(Measure), col(Measure.case_id), _measure),
    (select(StoredFile), col(StoredFile.report_id), _file),
    (select(Material), col(Material.report_id), _material),
)
