"""How this process takes memory from the system."""

from __future__ import annotations

import ctypes
from contextlib import suppress

M_ARENA_MAX, TWO = -8, 2  # as glibc's malloc.h numbers them


def keep_together() -> None:
    """Two heaps for all threads: glibc gives each thread one of its own, none gives back, and we grow for days.

    Other C libraries know nothing of it, and do without.
    """
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, TWO)
