"""The four tracks of a case and their states. The service track is the only one the assistant moves.

Its table stands here; the moves of the legal, money and remedy tracks stand in cases/law/tracks.toml, for they are
the law's and not ours.
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
    IN_CONSULTATION = "in_consultation"
    OPINION_ISSUED = "opinion_issued"
    HANDED_TO_INTAKE = "handed_to_intake"
    REDIRECTED = "redirected"
    CLOSED = "closed"
    WITHDRAWN_BY_COMPANY = "withdrawn_by_company"


class CloseReason(StrEnum):
    """Why a case left the green channel, and the state it ends in (ENDS)."""

    HANDED_TO_INTAKE = "handed_to_intake"
    CIVIL_COURT = "civil_court"
    PRIVATE_PROSECUTION = "private_prosecution"
    TAX = "tax"
    MARKET_SUPERVISION = "market_supervision"
    LABOUR = "labour"
    SUPERVISION_COMMISSION = "supervision_commission"
    OTHER_POLICE_UNIT = "other_police_unit"
    REDIRECTED = "redirected"
    ANSWERED = "answered"
    DUPLICATE = "duplicate"
    NO_REPLY = "no_reply"
    WITHDRAWN = "withdrawn"


# Other doors than ours (transition S8): each with words of its own for the reporter, templates/words/doors.toml.
DOORS = frozenset(
    {
        CloseReason.CIVIL_COURT,
        CloseReason.PRIVATE_PROSECUTION,
        CloseReason.TAX,
        CloseReason.MARKET_SUPERVISION,
        CloseReason.LABOUR,
        CloseReason.SUPERVISION_COMMISSION,
        CloseReason.OTHER_POLICE_UNIT,
    }
)

ENDS: dict[CloseReason, Service] = dict.fromkeys(DOORS, Service.REDIRECTED) | {
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
TAKEN = frozenset({Service.TRIAGED, Service.MATERIALS_REQUESTED, Service.IN_CONSULTATION, Service.OPINION_ISSUED})

MOVES: dict[Service, frozenset[Service]] = {
    Service.SUBMITTED: frozenset({Service.ACKNOWLEDGED, Service.TRIAGED, *ENDED}),
    Service.ACKNOWLEDGED: frozenset({Service.TRIAGED, *ENDED}),
    Service.TRIAGED: frozenset({Service.MATERIALS_REQUESTED, Service.IN_CONSULTATION, Service.ACKNOWLEDGED, *ENDED}),
    Service.MATERIALS_REQUESTED: frozenset({Service.TRIAGED, Service.IN_CONSULTATION, Service.ACKNOWLEDGED, *ENDED}),
    Service.IN_CONSULTATION: frozenset({Service.OPINION_ISSUED, Service.TRIAGED, Service.ACKNOWLEDGED, *ENDED}),
    Service.OPINION_ISSUED: frozenset(
        {Service.MATERIALS_REQUESTED, Service.IN_CONSULTATION, Service.TRIAGED, Service.ACKNOWLEDGED, *ENDED}
    ),
}

# Where a case goes that is opened again: to who had it, or into the queue. No other verb does anything with its state.
AGAIN = frozenset({Service.TRIAGED, Service.ACKNOWLEDGED})


class Track(StrEnum):
    """The tracks that named officers write down."""

    LEGAL = "legal"
    MONEY = "money"
    REMEDY = "remedy"


class Legal(StrEnum):
    """Where the case stands at law."""

    NONE = "none"
    INTAKE_REGISTERED = "intake_registered"
    ACCEPTED = "accepted"
    UNDER_FILING_REVIEW = "under_filing_review"
    FILED = "filed"
    FILING_DECLINED = "filing_declined"
    TRANSFERRED = "transferred"
    INVESTIGATING = "investigating"
    INVESTIGATION_CONCLUDED = "investigation_concluded"
    SENT_FOR_PROSECUTION = "sent_for_prosecution"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


class Money(StrEnum):
    """What happened to the money that left."""

    NOT_NEEDED = "not_needed"
    SHEET_READY = "sheet_ready"
    REPORTED_TO_110 = "reported_to_110"
    STOP_REQUESTED = "stop_requested"
    STOPPED = "stopped"
    STOP_FAILED = "stop_failed"
    FROZEN = "frozen"
    EXPIRED = "expired"
    RETURN_APPLIED = "return_applied"
    RETURNED = "returned"


class Remedy(StrEnum):
    """What the complainant did against a decision, and what came of it."""

    NONE = "none"
    RECONSIDERATION_REQUESTED = "reconsideration_requested"
    RECONSIDERATION_DECIDED = "reconsideration_decided"
    REVIEW_REQUESTED = "review_requested"
    REVIEW_DECIDED = "review_decided"
    PROCURATORATE_REQUESTED = "procuratorate_requested"
    EXPLANATION_REQUIRED = "explanation_required"
    FILING_ORDERED = "filing_ordered"
    PRIVATE_PROSECUTION = "private_prosecution"


class Document(StrEnum):
    """The paper behind a move or a change of a clock; its names are templates/words/tracks.toml."""

    INTAKE_RECEIPT = "intake_receipt"
    ACCEPTANCE_RECEIPT = "acceptance_receipt"
    ACCEPTANCE_REGISTER = "acceptance_register"
    EVIDENCE_RECEIPT_LIST = "evidence_receipt_list"
    APPROVAL = "approval"
    FILING_DECISION = "filing_decision"
    DECLINED_NOTICE = "declined_notice"
    TRANSFER_NOTICE = "transfer_notice"
    PROSECUTION_OPINION = "prosecution_opinion"
    WITHDRAWAL_DECISION = "withdrawal_decision"
    STOP_REQUEST = "stop_request"
    BANK_REPLY = "bank_reply"
    FREEZE_NOTICE = "freeze_notice"
    RETURN_APPLICATION = "return_application"
    RETURN_DECISION = "return_decision"
    RECONSIDERATION_REQUEST = "reconsideration_request"
    RECONSIDERATION_DECISION = "reconsideration_decision"
    REVIEW_REQUEST = "review_request"
    REVIEW_DECISION = "review_decision"
    SUPERVISION_REQUEST = "supervision_request"
    EXPLANATION_DEMAND = "explanation_demand"
    FILING_ORDER = "filing_order"
    COURT_NOTICE = "court_notice"


# The police's own papers: their numbers are for the file, not for the reporter.
INTERNAL = frozenset({Document.APPROVAL})


class By(StrEnum):
    """Whose act a move is."""

    BOT = "bot"
    CLOCK = "clock"
    COMPANY = "company"
    COMPLAINANT = "complainant"
    INTAKE_OFFICER = "intake_officer"
    HANDLING_UNIT = "handling_unit"
    COUNTY_HEAD = "county_head"
    CITY_POLICE = "city_police"
    HIGHER_ORGAN = "higher_organ"
    SAME_ORGAN = "same_organ"
    POLICE = "police"
    ANTIFRAUD_CENTRE = "antifraud_centre"
    BANK = "bank"
    PROCURATORATE = "procuratorate"


STATES: dict[Track, type[StrEnum]] = {Track.LEGAL: Legal, Track.MONEY: Money, Track.REMEDY: Remedy}
BEFORE: dict[Track, str] = {Track.LEGAL: Legal.NONE, Track.MONEY: Money.NOT_NEEDED, Track.REMEDY: Remedy.NONE}

# Where nothing may be frozen, and where it may: the database holds the same line.
AFTER_FILING = frozenset({Legal.FILED, Legal.INVESTIGATING, Legal.INVESTIGATION_CONCLUDED, Legal.SENT_FOR_PROSECUTION})


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
