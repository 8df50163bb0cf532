"""Which files a report takes: size, kind, and names made safe to show. The bytes themselves are never changed."""

from __future__ import annotations

import re
import unicodedata

from cases.errors import CaseError

LARGEST = 100 * 1024 * 1024
MOST_FILES = 200
LONGEST_NAME = 120
WELL_FORMED = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,30}/[a-z0-9][a-z0-9!#$&^_.+-]{0,67}")  # at most 100 in all

# What a program could be started from by a double click: an officer's machine must not be the next victim.
REFUSED_ENDINGS = frozenset(
    [
        "exe",
        "com",
        "bat",
        "cmd",
        "scr",
        "pif",
        "msi",
        "msp",
        "msc",
        "cpl",
        "jar",
        "vbs",
        "vbe",
        "js",
        "jse",
        "ws",
        "wsf",
        "wsh",
        "ps1",
        "psm1",
        "hta",
        "lnk",
        "reg",
        "dll",
        "sys",
        "app",
        "apk",
        "ipa",
        "dmg",
        "pkg",
        "deb",
        "rpm",
        "sh",
        "command",
        "desktop",
        "iso",
        "img",
        "vhd",
        "chm",
        "gadget",
        "inf",
        "scf",
        "url",
        "website",
    ]
)
REFUSED_STARTS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe")


class FileKindRefused(CaseError):
    """A program or a link file cannot be evidence here."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


class TooManyFiles(CaseError):
    """The report has as many files as it can hold."""


class FileBelongsNowhere(CaseError):
    """The person has neither an open report nor a case: there is nothing the file could be kept with."""


def safe_name(name: str | None, fallback: str = "file") -> str:
    """A file name fit to show and to store: no path, no control or direction characters, not endless."""
    bare = re.split(r"[/\\]", unicodedata.normalize("NFC", name or ""))[-1]
    shown = "".join(c for c in bare if unicodedata.category(c) not in {"Cc", "Cf", "Co", "Cs"}).strip(" .")
    if len(shown) > LONGEST_NAME:
        stem, dot, ending = shown.rpartition(".")
        shown = f"{stem[: LONGEST_NAME - 12]}…{dot}{ending[:10]}" if dot else shown[:LONGEST_NAME]
    return shown or fallback


def check_kind(name: str, head: bytes) -> None:
    """Raises FileKindRefused for programs and link files, by name or by first bytes."""
    ending = name.rpartition(".")[2].lower()
    if ending in REFUSED_ENDINGS or head.startswith(REFUSED_STARTS):
        raise FileKindRefused(name)


def media_type_of(said: str) -> str:
    """The type and subtype that an uploader named, without parameters; of anything else, that it is some bytes."""
    named = said.partition(";")[0].strip().lower()
    return named if WELL_FORMED.fullmatch(named) else "application/octet-stream"
