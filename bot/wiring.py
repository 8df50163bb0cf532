"""Every part is built here, once, and handed to whom it serves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from aiogram import Dispatcher

from bot.channels import Channel
from bot.clamd import Clamd
from bot.delivery import Delivery
from bot.descriptors import most_streams
from bot.dispatcher import bare_dispatcher, furnish
from bot.heartbeat import Also, Heartbeat
from bot.indexing import Indexer
from bot.law_files import judged
from bot.leaving import Leaving
from bot.metrics.counted import Counted
from bot.metrics.page import Metrics
from bot.photos.reader import PhotoReader, can_read_photos
from bot.settings import Settings
from bot.store import STEP_EVERY
from bot.telegram import pinned
from bot.telegram.channel import telegram_channel
from bot.telegram.limits import Limits
from bot.unit_key import keep_private, unit_key
from bot.viewing.viewer import ChildViewer
from bot.webchat.channel import web_channel
from bot.webchat.top import ELSEWHERE_EVERY, Elsewhere
from bot.webchat.wiring import WebChat, build_web_chat
from cases.asked import read_asked
from cases.law import BadLaw, Law, load_law
from cases.questionnaire import Questionnaire, load
from cases.reach import By
from cases.robots import EVERY
from cases.understanding.offence import Sense
from cases.understanding.question import Asked
from handlers.console import Live as ConsoleLive
from handlers.door import Door
from handlers.streams import Streams
from storage import tables
from storage.changes import Changes, attend, listen
from storage.database import Database
from storage.demonstration import check_finished
from storage.files import FileStore
from storage.files_of import step_on
from storage.first_start import see_to_what_was, settle_members
from storage.law_files import accepted
from storage.migrating import migrate
from storage.plans import Standing, newest_version
from storage.restore_place import settle
from storage.search import SearchIndex
from storage.starting import alone
from templates.rendering import MADE_UP, Words

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Parts:
    """The product, put together and not yet running."""

    settings: Settings
    door: Door
    dispatcher: Dispatcher
    web_chat: WebChat
    channels: Mapping[tables.Channel, Channel]
    console_live: ConsoleLive
    delivery: Delivery
    heartbeat: Heartbeat
    indexer: Indexer
    metrics: Metrics
    leaving: Leaving


def open_database(settings: Settings) -> Database:
    """The database with the key ring behind it. Raises what `unit_key` does, and OSError for a folder of no use."""
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    keep_private(settings)
    database = Database(settings.database_url, session_info={"keys": unit_key(settings)})
    attend(database)
    return database


@asynccontextmanager
async def ready_database(settings: Settings, clock: Clock) -> AsyncIterator[Database]:
    """Migrated, with its keys prepared, and closed at the end. Raises RestoreUnfinished, WrongKey and the like."""
    async with alone(settings.database_url):
        database = open_database(settings)
        try:
            await make_ready(database, settings, clock)
        except BaseException:
            await database.close()
            raise
    try:
        await database.house.open()
        yield database
    finally:
        await database.close()


async def make_ready(database: Database, settings: Settings, clock: Clock) -> None:
    await asyncio.to_thread(settle, database, settings.data)
    await asyncio.to_thread(migrate, database)
    async with database.writing() as session:
        await database.keys.prepare(session, clock())
        await see_to_what_was(session)
        await settle_members(session, clock())
        database.is_made_up = await check_finished(session)
        database.accepted_law = await accepted(session)
        database.plan = await newest_version(session)


def make_door(settings: Settings, database: Database, clock: Clock) -> Door:
    """What the doors need; the ways in are added when the channels are made."""
    common = {
        "unit_name": settings.unit_name,
        "unit_phone": settings.unit_phone,
        "demonstration": settings.is_demonstration,
    }
    checks = {"checks_files": settings.clamd is not None, "genuine_at": f"{settings.address}/genuine"}
    words = Words(settings.zone, checks | dict(MADE_UP if database.is_made_up else common))
    questionnaire = load()
    return Door(
        database=database,
        keys=database.keys,
        files=FileStore(settings.data / "files", settings.disk),
        search=SearchIndex(settings.search_file, database.keys),
        words=words,
        questionnaire=questionnaire,
        standing=Standing(make_law(settings, database, questionnaire), database.plan),
        asked=Asked(read_asked()),
        sense=Sense(questionnaire.offences.values()),
        clock=clock,
        zone=settings.zone,
        address=settings.address,
        language=settings.language,
        viewer=ChildViewer(),
        slips=PhotoReader().read if can_read_photos() else None,
    )


def make_law(settings: Settings, database: Database, questionnaire: Questionnaire) -> Law:
    """With those of the unit's own files that were accepted. Raises BadLaw."""
    found = judged(settings, database)
    try:
        return load_law(questionnaire, found.used)
    except BadLaw:
        if not found.doubts:
            raise
        return load_law(questionnaire)  # they lean on one that does not count any more


