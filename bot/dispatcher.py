"""The dispatcher all channels share, its middlewares and its last words when something breaks."""

from __future__ import annotations

from collections.abc import Mapping

import structlog
from aiogram import Dispatcher, Router
from aiogram.exceptions import AiogramError, TelegramBadRequest
from aiogram.types import CallbackQuery, ErrorEvent, Message, Update
from structlog.contextvars import bound_contextvars

from bot.metrics.counted import Counted, CountsUpdates
from bot.outcome import outcome_of
from cases.errors import CaseError
from handlers import desk, reporter
from handlers.chat import is_full
from handlers.door import Door, Voice
from handlers.entry import Entry
from handlers.reporter import quiet
from handlers.said.errors import error_words
from storage.conversations import Caller
from storage.tables import Channel

log = structlog.get_logger()


def bare_dispatcher() -> Dispatcher:
    """For the channels to be made around. aiogram's own FSM is off: docs/decisions/0001 says why."""
    return Dispatcher(disable_fsm=True)


def furnish(dispatcher: Dispatcher, door: Door, channels: Mapping[int, Channel], counted: Counted) -> None:
    """Everything that handles updates; `channels` by the id of their bots."""
    dispatcher.update.outer_middleware(CountsUpdates(counted, channels))  # first, around whatever may fail
    dispatcher.update.outer_middleware(Entry(door, channels))
    dispatcher.include_router(_nothing_said())  # first: nobody answers it
    dispatcher.include_router(quiet.router())  # before the desk, because a member may get quiet messages too
    dispatcher.include_router(desk.router())  # before the reporter, because a member's texts are the team's
    dispatcher.include_router(reporter.router())
    dispatcher.include_router(_left_over())

    async def sorry(event: ErrorEvent, caller: Caller | None = None) -> bool:  # also before anybody knows who it is
        return await on_error(event, door, caller)

    dispatcher.errors.register(sorry)


def _nothing_said() -> Router:
    """That something was pinned comes as a message, also when we pinned it."""
    router = Router(name="nothing said")

    async def is_pin(message: Message) -> bool:
        return message.pinned_message is not None

    async def pinned(_message: Message) -> None:
        """It stands there already."""

    router.message.register(pinned, is_pin)
    return router


def _left_over() -> Router:
    """Buttons nobody knows: from a version long gone, or forged."""
    router = Router(name="left over")

    async def old_button(query: CallbackQuery, door: Door, caller: Caller) -> None:
        await query.answer(door.voice(caller).say("phrases.report_gone"), show_alert=True)

    router.callback_query.register(old_button)
    return router


async def on_error(event: ErrorEvent, door: Door | None = None, caller: Caller | None = None) -> bool:
    """A rule that said no is told as such; anything else is logged without a word of the person's.

    And apologised for.
    """
    error, update = event.exception, event.update
    if outcome_of(error).kind == "fine":  # a press confirmed too late: what it brings stands there
        return True
    with bound_contextvars(update=update.event_type):
        if isinstance(error, CaseError):
            log.info("refused", error=error.code)
        else:
            log.error("handler failed", error=type(error).__name__, exc_info=not isinstance(error, AiogramError))
    if door:
        await _apologise(update, error, door.voice(caller) if caller else door.own_voice)
    return True


async def _apologise(update: Update, error: BaseException, voice: Voice) -> None:
    said = error if isinstance(error, CaseError) else CaseError()
    is_no_room = isinstance(error, TelegramBadRequest) and is_full(error)
    # we speak after what was said is stored: where only speaking failed, nothing is to be said again
    otherwise = "not_shown" if isinstance(error, AiogramError) else "not_stored"
    text = voice.say("errors.chat_full") if is_no_room else error_words(voice, said, otherwise=otherwise, name="PDF")
    try:
        if update.callback_query:
            await update.callback_query.answer(text[:200], show_alert=True)
        elif isinstance(update.message, Message):
            await update.message.answer(text)
    except AiogramError:  # also a page instead of JSON
        log.warning("could not even apologise")
