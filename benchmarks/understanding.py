"""What the readers make of owners' own words: counts of what is right, and how long a paragraph takes.

The paragraphs stand in tests/cases/owner_words.jsonl with the right values. Those marked as kept aside were not looked
at while the readers were written.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks.figures import Figure, percentile
from cases.asked import read_asked
from cases.hearing import Listening, hear
from cases.questionnaire import load
from cases.understanding.accounts_in_text import find_accounts
from cases.understanding.bank_message import read_payments
from cases.understanding.firms_in_text import find_firms
from cases.understanding.loss import read_loss
from cases.understanding.moments_in_text import find_moments
from cases.understanding.motion import read_motion
from cases.understanding.offence import Sense
from cases.understanding.people_in_text import find_people
from cases.understanding.question import Asked

TESTS = Path(__file__).parent.parent / "tests" / "cases"
ZONE = ZoneInfo("Asia/Shanghai")
FIRST = 3
Row = Mapping[str, Any]


async def measure(_folder: Path, quick: bool) -> list[Figure]:
    rows = [json.loads(line) for line in (TESTS / "owner_words.jsonl").read_text("utf-8").splitlines()]
    questionnaire = load()
    sense = Sense(questionnaire.offences.values())
    found: list[Figure] = []
    for part, some in {"all": rows, "kept aside": [row for row in rows if row.get("aside")]}.items():
        found += _counts(part, some, sense)
    return [*found, *_times(rows[:20] if quick else rows, HOSTILE[:3] if quick else HOSTILE, questionnaire, sense)]


def _counts(part: str, rows: list[Row], sense: Sense) -> list[Figure]:
    guilty = [row for row in rows if row["offence"]]
    innocent = [row for row in rows if not row["offence"]]
    losses = [(row["loss"], _yuan(read_loss(row["text"]))) for row in rows]
    said = [row for row in rows if row["dates"] or row["when"]]
    return [
        _share(f"offence in the first {FIRST}", part, [_names(row, sense) for row in guilty], 0.95),
        _share("no offence, none offered as sure", part, [not sense.candidates(row["text"])[:1] for row in innocent]),
        _share("loss right", part, [right == read for right, read in losses], 0.90),
        _share("loss wrong", part, [read is not None and read != right for right, read in losses], aim=0.04),
        _share("dates right", part, [_dates(row) for row in said], 0.92),
        _share("accounts right, none invented", part, [_accounts(row) for row in rows], 1.0),
        _share("people right", part, [_named(row, "persons", find_people) for row in rows], 0.92),
        _share("firms right", part, [_named(row, "companies", find_firms) for row in rows], 0.92),
        _share("motion right", part, [_motion(row) for row in rows]),
    ]


def _share(
    name: str, part: str, rights: Iterable[bool], floor: float | None = None, aim: float | None = None
) -> Figure:
    counted = list(rights)
    share = sum(counted) / len(counted) if counted else 0.0
    return Figure(f"{name} ({part})", share, "share", floor, aim, {"right": sum(counted), "of": len(counted)})


def _names(row: Row, sense: Sense) -> bool:
    first = {one.offence for one in sense.candidates(row["text"])[:FIRST]}
    return bool(first & {row["offence"], *row.get("also", ())})


def _yuan(loss: Any) -> float | None:
    return loss.value.fen / 100 if loss and loss.value.currency == "CNY" else None


def _dates(row: Row) -> bool:
    now = datetime.fromisoformat(row["now"])
    found = {_written(one.period.start) for one in find_moments(row["text"], now, ZONE)}
    found |= {_written(one.period.end) for one in find_moments(row["text"], now, ZONE) if one.period.end}
    right = {date[:10] for date in row["dates"] or [row["when"]]}
    return all(any(one.startswith(date) for one in found) for date in right)


def _written(moment: Any) -> str:
    local = moment.at.astimezone(ZONE)
    return {"year": f"{local:%Y}", "month": f"{local:%Y-%m}"}.get(moment.precision, f"{local:%Y-%m-%d}")


def _accounts(row: Row) -> bool:
    return _same(row["accounts"], (one.account.number for one in find_accounts(row["text"])))


def _named(row: Row, column: str, find: Callable[[str], Iterable[Any]]) -> bool:
    return _same(row[column], (one.name for one in find(row["text"])))


def _same(right: Iterable[str], found: Iterable[str]) -> bool:
    return set(right) == set(found)


def _motion(row: Row) -> bool:
    read = read_motion(row["text"], datetime.fromisoformat(row["now"]), ZONE)
    return read == row["motion"] or (row["motion"] == "no" and read is None)


def _times(rows: list[Row], hostile: Sequence[str], questionnaire: Any, sense: Sense) -> list[Figure]:
    """A paragraph heard as a whole, in milliseconds, and the readers on twice as many hostile characters."""
    taken = []
    for row in rows:
        listening = Listening(questionnaire, sense, datetime.fromisoformat(row["now"]), ZONE)
        taken.append(_milliseconds(lambda text=row["text"], ear=listening: hear(text, ear, {})))
    now = datetime.fromisoformat(rows[0]["now"])
    readers: dict[str, Callable[[str], object]] = {
        "offence": sense.candidates,
        "loss": read_loss,
        "dates": lambda text: find_moments(text, now, ZONE),
        "motion": lambda text: read_motion(text, now, ZONE),
        "accounts": find_accounts,
        "people": find_people,
        "firms": find_firms,
        "bank message": read_payments,
        "question": Asked(read_asked()).find,
    }
    worst = max(
        (_milliseconds(lambda one=one, read=read: read(one * (4096 // len(one)))), name, one)
        for name, read in readers.items()
        for one in hostile
    )
    heard = {"p50": round(percentile(taken, 0.5), 2)}
    return [
        Figure("a paragraph heard, p99", percentile(taken, 0.99), "ms", 50, 20, heard),
        Figure("4,096 hostile characters, worst reader", worst[0], "ms", 100, 60, {"of": f"{worst[1]} {worst[2]!r}"}),
    ]


HOSTILE = (
    "1",
    "万",
    "一",
    "年",
    " ",
    "-",
    "(",
    "3月",
    "转",
    "a ",
    "：",
    "账号",
    "，",
    "张",
    "公司",
    "1万元",
    "昨天",
    "@",
)


def _milliseconds(work: Callable[[], object]) -> float:
    best = float("inf")
    for _ in range(3):
        start = time.process_time()  # of this process alone: others may use the machine
        work()
        best = min(best, time.process_time() - start)
    return best * 1000
