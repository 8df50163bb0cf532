"""The end of a call that was announced: nobody is expected to ring by it any more."""

from __future__ import annotations

from actions.hand import Hand
from actions.tell import tell
from cases.messages import Kind
from cases.officers import LATE, CallEnd
from storage.officers import call_of, end_call
from storage.tables import AnnouncedCall, Case, Event


async def call_is_over(hand: Hand, case: Case, call: AnnouncedCall, end: CallEnd, event: Event) -> None:
    await end_call(hand.session, case, call, end)
    case.call_id = None
    hand.note(case, event)


async def nobody_rings(hand: Hand, case: Case) -> None:
    """A call that was announced stands no longer than its case: else whoever rings then counts as one of ours."""
    call = await call_of(hand.session, case)
    if call and hand.now < call.at + LATE:
        await call_is_over(hand, case, call, CallEnd.CALLED_OFF, Event.CALL_CANCELLED)
        was = {"call": str(call.id), "was": call.at.isoformat()}
        await tell(hand.session, case, Kind.CALL_CHANGED, hand.now, dropped=True, **was)
