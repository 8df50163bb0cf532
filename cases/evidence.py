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
PROGRAMS = """
    exe com bat cmd scr pif msi msp msc msix appx cpl jar jnlp vbs vbe js jse ws wsf wsh wsc sct ps1 psm1 hta lnk reg
    dll sys app apk ipa dmg pkg deb rpm sh command desktop iso img vhd vhdx chm gadget inf scf url website xll
"""
# What is handed out as it came. Whatever else is taken may hold something that runs where it is opened - a page, a
# picture with a script in it, an office file with macros, the way to somebody's computer - and opens with nothing.
PAPERS = """
    pdf ofd jpg jpeg png gif webp bmp tif tiff heic heif avif mp3 m4a wav amr aac ogg opus flac wma mp4 mov avi mkv 3gp
    webm m4v wmv flv doc docx xls xlsx ppt pptx wps et dps odt ods odp rtf csv tsv txt log md json eml msg vcf zip rar
    7z tar gz tgz xz bz2
"""
REFUSED_ENDINGS, AS_IT_CAME = frozenset(PROGRAMS.split()), frozenset(PAPERS.split())
OPENS_WITH_NOTHING = ".bin"
FORBIDDEN = str.maketrans(dict.fromkeys('<>:"|?*', "_"))  # by Windows; a colon writes behind a file
RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\..*)?", re.IGNORECASE)
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
    """A file name fit to show and to store, as it was given: no path, nothing unseen.

    A row of spaces, of whatever kind, is one: it would push the ending out of sight.
    """
    bare = re.split(r"[/\\]", unicodedata.normalize("NFC", name or ""))[-1]
    seen = "".join(c for c in bare if unicodedata.category(c) not in {"Cc", "Cf", "Co", "Cs", "Cn"})
    shown = re.sub(r"[\s\u2800\u3164\uffa0]+", " ", seen).strip(" .")
    if len(shown) > LONGEST_NAME:
        stem, dot, ending = shown.rpartition(".")
        shown = f"{stem[: LONGEST_NAME - 12]}…{dot}{ending[:10]}" if dot else shown[:LONGEST_NAME]
    return shown or fallback


def check_kind(name: str, head: bytes) -> None:
    """Raises FileKindRefused for programs and link files, by name or by first bytes."""
    ending = name.rpartition(".")[2].lower()
    if ending in REFUSED_ENDINGS or head.startswith(REFUSED_STARTS):
        raise FileKindRefused(name)


def opens(name: str) -> bool:
    """Whether it is handed out as it came, for whatever its ending is opened with."""
    return "." in name and name.rpartition(".")[2].lower() in AS_IT_CAME


def handed_name(name: str) -> str:
    """What a file is saved as by whoever takes it: nothing that a system takes for more than a name.

    What may run there gets an ending that nothing opens.
    """
    saved = name.translate(FORBIDDEN)
    saved = f"_{saved}" if RESERVED.fullmatch(saved) else saved
    return saved if opens(name) else f"{saved}{OPENS_WITH_NOTHING}"


def media_type_of(said: str) -> str:
    """The type and subtype that an uploader named, without parameters; of anything else, that it is some bytes."""
    named = said.partition(";")[0].strip().lower()
    return named if WELL_FORMED.fullmatch(named) else "application/octet-stream"
