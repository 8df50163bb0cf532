"""Values as nobody types them, and plausible ones between them so that a door opens at all."""

from __future__ import annotations

import json
from random import Random
from uuid import UUID

from cases.people import Role
from cases.tracks import CloseReason
from cases.verbs import Verb

HOSTILE = (
    "",
    " ",
    "\0",
    "a\0b",
    "\x7f\x01\x1b[2J",
    "\u202e\u2066反",
    "\ufffe\uffff",
    "😀" * 50,
    "é" * 300,
    "0",
    "-1",
    "1e309",
    "NaN",
    "9" * 18,
    "9" * 19,
    "9" * 30,
    "9" * 4400,
    "-" + "9" * 20,
    "９８",
    "²",
    "1_000",
    " 7 ",
    "+5",
    "0x10",
    "true",
    "null",
    "[]",
    "{}",
    "0001-01-01",
    "9999-12-31",
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59",
    "2026-02-30",
    "2026-11-23T25:00",
    "http://[::1",
    "http://[",
    "//\\evil",
    "javascript:alert(1)",
    "../../etc/passwd",
    "%00%0d%0a",
    "\r\nX-Evil: 1",
    "'; DROP TABLE cases; --",
    '" OR 1=1',
    "{{ 7*7 }}{% raise %}",
    "<script>alert(1)</script><b>",
    "a,b,,c",
    "~~~",
    "1~2026-11-23T00:00:00+00:00~00000000-0000-0000-0000-000000000007~0",
    "1~0001-01-01T00:00:00+23:59~00000000-0000-0000-0000-000000000007~0",
    "99999999999999999999~2026-11-23T00:00:00+00:00~00000000-0000-0000-0000-000000000007~0",
    "1.zzz.0",
    "=cmd|' /C calc'!A0",
    "（" * 400,
    "元万亿" * 300,
    "9" * 4096 + "元",
    "一百二十三" * 200,
    "," * 3000,
    "a" * 70_000,
)
PLAUSIBLE = (
    "1",
    "2",
    "7",
    "yes",
    "no",
    "haishu",
    "yinzhou",
    "received",
    "2026-11-23",
    "2026-11-24T09:30",
    "甬公受〔2026〕1号",
    "财务按邮件付款，第二天发现邮箱被冒用。",
    "请把转账凭证发来。",
    "GC-261123-7K3QX",
    "open",
    "sum",
    "zh",
    "en",
    str(UUID(int=7)),
    *Verb,
    *CloseReason,
    *Role,
)


NUMBERS = ("0", "-1", "9" * 17, "9" * 18, "9" * 19, "9" * 30, "9" * 4400, "²", "9.5", "1e9")
DAYS = ("0001-01-01", "9999-12-31", "1899-12-31", "2026-02-30", "20261123", "2026-W48-1")
MOMENTS = ("0001-01-01T00:00", "9999-12-31T23:59", "0001-01-01T00:00+23:59", "2026-11-23T25:00", "2026-11-23T09:00")
ADDRESSES = ("http://[::1", "http://[", "//[x]/", "http://a:b:c/", "javascript:1", "/console/board?show=open")
MARK = "00000000-0000-0000-0000-000000000007"
PLACES = (
    f"1~0001-01-01T00:00:00+23:59~{MARK}~0",
    f"1~9999-12-31T23:59:59-23:59~{MARK}~0",
    f"{'9' * 20}~2026-11-23T00:00:00+00:00~{MARK}~0",
    f"1~2026-11-23T00:00:00+00:00~{MARK}~{'9' * 20}",
    f"1~2026-11-23T00:00:00+00:00~{MARK}~7",
    f"1~2026-11-23T00:00:00~{MARK}~7",
)
OF_THEIR_KIND: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("HX-Current-URL", "Origin"), ADDRESSES),
    **dict.fromkeys(("Last-Event-ID", "since", "before", "shown", "least", "seen", "hour", "message_id"), NUMBERS),
    **dict.fromkeys(("dated_on", "first", "last"), DAYS),
    "happened_at": MOMENTS,
    "after": PLACES,
}  # what a field of that name is read as, and then breaks


def named(rng: Random, name: str) -> str:
    """For a field of that name: more often something of the kind it is read as."""
    kinds = OF_THEIR_KIND.get(name)
    return rng.choice(kinds) if kinds and rng.random() < 0.7 else mixed(rng)


def value(rng: Random) -> str:
    """One of a kind, two run together, or letters of any plane."""
    kind = rng.randrange(10)
    if kind < 6:
        return rng.choice(HOSTILE)
    if kind < 8:
        return rng.choice(HOSTILE)[:500] + rng.choice(PLAUSIBLE)
    return "".join(chr(_letter(rng)) for _ in range(rng.randrange(1, 60)))


def mixed(rng: Random) -> str:
    """As often one that a form of ours could say."""
    return str(rng.choice(PLAUSIBLE)) if rng.random() < 0.5 else value(rng)


def body(rng: Random, names: tuple[str, ...]) -> bytes:
    """JSON with those names, of whatever types, or something that is none."""
    made = {name: _any(rng) for name in names if rng.random() < 0.9}
    said = json.dumps(made).encode()
    return said if rng.random() < 0.9 else said[: rng.randrange(len(said))] + rng.randbytes(3)


def _any(rng: Random) -> object:
    several: list[object] = [mixed(rng) for _ in range(rng.randrange(4))]
    return rng.choice(
        [mixed(rng), mixed(rng), rng.randrange(-(2**70), 2**70), 3.5, None, True, several, {"a": several}]
    )


def _letter(rng: Random) -> int:
    letter = rng.choice(
        (rng.randrange(0x20), rng.randrange(0x250), rng.randrange(0x4E00, 0x9FFF), rng.randrange(0x110000))
    )
    return 0xFFFD if 0xD800 <= letter < 0xE000 else letter
