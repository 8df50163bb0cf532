"""The settings: names that nobody reads, whose unit it is, and the address that people are given."""

from __future__ import annotations

import os
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values

from bot.doctor.found import Found, bad, good
from bot.roles import OneProcessOnSqlite, check_role
from bot.settings import Settings

PREFIX = str(Settings.model_config["env_prefix"])
NARROW, NARROW_OF_PUBLIC = {4: 16, 6: 48}, {4: 24, 6: 64}  # bits of a network that may hold only proxies
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def settings_rows(settings: Settings) -> Iterator[Found]:
    yield from _names_of_settings()
    yield _unit(settings)
    yield _address(settings)
    yield from _wide_proxies(settings)
    yield _role(settings)
    yield good("telegram", "good" if settings.telegram_token else "not_set")


def _role(settings: Settings) -> Found:
    try:
        check_role(settings.role, settings.database_url)
    except OneProcessOnSqlite as error:
        return bad("role", "sqlite", role=error.role)
    return good("role", settings.role)


def _wide_proxies(settings: Settings) -> Iterator[Found]:
    """Whoever sits in a trusted network says what address is theirs: a whole provider of them is nobody's proxy."""
    for one in settings.proxies:
        narrow = NARROW[one.version] if one.is_private else NARROW_OF_PUBLIC[one.version]
        if one.prefixlen < narrow:
            yield bad("proxies", "wide", network=one)


def unknown_settings() -> list[tuple[str, str]]:
    """Names with our prefix that no setting has, in the environment or .env, each with the nearest that one has."""
    known = [f"{PREFIX}{name}".upper() for name in Settings.model_fields]
    said = {name.upper() for name in (*os.environ, *dotenv_values(Path(".env")))}
    strange = sorted(name for name in said if name.startswith(PREFIX) and name not in known)
    return [(name, next(iter(get_close_matches(name, known, 1)), "")) for name in strange]


def _names_of_settings() -> Iterator[Found]:
    strange = unknown_settings()
    for name, nearest in strange:
        yield bad("settings", "mistyped" if nearest else "unknown", name=name, nearest=nearest)
    if not strange:
        yield good("settings")


def _unit(settings: Settings) -> Found:
    if not settings.is_demonstration:
        return good("unit", name=settings.unit_name)
    lacking = [name for name, is_set in (("name", settings.unit_name), ("phone", settings.unit_phone)) if not is_set]
    return bad("unit", f"no_{'_or_'.join(lacking)}")


def _address(settings: Settings) -> Found:
    if not settings.public_url:
        return bad("address", "not_set", address=settings.address)
    parts = urlsplit(settings.public_url)
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        return bad("address", "no_tls", address=settings.public_url)
    return good("address", address=settings.public_url)
