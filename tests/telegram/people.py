"""The persons at the other end, as a story tells them: `await reporter.says("…")`, `await reporter.presses("…")`, `reporter.sees()`."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.telegram.chats import PATIENCE, Chat, Message

if TYPE_CHECKING:
    from tests.telegram.bot_api import BotApi


@dataclass
class Press:
    """A button pressed; `answer` is what the bot let appear over the chat, None until it answered."""

    api: BotApi
    button: str
    message: Message
    answer: str | None = None
    alert: bool = False

    async def answered(self, timeout: float = PATIENCE) -> str:
        """The words that appeared, "" if the little clock only went away."""
        if not await self.api.bell.wait(lambda: self.answer is not None, timeout):
            raise AssertionError(f"nobody answered the press of {self.button!r}")
        return self.answer or ""


class View:
    """What is on the screen of a chat."""

    def __init__(self, api: BotApi, chat: Chat) -> None:
        self.api, self.chat = api, chat
        self._acted = 0

    @property
    def id(self) -> int:
        return self.chat.id

    def sees(self) -> list[Message]:
        """The bot's messages that are visible now, the newest last."""
        return [message for message in self.chat.visible() if message.from_bot]

    @property
    def screen(self) -> str:
        """The whole chat as text, for a look or for comparing."""
        return str(self.chat)

    async def waits_for(self, text: str, timeout: float = PATIENCE, *, ever: bool = False) -> Message:
        """The newest message holding `text` that came or changed since this person last did something; with `ever`, of all."""

        def found() -> list[Message]:
            return [one for one in self.sees() if text in one.text and (ever or one.changed > self._acted)]

        if not await self.api.bell.wait(lambda: bool(found()), timeout):
            raise AssertionError(f"{text!r} did not come in {timeout} s. On the screen:\n{self.screen}")
        return found()[-1]


class User(View):
    """A person in a chat: alone with the bot, or `within` a group. What they do comes to the bot as updates."""

    def __init__(self, api: BotApi, user: dict[str, Any], chat: Chat) -> None:
        super().__init__(api, chat)
        self.user = user

    def within(self, group: Group) -> User:
        """The same person, acting in the group."""
        return User(self.api, self.user, group.chat)

    async def says(self, text: str, *, reply_to: Message | None = None) -> Message:
        entities = []
        if text.startswith("/"):
            entities = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
        return await self.sends({}, text=text, entities=entities, reply_to=reply_to)

    async def sends(self, content: dict[str, Any], **shown: Any) -> Message:
        """Anything else: `sends({"contact": {...}})`."""
        message = self.api.add_message(self.chat, self.user, content=content, **shown)
        self._push("message", message.json())
        return message

    async def sends_file(
        self,
        name: str,
        content: bytes,
        *,
        kind: str = "document",
        caption: str = "",
        album: str | None = None,
        size: int = 0,
    ) -> Message:
        """`album` is any string, the same for files sent together. `size` pretends to be that large."""
        file = self.api.keep_file(kind, name, content, size)
        return await self.sends(self.api.file_json(file, kind), text=caption, album=album, file=file)

    async def edits(self, message: Message, text: str) -> None:
        message.edits.append(message.text)
        message.text, message.edited = text, True
        self._push("edited_message", message.json())

    async def presses(self, button: str, *, on: Message | None = None, timeout: float = PATIENCE) -> Press:
        """Presses at once `on` a message, also a button it had before; else waits until the bot is through with what this
        person did, and takes the newest message having the button. A button of the reply keyboard says its words.
        """
        message = on or await self._message_with(button, timeout)
        if message is None:
            said = await self.says(self._on_reply_keyboard(button))
            return Press(self.api, button, said, answer="")
        found = message.button(button, also_earlier=on is not None)
        assert found, f"no button {button!r} on: {message}"
        assert "callback_data" in found, f"{button!r} is a link to {found.get('url')}, see link()"
        return self._press(found, message)

    def _press(self, button: dict[str, Any], message: Message) -> Press:
        query, press = self.api.new_press(button["text"], message)
        data = {"id": query, "from": self.user, "chat_instance": str(self.chat.id), "data": button["callback_data"]}
        self._push("callback_query", {**data, "message": message.json()})
        return press

    def forges(self, callback_data: str) -> Press:
        """A press with what no button of theirs carries, on the newest message."""
        return self._press({"text": callback_data, "callback_data": callback_data}, self.sees()[-1])

    async def _message_with(self, button: str, timeout: float) -> Message | None:
        def newest() -> Message | None:
            return next((one for one in reversed(self.sees()) if one.button(button)), None)

        def is_new() -> bool:
            shown = newest()
            return shown is not None and shown.changed > self._acted

        await self.api.bell.wait(lambda: is_new() or not self.api.updates.waiting_of(self.chat.id), timeout)
        if not is_new():
            await self.api.done(timeout)
        await self.api.bell.wait(lambda: newest() is not None or bool(self.chat.reply_keyboard), timeout)
        return newest()

    def _on_reply_keyboard(self, words: str) -> str:
        rows = self.chat.reply_keyboard or []
        shown = [key if isinstance(key, str) else key["text"] for row in rows for key in row]
        assert words in shown, f"no button {words!r} on the screen:\n{self.screen}\nreply keyboard: {shown}"
        return words

    def link(self, button: str) -> str:
        """Where the newest button of these words leads."""
        for message in reversed(self.sees()):
            if (found := message.button(button)) and "url" in found:
                return str(found["url"])
        raise AssertionError(f"no link {button!r} on the screen:\n{self.screen}")

    async def blocks(self) -> None:
        """Blocks the bot, or in a group throws it out."""
        words = (
            "bot was blocked by the user"
            if self.chat.kind == "private"
            else f"bot was kicked from the {self.chat.kind} chat"
        )
        self.chat.refusal = (403, words)
        self._push("my_chat_member", self._membership("member", "kicked"))

    async def unblocks(self) -> None:
        self.chat.refusal = None
        self._push("my_chat_member", self._membership("kicked", "member"))

    async def adds_the_bot(self) -> None:
        """In a group, as `person.within(group)`: the bot becomes a member."""
        self.chat.refusal = None
        self._push("my_chat_member", self._membership("left", "member"))

    def deactivates(self) -> None:
        """Deletes the account. Nobody tells the bot."""
        self.chat.refusal = (403, "user is deactivated")

    def _membership(self, before: str, after: str) -> dict[str, Any]:
        def member(status: str) -> dict[str, Any]:
            return {"status": status, "user": self.api.me, **({"until_date": 0} if status == "kicked" else {})}

        states = {"old_chat_member": member(before), "new_chat_member": member(after)}
        return {"chat": self.chat.json(), "from": self.user, "date": int(time.time()), **states}

    def _push(self, kind: str, event: dict[str, Any]) -> None:
        self._acted = self.api.bell.ring()
        self.api.updates.push(kind, event, self.chat.id)


class Group(View):
    """A group the bot is in. Persons act in it by `person.within(group)`."""

    def migrates(self, to: int) -> Group:
        """The group becomes a supergroup with another id; messages to the old one are refused with the new id."""
        self.chat.migrated_to = to
        return self.api.group(to, title=self.chat.names["title"])

    async def waits_for(self, text: str, timeout: float = PATIENCE, *, ever: bool = True) -> Message:
        """A group does nothing itself, so any message of the bot counts."""
        return await super().waits_for(text, timeout, ever=ever)
