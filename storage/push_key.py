"""The unit's key pair for push messages (VAPID): P-256, from the unit's own key, and so in no file of its own.

A browser takes messages of this key alone. It stays the same when the key ring is rotated, and is lost with it.
"""

from __future__ import annotations

import base64

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, derive_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from storage.keys import KeyRing

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of the curve


def push_key(keys: KeyRing) -> EllipticCurvePrivateKey:
    number = int.from_bytes(keys.derive("push messages"), "big")
    return derive_private_key(number % (ORDER - 1) + 1, SECP256R1())


def push_public_key(keys: KeyRing) -> str:
    """As `applicationServerKey` takes it: the point in base64 of addresses, without padding."""
    point = push_key(keys).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).decode().rstrip("=")
