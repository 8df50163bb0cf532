"""Passkeys: what a browser is asked to sign, once and within minutes, and whether what it signed is theirs."""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url, parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    UserVerificationRequirement,
)

from actions.hand import Hand
from actions.second_factor import add_factor, browser_to_change, own_browser, settle, tries_of
from cases.second_factor import MOST_PASSKEYS, FactorNotValid, NoPasskeysHere, SetUpOver, Sort, TooManyPasskeys
from storage import factors
from storage.keys import keys_of
from storage.tables import ConsoleSession, SecondFactor
from storage.team import name_of

CHALLENGE_FOR = timedelta(minutes=5)
LONGEST_ANSWER = 20_000  # characters; a browser's is about one thousand
LONGEST_NAME = 40
UNREADABLE = (WebAuthnException, ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError)
PREFERRED = UserVerificationRequirement.PREFERRED


@dataclass(frozen=True)
class Site:
    """Whom a passkey is for: the host people see, and the address their browser says."""

    host: str
    origin: str
    name: str


async def ask_to_set_up(hand: Hand, cookie: str, site: Site | None) -> str:
    """What the browser makes a passkey from, as JSON. Raises as `set_up_passkey` does."""
    browser, site = await browser_to_change(hand, cookie), _here(site)
    known = await _passkeys(hand)
    if len(known) >= MOST_PASSKEYS:
        raise TooManyPasskeys
    options = generate_registration_options(
        rp_id=site.host,
        rp_name=site.name,
        user_id=hand.officer.id.bytes,
        user_name=name_of(hand.session, hand.officer),
        challenge=_challenge(hand, browser),
        authenticator_selection=AuthenticatorSelectionCriteria(user_verification=PREFERRED),
        exclude_credentials=_described(known),
    )
    return options_to_json(options)


async def set_up_passkey(hand: Hand, cookie: str, site: Site | None, answer: str, name: str) -> list[str]:
    """Recovery codes, if it is the first factor.

    Raises NotAllowed, ProveAgain, NoPasskeysHere, SetUpOver, TooManyPasskeys, FactorNotValid.
    """
    browser, site = await browser_to_change(hand, cookie), _here(site)
    challenge = _taken(hand, browser)
    if challenge is None:
        raise SetUpOver
    known = await _passkeys(hand)
    if len(known) >= MOST_PASSKEYS:
        raise TooManyPasskeys
    try:
        made = verify_registration_response(
            credential=answer[:LONGEST_ANSWER],
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
        )
    except UNREADABLE as error:
        raise FactorNotValid from error
    facts = {
        "name": name.strip()[:LONGEST_NAME],
        "id": bytes_to_base64url(made.credential_id),
        "key": bytes_to_base64url(made.credential_public_key),
    }
    if facts["id"] in {one["id"] for _, one in known}:
        raise FactorNotValid
    return await add_factor(hand, browser, Sort.PASSKEY, facts, made.sign_count)


async def ask_to_prove(hand: Hand, cookie: str, site: Site | None) -> str:
    """What one of their passkeys is to sign, as JSON. Raises NotAllowed, and as `tries_of` does."""
    browser = await own_browser(hand, cookie)
    await tries_of(hand)
    site = _here(site)
    options = generate_authentication_options(
        rp_id=site.host,
        challenge=_challenge(hand, browser),
        allow_credentials=_described(await _passkeys(hand)),
        user_verification=PREFERRED,
    )
    return options_to_json(options)


async def prove_by_passkey(hand: Hand, cookie: str, site: Site | None, answer: str) -> bool:
    """What does not fit is written down, and what was to be signed is used up. Raises as `ask_to_prove` does."""
    browser = await own_browser(hand, cookie)
    tried, site = await tries_of(hand), _here(site)
    challenge, fits = _taken(hand, browser), False
    if challenge is not None:
        with suppress(*UNREADABLE):
            fits = await _signed(hand, site, answer[:LONGEST_ANSWER], challenge)
    settle(hand, browser, tried, fits=fits)
    return fits


async def _signed(hand: Hand, site: Site, answer: str, challenge: bytes) -> bool:
    """Raises one of UNREADABLE; also where it has signed less often than it had before: then it was copied."""
    credential = parse_authentication_credential_json(answer)
    for row, facts in await _passkeys(hand):
        if base64url_to_bytes(facts["id"]) == credential.raw_id:
            found = verify_authentication_response(
                credential=credential,
                expected_challenge=challenge,
                expected_rp_id=site.host,
                expected_origin=site.origin,
                credential_public_key=base64url_to_bytes(facts["key"]),
                credential_current_sign_count=row.counter,
            )
            row.counter, row.used_at = found.new_sign_count, hand.now
            return True
    return False


def _here(site: Site | None) -> Site:
    """Raises NoPasskeysHere."""
    if site is None:
        raise NoPasskeysHere
    return site


async def _passkeys(hand: Hand) -> list[tuple[SecondFactor, dict[str, Any]]]:
    rows = await factors.rows_of(hand.session, hand.officer.id, Sort.PASSKEY)
    return factors.all_opened(keys_of(hand.session), rows)


def _described(known: list[tuple[SecondFactor, dict[str, Any]]]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(facts["id"])) for _, facts in known]


def _challenge(hand: Hand, browser: ConsoleSession) -> bytes:
    """The newest only is good."""
    browser.challenge, browser.challenge_until = secrets.token_bytes(32), hand.now + CHALLENGE_FOR
    return browser.challenge


def _taken(hand: Hand, browser: ConsoleSession) -> bytes | None:
    """Once. None when there is none, or it is too old."""
    challenge, until = browser.challenge, browser.challenge_until
    browser.challenge = browser.challenge_until = None
    return challenge if until and hand.now < until <= hand.now + CHALLENGE_FOR else None
