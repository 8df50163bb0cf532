"""The service track: the only one the assistant moves.

The table is the rule (domain.md 7.2); buttons and docs come from it.
"""

from __future__ import annotations

from enum import StrEnum

from cases.errors import CaseError


class Service(StrEnum):
    """Where a case stands for us. None of these has legal effect."""

    SUBMITTED = "submitted"
    ACKNOWLEDGED = "acknowledged"
    TRIAGED = "triaged"
    MATERIALS_REQUESTED = "materials_requested"
    HANDED_TO_INTAKE = "handed_to_intake"
    REDIRECTED = "redirected"
    CLOSED = "closed"
    WITHDRAWN_BY_COMPANY = "withdrawn_by_company"


class CloseReason(StrEnum):
    """Why a case left the green channel, and the state it ends in (ENDS)."""

    HANDED_TO_INTAKE = "handed_to_intake"
    REDIRECTED = "redirected"
    ANSWERED = "answered"
    DUPLICATE = "duplicate"
    NO_REPLY = "no_reply"
    WITHDRAWN = "withdrawn"


ENDS: dict[CloseReason, Service] = {
    CloseReason.HANDED_TO_INTAKE: Service.HANDED_TO_INTAKE,
    CloseReason.REDIRECTED: Service.REDIRECTED,
    CloseReason.ANSWERED: Service.CLOSED,
    CloseReason.DUPLICATE: Service.CLOSED,
    CloseReason.NO_REPLY: Service.CLOSED,
    CloseReason.WITHDRAWN: Service.WITHDRAWN_BY_COMPANY,
}

DESK_REASONS = tuple(reason for reason in CloseReason if reason is not CloseReason.WITHDRAWN)

ENDED = frozenset(ENDS.values())
WAITING = frozenset({Service.SUBMITTED, Service.ACKNOWLEDGED})
TAKEN = frozenset({Service.TRIAGED, Service.MATERIALS_REQUESTED})

MOVES: dict[Service, frozenset[Service]] = {
    Service.SUBMITTED: frozenset({Service.ACKNOWLEDGED, Service.TRIAGED, *ENDED}),
    Service.ACKNOWLEDGED: frozenset({Service.TRIAGED, *ENDED}),
    Service.TRIAGED: frozenset({Service.MATERIALS_REQUESTED, Service.ACKNOWLEDGED, *ENDED}),
    Service.MATERIALS_REQUESTED: frozenset({Service.TRIAGED, Service.ACKNOWLEDGED, *ENDED}),
}


class MoveNotPossible(CaseError):
    """The case cannot go there from where it stands."""


class CaseEnded(MoveNotPossible):
    """The case has ended."""


def check_move(current: Service, to: Service) -> None:
    """Raises CaseEnded or MoveNotPossible."""
    if current in ENDED:
        raise CaseEnded
    if to not in MOVES[current]:
        raise MoveNotPossible
