"""Draws docs/tracks.md from the law's files, so that the page and the program cannot disagree.

`python -m cases.law.drawing > docs/tracks.md`
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cases.law import Law, load_law
from cases.law.deadlines import Deadline, Limit
from cases.law.moves import Move
from cases.law.reading import Basis
from cases.questionnaire import load
from cases.tracks import AGAIN, BEFORE, ENDED, MOVES, Service, Track

Arrow = tuple[str, str, str]  # from, to, the move's id

OPENING = """# Tracks, moves and clocks

Drawn from `cases/law/tracks.toml`, `cases/law/deadlines.toml` and `cases/tracks.py` by `make docs`; do not edit.

The service track is ours and has no legal effect. Everything on the other three is written down by an officer, with the
number and the date of a document and two names, but for three moves of money: M1 (bot), M2 (reporter), M6 (clock). Rows
are added and never changed; the database itself refuses anything else. Nothing is frozen before filing.

How sure we are of a source: A = the text itself was read, B = a secondary page, C = from memory, to be verified.
"""

COUNTING = """## Clocks

A day is a calendar day and the day a clock starts is not counted. A last day on a weekend or holiday becomes the next
working day, but for hours and for what is marked "exact" (Criminal Procedure Law, art. 105; `holidays.toml`). A clock
is over with the first moment after its last day.

- **late**: the leads are alarmed and the reporter is told, with what they may do.
- **lapses**: a right of the complainant ends; they are reminded two days before.
- **expires**: a stop or freeze of money is over, and the money track says so by itself.

| clock | limit | extended to | whose | missed | started by | stopped by | source |
|---|---|---|---|---|---|---|---|
"""


def draw(law: Law) -> str:
    """The whole page."""
    parts = [OPENING, "## Service\n", _diagram(Service.SUBMITTED.value, _service_arrows())]
    for track in Track:
        moves = [move for move in law.moves.values() if move.track is track]
        arrows = [(now, to, move.id) for move in moves for now in move.starts_from for to in move.to]
        parts += [f"## {track.value.capitalize()}\n", _diagram(BEFORE[track], arrows), _table(moves)]
    rows = "\n".join(_clock(law, rule) for rule in law.deadlines.values())
    return "\n".join([*parts, f"{COUNTING}{rows}\n"])


def _service_arrows() -> list[Arrow]:
    arrows = [(now.value, to.value, "") for now in Service for to in sorted(MOVES.get(now, ()))]
    return arrows + [(end.value, to.value, "opened again") for end in sorted(ENDED) for to in sorted(AGAIN)]


def _diagram(first: str, arrows: Iterable[Arrow]) -> str:
    """A Mermaid state diagram, one arrow a line."""
    lines = [f"    {now} --> {to}{f': {name}' if name else ''}" for now, to, name in arrows]
    return "\n".join(["```mermaid", "stateDiagram-v2", f"    [*] --> {first}", *lines, "```\n"])


def _table(moves: list[Move]) -> str:
    names = ("move", "from", "to", "whose act", "document", "clocks", "only if", "told", "source")
    return "\n".join([_row(*names), _row(*["---"] * len(names)), *map(_move, moves)]) + "\n"


def _move(move: Move) -> str:
    clocks = [*(f"starts {name}" for name in move.starts), *(f"stops {name}" for name in move.stops)]
    return _row(
        move.id,
        ", ".join(move.starts_from),
        " or ".join(move.to),
        move.by.value,
        ", ".join(move.documents) or "none",
        ", ".join(clocks),
        ", ".join(_conditions(move)),
        "yes" if move.tells_reporter else "no",
        _source(move.basis),
    )


def _conditions(move: Move) -> Iterator[str]:
    yield from (need.value for need in move.needs)
    if move.within:
        yield f"{move.within} runs"
    if move.repeat_max is not None:
        yield f"repeated at most {move.repeat_max} times"


def _clock(law: Law, rule: Deadline) -> str:
    starts = [move.id for move in law.moves.values() if rule.id in move.starts]
    starts += [f"the end of {other.id}" for other in law.deadlines.values() if rule.id in other.then_starts]
    stops = [move.id for move in law.moves.values() if rule.id in move.stops]
    longer = [f"{_length(one.limit)} ({one.by.value})" for one in rule.extensions]
    return _row(
        rule.id,
        _length(rule.limit) + ("" if rule.moved_by_holidays else ", exact"),
        "renewed" if rule.renewable else ", ".join(longer),
        rule.duty.value,
        rule.missed.value,
        ", ".join([*starts, *(["an officer"] if rule.by_hand else [])]),
        ", ".join([*stops, *([] if rule.only_moves_stop else ["an officer"])]),
        _source(rule.basis),
    )


def _length(limit: Limit) -> str:
    return f"{limit.count} {limit.unit.value}"


def _source(basis: Basis) -> str:
    return f"{basis.source.code} {basis.place}".strip() + f" ({basis.confidence})"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    print(draw(load_law(load())), end="")  # noqa: T201
