"""Free text as a person wrote it: only what cannot be seen is taken out, line breaks stay."""

from __future__ import annotations

import unicodedata

from cases.errors import NotUnderstood
from cases.understanding.writing import visible


def read_text(said: str, limit: int) -> str:
    """`said`, composed (NFC) and trimmed, at most `limit` characters.

    Raises NotUnderstood("text", empty | too_long); `too_long` carries `limit` and `length`.
    """
    lines = unicodedata.normalize("NFC", said).replace("\r\n", "\n").replace("\r", "\n")
    # U+200D joins the parts of one emoji; taking it out would change the picture.
    text = visible(lines, keep="\n\t\u200d").strip("\u200d \t\n\u3000")
    if not text.strip():
        raise NotUnderstood("text", "empty")
    if len(text) > limit:
        raise NotUnderstood("text", "too_long", limit=limit, length=len(text))
    return text
