"""Moving a draft: every move is stored before anything new is shown."""

from __future__ import annotations

from datetime import datetime

from actions.report import begin_report
from cases.questionnaire import REVIEW, Answer, without_item
from handlers.door import Door
from handlers.reporter.asking import Asking
from storage.conversations import Caller, set_mode
from storage.drafts import Told, store_draft, told_in
from storage.tables import Draft


async def open_draft(door: Door, caller: Caller) -> Asking | None:
    """The report this person is telling, opened, or None. A step an upgrade removed gives way to the next open one."""
    draft = caller.draft
    if draft is None or draft.submitted_at or draft.discarded_at:
        return None
    told = await told_in(door.database, draft)
    if draft.step != REVIEW and door.questionnaire.step(draft.step, told.answers) is None:
        draft.step = door.questionnaire.after(draft.step, told.answers)
    return Asking(door.voice(caller), draft, told)


async def begin_draft(door: Door, caller: Caller, now: datetime, **known: Answer) -> Asking:
    """A fresh report at its first question, or at the first that what is `known` does not answer."""
    told, first = Told(known), door.questionnaire.after("", known)
    async with door.database.writing() as session:
        caller.draft = await begin_report(session, caller.conversation, first, now, told)
    return Asking(door.voice(caller), caller.draft, told)


async def keep(asking: Asking, step: str, answer: Answer, now: datetime, message_id: int | None = None) -> None:
    """Store an answer and go to the next question. Raises DraftMovedOn."""
    asking.told.answers[step] = answer
    asking.told.unread = ""
    await move(asking, asking.door.questionnaire.after(step, asking.told.answers), now, message_id)


async def hold(asking: Asking, said: str, now: datetime, message_id: int | None) -> None:
    """What could not be understood is kept as well, until the person says it another way."""
    asking.told.unread = said
    await move(asking, asking.draft.step, now, message_id)


async def move(asking: Asking, to: str, now: datetime, message_id: int | None = None) -> None:
    """Store the draft at another step. Raises DraftMovedOn when another device was faster."""
    await store_draft(asking.door.database, asking.draft, asking.told, to, now, message_id=message_id)


async def drop_item(asking: Asking, list_id: str, index: int, now: datetime) -> None:
    """Take one item out of a list."""
    asking.told.answers = without_item(asking.told.answers, list_id, index)
    await move(asking, REVIEW, now)


def is_of(draft: Draft, mark: str) -> bool:
    return draft.id.hex.startswith(mark)


async def leave_mode(door: Door, caller: Caller) -> None:
    """The next text is no longer meant for the desk or for an item of the list."""
    if caller.conversation.mode:
        async with door.database.writing() as session:
            await set_mode(session, caller.conversation.id)
        caller.conversation.mode, caller.conversation.about = "", {}
