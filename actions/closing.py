"""What a case still owes when somebody ends it: said once, and one more press ends it all the same."""

from __future__ import annotations

from sqlmodel import select

from actions.hand import Hand
from cases.errors import CaseError
from cases.tracks import CloseReason
from storage.links import linked_cases
from storage.merged import merged_in
from storage.tables import Case

# The mark of each, of which a button has room for few characters.
MARKS = {"reply": "r", "consultation": "c", "other_case": "o"}


class StillOwed(CaseError):
    """`owed` are keys of MARKS; `mark` says that these were read."""

    def __init__(self, owed: list[str]) -> None:
        super().__init__(*owed)
        self.owed, self.mark = owed, "".join(MARKS[one] for one in owed)


async def check_owed(hand: Hand, case: Case, reason: CloseReason, text: str, sure: str) -> None:
    """Whether the case may end now: a reporter who waits, experts who were asked, a repeat of what nobody knows.

    `sure` is the mark of what the officer was told. What was merged into the case ends with it, without words of its
    own, and was asked about with it. Raises StillOwed.
    """
    if hand.follows:
        return
    parts = await merged_in(hand.session, case.id)
    is_asked = case.asked_at is not None and (not text.strip() or reason is CloseReason.NO_REPLY)
    found = {
        "reply": is_asked or any(one.asked_at for one in parts),
        "consultation": case.chair_id is not None,
        "other_case": reason is CloseReason.DUPLICATE and not parts and not await _has_another(hand, case),
    }
    owed = [name for name, is_owed in found.items() if is_owed]
    if owed and not {MARKS[one] for one in owed} <= set(sure):
        raise StillOwed(owed)


async def _has_another(hand: Hand, case: Case) -> bool:
    """One that this could be a repeat of: of the same reporter, merged, or linked."""
    theirs = select(Case.id).where(Case.conversation_id == case.conversation_id, Case.id != case.id).limit(1)
    if case.merged_into or (await hand.session.exec(theirs)).first():
        return True
    return bool((await linked_cases(hand.session, case, hand.officer.district, most=1)).cases)
