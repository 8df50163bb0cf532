"""What every form in chat does: it stands with the chat, asks for its words, and becomes the verb."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import escape
from typing import Any

from aiogram.types import InlineKeyboardButton

from actions.attaching import MOST
from cases.errors import CaseError
from cases.people import CaseNotFound, NotAllowed
from cases.tracks import MoveNotPossible
from cases.verbs import TELL_REPORTER, NotYours, Takes, Verb
from handlers.chat import Shown, keyboard, shortened, source_of
from handlers.desk.argument import CANNED, DROP, KEPT, PREVIEW, WITHOUT_WORDS
from handlers.desk.card import Pressing
from handlers.desk.choices import Asked
from handlers.desk.crossing import NOTHING_BESIDE, Beside, begin
from handlers.desk.forms import OPTIONAL, PREVIEWED, check, chosen_files, fill, labels, record, takes_of
from handlers.doing import do, write_down
from handlers.said.cases import told_later
from handlers.said.errors import error_words
from storage.attached import pending_of
from storage.cases import case_for_member
from storage.conversations import set_mode

FOR_GOOD = (MoveNotPossible, CaseNotFound, NotAllowed, NotYours)  # another try would not help: the form is left


class FormLeft(CaseError):
    """The button belongs to a form that is not open in this chat any more."""


@asynccontextmanager
async def asking(pressing: Pressing) -> AsyncIterator[Asked]:
    """The form as far as it goes, with the case as it is now. Raises CaseNotFound."""
    async with pressing.door.database.reading() as session:
        case = await case_for_member(session, pressing.number, pressing.member)
        yield Asked(session, pressing.voice, pressing.member, case, _given(pressing))


def _given(pressing: Pressing) -> dict[str, str]:
    """The choices made before, if this chat is still at that form of that case."""
    chat = pressing.caller.conversation
    is_same = chat.mode == pressing.press.action and chat.about.get("number") == pressing.number
    return dict(chat.about.get("given", {})) if is_same else {}


async def at_form(pressing: Pressing) -> Asked:
    """The open form of words to a reporter. Raises FormLeft, and what the verb's rules do."""
    async with asking(pressing) as asked:
        check(pressing.press.action, asked.case, asked.member)
    if "read" not in asked.given:
        raise FormLeft
    return asked


async def remember(pressing: Pressing, asked: Asked, *, ready: bool) -> None:
    """Where the form stands, for the next press, text or file of this chat."""
    about: dict[str, Any] = {"number": pressing.number, "given": dict(asked.given), "ready": ready}
    async with pressing.door.database.writing() as session:
        await set_mode(session, pressing.caller.conversation.id, pressing.press.action, **about)


async def ask_for_text(pressing: Pressing, asked: Asked, items: tuple[str, ...] = (), now: str = "") -> None:
    """The next text of this chat completes the form."""
    shown = await form_shown(pressing, asked, items, now)
    await pressing.message.answer(shown.text, reply_markup=shown.keyboard)


async def form_shown(pressing: Pressing, asked: Asked, items: tuple[str, ...] = (), now: str = "") -> Shown:
    """The form as it is from here on.

    `items` are the titles that a round may leave out, `now` what that says which is to be put right.
    """
    action, takes, beside = pressing.press.action, takes_of(pressing.press.action), NOTHING_BESIDE
    if takes is Takes.TO_REPORTER:
        asked, beside = await begin(pressing, asked)
    await remember(pressing, asked, ready=True)
    facts = {"number": pressing.number, "verb": action, "takes": takes, "items": items, "says_now": now}
    previewed = PREVIEWED in asked.given
    text = pressing.voice.chat("desk/write", **facts, previewed=previewed, beside=beside, most=MOST)
    return Shown(text, keyboard(*_ways(pressing, takes, beside, previewed=previewed)))


def _ways(
    pressing: Pressing, takes: Takes | None, beside: Beside, *, previewed: bool
) -> list[list[InlineKeyboardButton]]:
    action, say = pressing.press.action, pressing.voice.say
    if takes in OPTIONAL:
        return [[pressing.button(action, WITHOUT_WORDS, say("buttons.without_words"))]]
    if takes is not Takes.TO_REPORTER:
        return []
    kept = [pressing.button(action, KEPT, say("buttons.send_kept"))] if beside.kept else []
    look = [pressing.button(action, PREVIEW, say("buttons.preview"))] if beside.kept or not previewed else []
    canned = [pressing.button(action, CANNED, say("console.pages.canned"))]
    drops = [
        [pressing.button(action, f"{DROP}.{one.mark}", shortened(say("buttons.drop_file", name=one.name)))]
        for one in beside.attached
    ]
    return [kept, look, canned, *drops]


async def perform(pressing: Pressing, asked: Asked, takes: Takes, text: str = "") -> dict[str, str]:
    """The verb, and the end of the form if it had words, in one transaction; what was chosen, in words.

    Raises what the verb does, and NotUnderstood for the text.
    """
    action = pressing.press.action
    async with pressing.door.database.writing() as session:
        asked = asked.now_in(session)
        said = await labels(asked, takes)
        said["along"] = await _along(asked) if takes is Takes.TO_REPORTER else ""
        source = source_of(pressing.message, pressing.door.keys) if text else None
        hand = pressing.door.hand(session, member=pressing.member, source=source)
        if takes is Takes.RECORD:
            await write_down(hand, pressing.number, record(asked, text))
        else:
            await do(hand, pressing.number, Verb(action), fill(asked, takes, text))
        if text:
            await set_mode(session, pressing.caller.conversation.id)
        said["later"] = told_later(pressing.voice, asked.case) if action in TELL_REPORTER else ""
    return said


async def _along(asked: Asked) -> str:
    """How many files go with the words."""
    chosen = chosen_files(asked)
    files = [one for one in await pending_of(asked.session, asked.case, asked.member) if one.file.id in chosen]
    return asked.voice.say("phrases.sent_along", count=len(files)) if files else ""


def done_words(pressing: Pressing, said: dict[str, str]) -> str:
    """What was done, and when the reporter hears of it if not now."""
    done = pressing.voice.say(f"verbs.{pressing.press.action}.done", number=pressing.number, **said)
    return "\n".join(filter(None, (done, said.get("along"), said["later"])))


async def say_why_not(pressing: Pressing, error: CaseError, *, name: str = "", limit: int = 0) -> None:
    """What cannot be taken is said, and the chat stays ready for another try, unless none would help.

    `name` and `limit` are of a file that was refused.
    """
    if isinstance(error, FOR_GOOD):
        async with pressing.door.database.writing() as session:
            await set_mode(session, pressing.caller.conversation.id)
    words = error_words(pressing.voice, error, to="desk", name=name, limit=limit)
    await pressing.message.answer(escape(words, quote=False))
