"""The chain of custody of a case: what is entered, that nobody changes it unseen, and what a thief learns of it."""

from __future__ import annotations

import asyncio
import hashlib
import json
from uuid import UUID

import pytest
import sqlalchemy
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select, update

from actions.custody import enter_older
from cases.people import CaseNotFound
from handlers.said.receipts import Receipts
from storage.custody import FIRST, enter
from storage.custody_check import Finding, Wrong
from storage.dossiers import files_of
from storage.files import size_class
from storage.keys import keys_of
from storage.looks import note_file
from storage.receipts import receipts_of
from storage.tables import Case, Custody, Deed, Member, StoredFile
from templates.documents import SCRIPT
from tests.stories.test_my_report import device_of, flat, text_of
from tests.world import Product, Reporter
from tests.world.custody import checked, deeds_of, entries_of, runs, script_of_docs, tampers

CONTRACT, SLIP, LATER = b"%PDF-1.4 contract " * 99, b"%PDF-1.4 slip", b"%PDF-1.4 later"


async def reported(reporter: Reporter) -> str:
    """A report with two files, and one that came afterwards."""
    await reporter.tells_up_to_submit()
    await reporter.sends("合同.pdf", CONTRACT)
    await reporter.sends("回单.pdf", SLIP)
    number = await reporter.submits()
    await reporter.sends("补充.pdf", LATER)
    return number


async def receipts_for(product: Product, number: str) -> Receipts:
    """As the reporter saves them."""
    door = product.parts.door
    async with door.database.reading() as session:
        case = (await session.exec(select(Case).where(Case.number == number))).one()
        papers = await files_of(session, case.id, case.key_id)
        return Receipts(door.own_voice, number, await receipts_of(session, case, papers))


@pytest.mark.postgres
async def test_every_file_is_entered_as_it_came(product: Product, reporter: Reporter):
    """With the report those that were sent before it, and each later one at once; the chain and the files hold."""
    number = await reported(reporter)
    entries = await entries_of(product, number)
    assert [one.row.deed for one in entries] == [Deed.RECEIVED] * 3
    hashes = [hashlib.sha256(one).hexdigest() for one in (CONTRACT, SLIP, LATER)]
    assert [one.details["sha256"] for one in entries] == hashes
    assert [one.row.previous for one in entries] == [FIRST, entries[0].row.own, entries[1].row.own]
    found = await checked(product, number)
    assert (found.entries, found.files, found.findings) == (3, 3, [])


async def test_no_file_no_entry(product: Product, reporter: Reporter):
    """A report without a file has no chain yet, and that is nothing wrong."""
    found = await checked(product, await reporter.has_reported())
    assert (found.entries, found.findings) == (0, [])


async def test_files_that_an_officer_takes_into_a_chat(product: Product, reporter: Reporter):
    """Each is entered as sent, with who, before it leaves."""
    number = await reported(reporter)
    officer = await product.expert()
    await officer.says(number)
    await officer.presses("看材料")
    entries = await entries_of(product, number)
    assert [one.row.deed for one in entries[3:]] == [Deed.SENT] * 3
    (member,) = (one for one in await product.all(Member) if not one.is_placeholder)
    assert {one.details["member"] for one in entries[3:]} == {str(member.id)}
    assert not (await checked(product, number)).findings


@pytest.mark.postgres
@pytest.mark.parametrize("change", ["UPDATE custody SET deed = 'sent'", "DELETE FROM custody"])
async def test_the_database_refuses_to_change_it(product: Product, reporter: Reporter, change: str):
    """Whatever code of ours forgets it."""
    number = await reported(reporter)
    with pytest.raises(DBAPIError, match="never changed"):
        async with product.parts.door.database.writing() as session:
            await session.exec(sqlalchemy.text(change))
    assert await deeds_of(product, number) == [Deed.RECEIVED] * 3


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("statement", "findings"),
    [
        ("UPDATE custody SET deed = 'opened' WHERE n = 2", [(Wrong.CHANGED, 2)]),
        ("UPDATE custody SET deed = 'whatever' WHERE n = 2", [(Wrong.CHANGED, 2)]),
        ("UPDATE custody SET at = '2020-01-01 00:00:00' WHERE n = 2", [(Wrong.CHANGED, 2), (Wrong.EARLIER, 2)]),
        ("UPDATE custody SET own = 'no hash' WHERE n = 3", [(Wrong.CHANGED, 3), (Wrong.SIGNATURE, 3)]),
        (f"UPDATE custody SET previous = '{FIRST}' WHERE n = 3", [(Wrong.FOLLOWS_ANOTHER, 3), (Wrong.CHANGED, 3)]),
        ("DELETE FROM custody WHERE n = 2", [(Wrong.GAP, 3), (Wrong.NOT_ENTERED, None)]),
        ("DELETE FROM custody WHERE n = 1", [(Wrong.GAP, 2), (Wrong.NOT_ENTERED, None)]),
    ],
)
async def test_a_changed_or_missing_entry_is_named(product: Product, reporter: Reporter, statement: str, findings):
    """Also when whoever did it took the triggers away."""
    number = await reported(reporter)
    await tampers(product.parts.door.database, statement)
    assert [(one.wrong, one.entry) for one in (await checked(product, number)).findings] == findings


