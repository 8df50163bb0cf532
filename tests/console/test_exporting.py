"""A whole case as one ZIP: who may, what is in it, and that anybody can check it without the product."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import zipfile
from urllib.parse import unquote

import httpx
import pytest

from actions.membership import Membership, change_member
from cases.people import Role
from storage.destroying import destroy_case, destroy_rows
from storage.signing import public_key
from storage.tables import Case, Deed, Look, Seen, StoredFile
from tests.console.test_attaching import attaches
from tests.world.by_http import stored
from tests.world.custody import deeds_of, runs, script_of_docs

LARGE = 24 * 1024 * 1024
CONTRACT, BIG = b"%PDF-1.4 the contract", b"0123456789abcdef" * 200_000  # three chunks and a bit


@pytest.fixture
async def case(house):
    found = await house.reports()
    await house.sends_file(found, "合同: 第1版/终稿?.pdf", CONTRACT)
    await house.sends_file(found, "录像.mp4", BIG)
    return found


async def test_the_holder_takes_everything_along(house, case, chen, signed_in, tmp_path):
    """Dossier, files under names that any system takes, the chain, a list; the script of the docs says that all holds."""
    browser = await signed_in(chen)
    await browser.does("take", case.number)
    await attaches(browser, case)
    await browser.does("answer", case.number, text="请看附件")
    page = await browser.opens(f"/console/cases/{case.number}")
    assert f"/console/cases/{case.number}/export.zip" in page.text
    archive = await browser.opens(f"/console/cases/{case.number}/export.zip")
    assert archive.status_code == 200
    (tmp_path / "export.zip").write_bytes(archive.content)
    with zipfile.ZipFile(tmp_path / "export.zip") as found:
        assert found.testzip() is None
        names = found.namelist()
        assert [one for one in names if one.startswith("files/")] == [
            "files/001-合同_ 第1版_终稿_.pdf",
            "files/002-录像.mp4",
        ]
        assert {"dossier.pdf", "custody.jsonl", "manifest.json", "verify.py"} <= set(names)
        assert found.read("files/001-合同_ 第1版_终稿_.pdf") == CONTRACT
        assert found.read("files/002-录像.mp4") == BIG
        assert found.read("dossier.pdf").startswith(b"%PDF")
        assert sum(one.startswith("sent/") for one in names) == 1
    key = public_key(house.door.keys).hex()
    result = runs(script_of_docs(tmp_path), "export.zip", "--key", key)
    assert result.returncode == 0, result.stdout + result.stderr
    assert (await deeds_of(house, case.number))[-1] == Deed.EXPORTED
    assert Seen.EXPORT in {row.seen for row in await house.all(Look)}


async def test_what_might_run_is_saved_under_an_ending_that_opens_nothing(house, chen, signed_in):
    """The page shows its own name, and why another is saved; so is it in the ZIP, and the bytes are as they came."""
    case, drawing = await house.reports(), b"<svg onload=alert(1)>"
    file_id = await house.sends_file(case, "发票.svg", drawing, "image/svg+xml")
    browser = await signed_in(chen)
    await browser.does("take", case.number)
    page = (await browser.opens(f"/console/cases/{case.number}")).text
    assert ">发票.svg</a>" in page and "后面加 .bin" in page
    saved = await browser.opens(f"/console/cases/{case.number}/files/{file_id}")
    assert unquote(saved.headers["content-disposition"]).endswith("''发票.svg.bin")
    assert saved.content == drawing
    archive = await browser.opens(f"/console/cases/{case.number}/export.zip")
    with zipfile.ZipFile(io.BytesIO(archive.content)) as found:
        assert found.read("files/001-发票.svg.bin") == drawing


@pytest.mark.parametrize(
    ("what", "how"),
    [
        ("the file", "taken out"),
        ("the export", "taken out"),
        ("the file", "another district"),
        ("the export", "another district"),
        ("the export", "in other hands"),
        ("the file", "not there any more"),
    ],
)
async def test_it_ends_with_the_right(house, lead, signed_in, what: str, how: str):
    """While it is on its way to a slow reader: the rest does not come."""
    case, holder = await house.reports(), await house.member("陈立", Role.EXPERT, "haishu")
    await house.sends_file(case, "录像.mp4", bytes(LARGE))
    browser = await signed_in(holder)
    await browser.does("take", case.number)
    (row,) = await house.all(StoredFile)
    path = {"the file": f"files/{row.id}", "the export": "export.zip"}[what]
    came = 0
    with pytest.raises(httpx.RemoteProtocolError):
        async with browser.http.stream("GET", f"/console/cases/{case.number}/{path}") as response:
            assert response.status_code == 200
            async for chunk in response.aiter_raw():
                if not came:
                    await loses(house, case, holder, lead, how)
                    await asyncio.sleep(1)  # more is sent meanwhile than is read
                came += len(chunk)
    assert came < LARGE


async def loses(house, case, holder, lead, how: str) -> None:
    if how == "taken out":
        await house.revokes(holder)
        return
    async with house.door.database.writing() as session:
        if how == "another district":
            await change_member(house.door.hand(session, member=lead), holder.id, Membership(Role.EXPERT, "yuyao"))
            return
        row = await session.get(Case, case.id)
        if how == "in other hands":
            row.holder_id = lead.id
        else:
            await destroy_rows(session, row, house.clock())
            await destroy_case(session, row)


async def test_two_files_of_one_name_are_refused(house, case, lead, signed_in, tmp_path):
    """What one program unpacks and another checks must be the same."""
    browser = await signed_in(lead)
    archive = (await browser.opens(f"/console/cases/{case.number}/export.zip")).content
    twice = "files/002-录像.mp4"
    with zipfile.ZipFile(io.BytesIO(archive)) as found, zipfile.ZipFile(tmp_path / "export.zip", "w") as copy:
        copy.writestr(twice, b"forged")
        for one in set(found.namelist()) - {twice}:
            copy.writestr(one, found.read(one))
        with pytest.warns(UserWarning, match="Duplicate name"):
            copy.writestr(twice, found.read(twice))
    result = runs(script_of_docs(tmp_path), "export.zip", "--key", public_key(house.door.keys).hex())
    assert (result.returncode, "one twice" in result.stdout) == (1, True)


@pytest.mark.parametrize("change", ["file", "log", "another key"])
async def test_an_export_with_one_byte_changed_is_refused(house, case, lead, signed_in, tmp_path, change: str):
    """In a file, in the chain, or signed by somebody else."""
    browser = await signed_in(lead)
    archive = (await browser.opens(f"/console/cases/{case.number}/export.zip")).content
    name = {"file": "files/002-录像.mp4", "log": "custody.jsonl"}.get(change)
    with zipfile.ZipFile(io.BytesIO(archive)) as found, zipfile.ZipFile(tmp_path / "export.zip", "w") as copy:
        for one in found.namelist():
            content = found.read(one)
            copy.writestr(one, content.replace(b"7", b"8", 1) if one == name else content)
    key = "ab" * 32 if change == "another key" else public_key(house.door.keys).hex()
    result = runs(script_of_docs(tmp_path), "export.zip", "--key", key)
    assert result.returncode == 1
    assert result.stdout.startswith("NO ")


async def test_what_is_damaged_is_said_and_the_rest_goes_along(house, case, lead, signed_in, tmp_path):
    """One file is gone, one was changed on the disk: the list says so, and everything else is there and holds."""
    first, second = sorted(stored(house), key=lambda path: path.stat().st_size)
    first.unlink()
    sealed = bytearray(second.read_bytes())
    sealed[-1] ^= 1
    second.write_bytes(sealed)
    browser = await signed_in(lead)
    (tmp_path / "export.zip").write_bytes((await browser.opens(f"/console/cases/{case.number}/export.zip")).content)
    with zipfile.ZipFile(tmp_path / "export.zip") as found:
        problems = json.loads(found.read("manifest.json"))["problems"]
    assert len(problems) == 2
    assert "已经不在存储里" in problems[0]
    assert "打不开" in problems[1]
    result = runs(script_of_docs(tmp_path), "export.zip")
    assert result.returncode == 1
    assert result.stdout.startswith(f"ok  {case.number}")
    assert all(one in result.stdout for one in problems)
    assert result.stdout.count("is not in it") == 2


@pytest.mark.parametrize(("role", "district"), [(Role.EXPERT, None), (Role.AUDITOR, None), (Role.LEAD, "yuyao")])
async def test_nobody_else_does(house, case, signed_in, role: Role, district: str | None):
    """Not who does not have the case, nor an auditor, nor a lead of elsewhere: as if it were not there, and no entry."""
    browser = await signed_in(await house.member("吴越", role, district))
    before = await deeds_of(house, case.number)
    assert (await browser.opens(f"/console/cases/{case.number}/export.zip")).status_code == 404
    assert (await browser.opens("/console/cases/GC-261123-AAAAA/export.zip")).status_code == 404
    assert await deeds_of(house, case.number) == before


async def test_a_file_opened_in_the_console_is_entered(house, case, lead, signed_in):
    """With who; and leads read it on the page of the case, with the hash of the last entry and the key."""
    browser = await signed_in(lead)
    page = await browser.opens(f"/console/cases/{case.number}")
    path = page.text.split(f'href="/console/cases/{case.number}/files/')[1].split("/view")[0]
    assert (await browser.opens(f"/console/cases/{case.number}/files/{path}")).content in {CONTRACT, BIG}
    page = await browser.opens(f"/console/cases/{case.number}")
    assert "打开 · 合同" in page.text
    assert "周敏" in page.text
    key = await browser.opens("/custody/key")
    assert public_key(house.door.keys).hex() in key.text
    assert hashlib.sha256(public_key(house.door.keys)).hexdigest()[:4] in page.text
