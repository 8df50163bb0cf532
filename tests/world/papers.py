"""Files as people send them, and as somebody makes them who means harm; written by hand, byte for byte."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterable
from io import BytesIO

A4 = b"/MediaBox[0 0 595 842]"
CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1; the first is its catalog."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, trailer, len(out))
    return bytes(out) + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + end


def drawn(content: bytes, more: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (more, len(content), content)


def pages(texts: Iterable[bytes], *, catalog: bytes = b"", page: bytes = b"") -> bytes:
    """Each of these Latin texts on a page of its own."""
    written = [drawn(b"BT /F 40 Tf 60 640 Td (%s) Tj ET" % text) for text in texts]
    kids = b" ".join(b"%d 0 R" % (4 + 2 * n) for n in range(len(written)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog,
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(written)),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for n, one in enumerate(written):
        shown = b"/Contents %d 0 R/Resources<</Font<</F 3 0 R>>>>%s" % (5 + 2 * n, page)
        objects += [b"<</Type/Page/Parent 2 0 R%s%s>>" % (A4, shown), one]
    return pdf(*objects)


def hostile_pdf(address: str) -> bytes:
    """It would run a script when it is opened, call out, and have the whole page be a link."""
    script = b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\); app.launchURL\\('%s'\\))>>" % address.encode()
    link = b"/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 595 842]/A<</S/URI/URI(%s)>>>>]" % address.encode()
    leaves = b"/AA<</O<</S/URI/URI(%s)>>>>" % address.encode()
    return pages([b"Pay here"], catalog=script, page=link + leaves)


def many_pages(count: int) -> bytes:
    """So many of them that counting by hand would never end."""
    kids = b" ".join(b"%d 0 R" % (3 + n) for n in range(count))
    page = b"<</Type/Page/Parent 2 0 R%s>>" % A4
    tree = b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count)
    return pdf(b"<</Type/Catalog/Pages 2 0 R>>", tree, *([page] * count))


def endless_pdf() -> bytes:
    """A page that draws a form ten times, which draws another ten times, and so on: ten to the twelfth lines."""
    ten, forms = b"/X Do " * 10, 12
    box = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]"
    inner = [drawn(ten, box + b"/Resources<</XObject<</X %d 0 R>>>>" % (6 + n)) for n in range(forms - 1)]
    page = b"<</Type/Page/Parent 2 0 R%s/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>" % A4
    tree = (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>")
    return pdf(*tree, page, drawn(ten), *inner, drawn(b"0 0 m 500 500 l S", box))


def locked_pdf() -> bytes:
    """It opens with a password that nobody here has."""
    rights = b"/Encrypt<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -44>>/ID[<00><00>]" % (b"11" * 32, b"22" * 32)
    return pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>", trailer=rights)


def workbook(**sheets: str | Iterable[Iterable[object]]) -> bytes:
    """An .xlsx with these sheets of rows of cells, or of rows as they are written down there."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        book.writestr("[Content_Types].xml", CONTENT_TYPES)
        to_book = f'<Relationship Id="r" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        book.writestr("_rels/.rels", RELATIONS + to_book)
        named = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(sheets, 1))
        book.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets>{named}</sheets></workbook>'
        )
        targets = "".join(
            f'<Relationship Id="r{n}" Type="{OFFICE}/worksheet" Target="worksheets/{n}.xml"/>'
            for n in range(1, len(sheets) + 1)
        )
        book.writestr("xl/_rels/workbook.xml.rels", f"{RELATIONS}{targets}</Relationships>")
        for n, rows in enumerate(sheets.values(), 1):
            with book.open(f"xl/worksheets/{n}.xml", "w", force_zip64=True) as sheet:
                sheet.write(f'<worksheet xmlns="{SHEET}"><sheetData>'.encode())
                for row in (rows,) if isinstance(rows, str) else map(_row, rows):
                    sheet.write(row.encode())
                sheet.write(b"</sheetData></worksheet>")
    return out.getvalue()


def _row(cells: Iterable[object]) -> str:
    return f"<row>{''.join(map(_cell, cells))}</row>"


def _cell(value: object) -> str:
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t>{value}</t></is></c>'
    return f"<c><v>{value}</v></c>"


def endless_sheet() -> bytes:
    """Two cells, one in each corner of the largest sheet there can be."""
    corners = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    return workbook(流水=corners)


def png_that_declares(width: int, height: int) -> bytes:
    """A few bytes that would be gigabytes once decoded."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    rows = chunk(b"IDAT", zlib.compress(bytes(10_000_000), 9))
    return b"\x89PNG\r\n\x1a\n" + head + rows + chunk(b"IEND", b"")
