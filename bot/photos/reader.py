"""Photos of slips, one at a time: each is looked at by a process of its own, which is killed when it takes too long."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import structlog

from bot.apart.asking import ask, within_bounds
from cases.understanding.slip import Slip, read_slip
from cases.understanding.slip_page import Box

log = structlog.get_logger()
# What is really used of the memory stays below half of it.
CHILD = within_bounds(Path(__file__).with_name("child.py"), memory=1536 * 1024 * 1024, seconds=120)
# How few it may use.
THREADS = {
    "OMP_NUM_THREADS": "2",
    "OPENBLAS_NUM_THREADS": "1",
    "OPENCV_FOR_THREADS_NUM": "2",
    "MALLOC_ARENA_MAX": "2",
}
NEEDS = ("PIL", "onnxruntime", "rapidocr")  # the extra `photos`
DEADLINE = 10.0  # seconds from its start
MOST_WAITING = 4  # pictures, the one being read among them; whoever comes then is better served by a question
LARGEST = 20 * 1024 * 1024  # bytes of a picture; a phone's have five
LONGEST_ANSWER = 1024 * 1024  # bytes


def can_read_photos() -> bool:
    """Whether the extra is installed. It is looked for, not loaded: this process never pays for it."""
    return all(find_spec(name) for name in NEEDS)


class PhotoReader:
    """Reads one picture after the other. `command` is what looks at one; `deadline` is in seconds."""

    def __init__(self, command: Sequence[str] = CHILD, deadline: float = DEADLINE) -> None:
        self._command, self._deadline = command, deadline
        self._turn, self._waiting = asyncio.Semaphore(1), 0

    async def read(self, picture: bytes) -> Slip | None:
        """What the slip says; None when the picture could not be looked at, for whatever reason."""
        if len(picture) > LARGEST or self._waiting >= MOST_WAITING:
            return None
        self._waiting += 1
        try:
            async with self._turn:
                lines = await self._look(picture)
        finally:
            self._waiting -= 1
        return None if lines is None else read_slip(lines)

    async def _look(self, picture: bytes) -> list[Box] | None:
        limits: dict[str, Any] = {"deadline": self._deadline, "longest": LONGEST_ANSWER, "environment": THREADS}
        try:
            return _boxes(await ask(self._command, _pieces(picture), **limits))
        except TimeoutError:
            log.warning("a photo took too long", seconds=self._deadline)
        except OSError as error:
            log.warning("a photo could not be read", reason=error.strerror)
        except (ValueError, TypeError, KeyError) as error:
            log.warning("a photo could not be read", reason=type(error).__name__)
        return None


async def _pieces(picture: bytes) -> AsyncIterator[bytes]:
    yield picture


def _boxes(answer: bytes) -> list[Box] | None:
    """Raises ValueError, TypeError or KeyError for anything but what the child says: it may have died."""
    lines: list[dict[str, Any]] | None = json.loads(answer)
    return None if lines is None else [_box(**line) for line in lines]


def _box(text: str, score: float, corners: list[list[float]]) -> Box:
    one, two, three, four = ((float(x), float(y)) for x, y in corners)
    return Box(str(text), float(score), (one, two, three, four))
