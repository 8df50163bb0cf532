"""The methods of the Bot API that the project may use, as strict as Telegram's."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tests.telegram.chats import Chat, Message, Refused
from tests.telegram.markup import BadMarkup, length, read_html

if TYPE_CHECKING:
    from tests.telegram.bot_api import BotApi

MEGABYTE = 1024 * 1024
# Accepted, kept in `calls`, and without effect.
QUIET = frozenset({
    "setMyDescription", "setMyShortDescription", "setMyName", "setChatMenuButton", "pinChatMessage", "unpinChatMessage",
    "setMessageReaction",
})  # fmt: skip


class Params(dict[str, Any]):
    """The fields of one request: strings, and `(file name, bytes)` for uploads."""

    def number(self, name: str, default: int = 0) -> int:
        try:
            return int(self.get(name, default))
        except ValueError:
            raise Refused(400, f'parameter "{name}" must be a number') from None

    def parsed(self, name: str) -> Any:
        try:
            return json.loads(self.get(name) or "null")
        except ValueError:
            raise Refused(400, f"can't parse {name} JSON object") from None


class Methods:
    """`await call("sendMessage", params)` gives Telegram's result or raises Refused."""

    def __init__(self, api: BotApi) -> None:
        self._api = api

    async def call(self, method: str, params: Params) -> Any:
        if method in QUIET:
            return True
        name = "on_" + re.sub(r"(?<!^)(?=[A-Z])", "_", method).lower()
        serve: Callable[[Params], Awaitable[Any]] | None = getattr(self, name, None)
        if serve is None:
            raise Refused(404, "method not found")
        return await serve(params)

    # --- the bot itself

    async def on_get_me(self, _: Params) -> Any:
        return {**self._api.me, "can_join_groups": True, "can_read_all_group_messages": True}

    async def on_get_updates(self, params: Params) -> Any:
        offset = int(params["offset"]) if "offset" in params else None
        if (allowed := params.parsed("allowed_updates")) is not None:
            self._api.allowed = allowed
        return await self._api.updates.poll(offset, params.number("limit", 100), params.number("timeout"))

    async def on_set_webhook(self, params: Params) -> Any:
        if not re.fullmatch(r"[\w-]{0,256}", params.get("secret_token", ""), re.ASCII):
            raise Refused(400, "secret token contains unallowed characters")
        if (allowed := params.parsed("allowed_updates")) is not None:
            self._api.allowed = allowed
        self._api.updates.set_webhook(params.get("url", ""), params.get("secret_token"))
        return True

    async def on_delete_webhook(self, params: Params) -> Any:
        self._api.updates.set_webhook("", None)
        if params.get("drop_pending_updates") == "true":
            self._api.updates.forget()
        return True

    async def on_get_webhook_info(self, _: Params) -> Any:
        pending = len(self._api.updates.pending)
        return {
            "url": self._api.updates.webhook or "",
            "has_custom_certificate": False,
            "pending_update_count": pending,
        }

    async def on_set_my_commands(self, params: Params) -> Any:
        commands = params.parsed("commands") or []
        for command in commands:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
                raise Refused(400, "BOT_COMMAND_INVALID")
            if not 1 <= len(command["description"]) <= 256:
                raise Refused(400, "BOT_COMMAND_DESCRIPTION_INVALID")
        self._api.commands[params.get("language_code", "")] = commands
        return True

    async def on_get_my_commands(self, params: Params) -> Any:
        return self._api.commands.get(params.get("language_code", ""), [])

    # --- messages

    async def on_send_message(self, params: Params) -> Any:
        text, entities = read_text(params, "text", 4096)
        if not text:
            raise Refused(400, "message text is empty")
        return self._add(params, text=text, html=params["text"], entities=entities).json()

    async def on_send_document(self, params: Params) -> Any:
        return self._send_file(params, "document", params.get("document"))

    async def on_send_photo(self, params: Params) -> Any:
        return self._send_file(params, "photo", params.get("photo"))

    async def on_send_media_group(self, params: Params) -> Any:
        media = params.parsed("media") or []
        if not 2 <= len(media) <= 10:
            raise Refused(400, "wrong number of messages in the media group (2-10 expected)")
        album = self._api.new_album()
        fields = [Params({**params, **one}) for one in media]
        return [self._send_file(one, one["type"], one["media"], album) for one in fields]

    def _send_file(self, params: Params, kind: str, given: Any, album: str | None = None) -> dict[str, Any]:
        text, entities = read_text(params, "caption", 1024)
        content, file = self._content(params, kind, given)
        shown = {"text": text, "html": params.get("caption", ""), "entities": entities}
        return self._add(params, content=content, file=file, album=album, **shown).json()

    def _content(self, params: Params, kind: str, given: Any) -> tuple[dict[str, Any], Any]:
        if isinstance(given, str) and given.startswith("attach://"):
            given = params.get(given.removeprefix("attach://"))
        if isinstance(given, str) and given in self._api.files:
            file = self._api.files[given]
            return self._api.file_json(file, kind), file
        if not isinstance(given, tuple):
            raise Refused(400, "wrong remote file identifier specified: Wrong string length")
        if len(given[1]) > (10 if kind == "photo" else 50) * MEGABYTE:
            raise Refused(413, "Request Entity Too Large")
        file = self._api.keep_file(kind, *given)
        return self._api.file_json(file, kind), file

    async def on_edit_message_text(self, params: Params) -> Any:
        text, entities = read_text(params, "text", 4096)
        message = self._editable(params)
        if message.content:
            raise Refused(400, "there is no text in the message to edit")
        if not text:
            raise Refused(400, "message text is empty")
        return self._edit(message, text, entities, keyboard_of(params), params["text"])

    async def on_edit_message_caption(self, params: Params) -> Any:
        text, entities = read_text(params, "caption", 1024)
        message = self._editable(params)
        if not message.content:
            raise Refused(400, "there is no caption in the message to edit")
        return self._edit(message, text, entities, keyboard_of(params), params.get("caption", ""))

    async def on_edit_message_reply_markup(self, params: Params) -> Any:
        message = self._editable(params)
        return self._edit(message, message.text, message.entities, keyboard_of(params), message.html)

    def _edit(
        self,
        message: Message,
        text: str,
        entities: list[dict[str, Any]],
        keyboard: list[list[dict[str, Any]]],
        html: str,
    ) -> dict[str, Any]:
        if (text, entities, keyboard) == (message.text, message.entities, message.keyboard):
            raise Refused(
                400,
                "message is not modified: specified new message content and reply markup are exactly the same"
                " as a current content and reply markup of the message",
            )
        if text != message.text:
            message.edits.append(message.text)
            message.edited = True
        if message.keyboard and keyboard != message.keyboard:
            message.earlier_keyboards.append(message.keyboard)
        message.text, message.entities, message.keyboard, message.html = text, entities, keyboard, html
        message.changed = self._api.bell.ring()
        return message.json()

    def _editable(self, params: Params) -> Message:
        message = self._chat(params).messages.get(params.number("message_id"))
        if message is None or message.deleted:
            raise Refused(400, "message to edit not found")
        if not message.from_bot or message.reply_keyboard:
            raise Refused(400, "message can't be edited")
        return message

    async def on_delete_message(self, params: Params) -> Any:
        message = self._chat(params).messages.get(params.number("message_id"))
        if message is None or message.deleted:
            raise Refused(400, "message to delete not found")
        message.deleted = True
        message.changed = self._api.bell.ring()
        return True

    async def on_delete_messages(self, params: Params) -> Any:
        chat = self._chat(params)
        for message_id in params.parsed("message_ids") or []:
            if message := chat.messages.get(message_id):
                message.deleted = True
        self._api.bell.ring()
        return True

    async def on_send_chat_action(self, params: Params) -> Any:
        self._api.chat_actions.append((self._chat(params).id, params.get("action", "")))
        return True

    async def on_answer_callback_query(self, params: Params) -> Any:
        press = self._api.presses.get(params.get("callback_query_id", ""))
        if press is None:
            raise Refused(400, "query is too old and response timeout expired or query ID is invalid")
        if len(params.get("text", "")) > 200:
            raise Refused(400, "MESSAGE_TOO_LONG")
        press.answer = params.get("text", "")
        press.alert = params.get("show_alert") == "true"
        self._api.bell.ring()
        return True

    async def on_get_file(self, params: Params) -> Any:
        file = self._api.files.get(params.get("file_id", ""))
        if file is None:
            raise Refused(400, "wrong file_id or the file is temporarily unavailable")
        if file.size > 20 * MEGABYTE:
            raise Refused(400, "file is too big")
        return {"file_id": file.id, "file_unique_id": file.id, "file_size": file.size, "file_path": file.path}

    async def on_get_chat(self, params: Params) -> Any:
        limits = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": NO_GIFTS}
        return {**self._chat(params).json(), **limits}

    # --- what they share

    def _add(self, params: Params, **shown: Any) -> Message:
        chat = self._chat(params)
        reply_to = self._reply_to(chat, params)
        message = self._api.add_message(chat, self._api.me, keyboard=keyboard_of(params), reply_to=reply_to, **shown)
        self._show_reply_keyboard(chat, message, params.parsed("reply_markup") or {})
        return message

    def _show_reply_keyboard(self, chat: Chat, message: Message, markup: dict[str, Any]) -> None:
        if "keyboard" in markup:
            chat.reply_keyboard = message.reply_keyboard = markup["keyboard"]
        if markup.get("remove_keyboard"):
            chat.reply_keyboard = None

    def _reply_to(self, chat: Chat, params: Params) -> Message | None:
        wanted = params.parsed("reply_parameters") or {}
        message = chat.messages.get(wanted.get("message_id", params.number("reply_to_message_id")))
        if wanted and not wanted.get("allow_sending_without_reply") and (message is None or message.deleted):
            raise Refused(400, "message to be replied not found")
        return message

    def _chat(self, params: Params) -> Chat:
        given = params.get("chat_id", "")
        chat = self._api.chats.get(int(given)) if re.fullmatch(r"-?\d+", given) else None
        if chat is None:
            raise Refused(400, "chat not found")
        if chat.migrated_to:
            raise Refused(400, "group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to)
        if chat.refusal:
            raise Refused(*chat.refusal)
        return chat


NO_GIFTS = dict.fromkeys(
    ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
)


def read_text(params: Params, name: str, longest: int) -> tuple[str, list[dict[str, Any]]]:
    given, mode = params.get(name, ""), params.get("parse_mode", "")
    if mode.lower() not in ("", "html"):
        raise Refused(400, f"unsupported parse_mode: this server reads HTML, not {mode}")
    try:
        text, entities = read_html(given) if mode else (given.strip(), params.parsed("entities") or [])
    except BadMarkup as error:
        raise Refused(400, f"can't parse entities: {error}") from None
    if length(text) > longest:
        raise Refused(400, "message is too long" if name == "text" else "message caption is too long")
    return text, entities


def keyboard_of(params: Params) -> list[list[dict[str, Any]]]:
    """The inline keyboard of a request, checked button by button."""
    keyboard: list[list[dict[str, Any]]] = (params.parsed("reply_markup") or {}).get("inline_keyboard", [])
    for button in (button for row in keyboard for button in row):
        check_button(button)
    return [row for row in keyboard if row]


def check_button(button: dict[str, Any]) -> None:
    if not button.get("text"):
        raise Refused(400, 'can\'t parse inline keyboard button: Field "text" must be of type String')
    if not set(button) - {"text", "style", "icon_custom_emoji_id"}:
        raise Refused(400, "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
        raise Refused(400, "BUTTON_DATA_INVALID")
    if "url" in button:
        check_link(button["url"])


def check_link(url: str) -> None:
    """Telegram wants a host with a dot in it: http://localhost is refused, http://127.0.0.1 is not."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https", "tg", "mailto", "tel") or (
        parts.scheme.startswith("http") and "." not in (parts.hostname or "")
    ):
        raise Refused(400, f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
