"""The product as its own process, as `green-channel run` starts it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

READY_WITHIN = 300  # seconds, on whatever machine


def free_address() -> str:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return f"127.0.0.1:{one.getsockname()[1]}"


@contextmanager
def running(
    folder: Path, address: str, database: str | None = None, *, module: str = "bot", **more: str
) -> Iterator[str]:
    """Ready when this is entered; gives the URL. Stops by SIGTERM at the end. `module` runs it, with `more` set."""
    settings = {"GC_DATA": str(folder), "GC_BIND": address, "GC_TRUSTED_PROXIES": "127.0.0.1", **more}
    settings |= {"GC_DATABASE": database} if database else {}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GC_")}
    command = [sys.executable, "-m", module, "run"]
    with (folder.parent / "log").open("ab") as log:
        process = subprocess.Popen(command, env=inherited | settings, stdout=log, stderr=log)
    try:
        wait_until_ready(process, f"http://{address}/health")
        yield f"http://{address}"
    finally:
        process.terminate()
        process.wait(20)


def wait_until_ready(process: subprocess.Popen[bytes], url: str) -> None:
    give_up = time.monotonic() + READY_WITHIN
    while time.monotonic() < give_up:
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except (urllib.error.URLError, OSError):
            if process.poll() is not None:
                break
            time.sleep(0.01)
    raise RuntimeError("the product did not start: see the log beside its data")
