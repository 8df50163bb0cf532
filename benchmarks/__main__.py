"""Run the benchmarks named, or all of them; one JSON line a figure on stdout, notes on stderr."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from importlib import import_module
from pathlib import Path

# each is a module, imported when its turn comes, and has the machine and a temporary folder to itself
BENCHMARKS = (
    *(
        "submit",
        "updates",
        "api_calls",
        "start",
        "seal",
        "backup",
        "queue",
        "search",
        "burst",
        "kills",
        "several",
        "several_burst",
        "several_kills",
        "load",
        "promises",
        "slips",
        "understanding",
        "linked",
    ),
)


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    asked.add_argument("names", nargs="*", metavar="name", help=f"any of: {', '.join(BENCHMARKS)}")
    asked.add_argument("--quick", action="store_true", help="few repetitions: shows that they run, not how fast")
    options = asked.parse_args()
    if unknown := set(options.names) - set(BENCHMARKS):
        asked.error(f"no benchmark is called {', '.join(sorted(unknown))}")
    for name in options.names or BENCHMARKS:
        print(f"# {name}", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory(prefix="green-channel-") as folder:
            measure = import_module(f"benchmarks.{name}").measure
            figures = asyncio.run(measure(Path(folder), options.quick))
        for figure in figures:
            print(figure.line(name), flush=True)


if __name__ == "__main__":
    main()
