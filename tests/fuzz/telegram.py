"""What Telegram brings beside words and presses: every kind of message and event, in chats, groups and channels, odd in size and type."""

from __future__ import annotations

import time
from random import Random
from typing import Any

from tests.fuzz.chats import KNOWN, MOST, NAMES, PREFIXES
from tests.fuzz.hostile import mixed
from tests.matrix.rights import TEAM_COMMANDS
from tests.telegram.bot_api import BotApi
from tests.telegram.people import User

LONGEST = 4096
SIZES = (0, 1, 5000, 20 * 2**20 + 1, 2**31, 2**62)
STATES = ("member", "left", "kicked", "administrator", "restricted", "creator")
FILES = ("document", "video", "voice", "audio", "animation", "video_note", "sticker")
KINDS = (
    "text",
    "text",
    *FILES,
    "photo",
    "contact",
    "location",
    "venue",
    "dice",
    "poll",
    "service",
    "command",
    "nothing",
)
EVENTS = (
    "message",
    "message",
    "message",
    "message",
    "edited_message",
    "callback_query",
    "callback_query",
    "my_chat_member",
)
UNASKED = (
    "channel_post",
    "edited_channel_post",
    "inline_query",
    "chosen_inline_result",
    "poll",
    "chat_member",
    "story",
)


