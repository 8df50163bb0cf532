"""What is done to the team is written down, by whom and about whom."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from actions.hand import Hand
from storage.tables import TeamEntry, TeamEvent


def log_team(hand: Hand, event: TeamEvent, member_id: UUID | None = None, **details: Any) -> None:
    """A line in the team's log, about that member, with the name of who did it; `details` are identifiers."""
    by = hand.member.id if hand.member else None
    hand.session.add(TeamEntry(at=hand.now, event=event, member_id=member_id, by_id=by, details=details))
