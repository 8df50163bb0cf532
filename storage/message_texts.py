"""The text of a case's message, sealed with how often it was written: an earlier wording, put back, does not open."""

from __future__ import annotations

from storage.keys import Cipher
from storage.stamps import check
from storage.tables import CaseMessage


def seal_message(cipher: Cipher, row: CaseMessage, text: str) -> None:
    """It says this from now on."""
    row.version += 1
    row.sealed_text = cipher.seal_text(text, _place(row))


def message_text(cipher: Cipher, row: CaseMessage) -> str:
    """What it says. Raises KeyLost, and ValueChanged where somebody made it of another author, or of another case."""
    check(row)
    return cipher.open_text(row.sealed_text, _place(row))


def _place(row: CaseMessage) -> str:
    """Those of versions that did not count stand at 0 until they are written again."""
    return f"message:{row.id}:{row.version}" if row.version else f"message:{row.id}"
