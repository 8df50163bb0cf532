"""One way of writing: people type full-width letters, odd spaces and many kinds of dash; the readers see one."""

from __future__ import annotations

import re
import unicodedata

DASHES = "‐‑‒–—―−﹣－"
THIN_SPACES = "\u2007\u2009\u202f"
INVISIBLE_KINDS = ("Cc", "Cf", "Cs")
TRADITIONAL = str.maketrans("萬億兩圓圆點幾餘號時後個週禮貳陸帳賬戶", "万亿两元元点几余号时后个周礼贰陆账账户")

_GROUPED = re.compile(rf"(?<=[0-9])[{THIN_SPACES}](?=[0-9])")


def plain(said: str) -> str:
    """`said` in half-width letters, simplified number words, one kind of dash, single spaces, nothing invisible.

    A thin space between two digits only groups them, so it goes. Letters keep their case.
    """
    text = unicodedata.normalize("NFKC", _GROUPED.sub("", said))
    text = text.translate({ord(dash): "-" for dash in DASHES}).translate(TRADITIONAL)
    return " ".join(visible(text, keep="\n\t").split())


def visible(text: str, keep: str = "") -> str:
    """`text` without control characters, zero-width marks and broken halves of characters, save those in `keep`."""
    return "".join(letter for letter in text if letter in keep or unicodedata.category(letter) not in INVISIBLE_KINDS)


def composed(said: str) -> str:
    """`said` with accents joined, single spaces, nothing invisible: for names, which keep their own width."""
    return " ".join(visible(unicodedata.normalize("NFC", said), keep="\n\t").split())
