"""A million cases as bare rows: whoever measures the queue fills a database with them."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from cases.law.triage import Urgency
from cases.questionnaire import load
from storage.keys import Cipher

KEYS = 1000  # of cases, shared among them: sealing a million keys is not what is measured
TEAM = 20
DISTRICTS = ("haishu", "yinzhou", "jiangbei", "beilun", "zhenhai", "fenghua", "yuyao", "cixi", "elsewhere")
FIRST = datetime(2020, 1, 1, tzinfo=UTC)
NAMES = (
    *("id", "number", "conversation_id", "key_id", "service", "rank", "urgency", "money_moving", "offence_group"),
    *("offence", "district", "reporter_role", "loss_fen", "quiet", "sealed_answers", "sealed_title", "submitted_at"),
    *("answer_due_at", "news_due_at", "holder_id", "ended_at", "close_reason", "is_complete", "asked_at"),
    *("reply_due_at", "reply_missed"),
)
TAKEN = ("triaged", "materials_requested", "in_consultation", "opinion_issued")


def cases(count: int, chat: UUID, keys: list[tuple[UUID, Cipher]], team: list[UUID]) -> Iterator[tuple[Any, ...]]:
    """In the order of NAMES; what is open came with times to keep, ten days around the last report."""
    chance, told, offences = random.Random(20), os.urandom(300), list(load().offences)
    last = FIRST + timedelta(minutes=3 * count)
    for number in range(count):
        case_id, (key_id, cipher) = UUID(int=chance.getrandbits(128)), keys[number % KEYS]
        at, fate, district = FIRST + timedelta(minutes=3 * number), chance.random(), chance.choice(DISTRICTS)
        service = "acknowledged" if fate < 0.1 else chance.choice(TAKEN) if fate < 0.4 else "closed"
        holder, ended = None if fate < 0.1 else chance.choice(team), at if fate >= 0.4 else None
        urgency = chance.choices(list(Urgency), (2, 8, 70, 20))[0]
        asked = at if 0.1 <= fate < 0.12 else None
        due = last + timedelta(minutes=chance.randrange(-14_400, 14_400))
        yield (
            *(case_id, f"GC-{number:09}", chat, key_id, service, urgency.rank, urgency.value, chance.random() < 0.02),
            *("partner", chance.choice(offences), district, "agent", int(10 ** chance.uniform(5, 10)), False, told),
            *(cipher.seal_text("宁波甬江精密机械有限公司", f"title:{case_id}"), at, due, due, holder, ended),
            *("answered" if ended else None, True, asked, due if asked else None, False),
        )
