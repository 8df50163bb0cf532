"""What a reporter is asked once a case has ended: whether three things were so, and a month later what became of it."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

LOW = 2  # a mark of five, and whatever is lower
TASK_WITHIN = timedelta(days=3)
LONGEST_REMARK = 1000


class Felt(StrEnum):
    """What is asked after the mark, in this order; domain reference, section 8 (K08, K12, K15)."""

    IN_TIME = "in_time"
    ONCE = "once"
    CLEAR = "clear"


class Money(StrEnum):
    """What came back of the money, a month after the end."""

    ALL = "all"
    PART = "part"
    NONE = "none"
    NOT_LOST = "not_lost"


AGAIN = "again"  # something else happened


def next_after(asked: Felt) -> Felt | None:
    order = list(Felt)
    place = order.index(asked) + 1
    return order[place] if place < len(order) else None
