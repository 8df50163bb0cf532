"""The process that looks at one file: its bytes on stdin, one page of it on stdout, as a line of JSON and a picture.

bot/viewing/viewer.py starts one for each page, within the bounds of bot/apart/bounds.py, and checks what it says. It
imports nothing of the product and the product nothing of it. What the file is, its bytes say and nothing else.
Arguments: the page that is wanted, from 1.
"""

from __future__ import annotations

import copy
import csv
import ctypes
import json
import os
import re
import sys
import unicodedata
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import BytesIO, StringIO
from itertools import islice
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image, ImageCms, ImageColor, ImageFilter, ImageOps, UnidentifiedImageError
from python_calamine import CalamineWorkbook, SheetTypeEnum

Page = tuple[dict[str, Any], bytes]  # what is said of it, and its picture
FOLDERS: Any = None  # of fonts

LATER = (copy, ImageCms, ImageColor, ImageFilter)  # what the libraries import only when they need it
MOST_PIXELS = 80_000_000  # as declared, before anything is decoded
LONGEST_SIDE, WIDTH = 2400, 1600  # pixels of what is shown; an A4 page at 190 dots an inch
MOST_PAGES = 500  # of a file that are counted; whoever needs more takes the file itself
MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 200, 40, 300
LINES_A_PAGE, LONGEST_LINE = 200, 2000
TEXT_READ = 4 * 1024 * 1024  # bytes
KINDS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
FONTS, NO_FILES = Path("/usr/share/fonts"), Path("/proc/self/fdinfo")  # a PDF may name fonts that it has not inside
CAPABILITIES = 0x20080522  # _LINUX_CAPABILITY_VERSION_3: none of them is kept
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
MARKED = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
NOT_TYPED = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f\ufffe\uffff]")


class NotViewable(Exception):
    """The file cannot be shown here: `args[0]` is why, as templates/words/viewing.toml has it."""


def main() -> None:
    get_ready()
    content, number = sys.stdin.buffer.read(), int(sys.argv[1])
    try:
        said, picture = look(content, max(1, number))
    except NotViewable as error:
        said, picture = {"why": error.args[0]}, b""
    except MemoryError:
        said, picture = {"why": "too_much"}, b""
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n" + picture)


def get_ready() -> None:
    """What is needed of the disk is read now; after that there is nothing but fonts on it, where the system lets us."""
    warnings.simplefilter("ignore")
    Image.init()
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    for codec in ("utf-8-sig", "utf-16", "gb18030"):
        "。".encode(codec)
    root = FONTS if FONTS.is_dir() else NO_FILES
    if _survives(lambda: os.chroot(root)):
        os.chroot(root)
        os.chdir("/")
        _find_fonts(b"/")
    ctypes.CDLL(None).capset((ctypes.c_uint32 * 2)(CAPABILITIES, 0), (ctypes.c_uint32 * 6)())  # there is no way back


def _survives(call: Callable[[], object]) -> bool:
    """Asked of bot/apart/bounds.py, which runs us."""
    return bool(globals()["survives"](call))


def _find_fonts(folder: bytes) -> None:
    """The library looked for them where they were before."""
    global FOLDERS  # noqa: PLW0603 - the library goes on reading it
    raw, letters = pypdfium2.raw, ctypes.POINTER(ctypes.c_char)
    FOLDERS = (letters * 2)(ctypes.cast(ctypes.c_char_p(folder), letters))  # the second is none: their end
    raw.FPDF_DestroyLibrary()
    raw.FPDF_InitLibraryWithConfig(raw.FPDF_LIBRARY_CONFIG(version=2, m_pUserFontPaths=FOLDERS))


def look(content: bytes, number: int) -> Page:
    """Raises NotViewable, MemoryError, and whatever a damaged file makes a library raise."""
    if b"%PDF-" in content[:1024]:
        return page_of_pdf(content, number)
    if content.startswith(WORKBOOKS):
        return sheet(content, number)
    with suppress(UnidentifiedImageError):
        return picture(content, number)
    return lines(content, number)


# --- pages and pictures


def page_of_pdf(content: bytes, number: int) -> Page:
    """As it would be printed, with what was filled into its forms. This library runs no script and follows no link."""
    try:
        pdf = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise NotViewable("locked" if "assword" in str(error) else "damaged") from error
    pdf.init_forms()
    pages = len(pdf)
    if not pages:
        raise NotViewable("damaged")
    number = min(number, pages, MOST_PAGES)
    try:
        page = pdf[number - 1]
        scale = _scale(*page.get_size())
        shown = page.render(scale=scale, may_draw_forms=True).to_pil()
    except (pypdfium2.PdfiumError, ValueError, ZeroDivisionError) as error:
        raise NotViewable("damaged") from error
    return _said("picture", pages, number), _as_jpeg(shown)


def _scale(width: float, height: float) -> float:
    """A poster is made small and a stamp large, and a strip of paper never longer than is shown."""
    return min(WIDTH / width, LONGEST_SIDE / height, 8.0)


