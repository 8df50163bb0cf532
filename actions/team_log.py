"""What is done to the team is written down, by whom and about whom."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from actions.hand import Hand
from storage.tables import Member, TeamEntry, TeamEvent


async def note_lead_out(hand: Hand) -> None:
    """With whoever did it, in a row that nobody else can write: the log is only read (docs/decisions/0048)."""
    if hand.member and (by := await hand.session.get(Member, hand.member.id)):
        by.took_lead_out_at = hand.now


def log_team(hand: Hand, event: TeamEvent, member_id: UUID | None = None, **details: Any) -> None:
    """A line in the team's log, about that member, with the name of who did it; `details` are identifiers."""
    by = hand.member.id if hand.member else None
    hand.session.add(TeamEntry(at=hand.now, event=event, member_id=member_id, by_id=by, details=details))
