"""The one place where an error of a channel becomes what to do about it.

Telegram tells many of its errors apart by their words only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiohttp import ClientError
from sqlalchemy.exc import SQLAlchemyError

FINE = ("message is not modified", "query is too old", "message to delete not found")

GONE = (
    "bot was blocked by the user",
    "user is deactivated",
    "bot was kicked",
    "bot is not a member",
    "bot can't initiate conversation",
    "bot can't send messages to bots",
    "group chat was deleted",
    "group chat was deactivated",
    "chat not found",
    "user not found",
    "PEER_ID_INVALID",
    "CHAT_WRITE_FORBIDDEN",
    "have no rights to send a message",
    "not enough rights to send",
)

BROKEN = (
    "can't parse entities",
    "message text is empty",
    "message is too long",
    "caption is too long",
    "message to edit not found",
    "message can't be edited",
    "no text in the message to edit",
    "message to be replied not found",
    "BUTTON_DATA_INVALID",
    "BUTTON_URL_INVALID",
    "can't parse inline keyboard button",
    "can't parse reply keyboard markup",
    "inline keyboard button URL",
    "wrong file",
    "file is too big",
    "Entity Too Large",
    "PHOTO_INVALID_DIMENSIONS",
    "IMAGE_PROCESS_FAILED",
)


@dataclass(frozen=True)
class Outcome:
    """What to do. `after` is Telegram's own wait; a retry without it backs off by the number of attempts.

    `reason` is made of our words and never of the error's text, which may quote a person or hold the token.
    """

    kind: Literal["retry", "gone", "broken", "fine", "migrated", "unwritten"]
    after: timedelta | None
    reason: str
    chat_id: int | None = None  # where the group went, of "migrated"
    perhaps_arrived: bool = False  # of "retry": only the answer may be missing, so the next try may be a repeat


def outcome_of(error: BaseException) -> Outcome:
    match error:
        case TelegramRetryAfter():
            return Outcome("retry", timedelta(seconds=error.retry_after), "too many requests")
        case TelegramMigrateToChat():
            return Outcome("migrated", None, "the group became a supergroup", error.migrate_to_chat_id)
        case TelegramForbiddenError():
            return Outcome("gone", None, _known(error, GONE) or "forbidden")
        case TelegramBadRequest() | TelegramEntityTooLarge():  # a large file will not shrink
            return _of_refusal(error)
        case TelegramNetworkError() if "ClientConnector" in error.message:  # nobody was there to take it
            return Outcome("retry", None, type(error).__name__)
        case TelegramServerError() | TelegramNetworkError() | ClientDecodeError() | ClientError() | OSError():
            return Outcome("retry", None, type(error).__name__, perhaps_arrived=True)
        case SQLAlchemyError():  # our own database, which is also the web page's channel
            return Outcome("retry", None, type(error).__name__, perhaps_arrived=True)
        case TelegramAPIError():  # also a refused token: the operator will put it right
            return Outcome("retry", None, type(error).__name__)
    return Outcome("unwritten", None, type(error).__name__)  # ours: no channel had it in its hands


def _of_refusal(error: TelegramAPIError) -> Outcome:
    if words := _known(error, FINE):
        return Outcome("fine", None, words)
    if words := _known(error, GONE):
        return Outcome("gone", None, words)
    return Outcome("broken", None, _known(error, BROKEN) or "bad request")


def _known(error: TelegramAPIError, words: tuple[str, ...]) -> str | None:
    said = error.message.casefold()
    return next((known for known in words if known.casefold() in said), None)
