"""Words to the reporter from the chat: who else writes, what stood in the way of them, and what was kept."""

from __future__ import annotations

from html import escape

from actions.crossing import AnsweredMeanwhile, HeldByAnother
from actions.filled import NOBODY_HAD
from actions.presence import be_at
from cases.presence import IN_CHAT
from cases.verbs import Verb
from handlers.chat import keyboard
from handlers.desk.argument import KEPT
from handlers.desk.card import DOOR, Pressing
from handlers.desk.choices import Asked
from handlers.said.canned import filled_canned
from handlers.said.errors import error_words
from storage.attached import pending_of
from storage.cases import case_for_member, desk_words_since
from storage.conversations import set_mode
from storage.dossiers import open_dossier
from storage.looks import note_look
from storage.presence import others_at
from storage.tables import Seen
from storage.unsent import keep_unsent, unsent_of


async def begin(pressing: Pressing, asked: Asked) -> tuple[Asked, dict[str, object]]:
    """The form knows the desk's newest message; others hear that somebody writes. What the chat says beside."""
    door, case, member = pressing.door, asked.case, pressing.member
    await be_at(door.database, case.id, member, pressing.now, writes=True, lasts=IN_CHAT)
    async with door.database.reading() as session:
        newest = await desk_words_since(session, case.id, "")
        writing = [one.name for one in await others_at(session, case.id, member.id, pressing.now) if one.writes]
        kept = (await unsent_of(session, case, member)).get(Verb(pressing.press.action), "")
        left_out = [one.name for one in await pending_of(session, case, member)]
    beside: dict[str, object] = {"writing": writing, "kept": kept, "left_out": left_out}
    return asked.with_more(read=str(newest[0].id) if newest else NOBODY_HAD), beside


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
        kept = (await unsent_of(session, case, pressing.member)).get(verb, "")
        words = text if not kept or text in kept else f"{kept}\n\n{text}"
        await keep_unsent(session, case, pressing.member, verb, words, pressing.now)
    await note_look(pressing.door.database, case, pressing.member, Seen.CASE, DOOR, pressing.now)


async def explain(pressing: Pressing, error: HeldByAnother | AnsweredMeanwhile, text: str) -> None:
    """The words are kept, and one more press sends them; the form knows now what stood in their way."""
    chat = pressing.caller.conversation
    known = {"despite": str(error.holder)} if isinstance(error, HeldByAnother) else {"read": error.read}
    about = {**chat.about, "given": {**chat.about.get("given", {}), **known}, "ready": True}
    about["number"] = pressing.number
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
