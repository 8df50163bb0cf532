"""How many connections this process has room for: each needs a descriptor, and the system gives so many."""

from __future__ import annotations

import resource
from contextlib import suppress

ENOUGH = 65_536  # some systems allow a thousand million, and a child that closes them all would be at it for minutes
OWN = 56  # for the database, the search index, the log, Telegram and what we open ourselves
MOST_CONNECTIONS = 4_096  # 70 KB of memory each
FEWEST_CONNECTIONS = 8


def raise_limit() -> None:
    """Take as many as the system lets us have; it begins with few, for programs of another time."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = ENOUGH if hard == resource.RLIM_INFINITY else min(hard, ENOUGH)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(OSError, ValueError):  # some systems name a limit that they do not grant
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def most_connections() -> int:
    """Over each of them a file may come or go, and that is a descriptor too."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return MOST_CONNECTIONS
    return max(FEWEST_CONNECTIONS, min(MOST_CONNECTIONS, (soft - OWN) // 2))


def most_streams() -> int:
    """A quarter is left for whoever only asks something."""
    return most_connections() * 3 // 4
