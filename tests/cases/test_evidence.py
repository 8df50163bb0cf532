"""Which files a report takes, and the names they are shown by."""

from __future__ import annotations

import pytest

from cases.evidence import LONGEST_NAME, FileKindRefused, check_kind, handed_name, media_type_of, safe_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("合同.pdf", "合同.pdf"),
        ("C:\\Users\\王\\桌面\\流水.xlsx", "流水.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("回单\u202egpj.exe", "回单gpj.exe"),  # turned around, it looked like a picture
        ("一\x00二\n三\u200b.txt", "一二三.txt"),
        ("回单.pdf" + "\u3000" * 80 + ".exe", "回单.pdf .exe"),  # its ending was out of sight
        ("病毒.exe\u00a0\u2003.", "病毒.exe"),
        ("contract.pdf", "contract.pdf"),
        ("setup.exe. ", "setup.exe"),
        ("e\u0301tude.txt", "\u00e9tude.txt"),
        ("...", "file"),
        ("", "file"),
        (None, "file"),
    ],
)
def test_a_name_fit_to_show(name, shown):
    """No path, nothing unseen, nothing that turns the ending around; some name in any case."""
    assert safe_name(name) == shown


@pytest.mark.parametrize("name", ["长" * 300 + ".pdf", "长" * 300, "a." + "长" * 300], ids=["ending", "bare", "dot"])
def test_an_endless_name_is_shortened(name):
    """It fits, and a real ending stays readable."""
    short = safe_name(name)
    assert len(short) <= LONGEST_NAME
    assert short.startswith(name[:1])
    assert not name.endswith(".pdf") or short.endswith("….pdf")


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("合同.exe", b"%PDF-1.7"),
        ("合同.PDF.Lnk", b"%PDF"),
        ("合同.pdf", b"MZ\x90"),
        ("a", b"#!/bin/sh"),
        ("a.msi", b"\xd0\xcf"),
        ("a.URL", b"[Int"),
        ("a.iso", b""),
        ("a", b"\x7fELF"),
    ],
)
def test_a_program_is_no_evidence(name, head):
    """By its name, or by how it begins whatever it is called."""
    with pytest.raises(FileKindRefused):
        check_kind(name, head)
    check_kind("合同.pdf", b"%PDF-1.7")


@pytest.mark.parametrize(
    "name",
    [
        "a.html",
        "b.svg",
        "c.rdp",
        "d.docm",
        "e.xlsm",
        "f.mht",
        "g.xml",
        "h.settingcontent-ms",
        "i.pdf.html",
        "pdf",
        "j",
        "J.SVG",
    ],
)
def test_what_may_run_where_it_is_opened_gets_an_ending_that_opens_nothing(name):
    """A page, a picture with a script, macros, whatever nobody knows: taken, and saved under another ending."""
    check_kind(name, b"<html>")
    assert handed_name(name) == f"{name}.bin"


@pytest.mark.parametrize(
    ("name", "saved"),
    [
        ("合同.txt:流水.pdf", "合同.txt_流水.pdf"),  # a file behind a file
        ("CON", "_CON.bin"),
        ("nul.txt", "_nul.txt"),
        ("Com1 .pdf", "_Com1 .pdf"),
        ("<b>?.pdf", "_b__.pdf"),
    ],
)
def test_what_a_system_takes_for_more_than_a_name_is_saved_otherwise(name, saved):
    """It is shown as it was given."""
    assert safe_name(name) == name
    assert handed_name(name) == saved


@pytest.mark.parametrize("name", ["合同.pdf", "回单.JPG", "流水.xlsx", "录音.amr", "聊天记录.zip", "发票.ofd"])
def test_what_companies_send_keeps_its_name(name):
    """Papers, pictures, tables, sound and archives are saved as they are called."""
    assert handed_name(name) == name


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("application/pdf", "application/pdf"),
        ("Image/JPEG; name=wang.jpg", "image/jpeg"),
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", None),
        ("张三 13900000001", "application/octet-stream"),
        ("text/plain wang", "application/octet-stream"),
        ("text/" + "a" * 200, "application/octet-stream"),
        ("", "application/octet-stream"),
    ],
)
def test_of_what_an_uploader_calls_it_only_a_type_is_kept(said, kept):
    """Anything else of a header would stand beside the file in plain."""
    assert media_type_of(said) == (kept or said)
