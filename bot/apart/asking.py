"""A process of its own for one file of a stranger's: the bytes go in, what it says comes back, and then it is gone."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterable, Sequence
from contextlib import suppress
from pathlib import Path

BOUNDS = Path(__file__).with_name("bounds.py")


def within_bounds(script: Path, *, memory: int, seconds: int) -> tuple[str, ...]:
    """The command that runs it. `memory` is bytes of addresses, `seconds` its life if nobody is left to end it.

    By its path and isolated, so that it starts alike wherever we were started, and nothing of ours is loaded in it.
    """
    return (sys.executable, "-I", str(BOUNDS), str(memory), str(seconds), str(script))


async def ask(
    command: Sequence[str],
    pieces: AsyncIterable[bytes],
    *,
    deadline: float,
    longest: int,
    environment: dict[str, str] | None = None,
) -> bytes:
    """All it says of these bytes; `deadline` is in seconds from its start, `longest` in bytes of its answer.

    It is killed when it takes too long, and when nobody waits for it any more. Raises TimeoutError, OSError when it
    cannot be started, ValueError when it says too much, and whatever the pieces raise.
    """
    child = await asyncio.create_subprocess_exec(
        *command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=_libraries() | (environment or {})
    )
    try:
        async with asyncio.timeout(deadline):
            await _feed(child, pieces)
            answer = await _answer(child, longest)
            await child.wait()
    finally:
        await _end(child)
    return answer


def _libraries() -> dict[str, str]:
    """What it takes to start a program: no key and no token of ours."""
    return {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}


async def _feed(child: Process, pieces: AsyncIterable[bytes]) -> None:
    """It may end before it has read all of them: what it says then counts."""
    assert child.stdin
    async for piece in pieces:
        child.stdin.write(piece)
        try:
            await child.stdin.drain()
        except (BrokenPipeError, ConnectionResetError):
            return
    child.stdin.close()


async def _answer(child: Process, longest: int) -> bytes:
    assert child.stdout
    try:
        await child.stdout.readexactly(longest)
    except asyncio.IncompleteReadError as all_of_it:
        return all_of_it.partial
    raise ValueError


async def _end(child: Process) -> None:
    if child.returncode is None:
        with suppress(ProcessLookupError):
            child.kill()
    await child.wait()