def picture(content: bytes, number: int) -> Page:
    """Made anew from its pixels: where and with what it was taken does not go along. Raises UnidentifiedImageError."""
    try:
        with Image.open(BytesIO(content), formats=KINDS) as file:
            if file.width * file.height > MOST_PIXELS:
                raise NotViewable("too_much")
            pages = _frames(file)
            number = min(number, pages)
            file.seek(number - 1)
            if file.width * file.height > MOST_PIXELS:
                raise NotViewable("too_much")
            file.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is decoded at a half or less where that is enough
            file.load()
            shown = _on_white(file)
            shown.thumbnail((LONGEST_SIDE, LONGEST_SIDE), reducing_gap=2)
            return _said("picture", pages, number), _as_jpeg(ImageOps.exif_transpose(shown))
    except UnidentifiedImageError:
        raise
    except Image.DecompressionBombError as error:
        raise NotViewable("too_much") from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise NotViewable("damaged") from error


def _frames(file: Image.Image) -> int:
    """The pages of a scan; of what moves, its first picture."""
    if file.format != "TIFF":
        return 1
    for count in range(1, MOST_PAGES + 1):
        try:
            file.seek(count)
        except EOFError:
            return count
    return MOST_PAGES


def _on_white(file: Image.Image) -> Image.Image:
    if not file.has_transparency_data:
        return file.convert("RGB")
    clear = file.convert("RGBA")
    page = Image.new("RGB", clear.size, "white")
    page.paste(clear, mask=clear.getchannel("A"))
    return page


def _as_jpeg(shown: Image.Image) -> bytes:
    out = BytesIO()
    shown.convert("RGB").save(out, "JPEG", quality=85)
    return out.getvalue()


# --- tables


def sheet(content: bytes, number: int) -> Page:
    """One sheet of a workbook: what its cells show, never what they would work out."""
    try:
        book = CalamineWorkbook.from_object(BytesIO(content))
        names = [one.name for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
        number = min(number, len(names), MOST_PAGES)
        found = book.get_sheet_by_name(names[number - 1])
        rows = [[_cell(one) for one in row[:MOST_COLUMNS]] for row in islice(found.iter_rows(), MOST_ROWS)]
    except MemoryError:
        raise
    except Exception as error:
        is_one = b"xl/workbook" in content or "Workbook".encode("utf-16-le") in content
        raise NotViewable("damaged" if is_one else "unknown") from error
    cut = found.height > MOST_ROWS or found.width > MOST_COLUMNS
    return _said("table", len(names), number, title=names[number - 1], rows=_without_edges(rows), cut=cut), b""


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return _plain(str(value))[:LONGEST_CELL]


def _without_edges(rows: list[list[str]]) -> list[list[str]]:
    """Without what is empty to the right of everything and below it."""
    while rows and not any(rows[-1]):
        rows.pop()
    width = max((place for row in rows for place, one in enumerate(row, 1) if one), default=0)
    return [row[:width] for row in rows]


# --- plain text


def lines(content: bytes, number: int) -> Page:
    """A text or a table in plain text, as whoever wrote it typed it. Raises NotViewable for what is neither."""
    text = _decoded(content[:TEXT_READ], is_whole=len(content) <= TEXT_READ)
    cut = len(content) > TEXT_READ
    if rows := _cells(text):
        number, pages, some = _part(rows, number, MOST_ROWS)
        wide = any(len(row) > MOST_COLUMNS for row in some)
        shown = [[_cell(one) for one in row[:MOST_COLUMNS]] for row in some]
        return _said("table", pages, number, title="", rows=shown, cut=cut or wide), b""
    folded = [piece for line in text.splitlines() or [""] for piece in _folded(line)]
    number, pages, typed = _part(folded, number, LINES_A_PAGE)
    return _said("lines", pages, number, lines=[_plain(line) for line in typed], cut=cut), b""


def _part(whole: list[Any], number: int, size: int) -> tuple[int, int, list[Any]]:
    """Which page it becomes, of how many, and what stands on it."""
    pages = -(-len(whole) // size)
    number = min(number, pages, MOST_PAGES)
    return number, pages, whole[(number - 1) * size : number * size]


def _decoded(content: bytes, *, is_whole: bool) -> str:
    marked = next((codec for mark, codec in MARKED.items() if content.startswith(mark)), None)
    for codec in (marked,) if marked else ("utf-8", "gb18030"):
        for shorter in range(1 if is_whole else 4):  # the last sign may have been cut
            with suppress(UnicodeDecodeError):
                text = content[: len(content) - shorter].decode(codec)
                if text and not NOT_TYPED.search(text):
                    return text
    raise NotViewable("unknown")


def _cells(text: str) -> list[list[str]] | None:
    """The rows of a table with commas, semicolons or tabs: three or more with as many cells as the first."""
    first = text.split("\n", 1)[0]
    between = max(",;\t", key=first.count)
    if not first.count(between):
        return None
    try:
        rows = list(islice(csv.reader(StringIO(text), delimiter=between), MOST_PAGES * MOST_ROWS))
    except csv.Error:
        return None
    alike = sum(len(row) == len(rows[0]) for row in rows)
    return rows if len(rows) > 2 and alike * 10 >= len(rows) * 9 else None


def _folded(line: str) -> Iterator[str]:
    for place in range(0, max(1, len(line)), LONGEST_LINE):
        yield line[place : place + LONGEST_LINE]


def _plain(text: str) -> str:
    """Without signs that turn the direction of others, or are none."""
    return "".join(c for c in text if c in "\t\n" or unicodedata.category(c) not in {"Cc", "Cf", "Co", "Cs"})


def _said(kind: str, pages: int, page: int, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "pages": min(pages, MOST_PAGES), "more": pages > MOST_PAGES, "page": page, **more}


if __name__ == "__main__":
    main()
