"""`kill -9` in the midst of delivery, a hundred times at random: what became of every message that was due.

Telegram, a mail server and the chats of the page keep what they took. At the end each row of the ledger is held
against them: nothing is lost, what came twice says so, and the ledger says what happened.
"""

from __future__ import annotations

import asyncio
import random
import sys
from collections import defaultdict
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlmodel import col, func, select, update

from actions.reaching import _add as add_reach
from benchmarks.figures import Figure
from benchmarks.outbox import conversations, money_is_leaving, parts_of, plan_all, web_conversations
from benchmarks.stores import Store, named, under_kills_of_each
from benchmarks.strict_telegram import FIRST_CHAT
from bot.clock import now
from bot.reach.channel import BOTS
from bot.settings import Settings
from bot.wiring import Parts
from cases.messages import Kind
from cases.reach import By
from storage.conversations import conversation_by_id
from storage.tables import Case, Channel, Conversation, Outgoing, OutgoingState, WebMessage
from tests.telegram.bot_api import BotApi, Call
from tests.world.outside import MailServer, mail_server
from tests.world.service import Service

KILLS, FEW, EACH = 100, 5, 10  # messages for each kill, on each of the three channels
HALF = 0.03  # seconds from here to a server, and as long for its answer
LATER = 0.5  # seconds at most from the first message of a start to the kill
BEGINS_WITHIN = 60  # seconds after it is ready; on PostgreSQL, and on a machine that others use, it is not at once
STARTING = 1.5  # and from the very beginning, where it is killed before it is ready
PATIENCE = 900  # seconds; several processes share PostgreSQL, and there a dead one's lease must first run out
REPEATED = "这条可能重复了"


@dataclass(frozen=True)
class Took:
    """What a receiver has of a message, and since when."""

    message_id: int
    at: datetime
    text: str = ""


Taken = defaultdict[int | str, list[Took]]  # by chat or address; each is sent one message


class SlowTelegram(BotApi):
    """Half the time of a request is before it is taken, half after: killed then, nobody here knows that it was."""

    def __init__(self, taken: Taken) -> None:
        super().__init__()
        self._taken = taken

    async def _carry_out(self, call: Call) -> Any:
        await asyncio.sleep(HALF)
        result = await super()._carry_out(call)
        if call.method == "sendMessage":
            self._taken[int(call.params["chat_id"])].append(Took(result["message_id"], now(), call.params["text"]))
        await asyncio.sleep(HALF)
        return result


@dataclass
class SlowMail(MailServer):
    """So is this."""

    by_address: Taken = field(default_factory=lambda: defaultdict(list))

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        await asyncio.sleep(HALF)
        said = await super().handle_DATA(server, session, envelope)
        to, subject, text = self.taken[-1]
        self.by_address[to].append(Took(1, now(), f"{subject}\n{text}"))
        await asyncio.sleep(HALF)
        return said


async def measure(folder: Path, quick: bool) -> list[Figure]:
    return await under_kills_of_each(folder, of_store, quick=quick, kills=KILLS, few=FEW)


async def of_store(store: Store, kills: int) -> list[Figure]:
    taken: Taken = defaultdict(list)
    async with SlowTelegram(taken) as telegram, mail_server(SlowMail(by_address=taken)) as mail:
        settings, service = same_for_both(store, telegram, mail)
        async with parts_of(settings) as parts:
            people = await everybody(parts, telegram, kills * EACH)
            try:
                await kill_it(service, people, taken, kills)
                await brings_the_rest(service, parts)
            finally:
                service.end()
            found = await judged(people, taken)
    facts = {"kills": kills, "messages": len(people.places), **found.facts}
    return [
        Figure(named(store.kind, name), value, "messages", 0, 0, facts)
        for name, value in (("lost", found.lost), ("repeats_unmarked", found.unmarked), ("ledger_untrue", found.untrue))
    ]


def same_for_both(store: Store, telegram: BotApi, mail: MailServer) -> tuple[Settings, Service]:
    """How the process that is killed is set, and who plans for it from outside."""
    fresh = store.settings("kills")
    common = {"telegram_token": telegram.token, "telegram_api": telegram.url, "mail": mail.url}
    settings = Settings(_env_file=None, data=fresh.data, database=fresh.database_url, **common)
    given = {f"GC_{name.upper()}": value for name, value in common.items()}
    return settings, Service(
        store.folder, forked=True, GC_DATA=str(fresh.data), GC_DATABASE=fresh.database_url, **given
    )


# --- whom something is due to


@dataclass
class People:
    """By conversation, where its one message goes; and about which case each is."""

    parts: Parts
    places: dict[UUID, int | str]
    news: Case
    notices: Case

    def some(self, number: int) -> list[UUID]:
        """Those of this round."""
        everybody = list(self.places)
        return everybody[number * 3 * EACH : (number + 1) * 3 * EACH]

    async def become_due(self, number: int) -> None:
        by_mail = {one for one in self.some(number) if isinstance(self.places[one], str)}
        news = [(self.news.id, one) for one in self.some(number) if one not in by_mail]
        await plan_all(self.parts, news, now())
        await plan_all(self.parts, ((self.notices.id, one) for one in by_mail), now(), Kind.NEWS_WAITS)


