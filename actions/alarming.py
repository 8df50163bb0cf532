"""Many alarms at once are one message: after a few, the rest of ten minutes come to a chat together."""

from __future__ import annotations

from datetime import timedelta

from actions.hand import Hand
from cases.messages import Kind
from cases.news import next_round
from storage.gathered import together
from storage.outgoing import record
from storage.tables import Outgoing, OutgoingState
from storage.tallies import count

# That a promise is about to break; not of money, which is alarmed of by itself, nor of what follows from its delivery.
ALARMS = frozenset({Kind.PROMISE_AT_RISK, Kind.REPLY_AT_RISK, Kind.NEWS_AT_RISK})
FREELY, WITHIN = 5, timedelta(minutes=10)


async def tell_with_others(hand: Hand, row: Outgoing) -> bool:
    """Whether this one comes with others; the first few of a chat come by themselves."""
    times = await count(hand.session, "alarms of a chat", str(row.conversation_id), WITHIN, hand.now)
    if times <= FREELY:
        return False
    found = await together(hand.session, {row.conversation_id: next_round(hand.now)}, Kind.ALARMS_MORE)
    if row.conversation_id not in found:  # it is leaving just now
        return False
    await record(hand.session, row.id, OutgoingState.GATHERED, gathered_in=found[row.conversation_id])
    return True
