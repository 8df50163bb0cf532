"""Everything the law's files say about one report, put together.

For the reporter in two sentences, for officers in full. An indication only: it refuses nothing and decides nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from cases.law import Law
from cases.law.findings import Finding, find
from cases.law.indications import Indication, signs
from cases.law.limitation import Nearness, is_near, limitation_ends
from cases.law.routing import ELSEWHERE, Route, route
from cases.law.standing import Standing, standing
from cases.law.ways import Way, ways
from cases.questionnaire import Answers, text_of

NOT_SURE = "NOT_SURE"  # the answer of whoever leaves the offence to the experts


@dataclass(frozen=True)
class Orientation:
    """`offence` is None while nobody could say which one it is.

    `limitation` are the days on which the time for prosecution may run out, by tier; the lightest
    first; `limitation_warning`: that one is near, or past.
    """

    offence: str | None
    finding: Finding
    route: Route
    ways: tuple[Way, ...]
    signs: tuple[Indication, ...]
    standing: Standing
    limitation: tuple[date, ...]
    limitation_warning: Nearness | None


def orient(
    law: Law,
    answers: Answers,
    *,
    now: datetime,
    zone: ZoneInfo,
    offence: str | None = None,
    district: str | None = None,
) -> Orientation:
    """What these answers come to; an officer's own choice of offence or district takes the place of the reporter's."""
    offence = _known(law, offence or text_of(answers, "offence"))
    told = text_of(answers, "district") or ELSEWHERE
    where = route(law, offence, answers, district=district if district != told else None)
    today = now.astimezone(zone)
    finding = find(law, offence or NOT_SURE, answers, on=today.date(), province=where.province, now=today)
    ends = (limitation_ends(law, offence, answers, zone) if offence else None) or ()
    return Orientation(
        offence=offence,
        finding=finding,
        route=where,
        ways=ways(law, offence, finding.result, answers),
        signs=signs(law, offence, answers),
        standing=standing(law, answers),
        limitation=ends,
        limitation_warning=is_near(ends, today.date()),
    )


def _known(law: Law, offence: str | None) -> str | None:
    return offence if offence in law.routing.branches else None
