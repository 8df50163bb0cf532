"""The log says what is the matter, and not ten thousand times."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter

from bot.logs import MOST_TROUBLES

FAILING = """
import logging, structlog
from bot import logs

class Minute:  # it is over when we say so: however slow the machine, all of this is in one
    def __init__(self, seconds, over):
        Minute.over = staticmethod(over)
    def start(self):
        pass

logs.Timer = Minute
logs.set_up()
for number in range(1000):
    try:
        raise OSError("away")
    except OSError as error:
        logging.getLogger("uvicorn.error").error("Exception in ASGI application\\n", exc_info=error)
        logging.getLogger("asyncio").error("Task %s at 0x%x was lost", number, number)
        structlog.get_logger().error("look failed", error="OSError", case=f"GC-{number}")
        structlog.get_logger().info("case looked at", case=f"GC-{number % 200}")
try:
    raise ValueError("another")
except ValueError as error:
    logging.getLogger("uvicorn.error").error("Exception in ASGI application\\n", exc_info=error)
Minute.over()
structlog.get_logger().error("look failed")
"""


def test_troubles_of_one_kind_are_counted():
    """Of libraries and of ours: ten, then the count at the end of the minute; another error is another kind."""
    said = subprocess.run([sys.executable, "-c", FAILING], capture_output=True, text=True, check=True, cwd=".")
    assert said.stderr == ""
    lines = [json.loads(line) for line in said.stdout.splitlines()]
    events = Counter(line["event"].partition("\n")[0] for line in lines)
    assert events.pop("Exception in ASGI application") == MOST_TROUBLES + 1
    assert events.pop("look failed") == MOST_TROUBLES + 1
    assert events.pop("case looked at") == 300
    assert events.pop("lines left out") == 4
    assert sum(events.values()) == MOST_TROUBLES
    left_out = {(line["of"], line["count"]) for line in lines if line["event"] == "lines left out"}
    assert left_out == {
        ("Exception in ASGI application", 1000 - MOST_TROUBLES),
        ("Task # at # was lost", 1000 - MOST_TROUBLES),
        ("look failed", 1000 - MOST_TROUBLES),
        ("case looked at", 700),
    }
