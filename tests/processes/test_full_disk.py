"""A disk that is really full: a file system of its own, small, and nothing left on it."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.processes.conftest import Person
from tests.world.service import Service

SIZE = 48 * 1024**2
LONG = "钱已经转走了，请尽快帮忙止付。" * 250
NOT_YET = {"error": "还没送到，马上好，先别关这个页面。", "again": True}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """The data folder, on a disk of 48 MB."""
    folder = tmp_path / "data"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", folder], check=False)
    if mounted.returncode:
        pytest.skip("this machine lets nobody mount a file system")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def fill(folder: Path, leaving: int) -> None:
    """All but so many bytes, with a file that is not ours."""
    with (folder / "somebody-elses").open("ab") as out:
        left = shutil.disk_usage(folder).free - leaving
        while left > 0:
            try:
                out.write(bytes(min(left, 65536)))
                out.flush()
            except OSError:
                return
            left -= 65536


async def says_until_full(person: Person) -> httpx.Response:
    for number in range(59):
        answer = await person.http.post("/chat/say", json={"text": LONG, "client_id": f"long-words-{number}"})
        if answer.status_code != 200:
            return answer
        await asyncio.sleep(0.02)
    raise AssertionError("everything was taken")


@pytest.mark.timeout(240)
async def test_a_disk_that_is_really_full(
    small_disk: Path, service_of: Callable[..., Service], people: Callable[..., Any]
):
    """Nearly full, files wait and words go; full, words hear so and the page says whom to ring; then everything goes on."""
    service = service_of()
    await service.start()
    one, late = people(service, Person), people(service, Person)
    await one.comes()

    fill(small_disk, leaving=SIZE // 40)
    refused = await one.sends(("合同.pdf", b"%PDF" * 1000))
    assert (refused.status_code, refused.json()["error"][:6]) == (507, "文件先等一等")
    await one.says("先说一句：钱已经转走了")
    await asyncio.sleep(4)
    health = await one.http.get("/health")
    assert (health.status_code, health.json()["reason"]) == (200, "files wait: the disk is down to its reserve")

    fill(small_disk, leaving=0)
    answer = await says_until_full(one)
    assert (answer.status_code, answer.json()) == (503, NOT_YET)
    page, opened = await late.http.get("/"), await late.post("/chat/open", start="")
    assert page.status_code == 200
    assert "tel:110" in page.text
    assert (opened.status_code, opened.json()) == (503, NOT_YET)
    console = await one.http.get("/console")
    assert console.status_code < 500
    await asyncio.sleep(4)
    health = await one.http.get("/health")
    assert (health.status_code, health.json()["reason"]) == (503, "the disk takes no file")

    (small_disk / "somebody-elses").unlink()
    again = await one.http.post("/chat/say", json={"text": LONG, "client_id": "after-there-was-room"})
    assert again.status_code == 200
    assert (await one.sends(("合同.pdf", b"%PDF" * 1000))).status_code == 200
    await late.comes()
    assert service.is_running
    assert await service.stop() == 0
    assert service.log.read_text().count("Traceback") < 20
