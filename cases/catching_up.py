"""After a long outage: what could not leave for hours comes to a chat in one message instead of a burst.

Not money, which goes past all that waits; nor a question, an end, what the law counts, or that a promise was broken:
each of these comes by itself. Nor anything to a phone that the suspect may read, where each stays behind its own line.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from cases.messages import Kind

LATE = timedelta(hours=6)
FEW = 3  # so many late ones come by themselves

# By the message that takes their place, what it tells: to a reporter, then to the team.
IN_ONE: Mapping[Kind, frozenset[Kind]] = {
    Kind.CAUGHT_UP: frozenset(
        {
            Kind.TAKEN,
            Kind.HANDED_OVER,
            Kind.WITHOUT_HOLDER,
            Kind.STILL_WORKING,
            Kind.NEWS_MOVED,
            Kind.MATERIALS_REMINDER,
            Kind.DESK_ANSWERS,
            Kind.CIRCULAR,
            Kind.TRACK_MOVED,
            Kind.OPINION_ISSUED,
        }
    ),
    Kind.NEW_CASES: frozenset({Kind.NEW_CASE}),
    Kind.REPORTERS_MORE: frozenset({Kind.REPORTER_WROTE, Kind.REPORTER_MORE}),
}
COMES_IN = {kind: one for one, kinds in IN_ONE.items() for kind in kinds}
