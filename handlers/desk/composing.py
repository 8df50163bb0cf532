"""Words to a reporter before they go: picked, looked at as their reader will see them, changed, sent, or dropped."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from hashlib import sha256

from sqlmodel.ext.asyncio.session import AsyncSession

from actions.attaching import drop_attached
from actions.crossing import AnsweredMeanwhile, HeldByAnother
from cases.tracks import MoveNotPossible
from cases.verbs import Takes, Verb
from handlers.chat import change, fitting, in_rows, keyboard, shortened
from handlers.desk.argument import CANNED, DISCARD, DROP, EDIT, PREVIEW, SEND
from handlers.desk.asking import FormLeft, ask_for_text, asking, at_form, done_words, form_shown, perform
from handlers.desk.card import Pressing
from handlers.desk.choices import Asked
from handlers.desk.crossing import explain, keep_canned, kept_words
from handlers.desk.forms import PREVIEWED, check, chosen_files, with_files
from handlers.said.canned import offered_canned
from handlers.said.preview import Preview, preview_of
from storage.attached import Attached, pending_of
from storage.cases import case_for_member
from storage.conversations import set_mode
from storage.presence import stop_writing
from storage.tables import Case
from storage.unsent import drop_unsent, keep_unsent


def way_of(pressing: Pressing) -> Callable[[Pressing], Awaitable[None]] | None:
    """What a button of such a form does, beside its choices; none of these sends what nobody looked at."""
    return WAYS.get(pressing.press.argument.partition(".")[0])


async def pick(pressing: Pressing) -> None:
    """The answers to pick from, or the one that was picked, kept as this member's words and shown with its button."""
    name = pressing.press.argument.partition(".")[2]
    async with asking(pressing) as asked:
        check(pressing.press.action, asked.case, asked.member)
        found = await offered_canned(asked.session, pressing.voice)
    if not name:
        buttons = [pressing.button(pressing.press.action, f"{CANNED}.{one}", shortened(label)) for one, label in found]
        shown, first = fitting(buttons)
        text = pressing.voice.chat("desk/canned", number=pressing.number, nothing=not found, first=first)
        await pressing.message.answer(text, reply_markup=keyboard(*in_rows(shown)))
        return
    await keep_canned(pressing, name)
    await ask_for_text(pressing, asked)


async def send_kept(pressing: Pressing, asked: Asked) -> None:
    """The words that were kept, at one press. Raises MoveNotPossible when there are none any more."""
    text = await kept_words(pressing)
    if not text:
        raise MoveNotPossible
    try:
        said = await perform(pressing, asked, Takes.TO_REPORTER, text)
    except (HeldByAnother, AnsweredMeanwhile) as error:
        await explain(pressing, error, text)
        return
    await change(pressing.message, done_words(pressing, said))


async def look_first(pressing: Pressing) -> None:
    """What was kept, as it will be read; without any, the words that come next are shown before they go."""
    asked = await at_form(pressing)
    if text := await kept_words(pressing):
        await show(pressing, asked, text)
    else:
        await ask_for_text(pressing, asked.with_more(**{PREVIEWED: "yes"}))


async def take_words(pressing: Pressing, text: str) -> None:
    """Words that are looked at first: kept in the place of earlier ones, and shown. Raises NotUnderstood."""
    asked = await at_form(pressing)
    async with pressing.door.database.writing() as session:
        case = await case_for_member(session, pressing.number, pressing.member)
        await _preview(session, pressing, asked, case, text)  # what could not be sent is not kept either
        await keep_unsent(session, case, pressing.member, Verb(pressing.press.action), text, pressing.now)
    await show(pressing, asked, text)


