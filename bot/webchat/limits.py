"""Every limit of the web chat in one place."""

from __future__ import annotations

from datetime import timedelta

from handlers.counting import Rate

TEXT = 4096  # UTF-16 units, as Telegram
CAPTION = 1024
CALLBACK_BYTES = 64
BUTTONS = 100
TOAST = 200
FILE_BYTES = 100 * 1024 * 1024
FILES_AT_ONCE = 10
JSON_BYTES = 64 * 1024
HISTORY_PAGE = 40
SEEN_AT_ONCE = 40
PARTS_AT_ONCE = FILES_AT_ONCE + 4  # of a form: the files, and what is said with them

MESSAGES = Rate(60, timedelta(minutes=1))  # per chat
PRESSES = Rate(120, timedelta(minutes=1))  # per chat
GOINGS = Rate(120, timedelta(minutes=1))  # per browser: out of sight, and left
SIGHTS = Rate(60, timedelta(minutes=1))  # per chat: messages that came onto the screen, told together
UPLOADS = Rate(60, timedelta(minutes=10))  # per chat
WRONG_CODES = Rate(20, timedelta(minutes=15))  # per address; above it each try costs some work, and none is refused
