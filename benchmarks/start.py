"""From starting the process to /health saying ready, on a database that is there, against `import aiogram` alone."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from benchmarks.figures import Figure, ratio, spread
from benchmarks.running import free_address, running

ROUNDS = 7


async def measure(folder: Path, quick: bool) -> list[Figure]:
    rounds, imports, starts = 1 if quick else ROUNDS, [], []
    address, home = free_address(), folder / "data"
    with running(home_made(home), address):
        pass  # migrated, and every module compiled to bytecode
    for _ in range(rounds):
        imports.append(seconds_of_import())
        began = time.perf_counter()
        with running(home, address):
            starts.append(time.perf_counter() - began)
    return [
        Figure("import_aiogram", median(imports), "s", more=spread(imports)),
        Figure("start_to_ready", median(starts), "s", more=spread(starts)),
        ratio("against_import", [a / b for a, b in zip(starts, imports, strict=True)], 2.0, 1.3),
    ]


def home_made(home: Path) -> Path:
    home.mkdir()
    return home


def seconds_of_import() -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import aiogram"], check=True)
    return time.perf_counter() - began
