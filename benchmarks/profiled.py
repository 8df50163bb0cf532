"""`green-channel run`, looked at a hundred times a second: what its event loop was at. Only measurements start it so.

What it saw is in the file of GC_BENCH_PROFILE when it ends: how often each package, and each of our own modules, was
the innermost one that is not Python's own.
"""

from __future__ import annotations

import json
import os
import sys
import sysconfig
import threading
import time
from collections import Counter
from pathlib import Path
from types import FrameType

from bot.command_line import main

EVERY = 0.01  # seconds
ROOT = str(Path(__file__).parents[1])
PACKAGES, PYTHON = sysconfig.get_path("purelib"), sysconfig.get_path("stdlib")
WAITS, LOOP = "waits", "asyncio"


def look(thread: int, seen: Counter[str], over: threading.Event) -> None:
    while not over.wait(EVERY):
        if frame := sys._current_frames().get(thread):
            seen[whose(frame)] += 1


def whose(frame: FrameType | None) -> str:
    if frame and frame.f_code.co_filename.endswith("selectors.py"):
        return WAITS
    while frame:
        file = frame.f_code.co_filename
        if file.startswith(PACKAGES):
            return Path(file).relative_to(PACKAGES).parts[0].removesuffix(".py")
        if file.startswith(ROOT):
            return str(Path(file).relative_to(ROOT))
        frame = frame.f_back
    return LOOP


def run() -> None:
    seen, over = Counter[str](), threading.Event()
    watcher = threading.Thread(target=look, args=(threading.get_ident(), seen, over), daemon=True)
    began = time.process_time()
    watcher.start()
    try:
        main()
    finally:
        over.set()
        found = {"seconds": time.process_time() - began, "seen": dict(seen)}
        Path(os.environ["GC_BENCH_PROFILE"]).write_text(json.dumps(found))


if __name__ == "__main__":
    run()
