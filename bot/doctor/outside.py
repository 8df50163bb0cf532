"""The ways by which who is not looking is told: whether they can be used, are sealed on their way, and answer now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.doctor.chosen import LOOPBACK
from bot.doctor.found import Found, bad, good, see
from bot.settings import SOMEBODY, Settings

if TYPE_CHECKING:
    from bot.carriers.far_side import FarSide


def outside_rows(settings: Settings) -> Iterator[Found]:
    for place, url in (("mail", settings.mail), ("sms", settings.sms)):
        yield _carrier(place, _far_side(url.get_secret_value(), SOMEBODY[place])) if url else good(place, "not_set")
    yield _push(settings)
    yield from [_robot(one) for one in settings.robots] or [good("robots", "not_set")]


def _far_side(url: str, somebody: str = "") -> FarSide | None:
    from bot.carriers.far_side import far_side  # noqa: PLC0415 - a second, where it is set

    return far_side(url, somebody)


def _carrier(place: str, other: FarSide | None) -> Found:
    if other is None:
        return bad(place, "unusable")
    if not other.is_sealed and other.host not in LOOPBACK:
        return bad(place, "no_tls", where=other.where)
    return good(place, where=other.where) if other.answers() else bad(place, "away", where=other.where)


def _push(settings: Settings) -> Found:
    """Browsers take notices on sealed pages alone; the key pair comes from the unit's key, wherever that lies."""
    if not settings.push:
        return good("push", "not_set")
    address = urlsplit(settings.address)
    if address.scheme != "https" and address.hostname not in LOOPBACK:
        return bad("push", "no_tls", address=settings.address)
    return good("push") if settings.key else see("push", "beside")


def _robot(url: str) -> Found:
    other = _far_side(url)
    found = _carrier("robots", other)
    if other and other.lacks_secret and found.way == "good":
        return see("robots", "no_secret", where=other.where)
    return found