@pytest.mark.postgres
async def test_a_chain_of_another_number_is_named(product: Product, reporter: Reporter):
    """The numbers of two cases exchanged: every entry is of the other one."""
    await reported(reporter)
    await tampers(product.parts.door.database, "UPDATE cases SET number = 'GC-261123-AAAAA'")
    findings = (await checked(product, "GC-261123-AAAAA")).findings
    said = [(Wrong.CASE_CHANGED, None), *((Wrong.OTHER_NUMBER, n) for n in (1, 2, 3))]
    assert [(one.wrong, one.entry) for one in findings] == said


async def test_details_that_were_exchanged(product: Product, reporter: Reporter):
    """Sealed details of another entry do not open there; others, sealed by somebody with the key, are not what it says."""
    number = await reported(reporter)
    database = product.parts.door.database
    first, second, _ = await entries_of(product, number)
    other = "UPDATE custody SET sealed_details = (SELECT sealed_details FROM custody WHERE n = 1) WHERE n = 2"
    await tampers(database, other)
    assert (Wrong.DETAILS_SHUT, 2) in [(one.wrong, one.entry) for one in (await checked(product, number)).findings]
    async with database.writing() as session:
        case = (await session.exec(select(Case))).one()
        cipher = await keys_of(session).cipher(session, case.key_id)
        said = {"salt": second.salt, "details": first.details}
        forged = cipher.seal_json(said, f"custody:{case.id}:2")
        await session.exec(update(Custody).where(col(Custody.n) == 2).values(sealed_details=forged))
    assert Finding(Wrong.DETAILS, 2) in (await checked(product, number)).findings


async def test_a_file_that_is_not_what_was_received(product: Product, reporter: Reporter):
    """One bit on the disk, or the file taken away: named with its entry."""
    number = await reported(reporter)
    files = {one.details["sha256"]: one.details["file"] for one in await entries_of(product, number)}
    first, second, third = files.values()
    folder = product.parts.settings.data / "files"
    path = next(folder.rglob(first.replace("-", "")))
    sealed = bytearray(path.read_bytes())
    sealed[40] ^= 1
    path.write_bytes(sealed)
    next(folder.rglob(second.replace("-", ""))).unlink()
    assert (await checked(product, number)).findings == [
        Finding(Wrong.FILE_CHANGED, 1, first),
        Finding(Wrong.FILE_GONE, 2, second),
    ]
    async with product.parts.door.database.writing() as session:
        await session.exec(sqlalchemy.delete(StoredFile).where(col(StoredFile.id) == UUID(third)))
    assert Finding(Wrong.FILE_GONE, 3, third) in (await checked(product, number)).findings


async def test_an_end_that_was_cut_off_is_found_by_the_receipt(product: Product, reporter: Reporter):
    """What a chain cannot show by itself: its receipt names an entry that is not there any more."""
    number = await reported(reporter)
    receipts = json.loads((await receipts_for(product, number)).as_json())["receipts"]
    assert not (await checked(product, number, *receipts)).findings
    database = product.parts.door.database
    await tampers(database, "DELETE FROM custody WHERE n = 3")
    async with database.writing() as session:  # with the file it is about, so that the rest holds
        await session.exec(sqlalchemy.delete(StoredFile).where(col(StoredFile.received_at) == await newest(session)))
    assert not (await checked(product, number)).findings
    assert (await checked(product, number, *receipts)).findings == [Finding(Wrong.CUT_OFF, 3)]


