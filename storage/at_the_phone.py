"""What a message's error says beside the channel's answer: that it waits for its hours, or that its reader is here."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, or_
from sqlmodel import col

from storage.tables import Outgoing

QUIET_HOURS = "quiet hours"  # so it begins where it waits for the day, or for the hours its reader chose
ASKED_FOR = "asked for"  # it waited, and its reader is at the phone
WAS_AWAY = "was away"  # so is whoever could not be reached, and is back
HERE_FOR = timedelta(minutes=30)  # nobody stays at the phone while a channel is away for hours
# of a column: null where there is no error
IS_ASKED_FOR = or_(*(col(Outgoing.error).startswith(one) for one in (ASKED_FOR, f"{WAS_AWAY}; {ASKED_FOR}")))
IS_HELD = col(Outgoing.error).startswith(QUIET_HOURS)
# kept behind what the channel says meanwhile
_HERE = re.compile(rf"(?:^|; )(?:(?P<before>{WAS_AWAY}); )?(?P<why>{ASKED_FOR}|{WAS_AWAY})(?: at (?P<since>\S+))?$")


def is_held(error: str | None) -> bool:
    """Whether it waits for the day, or for the hours its reader chose."""
    return (error or "").startswith(QUIET_HOURS)


def is_here(why: str, now: datetime) -> str:
    """The error of a message whose reader is at the phone: ASKED_FOR or WAS_AWAY, and since when."""
    return f"{why} at {now.isoformat(timespec='seconds')}"


def asked_for(now: datetime) -> ColumnElement[str]:
    """The error of rows whose reader asks for what waits for them: also of those that they had missed."""
    error, here = col(Outgoing.error), is_here(ASKED_FOR, now)
    return case((error.contains(WAS_AWAY), f"{WAS_AWAY}; {here}"), else_=here)


def here_of(error: str | None, now: datetime) -> str | None:
    """ASKED_FOR or WAS_AWAY while its reader is still at the phone, whatever a channel has said since."""
    found = _HERE.search(error or "")
    if found is None or (found["since"] and now - datetime.fromisoformat(found["since"]) > HERE_FOR):
        return None  # a version before wrote no time beside it
    return found["why"]


def was_away(error: str | None) -> bool:
    """Whether its reader could not be reached when it was due, however long ago they came back."""
    found = _HERE.search(error or "")
    return bool(found and WAS_AWAY in {found["before"], found["why"]})


def presence_in(error: str | None) -> str | None:
    """What stands there of its reader, without what the channel said."""
    found = _HERE.search(error or "")
    return found[0].removeprefix("; ") if found else None


def still(row: Outgoing, error: str) -> str:
    """What the channel said now, with whether the reader is here, for the next try."""
    mark = presence_in(row.error)
    return f"{error[:150]}; {mark}" if mark else error


def answer_of(error: str | None) -> str:
    """What the channel said, if it was the channel."""
    return "" if is_held(error) else _HERE.sub("", error or "")
