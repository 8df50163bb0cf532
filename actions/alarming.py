"""Many alarms at once are one message: after a few, the rest of ten minutes come to a chat together."""

from __future__ import annotations

from datetime import timedelta

from actions.escalating import alarm_again
from actions.hand import Hand
from actions.weighing import weigh_again
from cases.messages import Kind
from cases.news import next_round
from storage.cases import case_by_id
from storage.gathered import together
from storage.outgoing import record
from storage.tables import Outgoing, OutgoingState
from storage.tallies import count

# That a promise is about to break, or a time of the law to end. Those may come together.
ALARMS = frozenset({Kind.PROMISE_AT_RISK, Kind.PROMISE_BROKEN, Kind.REPLY_AT_RISK, Kind.NEWS_AT_RISK, Kind.CLOCK_SOON})
# These never wait: of money, and that a time of the law is over, from which more follows. They ring all the same.
LOUD = frozenset({Kind.MONEY_ALERT, Kind.MONEY_ALERTS, Kind.MONEY_MORE, Kind.CLOCK_LATE})
RINGS = ALARMS | LOUD
FREELY, WITHIN = 5, timedelta(minutes=10)


async def tell_with_others(hand: Hand, row: Outgoing) -> bool:
    """Whether this one comes with others; the first few of a chat come by themselves, whatever they are of."""
    times = await count(hand.session, "alarms of a chat", str(row.conversation_id), WITHIN, hand.now)
    if times <= FREELY or row.kind in LOUD:
        return False
    found = await together(hand.session, {row.conversation_id: next_round(hand.now)}, Kind.ALARMS_MORE)
    if row.conversation_id not in found:  # it is leaving just now
        return False
    await record(hand.session, row.id, OutgoingState.GATHERED, gathered_in=found[row.conversation_id])
    await alarm_again(hand, row)
    if row.kind is Kind.CLOCK_SOON and row.case_id:  # as when it goes by itself: the case weighs more now
        await weigh_again(hand, await case_by_id(hand.session, row.case_id, lock=True))
    return True
