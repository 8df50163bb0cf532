"""How often the Bot API is called for one whole report.

Against what it cannot be told with fewer: one answer to every update, and one acknowledgement of every press.
The receipt is one more message, and is counted.
"""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.form import REST, SIXTEEN
from benchmarks.ours import open_ours
from benchmarks.wire import Phone
from bot.settings import Settings

CHAT = 600_000_001


async def measure(folder: Path, quick: bool) -> list[Figure]:  # noqa: ARG001 - it is quick already
    form = SIXTEEN + REST
    async with open_ours(Settings(_env_file=None, data=folder / "data")) as ours:
        phone = Phone(ours.wire, CHAT)
        for what in form:
            await ours.feed(phone.does(what))
        await ours.parts.heartbeat.lanes.deliver_due()
    calls, presses = ours.wire.calls.total(), sum(what.startswith("[") for what in form)
    print(f"  {len(form)} updates, {presses} of them presses: {dict(ours.wire.calls)}", file=sys.stderr)
    assert "GC-" in ours.wire.newest[CHAT]["text"], "the receipt did not come"
    facts = {"calls": calls, "updates": len(form), "presses": presses}
    return [Figure("calls_per_report", calls / (len(form) + presses), "ratio", 1.3, 1.05, facts)]
