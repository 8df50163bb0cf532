"""Sending by one URL of apprise, which waits for its network: in threads of its own, few, and not for ever."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote

import apprise

from bot.carriers.feishu import sign_for_feishu
from bot.carriers.heard import listening, outcome_of_sending
from bot.outcome import Outcome

AT_ONCE = 4
WITHIN = 40.0  # seconds; apprise itself waits 15 for each step of a mail server, 4 for each of a gateway
TO = "{to}"  # in a URL of the settings: where the address stands
ASSET = apprise.AppriseAsset(app_id="", app_desc="", app_url="", async_mode=False, storage_mode="memory")


class NotTaken(Exception):
    """It did not go, or nobody knows; `outcome` says what to do about it."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.reason)
        self.outcome = outcome


@dataclass(frozen=True)
class Sender:
    """One URL; where it holds `{to}`, that is whom each message is for."""

    url: str = field(repr=False)
    within: float = WITHIN
    threads: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(AT_ONCE, "reach"))

    async def send(self, to: str, title: str, text: str) -> None:
        """Raises NotTaken."""
        loop = asyncio.get_running_loop()
        sent = loop.run_in_executor(self.threads, _send, filled_in(self.url, to), title, text)
        try:
            outcome = await asyncio.wait_for(sent, self.within)
        except TimeoutError as error:
            raise NotTaken(Outcome("retry", None, "no answer", perhaps_arrived=True)) from error
        if outcome:
            raise NotTaken(outcome)

    def close(self) -> None:
        self.threads.shutdown(wait=False, cancel_futures=True)


def can_be_sent_by(url: str, somebody: str) -> bool:
    """Whether apprise knows what it means."""
    return apprise.Apprise.instantiate(filled_in(url, somebody), asset=ASSET, suppress_exceptions=True) is not None


def filled_in(url: str, to: str) -> str:
    return url.replace(TO, quote(to, safe=""))


def _send(url: str, title: str, text: str) -> Outcome | None:
    with listening() as heard:
        by = apprise.Apprise.instantiate(url, asset=ASSET, suppress_exceptions=True)
        if by is None:
            return Outcome("broken", None, "the address does not fit into the setting")
        _spell_signature_once(by)
        sign_for_feishu(by)
        went = by.notify(body=text, title=title, body_format=apprise.NotifyFormat.TEXT)
        return outcome_of_sending(heard, went=bool(went))


def _spell_signature_once(by: Any) -> None:
    """DingTalk's: apprise 2.3 spells it for an address and requests does so again, and DingTalk refuses that."""
    if signature := getattr(by, "get_signature", None):
        by.get_signature = lambda: tuple(map(unquote, signature()))
