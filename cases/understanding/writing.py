"""One way of writing: people type full-width letters, odd spaces and many kinds of dash; the readers see one."""

from __future__ import annotations

import re
import unicodedata

DASHES = "‐‑‒–—―−﹣－"
THIN_SPACES = "\u2007\u2009\u202f"
INVISIBLE_KINDS = ("Cc", "Cf", "Cs")
TRADITIONAL = str.maketrans(
    "萬億兩圓圆點幾餘號時後個週禮貳弍弐弎參壹壱陸帳賬帐戶幣", "万亿两元元点几余号时后个周礼贰贰贰叁叁壹壹陆账账账户币"
)

# ① and ⒈ begin an item of a list; taken for digits they would join the figure behind them.
LIST_MARKS = {ord(mark): f"{place}、" for marks in ("①②③④⑤⑥⑦⑧⑨⑩", "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑") for place, mark in enumerate(marks, 1)}

_ONE_DASH = {ord(dash): "-" for dash in DASHES}
_CLAUSE_COMMA = re.compile("，(?![0-9０-９]{3}(?![0-9０-９]))")
_GROUPED = re.compile(rf"(?<=[0-9])[{THIN_SPACES}](?=[0-9])")


def plain(said: str) -> str:
    """`said` in half-width letters, simplified number words, one kind of dash, single spaces, nothing invisible.

    A thin space between two digits only groups them, so it goes. Letters keep their case.
    """
    return " ".join(_simplified(said).split())


def plain_lines(said: str) -> str:
    """Plain, with its lines."""
    return "\n".join(" ".join(line.split()) for line in _simplified(said).splitlines())


def _simplified(said: str) -> str:
    text = unicodedata.normalize("NFKC", _GROUPED.sub("", said).translate(LIST_MARKS))
    return visible(text.translate(_ONE_DASH).translate(TRADITIONAL), keep="\n\t")


def clauses(said: str) -> str:
    """`said` with a semicolon for each Chinese comma that ends a clause; in 3，200，000 they group digits."""
    return _CLAUSE_COMMA.sub("; ", said)


def visible(text: str, keep: str = "") -> str:
    """`text` without control characters, zero-width marks and broken halves of characters, save those in `keep`."""
    return "".join(letter for letter in text if letter in keep or unicodedata.category(letter) not in INVISIBLE_KINDS)


def composed(said: str) -> str:
    """`said` with accents joined, single spaces, nothing invisible: for names, which keep their own width."""
    return " ".join(visible(unicodedata.normalize("NFC", said), keep="\n\t").split())
