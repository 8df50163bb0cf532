"""Backing up and restoring 10,000 cases and 5 GB of sealed files, against copying the same files; and changing the key.

The cases' keys are their own and each case has a file, as many of them as the gigabytes come to.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from benchmarks.figures import Figure, ratio, rounded
from benchmarks.many_cases import NAMES, TEAM, cases
from benchmarks.stores import Store, count_cases, named, stores, write_rows
from bot.clock import now
from bot.settings import Settings
from bot.unit_key import held_key
from bot.wiring import ready_database
from cases.people import Role
from storage.backup import Made, back_up, path_in
from storage.conversations import begin_conversation
from storage.database import Database
from storage.files import CHUNK, write_chunk
from storage.keys import Cipher
from storage.restoring import restore
from storage.rotating import rotate_file
from storage.tables import Channel, KeyPurpose, Member

CASES = int(os.environ.get("GC_BENCH_CASES", "10000"))
GIGABYTES = float(os.environ.get("GC_BENCH_GIGABYTES", "5"))
FILE = ("id", "report_id", "key_id", "step", "sealed_name", "media_type", "size", "sha256", "received_at")


async def measure(folder: Path, quick: bool) -> list[Figure]:
    found: list[Figure] = []
    count, size = (200, 20_000_000) if quick else (CASES, int(GIGABYTES * 1e9))
    for store in stores(folder):
        settings = store.settings("backed_up")
        async with ready_database(settings, now) as database:
            await fill(database, settings.data / "files", count, size // count)
        found += figures(store, settings, folder / f"safe{store.kind}", size)
        shutil.rmtree(settings.data / "files")
        found.append(await rotating(settings, store.kind))
    return found


async def fill(database: Database, folder: Path, count: int, each: int) -> None:
    """Cases with a key of their own, and a file for each."""
    async with database.writing() as session:
        chat = await begin_conversation(session, 1, 1, Channel.WEB, now())
        team = [Member(sealed_name=b"", role=Role.EXPERT, joined_at=now()) for _ in range(TEAM)]
        session.add_all(team)
    keys: list[tuple[UUID, Cipher]] = []
    while len(keys) < count:
        async with database.writing() as session:
            keys += [database.keys.make(session, KeyPurpose.CASE, now()) for _ in range(min(1000, count - len(keys)))]
    rows = list(cases(count, chat.id, keys, [member.id for member in team]))
    write_rows(database, "cases", NAMES, rows)
    await count_cases(database)
    case_ids = [row[NAMES.index("id")] for row in rows]
    write_rows(database, "files", FILE, files(folder, case_ids, keys, each))


def files(folder: Path, case_ids: list[UUID], keys: list[tuple[UUID, Cipher]], each: int) -> Iterator[tuple[Any, ...]]:
    """Sealed as the store does it, and the row of each."""
    content = os.urandom(min(each, CHUNK))
    for case_id, (key_id, cipher) in zip(case_ids, keys, strict=True):
        file_id = uuid4()
        path, key, left, number = path_in(folder, file_id.hex), cipher.file(file_id), each, 0
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as out:
            while left > 0:
                write_chunk(out, key, content[:left], number, last=left <= CHUNK)
                left, number = left - CHUNK, number + 1
        name = cipher.seal_text("合同.pdf", f"file:{file_id}")
        yield file_id, case_id, key_id, "evidence", name, "application/pdf", each, "0" * 64, now()


def figures(store: Store, settings: Settings, safe: Path, size: int) -> list[Figure]:
    """Whole, then with nothing new, then restored beside it; a copy of the files is what any of it could be."""
    safe.mkdir()
    copied = seconds(lambda: synced_copy(settings.data / "files", safe / "copy"))
    shutil.rmtree(safe / "copy")
    (whole, took), (small, small_took) = made(settings, safe / "whole"), made(settings, safe / "small", safe / "whole")
    there = store.settings("restored")
    there.data.mkdir()
    if not settings.key:
        shutil.copy(settings.key_file, there.key_file)
    database = as_it_is(there)
    back = seconds(lambda: restore(database, there.data, safe / "whole", tell=untold))
    shutil.rmtree(there.data)
    about = {"seconds": rounded(took), "gb": rounded(whole.size / 1e9), "files": whole.files}
    restored = {"seconds": rounded(back), "copy_seconds": rounded(copied)}
    later = {"mb": rounded(small.size / 1e6)}
    return [
        Figure(named(store.kind, "backed_up"), size / took / 1e6, "MB/s", more=about),
        ratio(named(store.kind, "against_a_copy"), [took / copied], 6, 3),
        Figure(named(store.kind, "nothing_new"), small_took, "s", more=later),
        Figure(named(store.kind, "restored"), size / back / 1e6, "MB/s", more=restored),
    ]


async def rotating(settings: Settings, kind: str) -> Figure:
    async with ready_database(settings, now) as database:
        began = time.perf_counter()
        done = await rotate_file(database, settings.key_file, now(), untold)
        took = time.perf_counter() - began
    return Figure(named(kind, "rotated"), done.keys / took, "keys/s", more={"seconds": rounded(took)})


def made(settings: Settings, file: Path, since: Path | None = None) -> tuple[Made, float]:
    began = time.perf_counter()
    done = back_up(as_it_is(settings), settings.data, file, now(), since=since, tell=untold)
    return done, time.perf_counter() - began


def as_it_is(settings: Settings) -> Database:
    return Database(settings.database_url, session_info={"keys": held_key(settings)})


def synced_copy(source: Path, to: Path) -> None:
    shutil.copytree(source, to)
    os.sync()


def seconds(work: Any) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def untold(_done: int, _whole: int) -> None:
    """Nobody looks at how far it is."""
