"""What runs around it: the server's own health, the machine's time, and what was installed."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from http.client import HTTPConnection, HTTPException
from typing import Any

from bot.clamd import Clamd
from bot.doctor.found import Found, bad, good, see
from bot.health import REASONS
from bot.law_files import named, older_tables
from bot.photos.reader import can_read_photos
from bot.saying import explained, phrase
from bot.settings import Settings
from cases.errors import CaseError
from cases.law import load_law
from cases.law.holidays import years_missing
from cases.law.reading import files_in
from cases.questionnaire import load
from cases.viruses import CheckerAway
from storage.law_files import Judged, judge
from templates.spoken import Spoken

WITHIN = 8  # seconds; the server gives itself five
SIGNATURES_WITHIN = timedelta(days=7)
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - as a setting says it; what is asked is this machine


def server_row(settings: Settings) -> Found:
    """Asked at the address it listens on, not at the one people see."""
    try:
        status, said = _health(*settings.host_and_port)
    except (OSError, HTTPException):
        return bad("server", "down", bind=settings.bind)
    except ValueError:
        return bad("server", "other", bind=settings.bind)
    why = _in_words(said.get("reason"), settings.language)
    if status != 200:
        return bad("server", "not_ready", why=why)
    return see("server", "with_reason", why=why) if why else good("server")


def _in_words(reason: str | None, language: str) -> str:
    """Health says why in English, to machines."""
    return phrase(language, f"doctor.reasons.{reason.replace(' ', '_').replace(':', '')}") if reason else ""


def _health(host: str, port: int) -> tuple[int, dict[str, Any]]:
    """Raises ValueError when somebody else answers there."""
    line = HTTPConnection(EVERYWHERE.get(host, host), port, timeout=WITHIN)
    try:
        line.request("GET", "/health")
        answer = line.getresponse()
        said = json.loads(answer.read(10_000))
    finally:
        line.close()
    if not isinstance(said, dict) or "ready" not in said or said.get("reason") not in (None, *REASONS):
        raise ValueError("not our health")
    return answer.status, said


def follows_a_time_server() -> bool | None:
    """None where the system does not say."""
    with suppress(OSError, subprocess.SubprocessError):
        if asked := shutil.which("timedatectl"):
            command = [asked, "show", "--property=NTPSynchronized", "--value"]
            said = subprocess.run(command, capture_output=True, text=True, timeout=5, check=False)  # noqa: S603 - its own
            return {"yes": True, "no": False}.get(said.stdout.strip())
    return None


def photos_row() -> Found:
    return good("photos", "good" if can_read_photos() else "not_read")


def clamd_row(address: str, spoken: Spoken, now: datetime) -> Found:
    """Whether it answers, and how old what it knows viruses by is."""
    try:
        found = asyncio.run(Clamd(address, within=WITHIN).signatures())
    except CheckerAway as error:
        return bad("clamd", "away", where=address, why=str(error.__cause__ or error))
    if found.made_at is None:
        return see("clamd", "no_day", by=found.by)
    at = spoken.dated(found.made_at)
    return (
        bad("clamd", "old", by=found.by, at=at)
        if now - found.made_at > SIGNATURES_WITHIN
        else good("clamd", by=found.by, at=at)
    )


def law_rows(settings: Settings, accepted: Mapping[str, str], today: date) -> list[Found]:
    """Whose files of the law count, and whether the holidays are there that the clocks need."""
    found = judge(files_in(settings.own_law), accepted)
    try:
        missing = years_missing(load_law(load(), found.used), today)
    except CaseError as error:
        return [bad("law", "wrong", why=explained(error)), *_doubtful(settings, found)]
    years = ", ".join(map(str, missing))
    own = good("law", names=", ".join(sorted(found.used))) if found.used else see("law", "shipped")
    return [
        *(_doubtful(settings, found) or [own]),
        *(see("law", "ours_instead", **facts) for facts in older_tables(settings, found)),
        bad("holidays", "lacking", years=years) if missing else good("holidays"),
    ]


def _doubtful(settings: Settings, found: Judged) -> list[Found]:
    names = named(settings.language, dict(found.doubts))
    return [bad("law", "not_used", names=names)] if names else []
