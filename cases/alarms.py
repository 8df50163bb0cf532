"""How the desk is alarmed of money: once loudly, and from then on as little as one chat or one address cannot abuse.

A bound that holds a prankster must not hold the company behind the same address: nothing is left out, it comes
together.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from cases.money_lane import ALERTS_AGAIN

LATELY = timedelta(hours=1)
MOST_OF_ADDRESS = 5  # by themselves, within that time; further ones come together
A_MINUTE = timedelta(minutes=1)
LONGEST = timedelta(minutes=10)
LOUD = (timedelta(), *ALERTS_AGAIN)  # at once, and again while nobody takes it


@dataclass(frozen=True)
class Alarm:
    """When the desk hears of it, counted from now, while nobody has it; `together`: with others of the same minute."""

    after: tuple[timedelta, ...] = LOUD
    together: bool = False


def more_after(told: int) -> timedelta:
    """From the last time that facts were added to an alarm to the next, after so many times lately."""
    return min(max(1, told - 2) * A_MINUTE, LONGEST)


def alarm_of(of_chat: int, of_address: int) -> Alarm:
    """So many alarms came lately from the same chat, and so many from its address, this chat's among them.

    Whoever begins again and again has one card: the next one waits a minute, and one more with each, and whatever was
    given up meanwhile is not heard of at all.
    """
    if of_chat:
        return Alarm((min(of_chat * A_MINUTE, LONGEST),))
    return Alarm(together=True) if of_address >= MOST_OF_ADDRESS else Alarm()