async def newest(session):
    return (await session.exec(select(sqlalchemy.func.max(StoredFile.received_at)))).one()


@pytest.mark.postgres
async def test_many_at_once_make_one_chain(product: Product, reporter: Reporter):
    """Ten officers open a file at the same moment: ten entries, each behind another."""
    number = await reported(reporter)
    await product.expert()
    door = product.parts.door
    (member,) = (one for one in await product.all(Member) if not one.is_placeholder)
    case = await product.case()
    file = (await product.all(StoredFile))[0]
    opens = (
        note_file(door.database, case, member, file, "合同.pdf", Deed.OPENED, "console", product.clock())
        for _ in range(10)
    )
    await asyncio.gather(*opens)
    assert (await deeds_of(product, number))[3:] == [Deed.OPENED] * 10
    assert not (await checked(product, number)).findings


async def test_a_stolen_folder_confirms_no_file(product: Product, reporter: Reporter):
    """Whoever has the same contract finds neither its hash nor its length, in the database or on the disk."""
    number = await reported(reporter)
    await product.expert()
    database = b"".join(path.read_bytes() for path in product.folder.rglob("*.db*"))
    for content in (CONTRACT, SLIP, LATER):
        digest = hashlib.sha256(content)
        assert digest.hexdigest().encode() not in database
        assert digest.digest() not in database
    assert {row.size for row in await product.all(StoredFile)} == {
        size_class(len(one)) for one in (CONTRACT, SLIP, LATER)
    }
    assert number.encode() in database  # it was the right database


@pytest.mark.postgres
async def test_files_of_a_version_before_are_entered_afterwards(product: Product, reporter: Reporter):
    """Its hash stood in the clear: sealed and entered with the first start, said to be so, and twice is once."""
    number = await reporter.has_reported()
    door, case = product.parts.door, await product.case()
    await reporter.sends("合同.pdf", CONTRACT)
    clear = {"sha256": hashlib.sha256(CONTRACT).hexdigest(), "size": len(CONTRACT), "sealed_facts": None}
    async with door.database.writing() as session:
        await session.exec(update(StoredFile).values(**clear))
    await tampers(door.database, "DELETE FROM custody")
    assert [one.wrong for one in (await checked(product, number)).findings] == [Wrong.NOT_ENTERED_YET]
    assert await enter_older(door.database, product.clock()) == 1
    assert await enter_older(door.database, product.clock()) == 0
    (row,) = await product.all(StoredFile)
    assert (row.sha256, row.size, row.report_id) == ("", size_class(len(CONTRACT)), case.id)
    (entry,) = await entries_of(product, number)
    assert (entry.row.deed, entry.details["sha256"]) == (Deed.ENTERED_AFTERWARDS, clear["sha256"])
    assert not (await checked(product, number)).findings


async def test_receipts_are_checked_by_the_script_of_the_docs(product: Product, reporter: Reporter, tmp_path):
    """The reporter saves them in the chat; anybody checks them and the file, and one byte changed is found."""
    number = await reported(reporter)
    await reporter.says("/start")
    await reporter.says("我报的内容")
    saved = await reporter.presses("存下文件收据")
    content = await reporter.downloads(saved)
    script, receipts, contract = script_of_docs(tmp_path), tmp_path / "receipts.json", tmp_path / "contract.pdf"
    receipts.write_bytes(content)
    contract.write_bytes(CONTRACT)
    key = json.loads(content)["public_key"]
    good = runs(script, "receipts.json", "contract.pdf", "--key", key)
    assert good.returncode == 0, good.stdout + good.stderr
    assert f"3 receipts of {number} hold" in good.stdout
    assert "contract.pdf is the file received" in good.stdout
    code = json.loads(content)["receipts"][0]["code"]
    assert runs(script, code, "contract.pdf", "--key", key).returncode == 0
    contract.write_bytes(CONTRACT[:-1] + b"!")
    assert runs(script, "receipts.json", "contract.pdf", "--key", key).returncode == 1
    assert runs(script, code, "contract.pdf", "--key", key).returncode == 1


