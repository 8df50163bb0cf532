"""What the robots of group chats are told: that something of a sort happened, of which case, and no more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

from cases.messages import Kind


class Sort(StrEnum):
    """In the order in which they are told."""

    MONEY = "money"
    LATE = "late"
    STOPPED = "stopped"
    PERSON = "person"
    NEW = "new"


SORTS: Mapping[Kind, Sort] = MappingProxyType(
    {
        Kind.MONEY_ALERT: Sort.MONEY,
        Kind.MONEY_MORE: Sort.MONEY,
        Kind.CLOCK_LATE: Sort.LATE,
        Kind.PROMISE_AT_RISK: Sort.LATE,
        Kind.REPLY_AT_RISK: Sort.LATE,
        Kind.TEAM_REPORT_MISSED: Sort.LATE,
        Kind.WORDS_STOPPED: Sort.STOPPED,
        Kind.PERSON_WANTED: Sort.PERSON,
        Kind.NEW_CASE: Sort.NEW,
    }
)

EVERY = timedelta(seconds=5)  # one message to a robot at most: twelve a minute, of twenty that they take
TOO_LATE = timedelta(hours=6)  # what a robot could not be told by then is in the queue, and told by nobody
MOST_NAMED = 10  # cases of a sort; the others are counted
