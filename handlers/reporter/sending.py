"""A report sent in words: 提交 at the review sends it; 先提交 in the midst of telling leads to what can be sent now."""

from __future__ import annotations

from datetime import datetime
from html import escape

from aiogram.types import Message

from cases.questionnaire import REVIEW
from cases.understanding.reply import ends_report
from handlers.callbacks import MenuPress
from handlers.chat import ANSWER, Shown, button, keyboard, reply
from handlers.reporter.asking import Asking, show, unsent_words
from handlers.reporter.drafting import move
from handlers.reporter.pressing import Pressed, submit
from storage.conversations import Caller
from storage.utterances import Words, keep_words


async def typed(asking: Asking, words: Words, caller: Caller, now: datetime) -> Shown | None:
    """At the review, the same as its button; None for whatever else is said."""
    if asking.step is not None or ends_report(words.text) != "submit":
        return None
    await keep_words(asking.door.database, asking.draft, words)
    return await submit(Pressed(asking, "", now, caller))


async def break_off(message: Message, words: Words, asking: Asking, now: datetime) -> None:
    """What is missing, and that the experts can have the rest at once; with nothing missing, the review."""
    if asking.door.questionnaire.missing(asking.told.answers):
        await keep_words(asking.door.database, asking.draft, words)
        shown = _offer(asking)
    else:
        await move(asking, REVIEW, now, words)
        shown = show(asking, problem=asking.say("phrases.rest_not_asked"))
    await reply(message, shown)


def _offer(asking: Asking) -> Shown:
    lacks = escape(unsent_words(asking))
    hands_in = button(asking.say("buttons.hand_in"), MenuPress(action="hand_in"), ANSWER)
    goes_on = asking.button("show", label=asking.say("buttons.go_on"))
    return Shown(f"<b>{lacks}</b>\n{asking.say('phrases.breaks_off')}", keyboard([hands_in], [goes_on]))