async def test_a_file_that_was_sent_has_no_receipt(product: Product, reporter: Reporter, tmp_path):
    """Nor one that was opened: an entry of the chain, rightly signed, is not yet a receipt."""
    number = await reported(reporter)
    said = json.loads((await receipts_for(product, number)).as_json())
    async with product.parts.door.database.writing() as session:
        case = (await session.exec(select(Case))).one()
        first = (await entries_of(product, number))[0]
        await enter(session, case, Deed.SENT, product.clock(), **(first.details or {}))
    sent = (await entries_of(product, number))[-1]
    assert sent.row.deed == Deed.SENT
    link = {name: getattr(sent.row, name) for name in ("n", "deed", "commitment", "previous")}
    shown = {
        "signature": sent.row.signature.hex(),
        "case": number,
        "at": sent.link.at,
        "hash": sent.row.own,
        "salt": sent.salt,
        "details": sent.details,
    }
    said["receipts"][0] |= {**link, **shown}
    (tmp_path / "receipts.json").write_text(json.dumps(said))
    result = runs(script_of_docs(tmp_path), "receipts.json", "--key", said["public_key"])
    assert (result.returncode, "not of a file that was received" in result.stdout) == (1, True), result.stdout


@pytest.mark.parametrize("change", ["name", "sha256", "at", "n", "signature", "salt", "key", "code"])
async def test_a_receipt_with_anything_changed_is_refused(product: Product, reporter: Reporter, tmp_path, change: str):
    """Whatever of it: its name, its details, its place, who signed it."""
    number = await reported(reporter)
    said = json.loads((await receipts_for(product, number)).as_json())
    one, key = said["receipts"][0], said["public_key"]
    if change == "sha256":
        one["details"]["sha256"] = "0" * 64
    elif change == "n":
        one["n"] = 2
    elif change in {"signature", "salt"}:
        one[change] = ("0" if one[change][0] != "0" else "1") + one[change][1:]
    elif change == "key":
        key = "ab" * 32
    elif change == "code":
        one["code"] = one["code"].replace(number, "GC-261123-AAAAA")
    else:
        one[change] = "x" + str(one[change])
    (tmp_path / "receipts.json").write_text(json.dumps(said))
    told = ("receipts.json",) if change != "code" else (one["code"],)
    result = runs(script_of_docs(tmp_path), *told, "--key", key)
    assert result.returncode == 1
    assert result.stdout.startswith("NO ")


async def test_the_docs_and_the_product_have_one_script(tmp_path):
    """What stands in docs/custody.md is what leaves with every export."""
    assert script_of_docs(tmp_path).read_bytes() == SCRIPT.read_bytes()


async def test_an_entry_of_a_case_that_is_gone(product: Product, reporter: Reporter):
    """Who was about to open a file of a case that was destroyed meanwhile finds nothing, and nothing is entered."""
    await reported(reporter)
    case = await product.case()
    gone = case.model_copy(update={"id": case.conversation_id})
    with pytest.raises(CaseNotFound):
        async with product.parts.door.database.writing() as session:
            await enter(session, gone, Deed.OPENED, product.clock())


async def test_receipts_on_the_page_and_on_paper(product: Product, reporter: Reporter):
    """The page lists them and hands them out, the PDF has hash and entry; for the browser that has the chat alone."""
    number = await reported(reporter)
    digest = hashlib.sha256(LATER).hexdigest()
    async with device_of(product, reporter) as own:
        page = (await own.get(f"/chat/report/{number}")).text
        assert digest in page
        assert f"/chat/report/{number}.json" in page
        saved = await own.get(f"/chat/report/{number}.json")
        assert [one["details"]["sha256"] for one in saved.json()["receipts"]][2] == digest
        assert digest in flat(text_of((await own.get(f"/chat/report/{number}.pdf")).content))
        assert saved.json()["public_key"] in (await own.get("/custody/key")).text
    async with device_of(product, await product.reporter()) as other:
        assert (await other.get(f"/chat/report/{number}.json")).status_code == 404
    async with device_of(product, None) as nobody:
        assert (await nobody.get(f"/chat/report/{number}.json")).status_code == 404


async def test_a_report_without_files_has_no_receipts(product: Product, reporter: Reporter):
    """Nothing is offered that would be empty."""
    number = await reporter.has_reported()
    await reporter.says("我报的内容")
    assert "存下文件收据" not in reporter.last.buttons
    async with device_of(product, reporter) as own:
        assert (await own.get(f"/chat/report/{number}.json")).status_code == 404
        assert "文件收据" not in (await own.get(f"/chat/report/{number}")).text
