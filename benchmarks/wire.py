"""A Bot API without a network: it answers at once, the same way to whatever bot library asks.

It speaks the wire's own shapes (form fields in, JSON out), so each library works as in front of a real server.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from itertools import count
from typing import Any

WIRE_BOT = {"id": 4242, "is_bot": True, "first_name": "报案助手", "username": "bench_bot"}
TOKEN = "4242:benchmark-token-of-nobody"
TRUE = '{"ok":true,"result":true}'
ME = json.dumps({"ok": True, "result": WIRE_BOT})


class Wire:
    """The server's side: the newest message of every chat, and how often each method was called."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.newest: dict[int, dict[str, Any]] = {}
        self._message_ids = count(1)

    def answer(self, method: str, fields: dict[str, Any]) -> str:
        """The JSON a server would send back."""
        self.calls[method] += 1
        if method == "sendMessage":
            return self._show(fields, next(self._message_ids))
        if method == "editMessageText":
            return self._show(fields, int(fields["message_id"]))
        return ME if method == "getMe" else TRUE

    def said(self, chat_id: int, text: str) -> dict[str, Any]:
        """A person's message as an update's field."""
        person = {"id": chat_id, "is_bot": False, "first_name": "王敏", "language_code": "zh-hans"}
        chat = {"id": chat_id, "type": "private", "first_name": "王敏"}
        message: dict[str, Any] = {"message_id": next(self._message_ids), "date": now(), "chat": chat, "from": person}
        if text.startswith("/"):
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
        return message | {"text": text}

    def _show(self, fields: dict[str, Any], message_id: int) -> str:
        chat_id = int(fields["chat_id"])
        chat = {"id": chat_id, "type": "private", "first_name": "王敏"}
        message = {"message_id": message_id, "date": now(), "chat": chat, "from": WIRE_BOT, "text": fields["text"]}
        if fields.get("reply_markup"):
            message["reply_markup"] = json.loads(fields["reply_markup"])
        self.newest[chat_id] = message
        return json.dumps({"ok": True, "result": message}, ensure_ascii=False)


class Phone:
    """A person's side: what they say and press becomes updates as they come over the wire."""

    _update_ids = count(1)

    def __init__(self, wire: Wire, chat_id: int) -> None:
        self.wire, self.chat_id = wire, chat_id

    def does(self, what: str) -> dict[str, Any]:
        """What comes of a press, written as "[word of the button's data]", or of a text."""
        number = next(self._update_ids)
        if not what.startswith("["):
            return {"update_id": number, "message": self.wire.said(self.chat_id, what)}
        message = self.wire.newest[self.chat_id]
        query = {"id": str(number), "chat_instance": "1", "message": message, "data": self._button(message, what[1:-1])}
        return {"update_id": number, "callback_query": query | {"from": self.wire.said(self.chat_id, "")["from"]}}

    def has(self, word: str) -> bool:
        """Whether a button of the newest message holds this word."""
        return any(word in data.split(":") for data in self._held(self.wire.newest[self.chat_id]))

    def _button(self, message: dict[str, Any], word: str) -> str:
        found = next((data for data in self._held(message) if f":{word}:" in data), None)
        assert found, f"no button {word!r} under {message['text']!r}"
        return found

    def _held(self, message: dict[str, Any]) -> list[str]:
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        return [button["callback_data"] for row in rows for button in row]


def now() -> int:
    return int(time.time())
