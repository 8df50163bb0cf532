"""By which channels the other side got through: the options of `contact_channels`, and platforms by their own names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from cases.understanding.in_place import in_place
from cases.understanding.tables import one_of, table

_TABLE = table("channels")
# Each channel there is, and the option of the question `contact_channels` that holds it.
OPTIONS: Mapping[str, str] = MappingProxyType({channel: row["option"] for channel, row in _TABLE.items()})

_CHANNELS = re.compile(
    "|".join(f"(?P<{channel}>{one_of(row['words'])})" for channel, row in _TABLE.items()), re.IGNORECASE
)


def find_channels(text: str) -> list[str]:
    """The channels `text` names, each once, in the order they are said; ids as in `OPTIONS`."""
    found = (one.lastgroup for one in _CHANNELS.finditer(in_place(text)))
    return list(dict.fromkeys(channel for channel in found if channel))