async def show(pressing: Pressing, asked: Asked, text: str, *, changed: bool = False) -> None:
    """First the very message that its reader will get, then what is to be done with it. Raises NotUnderstood."""
    async with pressing.door.database.reading() as session:
        case = await case_for_member(session, pressing.number, pressing.member)
        shown = await _preview(session, pressing, asked, case, text)
        stands = _stands_for(text, await _chosen(session, pressing, asked, case))
    action, say = pressing.press.action, pressing.voice.say
    send = pressing.button(action, f"{SEND}.{stands}", say("buttons.send_this"))
    edit = pressing.button(action, EDIT, say("buttons.keep_writing"))
    discard = pressing.button(action, DISCARD, say("buttons.do_not_send"))
    for letter in filter(None, (shown.closed, shown.text)):
        await pressing.message.answer(letter)
    words = pressing.voice.chat("desk/preview", shown=shown, number=pressing.number, changed=changed)
    await pressing.message.answer(words, reply_markup=keyboard([send], [edit, discard]))


async def send_shown(pressing: Pressing) -> None:
    """What was shown goes; if it is not what is kept now, that is shown instead. Raises FormLeft."""
    asked = await at_form(pressing)
    text = await kept_words(pressing)
    if not text:
        raise FormLeft
    async with pressing.door.database.reading() as session:
        case = await case_for_member(session, pressing.number, pressing.member)
        stands = _stands_for(text, await _chosen(session, pressing, asked, case))
    if pressing.press.argument == f"{SEND}.{stands}":
        await send_kept(pressing, asked)
    else:
        await show(pressing, asked, text, changed=True)


async def write_on(pressing: Pressing) -> None:
    """The words as they are, to be copied and changed; what comes next takes their place and is shown again."""
    asked = await at_form(pressing)
    await ask_for_text(pressing, asked.with_more(**{PREVIEWED: "yes"}), now=await kept_words(pressing))


async def discard(pressing: Pressing) -> None:
    """Words and files of this form are gone, and so is the form."""
    asked, member, number = await at_form(pressing), pressing.member, pressing.number
    async with pressing.door.database.writing() as session:
        hand = pressing.door.hand(session, member=member)
        case = await hand.see(number)
        files = await _chosen(session, pressing, asked, case)
        for one in files:
            await drop_attached(hand, number, one.file.id)
        await drop_unsent(session, number, member.id, Verb(pressing.press.action))
        await stop_writing(session, number, member.id, pressing.now)
        await set_mode(session, pressing.caller.conversation.id)
    for one in files:
        await pressing.door.files.remove(one.file.id)
    await change(pressing.message, pressing.voice.say("phrases.not_sent", number=number))


async def drop(pressing: Pressing) -> None:
    """One file does not go along, and is gone. The form stands as before."""
    asked, mark = await at_form(pressing), pressing.press.argument.partition(".")[2]
    async with pressing.door.database.writing() as session:
        hand = pressing.door.hand(session, member=pressing.member)
        case = await hand.see(pressing.number)
        files = await _chosen(session, pressing, asked, case)
        found = next((one.file.id for one in files if one.mark == mark), None)
        if found:
            await drop_attached(hand, pressing.number, found)
    if found:
        await pressing.door.files.remove(found)
    left = tuple(one.file.id for one in files if one.file.id != found)
    shown = await form_shown(pressing, with_files(asked, left))
    await change(pressing.message, shown.text, shown.keyboard)


async def _preview(session: AsyncSession, pressing: Pressing, asked: Asked, case: Case, text: str) -> Preview:
    verb, chosen = Verb(pressing.press.action), chosen_files(asked)
    return await preview_of(session, pressing.voice, case, pressing.member, verb, text, chosen)


async def _chosen(session: AsyncSession, pressing: Pressing, asked: Asked, case: Case) -> list[Attached]:
    """Of the files that stand at the form, those that still wait."""
    chosen = chosen_files(asked)
    return [one for one in await pending_of(session, case, pressing.member) if one.file.id in chosen]


def _stands_for(text: str, files: list[Attached]) -> str:
    """What a button says of the words and files that were shown with it, so that it sends no others."""
    return sha256("\n".join([text, *(one.file.id.hex for one in files)]).encode()).hexdigest()[:12]


WAYS: dict[str, Callable[[Pressing], Awaitable[None]]] = {
    CANNED: pick,
    PREVIEW: look_first,
    SEND: send_shown,
    EDIT: write_on,
    DISCARD: discard,
    DROP: drop,
}
