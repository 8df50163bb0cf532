"""Linked cases: precision and recall of the near matches, and how long the links of a case take among many.

The pairs stand in linked_pairs.jsonl, written by hand as owners write: two reports of one scheme with names, accounts,
sums, order and wording varied ("varied"), two of one scheme that owe each other no word ("retold"), and two different
schemes of the same offence. Half of the schemes were kept aside while the figures of cases/near_copies.py were chosen.
"""

from __future__ import annotations

import json
import os
import random
import re
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import insert

from benchmarks.figures import Figure, percentile, rounded
from bot.clock import now
from bot.settings import Settings
from bot.wiring import ready_database
from cases.near_copies import SHOWN, Story, bands, story_likeness
from cases.questionnaire import Answer, State
from storage.conversations import begin_conversation
from storage.database import Database
from storage.drafts import Told, seal_told
from storage.keys import Cipher
from storage.likely import likely_cases
from storage.links import linked_cases
from storage.named import fingerprints
from storage.tables import Case, Channel, Identifier, KeyPurpose

PAIRS = Path(__file__).with_name("linked_pairs.jsonl")
CASES, LOOKS = int(os.environ.get("GC_BENCH_CASES", "20000")), 300
OF_ONE_SCHEME, CLAUSES, AT_ONCE = 10, 8, 500
Row = Mapping[str, Any]


async def measure(folder: Path, quick: bool) -> list[Figure]:
    rows = [json.loads(line) for line in PAIRS.read_text("utf-8").splitlines()]
    found = [figure for aside in (False, True) for figure in _right(rows, aside=aside)]
    settings = Settings(_env_file=None, data=folder / "data")
    async with ready_database(settings, now) as database:
        return [*found, *await _times(database, rows, 200 if quick else CASES, 10 if quick else LOOKS)]


def _right(rows: list[Row], *, aside: bool) -> list[Figure]:
    """Found are those that the index and then the score would show."""
    part = "kept aside" if aside else "tuned"
    rows = [row for row in rows if row["aside"] is aside]
    shown = [_is_shown(row["one"], row["other"]) for row in rows]
    right = [row["same"] != "" for row, is_shown in zip(rows, shown, strict=True) if is_shown]
    figures = [Figure(f"precision, {part}", sum(right) / len(right), "share", 0.95, 1, {"shown": len(right)})]
    for same in ("varied", "retold"):
        some = [is_shown for row, is_shown in zip(rows, shown, strict=True) if row["same"] == same]
        floor, aim = (0.9, 0.95) if same == "varied" else (None, None)
        figures.append(
            Figure(f"recall of {same}, {part}", sum(some) / len(some), "share", floor, aim, {"pairs": len(some)})
        )
    return figures


def _is_shown(one: str, other: str) -> bool:
    return not set(bands(one)).isdisjoint(bands(other)) and story_likeness(Story(one), Story(other)) >= SHOWN


async def _times(database: Database, rows: list[Row], cases: int, looks: int) -> list[Figure]:
    """The links of one case, all kinds, among so many."""
    stories = sorted({row[side] for row in rows for side in ("one", "other")})
    ids = await _fill(database, stories, cases)
    exact, near, cpu = [], [], []
    for case_id in ids[:: max(1, len(ids) // looks)][:looks]:
        async with database.reading() as session:
            case = await session.get(Case, case_id)
            assert case
            began, worked = time.perf_counter(), time.process_time()
            await linked_cases(session, case, None)
            middle = time.perf_counter()
            await likely_cases(session, case, None)
            exact.append((middle - began) * 1000)
            near.append((time.perf_counter() - middle) * 1000)
            cpu.append((time.process_time() - worked) * 1000)
    both = [one + other for one, other in zip(exact, near, strict=True)]
    parts = {"p50": (both, 0.5), "exact_p99": (exact, 0.99), "near_p99": (near, 0.99), "processor_p99": (cpu, 0.99)}
    more = {name: rounded(percentile(*part)) for name, part in parts.items()}
    return [Figure("links of a case, p99", percentile(both, 0.99), "ms", None, 100, {"cases": cases, **more})]


async def _fill(database: Database, stories: list[str], cases: int) -> list[UUID]:
    """Reports of everyday length, ten of each scheme: the same account, phone and story, from other companies."""
    async with database.writing() as session:
        chat = await begin_conversation(session, 1, 1, Channel.WEB, now())
        key_id, cipher = database.keys.make(session, KeyPurpose.CASE, now())
    began, ids = time.perf_counter(), list[UUID]()
    for many in _batches(range(cases), AT_ONCE):
        told = {scheme: _told(stories, scheme) for scheme in sorted({at // OF_ONE_SCHEME for at in many})}
        named = {scheme: fingerprints(database.keys, answers) for scheme, answers in told.items()}
        rows = [(at // OF_ONE_SCHEME, _case(at, chat.id, key_id, cipher, told[at // OF_ONE_SCHEME])) for at in many]
        found = [
            {"case_id": case.id, "kind": kind, "blind": blind, "place": place}
            for scheme, case in rows
            for (kind, blind), place in named[scheme].items()
        ]
        async with database.writing() as session:
            session.add_all([case for _, case in rows])
            await session.flush()
            await session.exec(insert(Identifier), params=found)
            ids += [case.id for _, case in rows]
            session.expunge_all()
    print(f"  {cases} cases in {time.perf_counter() - began:.0f} s", file=sys.stderr)
    return ids


def _batches(numbers: range, size: int) -> Iterator[range]:
    return (numbers[at : at + size] for at in range(0, len(numbers), size))


def _told(stories: list[str], scheme: int) -> dict[str, Answer]:
    """Put together from what owners wrote, clause by clause, so that no two schemes tell one story."""
    chance = random.Random(scheme)
    clauses = chance.sample(_clauses(tuple(stories)), CLAUSES)
    story = f"{'，'.join(clauses)}。钱打到6222{scheme:015}，电话1{3900000000 + scheme}。"
    return {
        "story": Answer(State.GIVEN, story, story),
        "company_name": Answer(State.GIVEN, "", f"宁波第{scheme}号精密机械有限公司"),
        "contact_phone": Answer(State.GIVEN, "", f"+861{5800000000 + scheme}"),
    }


@lru_cache(1)
def _clauses(stories: tuple[str, ...]) -> list[str]:
    return sorted({clause for story in stories for clause in re.split("[，。；！？,.]", story) if len(clause) > 5})


def _case(at: int, chat: UUID, key_id: UUID, cipher: Cipher, answers: dict[str, Answer]) -> Case:
    case_id, begun = uuid4(), datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=at)
    return Case(
        id=case_id,
        number=f"GC-{at:06}-XXXXX",
        conversation_id=chat,
        key_id=key_id,
        service="acknowledged",
        offence_group="partner",
        district="haishu",
        reporter_role="employee",
        sealed_answers=seal_told(cipher, case_id, Told(answers)),
        submitted_at=begun,
        answer_due_at=begun,
    )
