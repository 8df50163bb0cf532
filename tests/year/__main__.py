"""`python -m tests.year --cases 2000 --seed 7`: the report of a year, and 1 where a promise was broken in silence."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path

from bot.running import forget_what_stays
from tests.year.judging import judged
from tests.year.running import a_year


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.year")
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--keep", type=Path, help="an empty folder for the year's data, to be looked at afterwards")
    asked = parser.parse_args()
    return asyncio.run(_run(asked.cases, asked.seed, asked.keep))


async def _run(cases: int, seed: int, keep: Path | None) -> int:
    began = time.monotonic()
    with nullcontext(keep) if keep else tempfile.TemporaryDirectory(prefix="gc-year-") as folder:
        forget_what_stays()  # as `green-channel run` does
        async with a_year(Path(folder), f"sqlite:///{folder}/year.db", cases, seed) as year:
            found = await judged(year)
    print("\n".join([*found.lines(), f"{time.monotonic() - began:.0f} s, seed {seed}"]))
    return 1 if found.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