class Odd:
    """Makes updates of these people, alone and in a group, and of a channel."""

    def __init__(self, api: BotApi, people: list[User], group: dict[str, Any]) -> None:
        self.api, self.people, self.group = api, people, group
        self.channel = {"id": -1001000000001, "type": "channel", "title": "通知"}
        self._ids = 9_000_000

    def next(self, rng: Random) -> tuple[str, dict[str, Any], int]:
        """Its kind, what it carries, and the chat it belongs to."""
        kind, who = rng.choice((*EVENTS, *UNASKED) if rng.random() < 0.2 else EVENTS), rng.choice(self.people)
        chat = self._chat(rng, kind, who)
        made = {
            "callback_query": self._press,
            "my_chat_member": self._membership,
            "chat_member": self._membership,
            "inline_query": lambda r, u, _c: {"id": "7", "from": u.user, "query": mixed(r)[:256], "offset": ""},
            "chosen_inline_result": lambda r, u, _c: {"result_id": "7", "from": u.user, "query": mixed(r)[:256]},
            "poll": lambda _r, _u, _c: self._poll(),
        }.get(kind, self._message)
        return kind, made(rng, who, chat), int(chat["id"])

    def _chat(self, rng: Random, kind: str, who: User) -> dict[str, Any]:
        if "channel" in kind:
            return self.channel
        return self.group if rng.random() < 0.3 else who.chat.json()

    def _message(self, rng: Random, who: User, chat: dict[str, Any]) -> dict[str, Any]:
        self._ids += 1
        said: dict[str, Any] = {"message_id": self._ids, "date": int(time.time()), "chat": chat}
        if chat is self.channel or rng.random() < 0.05:
            said["sender_chat"] = self.channel
        if chat is not self.channel:
            said["from"] = who.user
        return said | self._content(rng) | self._around(rng, who)

    def _content(self, rng: Random) -> dict[str, Any]:
        kind = rng.choice(KINDS)
        if kind in FILES or kind == "photo":
            caption = mixed(rng)[:1024]
            return self._file(rng, kind) | ({"caption": caption} if caption and rng.random() < 0.5 else {})
        if kind == "command":
            words = f"/{rng.choice(sorted(TEAM_COMMANDS))}"
            entity = {"type": "bot_command", "offset": 0, "length": len(words)}
            return {"text": f"{words} {mixed(rng)[:200]}", "entities": [entity]}
        plain: dict[str, dict[str, Any]] = {
            "contact": {"contact": {"phone_number": mixed(rng)[:64], "first_name": mixed(rng)[:64]}},
            "location": {"location": {"latitude": rng.choice((0.0, -91.5, 29.87)), "longitude": rng.choice((0, 1e9))}},
            "venue": {"venue": {"location": {"latitude": 1, "longitude": 2}, "title": mixed(rng)[:99], "address": ""}},
            "dice": {"dice": {"emoji": "🎲", "value": rng.choice((1, 6, -1))}},
            "poll": {"poll": self._poll()},
            "service": rng.choice(
                ({"group_chat_created": True}, {"new_chat_title": mixed(rng)[:128]}, {"pinned_message": None})
            ),
            "nothing": {},
        }
        return plain.get(kind) or {"text": mixed(rng)[:LONGEST] or "在", "entities": self._entities(rng)}

    def _file(self, rng: Random, kind: str) -> dict[str, Any]:
        content = rng.choice((b"%PDF-1.4", rng.randbytes(900), b"MZ", b"", b"\xff\xd8\xff"))
        file = self.api.keep_file(kind, rng.choice((*NAMES, mixed(rng)[:99])), content, rng.choice((0, 0, 0, *SIZES)))
        said = self.api.file_json(file, kind)
        more = {"width": 90, "height": 60, "length": 60, "duration": rng.choice((0, 2**31)), "type": "regular"}
        if kind != "photo":
            said[kind] |= more | {"is_animated": False, "is_video": False}
        if rng.random() < 0.1:  # a file that is not there
            said = {"document": {"file_id": mixed(rng)[:40] or "x", "file_unique_id": "x"}}
        return said | ({"media_group_id": rng.choice(("a", "b", mixed(rng)[:30]))} if rng.random() < 0.3 else {})

    def _around(self, rng: Random, who: User) -> dict[str, Any]:
        """Forwarded, answered to, sent through another bot, in a topic, edited."""
        found: dict[str, Any] = {}
        if rng.random() < 0.2:
            hidden = {"type": "hidden_user", "date": 0, "sender_user_name": mixed(rng)[:64]}
            channel = {"type": "channel", "date": 0, "chat": self.channel, "message_id": 1}
            found["forward_origin"] = rng.choice(
                (hidden, channel, {"type": "user", "date": 0, "sender_user": who.user})
            )
        if rng.random() < 0.2:
            chat = who.chat.json()
            found["reply_to_message"] = {"message_id": rng.choice((1, 2**31)), "date": rng.choice((0, 1)), "chat": chat}
        if rng.random() < 0.1:
            found |= {"message_thread_id": rng.choice((1, 2**40)), "is_topic_message": True}
        if rng.random() < 0.1:
            found |= {"via_bot": self.api.me, "edit_date": rng.choice((0, 2**31))}
        return found

    def _press(self, rng: Random, who: User, chat: dict[str, Any]) -> dict[str, Any]:
        """Of a message, of one that cannot be reached any more, of one sent inline; with data or a game."""
        self._ids += 1
        parts = [rng.choice((str(rng.choice(KNOWN)), mixed(rng)[:30], "7", "")) for _ in range(rng.randrange(7))]
        data = ":".join([rng.choice(PREFIXES), *parts]).encode()[:MOST].decode("utf-8", "ignore")
        gone = {"message_id": 1, "date": 0, "chat": chat}
        there = {"message_id": rng.choice((1, 2, 2**31)), "date": 7, "chat": chat, "from": self.api.me, "text": "在"}
        under = rng.choice(({"message": there}, {"message": there}, {"message": gone}, {"inline_message_id": "x"}))
        pressed = {"data": data} if rng.random() < 0.95 else {"game_short_name": "x"}
        return {"id": str(self._ids), "from": who.user, "chat_instance": "1"} | under | pressed

    def _membership(self, rng: Random, who: User, chat: dict[str, Any]) -> dict[str, Any]:
        def state() -> dict[str, Any]:
            rights = dict.fromkeys(RIGHTS, rng.random() < 0.5)
            return {"status": rng.choice(STATES), "user": self.api.me, "until_date": 0, "is_member": True} | rights

        return {"chat": chat, "from": who.user, "date": 0, "old_chat_member": state(), "new_chat_member": state()}

    def _entities(self, rng: Random) -> list[dict[str, Any]]:
        """Places that are not in the text, too."""
        kinds = ("bold", "text_link", "mention", "bot_command", "custom_emoji", "of tomorrow")
        made = {"offset": rng.choice((0, 7, 2**20)), "length": rng.choice((0, 1, 2**20))}
        return [{"type": rng.choice(kinds), "url": "http://[", **made}] if rng.random() < 0.2 else []

    def _poll(self) -> dict[str, Any]:
        flags = dict.fromkeys(("is_closed", "is_anonymous", "allows_multiple_answers"), False)
        return {"id": "7", "question": "?", "options": [], "total_voter_count": 0, "type": "regular", **flags}


RIGHTS = (
    "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
    "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
    "can_edit_stories", "can_delete_stories", "can_send_messages", "can_send_audios", "can_send_documents",
    "can_send_photos", "can_send_videos", "can_send_video_notes", "can_send_voice_notes", "can_send_polls",
    "can_send_other_messages", "can_add_web_page_previews", "can_pin_messages", "can_manage_topics",
)  # fmt: skip
