"""Which company comes with what, and when: every plot once, then those that may come again, until there are enough."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count, cycle, islice
from zoneinfo import ZoneInfo

from bot.demo.script import Plot, Script
from cases.questionnaire import Questionnaire

SEED = 20  # the same cases every time
DISTRICTS = ("haishu", "yinzhou", "haishu", "yinzhou", "jiangbei", "beilun", "haishu", "cixi", "yinzhou", "yuyao")
LOSSES = (38_000, 76_500, 120_000, 260_000, 450_000, 880_000, 1_500_000, 3_200_000, 6_800_000, 12_000_000)
LATELY = timedelta(hours=14)  # what is newer happens when it happens, by night too
WAKES, SLEEPS = 8, 20


@dataclass(frozen=True)
class Part:
    """One case to be played."""

    plot: Plot
    number: int
    begins_at: datetime
    offence: str
    district: str
    company: str
    contact: str
    phone: str
    loss: int


def cast(script: Script, form: Questionnaire, wanted: int, now: datetime, zone: ZoneInfo) -> list[Part]:
    """At least every plot, and every offence that a reporter can choose while there is room for it."""
    chance, companies = random.Random(SEED), _companies(script)
    plots = list(islice(_plots(script), max(wanted, len(script.plots))))
    named = {plot.offence for plot in plots}
    others = cycle([one.id for one in form.offences.values() if one.groups and one.id not in named])
    districts, contacts = cycle(DISTRICTS), cycle(script.words["contacts"])
    parts = []
    for number, plot in enumerate(plots):
        district = plot.district or next(districts)
        is_first = number < len(script.plots)
        later = timedelta() if is_first else timedelta(hours=chance.uniform(3, 60))
        begins_at = at_work(now - plot.ago - later, now, zone, chance)
        offence = (plot.offence if is_first else None) or next(others)
        loss = (plot.loss if is_first else None) or chance.choice(LOSSES)
        who = next(contacts), f"139{chance.randrange(10**8):08}"
        parts.append(Part(plot, number, begins_at, offence, district, next(companies[district]), *who, loss))
    return parts


def at_work(at: datetime, now: datetime, zone: ZoneInfo, chance: random.Random) -> datetime:
    """People come by day: what would fall into the night is there in the morning."""
    local = at.astimezone(zone)
    if now - at < LATELY or WAKES <= local.hour < SLEEPS:
        return at
    morning = local.replace(hour=WAKES, minute=chance.randrange(20, 59))
    return morning + timedelta(days=local.hour >= SLEEPS)


def _plots(script: Script) -> Iterator[Plot]:
    yield from script.plots
    yield from cycle([one for one in script.plots if one.is_common])


def _companies(script: Script) -> dict[str, Iterator[str]]:
    """No two alike: when a district has used up the trades, a number is added."""
    return {district: _names(script, town) for district, town in script.words["towns"].items()}


def _names(script: Script, town: str) -> Iterator[str]:
    for round_ in count():
        for trade in script.words["trades"]:
            mark = str(round_ + 1) if round_ else ""
            yield script.text("company").format(town=town, trade=trade, mark=mark)
