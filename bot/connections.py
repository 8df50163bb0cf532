"""What one connection of the HTTP server may cost: how long we wait for the other side, and who goes when it is full.

uvicorn waits without end for the rest of a request, and for an answer to be taken. Here every wait has an end. When
there are as many connections as there is room for, a new one is taken in all the same, and another one goes: of the
address that holds most, where one holds more than a few people would; of it first those over which nothing is asked,
then what comes slowly, then the pages of strangers. A member who is signed in is the last, so that the console answers
whoever else is here.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any, cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_WITHIN = 10.0  # seconds, from the first byte (or the connection) to the end of the request's head
LOOKED_AT_EVERY = 20.0  # seconds: of a body, so much has come since, or it is over
LEAST = 5_000  # bytes
REST_WITHIN = 10.0  # for the rest of a body that we have already answered
TAKEN_WITHIN = 60.0  # until the other side takes more of our answer
KEPT_FOR = 75  # a line on which nothing is asked
GRACE = 1.5  # seconds for what still comes when we stop
MEMBERS = 4  # they give way last
FEW = 30  # connections of one address, before it is the one to give way
LONG = 5.0  # an answer that takes longer is a page that stays open, or a large file


class Connection(H11Protocol):
    """uvicorn's own, with an end to every wait for the other side."""

    def __init__(self, *args: Any, most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._most = most
        self._deadline: asyncio.TimerHandle | None = None
        self._untaken: asyncio.TimerHandle | None = None
        self._awaits = ""  # the head, the body, the rest of a body that was answered, or nothing
        self._received, self._held_back = 0, False
        self.since = self.loop.time()  # when what this connection does now began

    # --- what asyncio and uvicorn tell

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await("head", HEAD_WITHIN)
        self._find_room()

    def connection_lost(self, exc: Exception | None) -> None:
        self._await("", 0)
        self._taken()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._received += len(data)
        super().data_received(data)
        self._held_back |= self.flow.read_paused
        self._follow()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._taken()
        self.since = self.loop.time()
        self._follow()

    def shutdown(self) -> None:
        """What does not come to its end while we stop breaks off as if they had gone: nothing of it is kept."""
        super().shutdown()
        if not self._is_answered and self.cycle.more_body:
            self.loop.call_later(GRACE, self.hang_up)

    def pause_writing(self) -> None:
        super().pause_writing()
        if self._untaken is None:
            self._untaken = self.loop.call_later(TAKEN_WITHIN, self.hang_up)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._taken()

    # --- the waits

    def _follow(self) -> None:
        """What is waited for now. A wait that goes on keeps its end."""
        theirs = self.conn.their_state
        if theirs is h11.SEND_BODY:
            if self._is_answered and self._awaits != "rest":
                self._await("rest", REST_WITHIN)
            elif self._awaits not in {"body", "rest"}:
                self._await("body", LOOKED_AT_EVERY)
        elif theirs is h11.IDLE and (self._awaits == "head" or self.conn.trailing_data[0]):
            if self._awaits != "head":
                self._await("head", HEAD_WITHIN)
        else:
            self._await("", 0)

    def _await(self, what: str, seconds: float) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        if what != self._awaits:
            self.since = self.loop.time()
        self._awaits, self._received, self._held_back = what, 0, False
        self._deadline = self.loop.call_later(seconds, self._over) if what else None

    def _over(self) -> None:
        """Where we held it back, it is not they who are slow."""
        if self._awaits == "body" and (self._received >= LEAST or self._held_back or self.flow.read_paused):
            self._await("body", LOOKED_AT_EVERY)
        else:
            self.hang_up()

    def _taken(self) -> None:
        if self._untaken is not None:
            self._untaken.cancel()
            self._untaken = None

    def hang_up(self) -> None:
        self.transport.abort()

    # --- who goes when it is full

    def _find_room(self) -> None:
        if len(self.connections) <= self._most:
            return
        here = [cast("Connection", one) for one in self.connections if not one.transport.is_closing()]
        if len(here) <= self._most:
            return
        others = [one for one in here if one is not self]
        found = [(one.gives_way, one.since, one) for one in others if one.gives_way]
        theirs = [each for each in found if each[2].address == _heaviest(found)]
        _, _, goes = min(theirs or found, key=lambda each: each[:2], default=(0, 0.0, self))
        goes.hang_up()

    @property
    def address(self) -> str:
        """Of its last request, as handlers/site.py noted it; before that, the other end of the line."""
        said = self.scope["state"].get("address") if self.scope else None
        return said or (self.client[0] if self.client else "")

    @property
    def gives_way(self) -> int:
        """1 goes first; 0 never: what is being answered is soon over."""
        if self._is_answered:
            return MEMBERS if self._is_members else 1
        if self._is_members:
            return 0
        if self.cycle.more_body:
            return 2
        return 3 if self.cycle.response_started and self.loop.time() - self.since > LONG else 0

    @property
    def _is_answered(self) -> bool:
        """Also before the first request."""
        return self.cycle is None or self.cycle.response_complete

    @property
    def _is_members(self) -> bool:
        """The last request came from somebody who is signed in (handlers/console/guard.py)."""
        return self.scope is not None and "visitor" in self.scope["state"]


def _heaviest(found: list[tuple[int, float, Connection]]) -> str | None:
    """The address that holds most of these, members left out, if it holds more than a few people would."""
    held = Counter(one.address for gives_way, _, one in found if gives_way < MEMBERS)
    address, count = held.most_common(1)[0] if held else ("", 0)
    return address if count > FEW else None
