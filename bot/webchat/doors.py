"""Who may do what over HTTP: the cookie, where a request comes from, how often; and the refusals with their words."""

from __future__ import annotations

import secrets
from functools import cached_property

from fastapi import Request, Response
from itsdangerous import BadSignature, Signer

from cases.errors import CaseError
from handlers.cookies import HOST, Cookie
from handlers.site import is_ours
from storage.keys import KeyRing

COOKIE = "gc_chat"
COOKIE_DAYS = 400
_KEPT = Cookie(COOKIE, "/")
_ASIDE = Cookie("gc_chat_before", "/")  # of the chat a browser had, while a member's own is open in it


class NotAccepted(CaseError):
    """The web chat does not take this request."""

    status = 400


class BadRequest(NotAccepted):
    """The request is not one the page sends."""


class NoChat(NotAccepted):
    """The browser has no chat."""

    status = 401


class CrossSite(NotAccepted):
    """The request comes from another site."""

    status = 403


class NoSuchFile(NotAccepted):
    """There is no such file in this chat."""

    status = 404


class CodeUnknown(NotAccepted):
    """Nobody has this return code."""

    status = 404


class LinkGone(NotAccepted):
    """The link to a member's own chat was used, or is too old."""

    status = 404


class Locked(NotAccepted):
    """This browser is locked; it takes the return code and nothing else."""

    status = 423


class ButtonGone(NotAccepted):
    """The message has no such button any more."""

    status = 409


class TooLarge(NotAccepted):
    """The request is larger than the page ever sends."""

    status = 413


class TooManyFiles(NotAccepted):
    """More files at once than the chat takes."""

    status = 413


class TextTooLong(NotAccepted):
    """The text is longer than one message may be."""

    status = 413


class NothingSaid(NotAccepted):
    """The message has neither text nor file."""

    status = 422


class TooOften(NotAccepted):
    """More in a short time than a person does."""

    status = 429


class WorkNeeded(NotAccepted):
    """More came from there than usual; who does some work is let in."""

    status = 428

    def __init__(self, riddle: str) -> None:
        super().__init__(riddle)
        self.riddle = riddle


class UploadBroken(NotAccepted):
    """The upload broke off."""


class NotHandled(NotAccepted):
    """The handler failed; the person may try again."""

    status = 500


class Cookies:
    """Reads and sets the browser's token; only its hash is in the database."""

    def __init__(self, keys: KeyRing, *, secure: bool) -> None:
        self._keys, self.secure = keys, secure

    def token(self, request: Request) -> str | None:
        """The token of a cookie we signed, else None.

        What is signed for the safe name is no good under the plain one, which a neighbour of ours could set.
        """
        earlier = _unsigned(self._plain, _KEPT.read_earlier(request, secure=self.secure))
        return _unsigned(self._signer, _KEPT.read(request, secure=self.secure)) or earlier

    def give(self, response: Response, token: str) -> None:
        signed = self._signer.sign(token).decode()
        _KEPT.give(response, signed, COOKIE_DAYS * 24 * 3600, secure=self.secure)

    def take_back(self, response: Response) -> None:
        _KEPT.take_back(response, secure=self.secure)

    def set_aside(self, response: Response, token: str) -> None:
        """To come back to it."""
        signed = self._signer.sign(token).decode()
        _ASIDE.give(response, signed, COOKIE_DAYS * 24 * 3600, secure=self.secure)

    def aside(self, request: Request) -> str | None:
        return _unsigned(self._signer, _ASIDE.read(request, secure=self.secure))

    def drop_aside(self, response: Response) -> None:
        _ASIDE.take_back(response, secure=self.secure)

    @cached_property
    def _signer(self) -> Signer:
        """Made when the first request comes: the keys are prepared by then."""
        return self._salted(f"{HOST} web chat cookie") if self.secure else self._plain

    @cached_property
    def _plain(self) -> Signer:
        return self._salted("web chat cookie")

    def _salted(self, salt: str) -> Signer:
        return Signer(self._keys.derive("web chat cookie"), salt=salt)


def _unsigned(signer: Signer, signed: str) -> str | None:
    try:
        return signer.unsign(signed).decode()
    except BadSignature:
        return None


def new_token() -> str:
    return secrets.token_urlsafe(32)


def refuse_other_sites(request: Request, public_url: str | None) -> None:
    """Raises CrossSite."""
    if not is_ours(request, public_url):
        raise CrossSite
