"""What became of every promise of the year: kept, excused by a record, or alarmed before it broke."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import select

from cases.messages import CAN_WAIT, TO_REPORTER, URGENT, Kind
from cases.quiet import wait_until
from storage.chat_numbers import number_of
from storage.tables import Case, Conversation, Event, Outgoing, OutgoingState, TimelineEntry, WebMessage, Why
from tests.year.running import Year
from tests.year.weather import AT_THE_PHONE, Weather

ON_TIME, A_MOMENT = timedelta(minutes=5), timedelta(minutes=10)
SAYS_LATE = {Why.LATE, Why.AWAY, Why.UNSPOKEN, Why.AGAIN}
BROKEN = {Kind.STILL_WAITING: Kind.PROMISE_AT_RISK, Kind.REPLY_LATE: Kind.REPLY_AT_RISK}
BY_READER = frozenset({Event.REPORTER_WROTE, Event.FILE_ADDED, Event.CAME_BACK, Event.RATED})  # who is at the phone
Wrote = defaultdict[UUID | None, list[datetime]]  # by case, when its reader was at the phone by a deed of theirs
DAY_BEGINS, DAY_ENDS = time(8), time(20)


@dataclass
class Judgement:
    """`wrong` holds what must not be, by what it is: each with where it was seen."""

    cases: int
    messages: int
    kept: int = 0
    excused: Counter[str] = field(default_factory=Counter)
    broken: int = 0
    wrong: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def lines(self) -> list[str]:
        excused = ", ".join(f"{count} {why}" for why, count in sorted(self.excused.items())) or "none"
        found = [
            f"{self.cases} cases, {self.messages} messages sent",
            f"promises kept: {self.kept}; excused by a record: {excused}",
            f"answers that came late: {self.broken}, of each a lead was alarmed before",
        ]
        return found + [f"WRONG {what}: {len(where)}, as {', '.join(where[:3])}" for what, where in self.wrong.items()]


async def judged(year: Year) -> Judgement:
    product = year.product
    rows, cases = await product.all(Outgoing), {one.id: one for one in await product.all(Case)}
    chats = {one.id: one for one in await product.all(Conversation)}
    sent = [one for one in rows if one.state is OutgoingState.SENT]
    found = Judgement(len(cases), len(sent))
    wrote: Wrote = defaultdict(list)
    for one in await product.all(TimelineEntry):
        if one.event in BY_READER:
            wrote[one.case_id].append(one.at)
    found.wrong |= {"open without a date": sorted(year.without_date)} if year.without_date else {}
    for row in rows:
        chat_id = number_of(product.parts.door.keys, chats[row.conversation_id])
        if row.promise and row.kind in TO_REPORTER:
            _judge_promise(found, year, row, chat_id, _by(row, cases, product.parts.door.zone))
        if row.state is OutgoingState.SENT:
            _judge_hour(found, year, row, chat_id, wrote)
            _judge_reader(found, row, cases, chats)
    _judge_alarms(found, year.weather, sent, cases)
    await _judge_repeats(found, year)
    return found


def _by(row: Outgoing, cases: dict[UUID, Case], zone: ZoneInfo) -> datetime:
    """When it is due; who has a watched phone and chose hours for what it shows, has it in these."""
    case = cases.get(row.case_id) if row.case_id else None
    hours = case.quiet_hours if case and case.quiet else None
    return wait_until(hours, row.due_at, zone) or row.due_at


def _judge_promise(found: Judgement, year: Year, row: Outgoing, chat_id: int, by: datetime) -> None:
    name = f"{row.kind} due {row.due_at:%m-%d %H:%M}"
    if row.state is OutgoingState.SENT and row.sent_at and row.sent_at - by <= ON_TIME:
        found.kept += 1
    elif row.sent_at and row.attempts > 1 and (row.why in SAYS_LATE or row.sent_at - by <= A_MOMENT):
        found.excused["sent late, with its tries"] += 1
    elif row.why in SAYS_LATE and row.sent_at and year.weather.held_up(chat_id, row.due_at, row.sent_at):
        found.excused["held up by an outage or a reader who was away, and recorded as late"] += 1
    elif row.gathered_in and row.state in {OutgoingState.SENT, OutgoingState.GATHERED}:
        found.excused["told with others after an outage"] += 1
    elif row.state in {OutgoingState.CANCELLED, OutgoingState.GONE, OutgoingState.BROKEN}:
        found.excused[row.state.value] += 1
    elif row.state is OutgoingState.WAITING and row.due_at > year.clock() - ON_TIME:
        found.excused["not due yet"] += 1
    elif row.state is OutgoingState.WAITING and row.error:
        found.excused["waits, with its reason"] += 1
    else:
        found.wrong["late without a record"].append(f"{name}, {row.state} at {row.sent_at}")


def _judge_hour(found: Judgement, year: Year, row: Outgoing, chat_id: int, wrote: Wrote) -> None:
    """What was promised comes by day, however late; but to who was away, when they are back, and to who just wrote."""
    if (
        row.sent_at is None
        or not (row.promise or row.kind in CAN_WAIT)
        or row.kind in URGENT
        or year.weather.came_back(chat_id, row.sent_at)
        or any(at <= row.sent_at < at + AT_THE_PHONE for at in wrote[row.case_id])
    ):
        return
    is_late, zone = row.sent_at - row.due_at > A_MOMENT, year.product.parts.door.zone
    if not DAY_BEGINS <= (row.sent_at if is_late else row.due_at).astimezone(zone).time() <= DAY_ENDS:
        found.wrong["in quiet hours"].append(f"{row.kind} due {row.due_at}, at {row.sent_at}")


def _judge_reader(found: Judgement, row: Outgoing, cases: dict[UUID, Case], chats: dict[UUID, Conversation]) -> None:
    case = cases.get(row.case_id) if row.case_id else None
    if case is None:
        return
    is_its = row.conversation_id == case.conversation_id
    if is_its != (row.kind in TO_REPORTER):
        found.wrong["to the wrong person"].append(f"{row.kind} of {case.number} to {chats[row.conversation_id].id}")


def _judge_alarms(found: Judgement, weather: Weather, sent: list[Outgoing], cases: dict[UUID, Case]) -> None:
    """Before a time that the reporter was told went by, a lead was told that it might, or could not be told."""
    at: dict[tuple[Kind, UUID], list[datetime]] = defaultdict(list)
    for row in sent:
        if row.case_id and row.sent_at:
            over = weather.outage_over(row.due_at)
            at_once = over is not None and row.sent_at <= over + A_MOMENT
            at[row.kind, row.case_id].append(row.due_at if at_once else row.sent_at)
    for row in sent:
        alarm = BROKEN.get(row.kind)
        if alarm is None or row.case_id is None or row.sent_at is None:
            continue
        found.broken += 1
        if not any(one <= row.sent_at for one in at[alarm, row.case_id]):
            found.wrong["not alarmed before"].append(
                f"{row.kind} of {cases[row.case_id].number} {row.due_at:%m-%d %H:%M}"
            )


async def _judge_repeats(found: Judgement, year: Year) -> None:
    database = year.product.parts.door.database
    async with database.reading() as session:
        sent = (await session.exec(select(WebMessage.outgoing_id).where(WebMessage.outgoing_id.is_not(None)))).all()  # type: ignore[union-attr]
    twice = [str(one) for one, count in Counter(sent).items() if count > 1]
    found.wrong |= {"said twice": twice} if twice else {}
