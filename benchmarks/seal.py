"""Keeping a file of 50 MB: received in pieces, hashed, sealed chunk by chunk under its own key, synced to disk.

Against encrypting the same bytes in one piece with AES-256-GCM and syncing them to disk.
"""

from __future__ import annotations

import os
import time
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from benchmarks.figures import Figure, ratio
from storage.files import FileStore
from storage.keys import Cipher

SIZE, PIECE = 50 * 1024 * 1024, 64 * 1024  # as the web server hands an upload over
ROUNDS = 9


async def measure(folder: Path, quick: bool) -> list[Figure]:
    content, store, cipher = os.urandom(SIZE), FileStore(folder / "files"), Cipher(os.urandom(32))
    plain, ours = [], []
    for _ in range(1 if quick else ROUNDS):
        plain.append(plainly(folder / "plain", content))
        began = time.perf_counter()
        stored = await store.put(cipher, uuid4(), pieces(content), SIZE)
        ours.append(time.perf_counter() - began)
        assert stored.size == SIZE
    best = Figure("seal_50_mb", SIZE / min(ours) / 1e6, "MB/s", more={"plain": round(SIZE / min(plain) / 1e6)})
    return [best, ratio("against_plain", [a / b for a, b in zip(ours, plain, strict=True)], 3.0, 1.3)]


def plainly(path: Path, content: bytes) -> float:
    """Seconds for one AES-256-GCM over everything, written and synced."""
    nonce, gcm = os.urandom(12), AESGCM(os.urandom(32))
    began = time.perf_counter()
    with path.open("wb") as out:
        out.write(nonce + gcm.encrypt(nonce, content, b"plain"))
        out.flush()
        os.fsync(out.fileno())
    return time.perf_counter() - began


async def pieces(content: bytes) -> AsyncIterator[bytes]:
    for at in range(0, len(content), PIECE):
        yield content[at : at + PIECE]
