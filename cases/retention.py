"""How long what is said in chats is kept, and how long a browser may read them: one table, applied by the tick."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum


class Kept(StrEnum):
    """What is kept for a time."""

    GIVEN_UP_REPORT = "given_up_report"  # after it was given up
    LEFT_REPORT = "left_report"  # one that nobody went on with
    IDLE_CHAT = "idle_chat"  # of somebody who reported nothing, after they were last there
    MEMBERS_CHAT = "members_chat"  # what a member read in a web chat, after they were last there
    BROWSER = "browser"  # it opens a reporter's chat, after somebody was last at it
    MEMBERS_BROWSER = "members_browser"


FOR: Mapping[Kept, timedelta] = {
    Kept.GIVEN_UP_REPORT: timedelta(days=1),
    Kept.LEFT_REPORT: timedelta(days=90),
    Kept.IDLE_CHAT: timedelta(days=30),
    Kept.MEMBERS_CHAT: timedelta(days=30),
    Kept.BROWSER: timedelta(days=90),
    Kept.MEMBERS_BROWSER: timedelta(hours=12),
}
