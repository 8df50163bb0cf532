"""The unit's key at a start: never made where something was sealed, named when it is wrong, and read by nobody else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from storage.key_files import new_secret
from tests.world.service import Service, command


@pytest.fixture
async def used(tmp_path: Path, database_url: str) -> dict[str, str]:
    """The settings of a house with something in it."""
    settings = {"GC_DATABASE": database_url}
    assert (await command(tmp_path, "login", **settings)).code == 0
    return settings


async def refusal(folder: Path, **settings: str) -> str:
    """The one line with which it does not start."""
    answered = await command(folder, "run", **settings)
    assert answered.code == 2, answered
    assert answered.said == []
    (line,) = answered.complained
    return line


@pytest.mark.postgres
async def test_a_lost_key_is_never_replaced(tmp_path: Path, used: dict[str, str]):
    """Where something is stored no other key is made, and the one put back opens it all."""
    key = tmp_path / "data" / "key"
    right = key.read_text()
    key.unlink()
    line = await refusal(tmp_path, **used)
    assert str(key) in line
    assert "没有新建" in line
    assert not key.exists()
    assert "没有新建" in (await command(tmp_path, "backup", **used)).complained[0]
    key.write_text(right)
    key.chmod(0o600)
    assert (await command(tmp_path, "login", **used)).code == 0


async def test_a_key_is_not_made_beside_sealed_files(tmp_path: Path):
    """The database is gone too, and what it sealed is not: the key is still the only hope."""
    file = tmp_path / "data" / "files" / "ab" / ("ab" * 16)
    for folder in (tmp_path / "data", tmp_path / "data" / "files", file.parent):
        folder.mkdir(mode=0o700)
    file.write_bytes(b"sealed")
    assert "没有新建" in await refusal(tmp_path)
    assert not (tmp_path / "data" / "key").exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [("", "是空的"), ("R3JlZW4g", "只有 8 个字符，应当有 44 个"), ("x" * 44, "不是密钥"), ("钥匙" * 30, "不是密钥")],
    ids=["empty", "cut off", "other letters", "Chinese"],
)
async def test_a_key_file_that_holds_no_key(tmp_path: Path, content: str, words: str):
    """Empty, cut off or something else: which file, and what is wrong with it."""
    assert (await command(tmp_path, "login")).code == 0
    key = tmp_path / "data" / "key"
    key.write_text(content)
    line = await refusal(tmp_path)
    assert words in line
    assert str(key) in line
    assert key.read_text() == content


@pytest.mark.postgres
async def test_another_key_is_told_from_the_right_one(tmp_path: Path, used: dict[str, str]):
    """In the file or as GC_KEY: where it stands, and the names of both."""
    (tmp_path / "data" / "key").write_text(new_secret())
    line = await refusal(tmp_path, **used)
    assert "密钥不对" in line
    assert str(tmp_path / "data" / "key") in line
    line = await refusal(tmp_path, GC_LANGUAGE="en", GC_KEY=new_secret(), **used)
    assert line.startswith("green-channel: The key in GC_KEY is not the right one")


async def test_what_is_ours_is_read_by_nobody_else(service_of: Callable[..., Service], people: Callable[..., Any]):
    """Under whatever umask it is started, and what lay open before is closed and said."""
    service = service_of(forked=True)
    data = service.folder / "data"
    (data / "files" / "ab").mkdir(parents=True)
    for path in (data, data / "files", data / "files" / "ab"):
        path.chmod(0o755)
    await service.start()
    reporter = people(service)
    await reporter.comes()
    await reporter.tells(until="evidence")
    assert (await reporter.sends(("a.pdf", b"%PDF-1.4 a\n"))).status_code == 200
    modes = {path: path.stat().st_mode & 0o777 for path in (data, *data.rglob("*"))}
    assert {mode for path, mode in modes.items() if path.is_dir()} == {0o700}
    assert {mode for path, mode in modes.items() if path.is_file()} == {0o600}
    service.kill()
    (data / "key").chmod(0o644)
    for path in data.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    said = await command(service.folder, "login")
    assert said.code == 0
    assert "请用 `green-channel keys rotate` 换一把" in "\n".join(said.complained)
    open_ = [path.name for path in (data, *data.rglob("*")) if path.stat().st_mode & 0o077]
    assert open_ == []


async def test_the_first_start_says_that_a_key_was_made(tmp_path: Path):
    """And what becomes of a unit that loses it; the answer itself is not in the way."""
    answered = await command(tmp_path, "login", GC_LANGUAGE="en")
    assert len(answered.said) == 1
    line, about_the_link = answered.complained
    assert line.startswith(f"A new key was made: {tmp_path / 'data' / 'key'}. Without it no report can be opened")
    assert (await command(tmp_path, "login", GC_LANGUAGE="en")).complained == [about_the_link]
