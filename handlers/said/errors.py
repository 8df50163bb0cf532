"""What went wrong, in words: one table for every door (templates/words/errors.toml)."""

from __future__ import annotations

from actions.desk import AlreadyTaken
from actions.paper import DateTooEarly
from cases.errors import CaseError, NotUnderstood
from cases.law.moves import RepeatedTooOften
from handlers.door import Voice


def error_words(
    voice: Voice, error: CaseError, *, to: str = "", otherwise: str = "not_possible", **facts: object
) -> str:
    """The words of that error for whom it is `to` ("desk", "page"), else for everybody, else `otherwise`.

    `facts` are what the door knows of it, such as the name of a file.
    """
    paths = [f"errors.{to}.{error.code}", f"errors.{error.code}"]
    if isinstance(error, NotUnderstood):
        paths.append(f"understanding.{error.kind}.{error.reason}")
    found = next((path for path in paths if voice.has(path)), f"errors.{otherwise}")
    return voice.say(found, **facts, **_facts(voice, error))


def _facts(voice: Voice, error: CaseError) -> dict[str, object]:
    """What the error itself tells of."""
    door = voice.door
    if isinstance(error, AlreadyTaken):
        since = voice.spoken.ago(error.at, door.clock())
        return {"name": error.name, "since": since, "clock": f"{error.at.astimezone(door.zone):%H:%M}"}
    if isinstance(error, DateTooEarly):
        return {"after": voice.spoken.full_date(error.after.astimezone(door.zone).date())}
    if isinstance(error, RepeatedTooOften):
        return {"most": error.most}
    return error.details if isinstance(error, NotUnderstood) else {}
