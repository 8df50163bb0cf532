"""How the desk hears what a reporter does: at once at first, and then together, the later the more there is of it.

Nothing said is lost by that, all of it stands in the case. A word of the desk's begins anew: whoever talks with their
officer is heard at once, and a chat in which nobody answers cannot fill the chats of a whole desk.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from cases.law.plans import round_up

A_MINUTE = timedelta(minutes=1)
LATELY = timedelta(hours=1)
FREELY = 3  # of a case, by themselves, since the desk said anything
WAITS = (1 * A_MINUTE, 2 * A_MINUTE, 5 * A_MINUTE, 10 * A_MINUTE)
A_ROUND = WAITS[-1]
MOST_OF_CHAT, MOST_OF_ADDRESS = 12, 40  # within LATELY, with no word of the desk's; further ones come in rounds


def wait_after(told: int) -> timedelta:
    """Until the desk hears more of a case, after so many messages lately; what comes meanwhile is told with it."""
    return WAITS[min(told - FREELY, len(WAITS) - 1)] if told >= FREELY else timedelta()


def is_too_much(of_chat: int, of_address: int) -> bool:
    """Whether a chat, or all of one address, made the desk hear so much that the rest comes in one message a round."""
    return of_chat > MOST_OF_CHAT or of_address > MOST_OF_ADDRESS


def next_round(now: datetime) -> datetime:
    """The next full ten minutes: one moment for all that is told together."""
    return round_up(now + timedelta(microseconds=1))  # later than now, at a full ten too
