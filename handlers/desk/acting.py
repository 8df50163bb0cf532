"""Somebody of the team at work in a chat."""

from __future__ import annotations

from handlers.door import Door, Voice
from storage.conversations import Caller
from storage.tables import Member


class Acting:
    """What one press or text of theirs always knows: who they are, and how to speak to them."""

    door: Door
    caller: Caller

    @property
    def voice(self) -> Voice:
        return self.door.voice(self.caller)

    @property
    def member(self) -> Member:
        assert self.caller.member
        return self.caller.member
