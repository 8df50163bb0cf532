"""Moving a draft: every move is stored before anything new is shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from actions.report import begin_report
from cases.follow_ups import after
from cases.hearing import on_one_side
from cases.law.plans import On
from cases.questionnaire import REVIEW, Answer, without_item
from handlers.door import Door, at_device
from handlers.outside import read_moment
from handlers.reporter.asking import Asking
from handlers.reporter.just_in import keep_earlier
from storage.conversations import Caller, set_mode
from storage.drafts import Told, store_draft, told_in
from storage.tables import Draft
from storage.utterances import Words, add_words

STORY = "story"


async def open_draft(door: Door, caller: Caller) -> Asking | None:
    """The report this person is telling, opened, or None. A step an upgrade removed gives way to the next open one."""
    draft = caller.draft
    if draft is None or not draft.is_told:
        return None
    told = await told_in(door.database, draft)
    if draft.step != REVIEW and door.questionnaire.step(draft.step, told.answers) is None:
        draft.step = door.questionnaire.next(told.answers)
    return _asking(door, caller, draft, told)


def _asking(door: Door, caller: Caller, draft: Draft, told: Told) -> Asking:
    keeps_presses = door.ways_in[caller.conversation.channel].keeps_presses
    return Asking(door.voice(caller), draft, told, caller, keeps_presses)


async def begin_draft(door: Door, caller: Caller, now: datetime, words: Words | None = None) -> Asking:
    """A fresh report at the story. `words` are its beginning: they are kept before anything is made of them."""
    told = Told(hands=tuple(filter(None, (at_device.get(),))))
    async with door.database.writing() as session:
        planned = list(after(door.law.plans, On.BEGUN, now, door.zone))
        caller.draft = await begin_report(session, caller.conversation, STORY, now, told, planned)
        if words:
            await add_words(session, caller.draft, words)
    return _asking(door, caller, caller.draft, told)


async def keep(asking: Asking, step: str, answer: Answer, now: datetime, words: Words | None = None) -> None:
    """Store an answer and go to the next question. Raises DraftMovedOn."""
    await keep_all(asking, {step: answer}, now, words)


async def keep_all(asking: Asking, found: Mapping[str, Answer], now: datetime, words: Words | None = None) -> None:
    """Store answers and go to what is asked next. Raises DraftMovedOn."""
    asking.told.answers = on_one_side({**asking.told.answers, **found})
    asking.told.unread = ""
    await move(asking, asking.door.questionnaire.next(asking.told.answers), now, words)


async def hold(asking: Asking, said: str, now: datetime, words: Words) -> None:
    """What fits no question: its own question stays open, and the words can be taken for its answer with one press."""
    asking.told.unread = said
    await move(asking, asking.draft.step, now, words)


async def move(asking: Asking, to: str, now: datetime, words: Words | None = None) -> None:
    """Store the draft at another step, with the words that led there.

    Raises DraftMovedOn when another device was faster; the words are kept then too.
    """
    await keep_earlier(asking)
    await store_draft(asking.door.database, asking.draft, asking.told, to, now, words=words)


async def drop_item(asking: Asking, list_id: str, index: int, now: datetime) -> None:
    """Take one item out of a list."""
    asking.told.answers = without_item(asking.told.answers, list_id, index)
    await move(asking, REVIEW, now)


def is_of(draft: Draft, mark: str) -> bool:
    return draft.id.hex.startswith(mark)


async def enter_mode(door: Door, caller: Caller, mode: str, lasts: timedelta, **about: str) -> None:
    """The next text is meant for this; not for ever."""
    about |= {"until": (door.clock() + lasts).isoformat()}
    async with door.database.writing() as session:
        await set_mode(session, caller.conversation.id, mode, **about)
    caller.conversation.mode, caller.conversation.about = mode, dict(about)


def until_in(caller: Caller, mode: str) -> datetime | None:
    """Until when the next text is meant for this; None where it is not."""
    conversation = caller.conversation
    return read_moment(str(conversation.about.get("until", ""))) if conversation.mode == mode else None


async def leave_mode(door: Door, caller: Caller) -> None:
    """The next text is no longer meant for the desk or for an item of the list."""
    if caller.conversation.mode:
        async with door.database.writing() as session:
            await set_mode(session, caller.conversation.id)
        caller.conversation.mode, caller.conversation.about = "", {}
