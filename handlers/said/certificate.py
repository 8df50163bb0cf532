"""The certificate of a case that was forgotten, on paper: who, why, how much of what, and the end of its chain."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from handlers.door import Voice
from handlers.said.paper import Sheet
from handlers.said.printed import Line, Part
from storage.certificates import Certificate


def certificate_sheet(voice: Voice, one: Certificate) -> Sheet:
    said = one.said
    return Sheet(
        name=voice.say("custody.certificate.file_name"),
        title=voice.say("custody.certificate.title"),
        number=one.row.number,
        about=voice.say("custody.certificate.about"),
        first=voice.say("custody.certificate.first", entries=said["chain"]["entries"], last=said["chain"]["last"]),
        parts=list(_parts(voice, said)),
        code=f"{said['case']}/{said['chain']['last']}/{said['signature']}",
    )


def what_went(voice: Voice, said: dict[str, Any]) -> list[tuple[str, int]]:
    """In the words of templates/words/custody.toml; tables without words are counted together."""
    found, other = list[tuple[str, int]](), 0
    for table, count in said["destroyed"].items():
        path = f"custody.tables.{table}"
        if voice.has(path):
            found.append((voice.say(path), count))
        else:
            other += count
    return [*found, (voice.say("custody.certificate.other"), other)] if other else found


def _parts(voice: Voice, said: dict[str, Any]) -> Iterator[Part]:
    for name in ("asked", "confirmed"):
        yield Part(_say(voice, name), [Line("", _person(voice, said[name]))])
    if "told" in said:  # of those before, nobody wrote it down
        yield Part(_say(voice, "told"), [Line("", _told(voice, said["told"]))])
    gone = [Line(label, _say(voice, "row", count=count)) for label, count in what_went(voice, said)]
    yield Part(_say(voice, "destroyed"), gone)
    yield Part(_say(voice, "left"), [Line("", _say(voice, "left_words"))])
    yield Part(_say(voice, "signature"), [Line("", said["signature"]), Line(_say(voice, "key"), said["public_key"])])


def _person(voice: Voice, who: dict[str, str]) -> str:
    at = voice.spoken.dated(datetime.fromisoformat(who["at"]))
    return _say(voice, "said", name=who["by"], at=at, words=who["words"])


def _told(voice: Voice, at: str) -> str:
    return voice.spoken.dated(datetime.fromisoformat(at)) if at else _say(voice, "not_told")


def _say(voice: Voice, path: str, /, **facts: object) -> str:
    return voice.say(f"custody.certificate.{path}", **facts)
