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
import time
from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any
from uuid import UUID

from benchmarks.figures import Figure, percentile, rounded
from benchmarks.many_cases import FIRST
from benchmarks.stores import named, stores, write_rows
from bot.clock import now
from bot.wiring import ready_database
from cases.near_copies import SHOWN, Story, bands, story_likeness
from cases.questionnaire import Answer, State
from storage.conversations import begin_conversation
from storage.database import Database
from storage.drafts import Told, seal_told
from storage.keys import Cipher, KeyRing
from storage.likely import likely_cases
from storage.links import linked_cases
from storage.named import fingerprints
from storage.tables import Case, Channel, KeyPurpose

PAIRS = Path(__file__).with_name("linked_pairs.jsonl")
CASES, LOOKS = int(os.environ.get("GC_BENCH_CASES", "20000")), 300
OF_ONE_SCHEME, CLAUSES = 10, 8
NAMES = (
    *("id", "number", "conversation_id", "key_id", "service", "rank", "money_moving", "offence_group", "district"),
    *("reporter_role", "quiet", "sealed_answers", "submitted_at", "answer_due_at", "is_complete"),
)
Row = Mapping[str, Any]


async def measure(folder: Path, quick: bool) -> list[Figure]:
    rows = [json.loads(line) for line in PAIRS.read_text("utf-8").splitlines()]
    found = [figure for aside in (False, True) for figure in _right(rows, aside=aside)]
    stories = tuple(sorted({row[side] for row in rows for side in ("one", "other")}))
    for store in stores(folder):
        async with ready_database(store.settings(), now) as database:
            ids = await fill(database, stories, 200 if quick else CASES)
            found.append(await times(database, ids, store.kind, 10 if quick else LOOKS))
    return found


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


async def times(database: Database, ids: list[UUID], kind: str, looks: int) -> Figure:
    """The links of one case, all kinds, among so many."""
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
    facts = {"cases": len(ids), **more}
    return Figure(named(kind, "links of a case, p99"), percentile(both, 0.99), "ms", None, 100, facts)


async def fill(database: Database, stories: tuple[str, ...], count: int) -> list[UUID]:
    """Reports of everyday length, ten of each scheme: the same account, phone and story, from other companies."""
    async with database.writing() as session:
        chat = await begin_conversation(session, 1, 1, Channel.WEB, now())
        key_id, cipher = database.keys.make(session, KeyPurpose.CASE, now())
    chance = random.Random(8)
    ids = [UUID(int=chance.getrandbits(128)) for _ in range(count)]
    write_rows(database, "cases", NAMES, _cases(ids, stories, chat.id, key_id, cipher))
    write_rows(database, "identifiers", ("case_id", "kind", "blind", "place"), _named(ids, stories, database.keys))
    return ids


def _cases(
    ids: list[UUID], stories: tuple[str, ...], chat: UUID, key_id: UUID, cipher: Cipher
) -> Iterator[tuple[Any, ...]]:
    """In the order of NAMES."""
    for at, (scheme, case_id) in enumerate(_schemes(ids)):
        told, begun = _told(stories, scheme), FIRST + timedelta(minutes=at)
        who = (case_id, f"GC-{at:06}-XXXXX", chat, key_id, "acknowledged", 2, False, "partner", "haishu", "employee")
        yield (*who, False, seal_told(cipher, case_id, Told(told)), begun, begun, True)


def _named(ids: list[UUID], stories: tuple[str, ...], keys: KeyRing) -> Iterator[tuple[Any, ...]]:
    for scheme, some in groupby(_schemes(ids), itemgetter(0)):
        named_there = fingerprints(keys, _told(stories, scheme))
        for _, case_id in some:
            yield from ((case_id, kind, blind, place) for (kind, blind), place in named_there.items())


def _schemes(ids: list[UUID]) -> Iterator[tuple[int, UUID]]:
    return ((at // OF_ONE_SCHEME, case_id) for at, case_id in enumerate(ids))


@lru_cache(1)
def _told(stories: tuple[str, ...], scheme: int) -> dict[str, Answer]:
    """Put together from what owners wrote, clause by clause, so that no two schemes tell one story."""
    chance = random.Random(scheme)
    clauses = chance.sample(_clauses(stories), CLAUSES)
    story = f"{'，'.join(clauses)}。钱打到6222{scheme:015}，电话1{3900000000 + scheme}。"
    return {
        "story": Answer(State.GIVEN, story, story),
        "company_name": Answer(State.GIVEN, "", f"宁波第{scheme}号精密机械有限公司"),
        "contact_phone": Answer(State.GIVEN, "", f"+861{5800000000 + scheme}"),
    }


@lru_cache(1)
def _clauses(stories: tuple[str, ...]) -> list[str]:
    return sorted({clause for story in stories for clause in re.split("[，。；！？,.]", story) if len(clause) > 5})
