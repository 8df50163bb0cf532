"""Messages to a browser that is closed, by the push service of its maker: sealed for it alone (RFC 8291)."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import requests
from py_vapid import Vapid02
from pywebpush import WebPushException, webpush

from bot.carriers.sending import AT_ONCE, NotTaken
from bot.outcome import Outcome
from storage.keys import KeyRing
from storage.push_key import push_key

WITHIN = 10.0  # seconds
HELD_FOR = 2 * 24 * 3600  # seconds, by the service, for a browser that is not on
GONE = {404, 410}
LATER = {429}


@dataclass(frozen=True)
class Pusher:
    """`contact` is whom a service writes to when something is wrong with our messages."""

    keys: KeyRing
    contact: str
    threads: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(AT_ONCE, "push"))

    async def send(self, to: str, text: str) -> None:
        """`to` is a subscription. Raises NotTaken."""
        title, _, body = text.partition("\n")
        said = json.dumps({"title": title, "body": body}, ensure_ascii=False)
        loop = asyncio.get_running_loop()
        try:
            await asyncio.wait_for(loop.run_in_executor(self.threads, self._send, to, said), 2 * WITHIN)
        except WebPushException as error:
            raise NotTaken(outcome_of_push(error.response)) from error
        except (requests.RequestException, TimeoutError) as error:
            raise NotTaken(Outcome("retry", None, "no answer", perhaps_arrived=True)) from error

    def close(self) -> None:
        self.threads.shutdown(wait=False, cancel_futures=True)

    def _send(self, to: str, said: str) -> None:
        with requests.Session() as session:
            session.max_redirects = 0  # a service that is known, and nobody it points to
            webpush(
                json.loads(to),
                said.encode(),
                vapid_private_key=Vapid02(push_key(self.keys)),
                vapid_claims={"sub": self.contact},
                ttl=HELD_FOR,
                timeout=WITHIN,
                requests_session=session,
            )


def outcome_of_push(answer: requests.Response | None) -> Outcome:
    if answer is None:
        return Outcome("retry", None, "no answer", perhaps_arrived=True)
    if answer.status_code in GONE:
        return Outcome("gone", None, f"the browser takes none any more: {answer.status_code}")
    if answer.status_code in LATER or answer.status_code >= 500:
        return Outcome("retry", None, f"the push service answers {answer.status_code}")
    return Outcome("broken", None, f"the push service refuses it: {answer.status_code}")