async def everybody(parts: Parts, telegram: BotApi, count: int) -> People:
    news, notices = await money_is_leaving(parts), await money_is_leaving(parts)
    chats = range(FIRST_CHAT, FIRST_CHAT + count)
    for one in chats:
        telegram.person(one)
    bot_id = parts.channels[Channel.TELEGRAM].bot.id
    there = zip(await conversations(parts, bot_id, Channel.TELEGRAM, chats), chats, strict=True)
    mails = await mailboxes(parts, notices, [f"somebody{number}@example.com" for number in range(count)])
    pages = await chats_of(parts, {*await web_conversations(parts, count)})
    return People(parts, dict(one for three in zip(there, mails, pages, strict=True) for one in three), news, notices)


async def chats_of(parts: Parts, pages: Collection[UUID]) -> list[tuple[UUID, int]]:
    query = select(Conversation.id, Conversation.chat_id).where(Conversation.channel == Channel.WEB)
    async with parts.door.database.reading() as session:
        return [(id_, chat_id) for id_, chat_id in (await session.exec(query)).all() if id_ in pages]


async def mailboxes(parts: Parts, case: Case, addresses: Iterable[str]) -> list[tuple[UUID, str]]:
    """Proved, and with news in the chat that nobody looked at."""
    await plan_all(parts, [(case.id, case.conversation_id)], now())
    async with parts.door.database.writing() as session:
        sent = {"state": OutgoingState.SENT, "sent_at": now()}
        await session.exec(update(Outgoing).where(col(Outgoing.case_id) == case.id).values(**sent))
        theirs = await conversation_by_id(session, case.conversation_id)
        add = partial(add_reach, parts.door.hand(session, conversation=theirs), case, By.MAIL, bot_id=BOTS[By.MAIL])
        found = [(await add(address), address) for address in addresses]
        for reach, _ in found:
            reach.proved_at = now()
        return [(reach.conversation_id, address) for reach, address in found]


# --- the process


async def kill_it(service: Service, people: People, taken: Taken, kills: int) -> None:
    """Again and again while it delivers, and one in five while it still starts."""
    chance = random.Random()
    for number in range(kills):
        await people.become_due(number)
        before = how_many_came(taken)
        if number % FEW == FEW - 1:
            service.begin()
            await asyncio.sleep(chance.uniform(0, STARTING))
        else:
            await service.start(within=PATIENCE)
            await delivers(taken, before)
            await asyncio.sleep(chance.uniform(0, LATER))
        service.kill()
        waits = await how_many(people.parts, col(Outgoing.kind).in_(OURS))
        print(f"  killed {number + 1} times, {waits} wait", file=sys.stderr, flush=True)


async def delivers(taken: Taken, before: int) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(BEGINS_WITHIN):
            while True:
                if how_many_came(taken) > before:
                    return
                await asyncio.sleep(0.005)


def how_many_came(taken: Taken) -> int:
    return sum(map(len, taken.values()))


async def brings_the_rest(service: Service, parts: Parts) -> None:
    """Left alone at last, it ends what it began, and then as it is asked to."""
    await service.start(within=PATIENCE)
    async with asyncio.timeout(PATIENCE):
        while True:
            if not await how_many(parts, col(Outgoing.kind).in_(OURS), Outgoing.due_at <= now()):
                break
            await asyncio.sleep(0.2)
    await service.stop()


OURS = [Kind.HANDED_OVER, Kind.NEWS_WAITS]


async def how_many(parts: Parts, *that: Any) -> int:
    """Of those that wait."""
    query = select(func.count()).select_from(Outgoing).where(Outgoing.state == OutgoingState.WAITING, *that)
    async with parts.door.database.reading() as session:
        return int((await session.exec(query)).one())


# --- what became of it


@dataclass
class Judged:
    lost: int = 0
    unmarked: int = 0
    untrue: int = 0
    marked: int = 0
    in_hand: int = 0

    @property
    def facts(self) -> dict[str, int]:
        return {"in_hand_when_killed": self.in_hand, "repeats_marked": self.marked}

    def take(self, row: Outgoing, came: list[Took]) -> None:
        unmarked = sum(REPEATED not in one.text for one in came)
        self.lost += row.state is not OutgoingState.SENT or not came
        self.unmarked += max(0, unmarked - 1)
        self.untrue += not is_true(row, came)
        self.marked += len(came) - unmarked
        self.in_hand += max(0, row.attempts - 1)


def is_true(row: Outgoing, came: list[Took]) -> bool:
    """It says when the last of them had arrived and which it was, and no more of them came than were sent."""
    if not came or row.sent_at is None:
        return not came and row.sent_at is None
    return 1 <= len(came) <= row.attempts and row.sent_at >= came[-1].at and row.message_id == came[-1].message_id


async def judged(people: People, taken: Taken) -> Judged:
    found = Judged()
    async with people.parts.door.database.reading() as session:
        for one in (await session.exec(select(WebMessage).order_by(col(WebMessage.message_id)))).all():
            taken[one.chat_id].append(Took(one.message_id, one.at))
        rows = (await session.exec(select(Outgoing).where(col(Outgoing.kind).in_(OURS)))).all()
        due = {row.conversation_id: row for row in rows if row.conversation_id in people.places}
    for conversation_id, place in people.places.items():
        found.take(due[conversation_id], taken[place])
    return found
