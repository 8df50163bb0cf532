"""The sealed file store: what went in comes out, and any change is seen."""

from __future__ import annotations

import asyncio
import hashlib
import os
import tempfile
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.files import CHUNK, OVERHEAD, FileEmpty, FileMissing, FileStore, FileTooLarge, size_class
from storage.keys import Cipher, KeyLost

CIPHER = Cipher(b"k" * 32)


async def pieces(content: bytes, size: int):
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def read(store: FileStore, file_id, cipher: Cipher = CIPHER) -> bytes:
    return b"".join([chunk async for chunk in store.open(cipher, file_id)])


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 3 * CHUNK + 1), st.integers(1000, 2 * CHUNK))
def test_what_went_in_comes_out(length, piece):
    """Whatever the size and however it arrives, the bytes and their hash are those received."""
    content = (b"0123456789abcdef" * (length // 16 + 1))[:length]

    async def there_and_back() -> None:
        with tempfile.TemporaryDirectory() as folder:
            store, file_id = FileStore(Path(folder)), uuid4()
            stored = await store.put(CIPHER, file_id, pieces(content, piece), 10 * CHUNK)
            assert (stored.size, stored.sha256) == (length, hashlib.sha256(content).hexdigest())
            assert await read(store, file_id) == content

    asyncio.run(there_and_back())


@pytest.fixture
async def kept(tmp_path: Path):
    """A file of three chunks, and where it lies."""
    store, file_id = FileStore(tmp_path), uuid4()
    await store.put(CIPHER, file_id, pieces(os.urandom(2 * CHUNK + 5), 65536), 10 * CHUNK)
    (path,) = (found for found in tmp_path.rglob("*") if found.is_file())
    return store, file_id, path


@pytest.mark.parametrize("change", ["cut", "swapped", "bit", "doubled"])
async def test_a_changed_file_does_not_open(kept, change):
    """Cut after a whole chunk, chunks in another order, one bit, a chunk twice: each is seen."""
    store, file_id, path = kept
    sealed, step = path.read_bytes(), CHUNK + OVERHEAD
    changed = {
        "cut": sealed[: 2 * step],
        "swapped": sealed[step : 2 * step] + sealed[:step] + sealed[2 * step :],
        "bit": sealed[:100] + bytes([sealed[100] ^ 1]) + sealed[101:],
        "doubled": sealed[:step] + sealed,
    }[change]
    path.write_bytes(changed)
    with pytest.raises(KeyLost):
        await read(store, file_id)


async def test_a_file_moved_to_another_name_or_key_does_not_open(kept):
    """A sealed file belongs to its id and its case."""
    store, file_id, path = kept
    with pytest.raises(KeyLost):
        await read(store, file_id, Cipher(b"x" * 32))
    other = uuid4()
    moved = store.folder / other.hex[:2] / other.hex
    moved.parent.mkdir(exist_ok=True)
    path.rename(moved)
    with pytest.raises(KeyLost):
        await read(store, other)


@pytest.mark.parametrize(("content", "error"), [(b"", FileEmpty), (b"x" * (CHUNK + 1), FileTooLarge)])
async def test_what_is_refused_leaves_nothing(tmp_path: Path, content, error):
    """Neither an empty file nor one over the limit stays on the disk."""
    with pytest.raises(error):
        await FileStore(tmp_path).put(CIPHER, uuid4(), pieces(content, 65536), CHUNK)
    assert [found for found in tmp_path.rglob("*") if found.is_file()] == []


async def test_a_file_that_is_not_there(tmp_path: Path):
    """A missing file is an error of its own, not a broken page."""
    with pytest.raises(FileMissing):
        await read(FileStore(tmp_path), uuid4())


async def test_the_stored_file_is_for_its_owner_only(kept):
    """Other users of the machine cannot read even the sealed bytes."""
    assert kept[2].stat().st_mode & 0o777 == 0o600


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 2**34))
def test_a_class_of_sizes_is_a_little_larger(size):
    """Never smaller, at most 12 % more, and a class is its own."""
    told = size_class(size)
    assert size <= told <= size * 1.12
    assert size_class(told) == told


@pytest.mark.parametrize("size", [1, 2, 77, 5000, 123_456, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
async def test_a_length_on_the_disk_fits_many_files(tmp_path: Path, size):
    """A file with a byte more or less lies there just as long; and what ends in zeros comes out whole."""
    store, lengths = FileStore(tmp_path), set()
    base = size_class(size + 1)
    for one in range(max(1, base - 3), base):
        file_id = uuid4()
        await store.put(CIPHER, file_id, pieces(bytes(one), 65536), 10 * CHUNK)
        assert await read(store, file_id) == bytes(one)
        lengths.add(store._path(file_id).stat().st_size)
    assert len(lengths) <= 2


async def test_files_of_versions_that_filled_nothing_up_open(tmp_path: Path):
    """Their last chunk says that it is the last, and is as long as what was received."""
    store, file_id, content = FileStore(tmp_path), uuid4(), os.urandom(CHUNK + 9)
    path, key = store._path(file_id), CIPHER.file(file_id)
    path.parent.mkdir()
    path.write_bytes(key.seal(content[:CHUNK], "chunk 0 more") + key.seal(content[CHUNK:], "chunk 1 last"))
    assert await read(store, file_id) == content
