"""Words to the reporter from the chat: who else writes, what stood in the way of them, and what was kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from actions.attaching import MOST
from actions.closing import StillOwed
from actions.crossing import AnsweredMeanwhile, HeldByAnother, ReporterWrote
from actions.filled import NOBODY_HAD
from actions.presence import be_at
from actions.revising import RevisedMeanwhile
from cases.presence import IN_CHAT
from cases.verbs import Takes, Verb
from handlers.chat import keyboard
from handlers.desk.argument import KEPT
from handlers.desk.card import DOOR, Pressing
from handlers.desk.choices import Asked
from handlers.desk.forms import chosen_files, with_files
from handlers.said.canned import filled_canned
from handlers.said.errors import error_words
from handlers.said.letter_buttons import MARK, mark_of
from storage.attached import Attached, pending_of
from storage.cases import case_for_member, desk_words_since, said_since
from storage.conversations import set_mode
from storage.dossiers import open_dossier
from storage.looks import note_look
from storage.merged import parts_seen
from storage.presence import others_at
from storage.tables import Case, Conversation, Seen
from storage.unsent import keep_unsent, unsent_of


@dataclass(frozen=True)
class Beside:
    """What a form of words to a reporter says beside: who else writes, the words that were kept, and the files.

    `attached` go with the words; `room` is how many more may.
    """

    writing: list[str] = field(default_factory=list)
    kept: str = ""
    attached: list[Attached] = field(default_factory=list)
    room: int = MOST


NOTHING_BESIDE = Beside()


async def begin(pressing: Pressing, asked: Asked) -> tuple[Asked, Beside]:
    """A new form knows the desk's newest message and the files that wait; others hear that somebody writes."""
    door, case, member = pressing.door, asked.case, pressing.member
    await be_at(door.database, case.id, member, pressing.now, writes=True, lasts=IN_CHAT)
    async with door.database.reading() as session:
        newest = await desk_words_since(session, case.id, "")
        writing = [one.name for one in await others_at(session, case.id, member.id, pressing.now) if one.writes]
        kept = (await unsent_of(session, case, member)).get(Verb(pressing.press.action), "")
        pending = await pending_of(session, case, member)
    if "read" not in asked.given:  # the form is shown for the first time
        asked = asked.with_more(read=str(newest[0].id) if newest else NOBODY_HAD)
        asked = with_files(asked, tuple(one.file.id for one in pending))
    chosen = chosen_files(asked)
    attached = [one for one in pending if one.file.id in chosen]
    return asked, Beside(writing, kept, attached, max(MOST - len(pending), 0))


async def kept_words(pressing: Pressing) -> str:
    """What this member has not sent for that verb of that case. Raises CaseNotFound."""
    async with pressing.door.database.reading() as session:
        case = await case_for_member(session, pressing.number, pressing.member)
        return (await unsent_of(session, case, pressing.member)).get(Verb(pressing.press.action), "")


async def keep_canned(pressing: Pressing, name: str) -> None:
    """That answer, filled in for the case, behind what was kept. Raises NoSuchAnswer and FieldMissing."""
    verb = Verb(pressing.press.action)
    async with pressing.door.database.writing() as session:
        case = await case_for_member(session, pressing.number, pressing.member)
        dossier = await open_dossier(session, case)
        text = await filled_canned(session, pressing.voice, name, dossier, pressing.member)
        await keep_more(session, pressing, case, verb, text)
    await note_look(pressing.door.database, case, pressing.member, Seen.CASE, DOOR, pressing.now)


async def keep_more(session: AsyncSession, pressing: Pressing, case: Case, verb: Verb, text: str) -> None:
    """Behind what was kept; the same once more changes nothing."""
    kept = (await unsent_of(session, case, pressing.member)).get(verb, "")
    words = kept if text in kept else f"{kept}\n\n{text}".strip()
    await keep_unsent(session, case, pressing.member, verb, words, pressing.now)


async def explain(pressing: Pressing, error: HeldByAnother | AnsweredMeanwhile, text: str) -> None:
    """The words are kept, and one more press sends them; the form knows now what stood in their way."""
    chat = pressing.caller.conversation
    known = {"despite": str(error.holder)} if isinstance(error, HeldByAnother) else {"read": error.read}
    about = _form_that_knows(chat, known) | {"ready": True, "number": pressing.number}
    async with pressing.door.database.writing() as session:
        case = await case_for_member(session, pressing.number, pressing.member)
        await keep_unsent(session, case, pressing.member, Verb(pressing.press.action), text, pressing.now)
        await set_mode(session, chat.id, pressing.press.action, **about)
    other = error.text if isinstance(error, AnsweredMeanwhile) else ""
    said = [escape(error_words(pressing.voice, error, to="desk"))]
    if other:
        said.append(f"<blockquote>{escape(other)}</blockquote>")
    send = pressing.button(pressing.press.action, KEPT, pressing.voice.say("buttons.send_all_the_same"))
    await pressing.message.answer("\n".join(said), reply_markup=keyboard([send]))


async def show_meanwhile(pressing: Pressing, error: RevisedMeanwhile | ReporterWrote | AnsweredMeanwhile) -> None:
    """What was written since; the form knows that it was shown, and the same words sent once more go."""
    chat = pressing.caller.conversation
    known = {"seen": error.seen} if isinstance(error, RevisedMeanwhile) else {"read": error.read}
    async with pressing.door.database.writing() as session:
        await set_mode(session, chat.id, pressing.press.action, **_form_that_knows(chat, known))
    words, again = error_words(pressing.voice, error, to="desk"), pressing.voice.say("phrases.send_again")
    await pressing.message.answer(f"{escape(words)}\n<pre>{escape(error.text)}</pre>\n{again}")


def _form_that_knows(chat: Conversation, known: dict[str, str]) -> dict[str, Any]:
    """What stands with the chat, and what its member was shown meanwhile."""
    return {**chat.about, "given": {**chat.about.get("given", {}), **known}}


async def ask_all_the_same(pressing: Pressing, error: ReporterWrote | AnsweredMeanwhile | StillOwed) -> None:
    """What was written since, or is still owed, with a button that makes the choice once more and has read it."""
    place, value, known = pressing.press.argument.split(".", 2)
    read, _, sure = known.partition(".")
    if isinstance(error, StillOwed):
        sure, other = error.mark, ""
    else:
        read, other = error.read[:MARK], f"\n<blockquote>{escape(error.text)}</blockquote>"
    label = pressing.voice.say("buttons.close_all_the_same")
    button = pressing.button(pressing.press.action, f"{place}.{value}.{read}.{sure}", label)
    text = f"{escape(error_words(pressing.voice, error, to='desk'))}{other}"
    await pressing.message.answer(text, reply_markup=keyboard([button]))


async def newest_said(asked: Asked, takes: Takes) -> str:
    """A mark of the newest message of either side, short enough for a button; of what ends, also of its parts."""
    ends = takes is Takes.REASON
    parts = await parts_seen(asked.session, asked.case, asked.member) if ends else []
    newest = await said_since(asked.session, [asked.case.id, *(one.id for one in parts)], "")
    return mark_of(newest[0].id if newest else None)
