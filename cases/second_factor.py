"""The second factor: codes of an authenticator app, recovery codes, and how long a wrong one makes wait."""

from __future__ import annotations

import hmac
import re
import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from unicodedata import normalize

import pyotp

from cases.errors import CaseError
from cases.people import Role

STEP = 30  # seconds, as every authenticator app counts them
DRIFT = 1  # steps by which its clock may be off, either way
RECENT = timedelta(minutes=5)  # who has proved it so lately may change what they prove it by
MOST_PASSKEYS = 10  # of one member
RECOVERY_CODES = 10
FREE = 3  # wrong ones that cost no wait
SHORTEST, LONGEST = timedelta(seconds=30), timedelta(minutes=15)
ALPHABET, HALF = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ", 5  # as of the codes to sign in with
_NOT_IN_IT = re.compile(r"[\s\-－—_.·]+")
_DIGITS = re.compile(r"[0-9]{6}")


class Sort(StrEnum):
    """What somebody proves by that it is them."""

    APP = "app"
    PASSKEY = "passkey"


class Owed(StrEnum):
    """What a browser that came in by a link or a code still owes before anything opens."""

    PROOF = "proof"
    FACTOR = "factor"  # a lead must have one, and has none


class HalfIn(CaseError):
    """The link or the code was good; the second factor is still to come."""


class FactorNotValid(CaseError):
    """The code, or what the passkey signed, does not fit."""


class ProveAgain(CaseError):
    """It was proved too long ago to change anything of it."""


class SetUpOver(CaseError):
    """The page on which an app or a passkey was to be set up has been open too long."""


class NoPasskeysHere(CaseError):
    """At an address of numbers, or without TLS, browsers make none."""


class AppAlready(CaseError):
    """There is one app already."""


class TooManyPasskeys(CaseError):
    """There are as many as one member may have."""

    def __init__(self) -> None:
        super().__init__(MOST_PASSKEYS)
        self.most = MOST_PASSKEYS


class WaitFirst(CaseError):
    """Too many wrong ones; the next is looked at after `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


def new_secret() -> str:
    """160 bits in base32."""
    return pyotp.random_base32()


def app_address(secret: str, member: str, unit: str) -> str:
    """What an authenticator app reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=member, issuer_name=unit)


def step_of(secret: str, said: str, now: datetime, after: int) -> int | None:
    """Which step this is the code of, later than `after`: each counts once. None: of none that counts now."""
    app, here = pyotp.TOTP(secret), int(now.timestamp()) // STEP
    fitting = (step for step in range(here - DRIFT, here + DRIFT + 1) if hmac.compare_digest(app.at(step * STEP), said))
    return next((step for step in fitting if step > after), None)


def wait_after(wrong: int) -> timedelta:
    """Twice as long each time, and never longer than a person would wait: whoever is locked out is in again by then."""
    return timedelta(0) if wrong < FREE else min(SHORTEST * 2 ** min(wrong - FREE, 20), LONGEST)


def is_over(until: datetime | None, now: datetime) -> bool:
    """Also of a wait that ends later than any that begins now: it was written before the clock was set back."""
    return until is None or until <= now or until > now + LONGEST


def owed(*, has_factor: bool, role: Role, leads_must: bool) -> Owed | None:
    """By a browser that has proved nothing. None: nothing, and everything that is theirs is open."""
    if has_factor:
        return Owed.PROOF
    return Owed.FACTOR if leads_must and role is Role.LEAD else None


def is_recent(proved_at: datetime | None, now: datetime) -> bool:
    return proved_at is not None and abs(now - proved_at) <= RECENT


def new_recovery_codes() -> list[str]:
    return ["".join(secrets.choice(ALPHABET) for _ in range(2 * HALF)) for _ in range(RECOVERY_CODES)]


def said_recovery(code: str) -> str:
    """As it is shown: ABCDE-FGHJK."""
    return f"{code[:HALF]}-{code[HALF:]}"


def read_app_code(said: str) -> str | None:
    code = _typed(said)
    return code if _DIGITS.fullmatch(code) else None


def read_recovery(said: str) -> str | None:
    """As it was made, however it is typed; None when it cannot be one."""
    code = _typed(said).upper()
    return code if len(code) == 2 * HALF and set(code) <= set(ALPHABET) else None


def _typed(said: str) -> str:
    """Without gaps, and in plain letters also where a Chinese keyboard made wide ones."""
    return _NOT_IN_IT.sub("", normalize("NFKC", said))
