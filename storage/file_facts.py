"""What is known of a file beside its bytes, sealed: how large it is to the byte, and the hash of what was received.

In the clear either would tell an insider who has the same paper that it is evidence; `size` of a row is a class.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from storage.files import Stored
from storage.keys import Cipher
from storage.tables import DeskFile, StoredFile


@dataclass(frozen=True)
class Facts:
    """`sha256` is empty where it cannot be known any more: the key was gone before the hash was sealed."""

    size: int
    sha256: str


def seal_facts(cipher: Cipher, file_id: UUID, stored: Stored | Facts) -> bytes:
    return cipher.seal_json({"size": stored.size, "sha256": stored.sha256}, _place(file_id))


def facts_of(cipher: Cipher, row: StoredFile | DeskFile) -> Facts:
    """Also of a row of versions that kept both in the clear. Raises KeyLost."""
    if row.sealed_facts is None:
        return Facts(row.size, row.sha256)
    said = cipher.open_json(row.sealed_facts, _place(row.id))
    return Facts(said["size"], said["sha256"])


def _place(file_id: UUID) -> str:
    return f"facts:{file_id}"
