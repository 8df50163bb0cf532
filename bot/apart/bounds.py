"""The bounds around a process that looks at what a stranger sent: `bounds.py BYTES SECONDS SCRIPT …` runs it.

Those who ask start it by its path (bot/apart/asking.py). It imports nothing of the product and the product nothing of
it: whoever made the bytes that the script reads may be anybody.
"""

from __future__ import annotations

import ctypes
import os
import resource
import runpy
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
NO_NEW_RIGHTS = 38  # PR_SET_NO_NEW_PRIVS
OWN_USER, OWN_NETWORK = 0x10000000, 0x40000000  # CLONE_NEWUSER, CLONE_NEWNET


def main() -> None:
    memory, seconds, *sys.argv = sys.argv[1:]
    stay_within_bounds(int(memory), int(seconds))
    runpy.run_path(sys.argv[0], {"survives": survives}, run_name="__main__")


def stay_within_bounds(most_memory: int, most_seconds: int) -> None:
    """Bytes of addresses, and seconds for the day that nobody is left to kill us.

    No file is written, nothing fetched, and there is no life after the product's.
    """
    for limit, most in ((resource.RLIMIT_AS, most_memory), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        with suppress(ValueError, OSError):  # not every system knows each of them
            resource.setrlimit(limit, (most, most))
    signal.alarm(most_seconds)
    with suppress(AttributeError, OSError):  # Linux
        system = ctypes.CDLL(None)
        system.prctl(DIE_WITH_PARENT, signal.SIGKILL)
        system.prctl(NO_NEW_RIGHTS, 1, 0, 0, 0)
        if survives(lambda: system.unshare(OWN_USER | OWN_NETWORK)):  # then there is no network at all
            system.unshare(OWN_USER | OWN_NETWORK)
    os.nice(5)  # whoever chats meanwhile comes first
    sys.addaudithook(reach_nothing)


def survives(call: Callable[[], object]) -> bool:
    """Whether a process may do that. A service may be closed off so that whoever tries is killed: here another is."""
    tries = os.fork()
    if tries:
        return os.waitpid(tries, 0)[1] == 0
    try:
        call()
    except OSError:
        os._exit(1)
    os._exit(0)


def reach_nothing(event: str, _arguments: tuple[Any, ...]) -> None:
    """An audit hook. Raises OSError: what looks has all it needs with it and asks no network."""
    if event in {"socket.connect", "socket.getaddrinfo", "socket.sendto"}:
        raise OSError(event)


if __name__ == "__main__":
    main()
