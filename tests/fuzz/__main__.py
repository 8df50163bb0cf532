"""`python -m tests.fuzz --minutes 60 --seed 7`: a line a minute, each failure as it is found, and how to see it again."""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from pathlib import Path

from bot.memory import keep_together
from storage.database import Database
from storage.migrating import migrate
from tests import postgres
from tests.fuzz.running import Result, fuzzer


def main() -> int:
    asked = _asked()
    keep_together()
    print(f"seed {asked.seed}", flush=True)
    kinds = ["sqlite", "postgresql"] if postgres.binaries() else ["sqlite"]
    kinds = [asked.on] if asked.on else kinds
    results = [_run_on(kind, asked, asked.minutes * 60 / len(kinds)) for kind in kinds]
    return 1 if any(one.failures for one in results) else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--steps", type=int, help="stop after so many: the last one is the failure that said so")
    parser.add_argument("--on", choices=["sqlite", "postgresql"], help="else on each that is here, half the time")
    return parser.parse_args()


def _run_on(kind: str, asked: argparse.Namespace, seconds: float) -> Result:
    with tempfile.TemporaryDirectory(prefix="gc-fuzz-") as folder:
        if kind == "sqlite":
            return asyncio.run(_run(Path(folder), f"sqlite:///{folder}/fuzz.db", asked, seconds))
        server = postgres.Server()
        with server.admin() as connection:
            connection.execute("CREATE DATABASE fuzz")
        try:
            return asyncio.run(_run(Path(folder), server.url("fuzz"), asked, seconds))
        finally:
            server.stop()


async def _run(folder: Path, url: str, asked: argparse.Namespace, seconds: float) -> Result:
    await asyncio.to_thread(migrate, Database(url))
    began = said_at = time.monotonic()
    async with fuzzer(folder, url, asked.seed) as one:
        known, kind = 0, url.partition(":")[0]
        while time.monotonic() - began < seconds and (asked.steps is None or one.result.steps < asked.steps):
            await one.step()
            for failure in one.result.failures[known:]:
                print(f"FAILED {failure} --on {kind}", flush=True)
            known = len(one.result.failures)
            if time.monotonic() - said_at >= 60:
                said_at = time.monotonic()
                print(f"{kind}: {one.result.line()}", flush=True)
        print(f"{kind}: {one.result.line()}", flush=True)
        return one.result


if __name__ == "__main__":
    sys.exit(main())
