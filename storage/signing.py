"""The unit's signature under what leaves the house to be checked by others: Ed25519, from the unit's own key.

It stays the same when the key ring is rotated, and is lost with it.
"""

from __future__ import annotations

import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from storage.keys import KeyRing

FINGERPRINT = 32  # hex digits, read aloud by fours


def sign(keys: KeyRing, message: bytes) -> bytes:
    return _private(keys).sign(message)


def public_key(keys: KeyRing) -> bytes:
    """32 bytes."""
    return _private(keys).public_key().public_bytes_raw()


def is_signed(public: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def fingerprint(public: bytes) -> str:
    """Short enough to compare by eye or on the phone."""
    digits = hashlib.sha256(public).hexdigest()[:FINGERPRINT]
    return " ".join(digits[at : at + 4] for at in range(0, FINGERPRINT, 4))


def _private(keys: KeyRing) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(keys.derive("custody signature"))
