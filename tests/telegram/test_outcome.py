"""What each error of a channel means for the message that caused it."""

from __future__ import annotations

from datetime import timedelta

import aiohttp
import pytest
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import SendMessage
from aiogram.types import BufferedInputFile
from sqlalchemy.exc import OperationalError

from bot.outcome import Outcome, outcome_of

METHOD = SendMessage(chat_id=6222021234, text="王敏的账号")


def refused(words, kind=TelegramBadRequest):
    return kind(method=METHOD, message=words)


TABLE = [
    (
        TelegramRetryAfter(METHOD, "Too Many Requests", retry_after=7),
        Outcome("retry", timedelta(seconds=7), "too many requests"),
    ),
    (
        TelegramMigrateToChat(METHOD, "upgraded", -1007),
        Outcome("migrated", None, "the group became a supergroup", -1007),
    ),
    (
        refused("Internal Server Error", TelegramServerError),
        Outcome("retry", None, "TelegramServerError", perhaps_arrived=True),
    ),
    (
        refused("Request timeout error", TelegramNetworkError),
        Outcome("retry", None, "TelegramNetworkError", perhaps_arrived=True),
    ),
    (
        refused("ClientConnectorError: Cannot connect to host", TelegramNetworkError),
        Outcome("retry", None, "TelegramNetworkError"),
    ),
    (
        OperationalError("SELECT", {}, Exception("locked")),
        Outcome("retry", None, "OperationalError", perhaps_arrived=True),
    ),
    (refused("Conflict", TelegramConflictError), Outcome("retry", None, "TelegramConflictError")),
    (refused("Unauthorized", TelegramUnauthorizedError), Outcome("retry", None, "TelegramUnauthorizedError")),
    (refused("FLOOD", TelegramAPIError), Outcome("retry", None, "TelegramAPIError")),
    (
        ClientDecodeError("Failed to decode object", ValueError("x"), "<html>"),
        Outcome("retry", None, "ClientDecodeError", perhaps_arrived=True),
    ),
    (aiohttp.ServerDisconnectedError(), Outcome("retry", None, "ServerDisconnectedError", perhaps_arrived=True)),
    (ConnectionResetError(), Outcome("retry", None, "ConnectionResetError", perhaps_arrived=True)),
    (TimeoutError(), Outcome("retry", None, "TimeoutError", perhaps_arrived=True)),
    (
        refused("Forbidden: bot was blocked by the user", TelegramForbiddenError),
        Outcome("gone", None, "bot was blocked by the user"),
    ),
    (refused("Forbidden: user is deactivated", TelegramForbiddenError), Outcome("gone", None, "user is deactivated")),
    (
        refused("Forbidden: bot was kicked from the group chat", TelegramForbiddenError),
        Outcome("gone", None, "bot was kicked"),
    ),
    (refused("Forbidden: something new", TelegramForbiddenError), Outcome("gone", None, "forbidden")),
    (refused("Bad Request: chat not found"), Outcome("gone", None, "chat not found")),
    (refused("Bad Request: user is deactivated"), Outcome("gone", None, "user is deactivated")),
    (
        refused("Bad Request: message is not modified: specified new …"),
        Outcome("fine", None, "message is not modified"),
    ),
    (refused("Bad Request: query is too old and response …"), Outcome("fine", None, "query is too old")),
    (
        refused('Bad Request: can\'t parse entities: Unsupported start tag "王敏"'),
        Outcome("broken", None, "can't parse entities"),
    ),
    (refused("Bad Request: message to edit not found"), Outcome("broken", None, "message to edit not found")),
    (refused("Bad Request: 王敏"), Outcome("broken", None, "bad request")),
    (refused("Request Entity Too Large", TelegramEntityTooLarge), Outcome("broken", None, "Entity Too Large")),
    (KeyError("王敏"), Outcome("unwritten", None, "KeyError")),
]


@pytest.mark.parametrize(
    ("error", "expected"), TABLE, ids=lambda value: value.kind if isinstance(value, Outcome) else type(value).__name__
)
def test_what_an_error_means(error, expected):
    """Each error has one meaning, and the reason never quotes the error, the person or the chat."""
    assert outcome_of(error) == expected
    assert "王敏" not in expected.reason


FAULTS = [
    ({"status": 429, "retry_after": 2}, "retry"),
    ({"status": 403, "words": "bot was blocked by the user"}, "gone"),
    ({"status": 500}, "retry"),
    ({"status": 502}, "retry"),
    ({"status": 400, "words": "chat not found"}, "gone"),
    ({"status": 400, "words": "group chat was upgraded to a supergroup chat", "migrate_to_chat_id": -1009}, "migrated"),
]


@pytest.mark.parametrize(("fault", "kind"), FAULTS)
async def test_errors_that_came_over_the_wire(api, bot, fault, kind):
    """The errors aiogram really raises for Telegram's answers have the same meaning as in the table."""
    api.fail_next("sendMessage", **fault)
    with pytest.raises((TelegramAPIError, ClientDecodeError)) as caught:
        await bot.send_message(api.person().id, "喂")
    assert outcome_of(caught.value).kind == kind


async def test_lines_that_break(api, bot):
    """A dropped or silent connection means to try again, also when the message had already arrived."""
    person = api.person()
    api.drop_next("sendMessage", done=True)
    api.hang_next("sendMessage", 0.05)
    for _ in range(2):
        with pytest.raises(TelegramNetworkError) as caught:
            await bot.send_message(person.id, "喂")
        assert outcome_of(caught.value).kind == "retry"
    assert len(person.sees()) == 1


async def test_persons_and_groups_that_went_away(api, bot):
    """Blocked, deactivated, never started, thrown out of the group, moved: told apart."""
    blocked, deactivated, stranger = api.person(), api.person(), api.person(started=False)
    group, moved = api.group(-1001), api.group(-1002)
    await blocked.blocks()
    deactivated.deactivates()
    await api.person().within(group).blocks()
    moved.migrates(to=-1003)
    kinds = []
    for chat in (blocked, deactivated, stranger, group, moved):
        with pytest.raises(TelegramAPIError) as caught:
            await bot.send_message(chat.id, "喂")
        kinds.append(outcome_of(caught.value).kind)
    assert kinds == ["gone", "gone", "gone", "gone", "migrated"]


async def test_a_file_too_large_to_send(api, bot):
    """Telegram's 413 is our own fault and not a bad line."""
    api.fail_next("sendDocument", status=413, words="Request Entity Too Large")
    with pytest.raises(TelegramEntityTooLarge) as caught:
        await bot.send_document(api.person().id, BufferedInputFile(b"x", "x.pdf"))
    assert outcome_of(caught.value).kind == "broken"
