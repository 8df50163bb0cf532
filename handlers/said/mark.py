"""What stands on top of every printed page that is of no police unit."""

from __future__ import annotations

from handlers.door import Voice


def mark_of(voice: Voice) -> str:
    """Empty for a unit with its name and phone; never what it is not."""
    known = voice.door.words.common.get("demonstration")
    return voice.say("papers.made_up" if known == "made up" else "papers.demonstration") if known else ""
