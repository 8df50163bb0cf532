"""The web chat's Bot API says no."""

from __future__ import annotations

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)


class Refused(ValueError):
    """The request is one Telegram would refuse; the message is its own, after "Bad Request: "."""