def build(settings: Settings, door: Door, *, limits: Limits | None = None) -> Parts:
    """One dispatcher for all channels, delivery over all of them, and the ears that hear of every commit."""
    dispatcher, streams, counted = bare_dispatcher(), Streams(most_streams()), Counted()
    web_chat = build_web_chat(dispatcher, door, public_url=settings.public_url, streams=streams)
    channels = make_channels(settings, door, dispatcher, web_chat, limits or Limits())
    outside = make_reaches(settings, door)
    door = with_ways(settings, door, channels, outside, counted)
    furnish(dispatcher, door, {channel.bot.id: name for name, channel in channels.items()}, counted)
    channels = {**channels, **outside}
    delivery = Delivery(door, channels, counted=counted)
    pins = [
        pinned.Pins(door, one.bot, one.is_kept) for name, one in channels.items() if name is tables.Channel.TELEGRAM
    ]
    heartbeat, console_live = Heartbeat(delivery, what_ticks(settings, door, web_chat, pins)), ConsoleLive(streams)
    indexer = Indexer(door.database, door.search)
    for one in (partial(spread, delivery, heartbeat, console_live, web_chat, pins), indexer.nudge):
        listen(door.database, one)
    return Parts(
        settings=settings,
        door=door,
        dispatcher=dispatcher,
        web_chat=web_chat,
        channels=channels,
        console_live=console_live,
        delivery=delivery,
        heartbeat=heartbeat,
        indexer=indexer,
        metrics=Metrics(door, counted, streams, settings),
        leaving=Leaving(),
    )


def with_ways(
    settings: Settings,
    door: Door,
    channels: Mapping[tables.Channel, Channel],
    outside: Mapping[tables.Channel, Channel],
    counted: Counted,
) -> Door:
    """The door that knows the ways in, by what reporters are told outside, and who looks for viruses."""
    return replace(
        door,
        ways_in=channels,
        reaches={By(name.value): channel.bot.id for name, channel in outside.items()},
        push_services=tuple(one for one in settings.push_services.split(",") if one),
        checker=Clamd(settings.clamd, counted.virus_checks()) if settings.clamd else None,
    )


def what_ticks(settings: Settings, door: Door, web_chat: WebChat, pins: Sequence[pinned.Pins]) -> list[Also]:
    """Beside the lanes and the sweeps."""
    also = [*make_robots(settings, door), *(Also("pins", pinned.EVERY, one.tick) for one in pins)]
    also.append(Also("files", STEP_EVERY, partial(step_on, door.database, door.files.folder)))
    if not door.database.house.is_shared:  # there a command tells nobody what it did
        also.append(Also("tops", ELSEWHERE_EVERY, Elsewhere(door, web_chat.live).tick))
    return also


def spread(
    delivery: Delivery,
    heartbeat: Heartbeat,
    console_live: ConsoleLive,
    web_chat: WebChat,
    pins: Sequence[pinned.Pins],
    changes: Changes,
) -> None:
    """What a commit changed, to everything that shows it or waits for it."""
    delivery.shelf.changed(changes.cases)  # before anybody is woken to read it again
    heartbeat.nudge(changes)
    console_live.publish(changes)
    web_chat.live.cases_changed(changes.cases)
    for one in pins:
        one.changed(changes.cases)
    if changes.missed:
        console_live.look_again()
        for one in pins:
            one.look_again()
    for chat_id in changes.chats:
        web_chat.live.changed(chat_id)


def make_channels(
    settings: Settings, door: Door, dispatcher: Dispatcher, web_chat: WebChat, limits: Limits
) -> Mapping[tables.Channel, Channel]:
    """Every channel that the settings open: the page always, the others where they are set.

    Where all cases are made up, nobody from outside is let in among them.
    """
    made = (
        web_channel(web_chat, door),
        None if door.database.is_made_up else telegram_channel(settings, door, dispatcher, limits),
    )
    return {channel.name: channel for channel in made if channel}


def make_reaches(settings: Settings, door: Door) -> Mapping[tables.Channel, Channel]:
    """By what reporters are told outside their chats; nobody, where all cases are made up."""
    if door.database.is_made_up or not (settings.mail or settings.sms or settings.push):
        return {}
    from bot.reach.channel import reach_channels  # noqa: PLC0415 - a quarter of a second, where it is set

    return {channel.name: channel for channel in reach_channels(settings, door)}


def make_robots(settings: Settings, door: Door) -> list[Also]:
    """What tells the robots of group chats, where there are any."""
    if door.database.is_made_up or not settings.robots:
        return []
    from bot.carriers.sending import Sender  # noqa: PLC0415 - a second, where it is set
    from bot.robots import Robots  # noqa: PLC0415

    return [Also("robots", EVERY, Robots(door, [Sender(url) for url in settings.robots]).tick)]
