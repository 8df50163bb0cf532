"""What an address outside the chat is told: that there is news, or the code by which it is proved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases.messages import While
from cases.reach import By
from handlers.door import Voice
from storage.reaches import code_of, has_unseen, reach_at
from storage.tables import Reach

if TYPE_CHECKING:
    from handlers.said.letter_facts import Look


@dataclass(frozen=True)
class ReachSaid:
    """`address` is the unit's own, to be typed; `quiet`: somebody else may read along, so nothing says who writes."""

    by: By
    address: str
    quiet: bool
    code: str | None


async def reach_said(look: Look) -> ReachSaid:
    row = await reach_at(look.session, look.found.chat.id)
    assert row, "asked before it is told"
    code = await code_of(look.session, row, look.case)
    return ReachSaid(row.by, _spelled_out(look.voice), look.case.quiet, code)


async def reached(look: Look, wanted: While) -> dict[str, bool]:
    """Whether an address is still to be told, or to be proved."""
    if wanted not in {While.UNSEEN, While.UNPROVED}:
        return {}
    row, now = await reach_at(look.session, look.found.chat.id), look.voice.door.clock()
    if row is None:
        return {}
    if wanted is While.UNPROVED:
        return {"is_unproved": _can_be_proved(row, look)}
    return {"is_unseen": row.proved_at is not None and await has_unseen(look.session, row, look.case, now)}


def _can_be_proved(row: Reach, look: Look) -> bool:
    return row.proved_at is None and row.code_until is not None and look.voice.door.clock() < row.code_until


def _spelled_out(voice: Voice) -> str:
    """As somebody types it: no link that could be pressed, and none that signs in."""
    return voice.door.address.removeprefix("https://").removeprefix("http://")
