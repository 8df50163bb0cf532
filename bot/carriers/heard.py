"""What the other side answered to something sent through apprise, and what to do about it.

apprise says only whether it believes that something went, and some gateways say 200 and name the error inside. So the
answers themselves are listened to, in the thread that sends: of HTTP where requests has them, of SMTP where apprise
logs them. None of that reaches our own logs: it quotes addresses.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from threading import local
from typing import Any

import requests

from bot.outcome import Outcome
from handlers.outside import read_number

LOGGER = logging.getLogger("apprise")
LONGEST_ANSWER = 20_000  # bytes that are looked into
SMTP_ANSWER = re.compile(r"(\{?)[^{(]*\((\d{3}), ")
NO_MAILBOX = {550, 551, 553}
REFUSES_US = {401, 403, 404, 405}
FINE_WORDS = {"", "0", "00", "200", "ok", "success", "succeed", "sent", "true", "none"}
STATES = ("code", "errcode", "err_code", "errorcode", "status", "result", "retcode")
ERRORS = ("error", "errors")


@dataclass
class Heard:
    """Of HTTP status and body of each answer; of SMTP the codes of refusals, and whether it is the address's."""

    answers: list[tuple[int, bytes]] = field(default_factory=list)
    smtp: list[tuple[int, bool]] = field(default_factory=list)


_here = local()


@contextmanager
def listening() -> Iterator[Heard]:
    """To all that is answered to this thread meanwhile."""
    heard = _here.heard = Heard()
    try:
        yield heard
    finally:
        _here.heard = None


def outcome_of_sending(heard: Heard, *, went: bool) -> Outcome | None:
    """None where it was taken."""
    if heard.answers:
        return _of_http(*heard.answers[-1])
    if went:
        return None
    if heard.smtp:
        return _of_smtp(*heard.smtp[-1])
    return Outcome("retry", None, "no answer", perhaps_arrived=True)


def _of_http(status: int, body: bytes) -> Outcome | None:
    if 200 <= status < 300:
        return Outcome("broken", None, "the gateway says yes and names an error") if names_error(body) else None
    if status == requests.codes.too_many_requests:
        return Outcome("retry", timedelta(minutes=1), "too many requests")
    if status >= 500 or status == requests.codes.request_timeout:
        return Outcome("retry", None, f"the gateway answers {status}")
    if status in REFUSES_US:
        return Outcome("broken", None, f"the gateway does not let us in: {status}")
    return Outcome("broken", None, f"the gateway refuses it: {status}")


def _of_smtp(code: int, of_address: bool) -> Outcome:
    if 400 <= code < 500:  # greylisting too: it is taken when it comes again
        return Outcome("retry", None, f"the mail server puts it off: {code}")
    if of_address and code in NO_MAILBOX:
        return Outcome("gone", None, f"no such mailbox: {code}")
    return Outcome("broken", None, f"the mail server refuses it: {code}")


def names_error(body: bytes) -> bool:
    """Whether an answer that says yes says no inside: a code that is none of success, or an error by that name."""
    try:
        said = json.loads(body[:LONGEST_ANSWER])
    except ValueError:
        return False
    if not isinstance(said, dict):
        return False
    facts = {str(name).lower(): value for name, value in said.items()}
    if facts.get("success") is False or any(facts.get(name) for name in ERRORS):
        return True
    return any(name in facts and not _is_fine(facts[name]) for name in STATES)


def _is_fine(value: Any) -> bool:
    return not isinstance(value, dict | list) and str(value).strip().lower() in FINE_WORDS


class _OfSmtp(logging.Handler):
    """Keeps codes, and no word of what it hears."""

    def emit(self, record: logging.LogRecord) -> None:
        heard: Heard | None = getattr(_here, "heard", None)
        said = record.getMessage()
        if heard and said.startswith("Socket Exception: ") and (found := SMTP_ANSWER.search(said[18:])):
            heard.smtp.append((read_number(found[2]) or 0, bool(found[1])))


def _listen_to_requests() -> None:
    """Whatever requests hears in a thread that listens. Once: it stays."""
    send = requests.Session.send

    def heard_send(self: requests.Session, request: requests.PreparedRequest, **how: Any) -> requests.Response:
        answer = send(self, request, **how)
        if heard := getattr(_here, "heard", None):
            heard.answers.append((answer.status_code, answer.content[:LONGEST_ANSWER]))
        return answer

    requests.Session.send = heard_send  # type: ignore[method-assign]


LOGGER.propagate = False
LOGGER.setLevel(logging.DEBUG)
LOGGER.addHandler(_OfSmtp())
_listen_to_requests()
