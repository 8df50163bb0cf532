"""A colleague of a reporter's in words: by name, and what they are in the company."""

from __future__ import annotations

from handlers.door import Voice
from storage.colleagues import Known


def colleague_words(voice: Voice, one: Known) -> str:
    return voice.say("colleagues.said_by", name=one.name, post=voice.say(f"colleagues.posts.{one.post}"))
