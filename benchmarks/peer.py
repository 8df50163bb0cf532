"""The peer: the same sixteen updates with python-telegram-bot, each answer in its PicklePersistence before the next.

As fast as its documentation allows: plain handlers, one state per person, only what is used is persisted, finished
people dropped. What was typed is kept as it is: no checking, no encryption. There is one that is flushed after each
update, as the library offers it, and one that is synced to disk as well, which is what ours promises.
"""

from __future__ import annotations

import asyncio
import html
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.constants import ParseMode
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    Defaults,
    MessageHandler,
    PersistenceInput,
    PicklePersistence,
    filters,
)
from telegram.request import BaseRequest, RequestData

from benchmarks.form import SIXTEEN
from benchmarks.wire import TOKEN, Phone, Wire

Context = ContextTypes.DEFAULT_TYPE

# as many buttons as the product shows at each of its steps, the pressed one among them
BUTTONS: list[list[str]] = [
    ["just_now", "report", "status", "language"],
    ["back", "why"],
    ["CONTRACT_FRAUD", "FRAUD", "none", "back", "why"],
    ["one", "two", "three", "four", "five", "six", "back", "skip", "why"],
    ["back", "skip", "why"],
    ["nothing", "part", "most", "all", "unsure", "back", "skip", "why"],
    ["yes", "stalling", "no", "unsure", "back", "skip", "why"],
    ["back", "why"],
    ["back", "why"],
    ["back", "skip", "why"],
    ["add", "done", "back", "why"],
    ["back", "why"],
    ["a", "b", "c", "d", "yinzhou", "f", "g", "h", "i", "j", "k", "back", "why"],
    ["back", "why"],
    ["back", "why"],
    ["legal_representative", "authorised_agent", "shareholder", "employee", "informant", "back", "why"],
]
ASKED = "请告诉我们下面这一项，不清楚也没关系，可以跳过，以后再补。"


class WireRequest(BaseRequest):
    """The library's own way out, with nothing behind it."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self,
        url: str,
        method: str,  # noqa: ARG002
        request_data: RequestData | None = None,
        *_: Any,
        **__: Any,
    ) -> tuple[int, bytes]:
        fields = request_data.json_parameters if request_data else {}
        return 200, self.wire.answer(url.rpartition("/")[2], fields).encode()


def question(step: int, said: str | None) -> tuple[str, InlineKeyboardMarkup]:
    noted = f"我记下的是：{html.escape(said)}\n\n" if said else ""
    buttons = [InlineKeyboardButton(f"按钮 {word}", callback_data=f"q:{word}:") for word in BUTTONS[step]]
    rows = [buttons[at : at + 2] for at in range(0, len(buttons), 2)]
    return f"{noted}<b>第 {step} 项</b>\n{ASKED}\n<i>{step} / 28</i>", InlineKeyboardMarkup(rows)


async def begin(update: Update, context: Context) -> None:
    context.user_data.update(step=0, answers={})
    text, rows = question(0, None)
    await update.message.reply_text(text, reply_markup=rows)


async def pressed(update: Update, context: Context) -> None:
    said = update.callback_query.data.split(":")[1]
    text, rows = keep(update, context, said)
    await update.callback_query.answer()
    await update.callback_query.edit_message_text(text, reply_markup=rows)


async def typed(update: Update, context: Context) -> None:
    text, rows = keep(update, context, update.message.text)
    await update.message.reply_text(text, reply_markup=rows)


def keep(update: Update, context: Context, said: str) -> tuple[str, InlineKeyboardMarkup]:
    """The answer into the person's state, and the next question."""
    state = context.user_data
    state["answers"][f"question_{state['step']}"] = {"state": "given", "said": said, "value": said}
    state["step"] += 1
    if state["step"] == len(SIXTEEN) - 1:
        context.application.drop_user_data(update.effective_user.id)
    return question(state["step"], said)


class Synced(PicklePersistence):
    """The library's own file, on the disk and not only in the system's memory when an update is done."""

    async def flush(self) -> None:
        await asyncio.to_thread(sync, Path(f"{self.filepath}_user_data"))


def sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


class Peer:
    """python-telegram-bot, fed with updates as they come over the wire."""

    def __init__(self, application: Application, wire: Wire, *, synced: bool) -> None:
        self.application, self.wire, self.synced = application, wire, synced
        self.name = "python-telegram-bot, synced" if synced else "python-telegram-bot"

    async def feed(self, raw: dict[str, Any]) -> None:
        await self.application.process_update(Update.de_json(raw, self.application.bot))
        await self.application.update_persistence()  # in the file: what survives a SIGKILL
        if self.synced:
            await self.application.persistence.flush()  # what survives a power cut

    async def leave_open(self, count: int) -> None:
        """Drafts that people began and left."""
        said = {"state": "given", "said": "x" * 20, "value": "x" * 20}
        answers = {f"question_{step}": dict(said) for step in range(15)}
        for number in range(count):
            state = self.application.persistence.user_data.setdefault(1 + number, {})
            state.update(step=15, answers={step: dict(answer) for step, answer in answers.items()})

    def has_ended(self, phone: Phone) -> bool:
        return phone.has("legal_representative")


@asynccontextmanager
async def open_peer(folder: Path, *, synced: bool) -> AsyncIterator[Peer]:
    wire = Wire()
    request = WireRequest(wire)
    used = PersistenceInput(bot_data=False, chat_data=False, callback_data=False)
    file = folder / ("synced" if synced else "flushed")
    persistence = (Synced if synced else PicklePersistence)(file, used, single_file=False)
    building = Application.builder().token(TOKEN).request(request).get_updates_request(request)
    defaults = Defaults(parse_mode=ParseMode.HTML)
    application = building.persistence(persistence).defaults(defaults).updater(None).job_queue(None).build()
    application.add_handler(CommandHandler("start", begin))
    application.add_handler(CallbackQueryHandler(pressed))
    application.add_handler(MessageHandler(filters.TEXT, typed))
    await application.initialize()
    yield Peer(application, wire, synced=synced)
    await application.shutdown()
