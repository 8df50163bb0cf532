"""What a lead tells every reporter of a series, in chat: written, shown as it will be read, sent by a press."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from sqlmodel.ext.asyncio.session import AsyncSession

from actions.circulars import prepare
from cases.circulars import NotLookedAt, in_two
from cases.verbs import Takes, Verb
from handlers.chat import change, keyboard
from handlers.desk.argument import DISCARD, EDIT, NOW, SEND
from handlers.desk.asking import FormLeft, ask_for_text, asking, done_words, perform
from handlers.desk.card import Pressing
from handlers.desk.crossing import kept_words
from handlers.said.circulars import CircularShown, show_circular
from storage.cases import case_for_member
from storage.conversations import set_mode
from storage.unsent import drop_unsent, keep_unsent

VERB = Verb.SEND_CIRCULAR
MOST_SHOWN = 3  # letters in one chat; the console shows each


def way_of(pressing: Pressing) -> Callable[[Pressing], Awaitable[None]] | None:
    """What a button of the form does."""
    return WAYS.get(pressing.press.argument.partition(".")[0])


async def take_circular(pressing: Pressing, text: str) -> None:
    """Kept in the place of earlier words, and shown. Raises what `prepare` does."""
    async with pressing.door.database.writing() as session:
        shown = await _looked_at(pressing, session, text)
        case = await case_for_member(session, pressing.number, pressing.member)
        await keep_unsent(session, case, pressing.member, VERB, text, pressing.now)
    await _show(pressing, shown)


async def _looked_at(pressing: Pressing, session: AsyncSession, text: str) -> CircularShown:
    hand = pressing.door.hand(session, member=pressing.member)
    return await show_circular(hand, pressing.voice, await prepare(hand, pressing.number, *in_two(text)))


async def _show(pressing: Pressing, shown: CircularShown, *, changed: bool = False) -> None:
    """First what a few of them will get, then how many and who not, and what is to be done with it."""
    say, count = pressing.voice.say, len(shown.letters)
    for one in shown.letters[:MOST_SHOWN]:
        await pressing.message.answer(one.shown.text)
    words = pressing.voice.chat(
        "desk/circular",
        shown=shown,
        number=pressing.number,
        changed=changed,
        more=max(0, count - MOST_SHOWN),
        address=f"{pressing.door.address}/console/series/{shown.series}",
    )
    at = pressing.voice.spoken.clock(shown.day_at, pressing.now)
    by_day = say("circulars.by_day", count=count, at=at) if shown.is_night else say("circulars.send", count=count)
    send = [pressing.button(VERB, f"{SEND}.{shown.mark}", by_day)]
    now = [pressing.button(VERB, f"{NOW}.{shown.mark}", say("circulars.now"))] if shown.is_night else []
    edit = pressing.button(VERB, EDIT, say("buttons.keep_writing"))
    discard = pressing.button(VERB, DISCARD, say("buttons.do_not_send"))
    await pressing.message.answer(words, reply_markup=keyboard(send, now, [edit, discard]))


async def send_shown(pressing: Pressing) -> None:
    """What was shown, to those who were; if either is not so any more, that is shown instead. Raises FormLeft."""
    text, (way, _, mark) = await _kept(pressing), pressing.press.argument.partition(".")
    async with asking(pressing) as asked:
        pass  # read and closed before anything is written
    asked = asked.with_more(sure=mark, at_once="yes" if way == NOW else "")
    try:
        said = await perform(pressing, asked, Takes.CIRCULAR, text)
    except NotLookedAt:
        async with pressing.door.database.writing() as session:
            shown = await _looked_at(pressing, session, text)
        await _show(pressing, shown, changed=True)
        return
    await change(pressing.message, done_words(pressing, said))


async def write_on(pressing: Pressing) -> None:
    """The words as they are, to be copied and changed; what comes next takes their place and is shown again."""
    text = await _kept(pressing)
    async with asking(pressing) as asked:
        pass
    await ask_for_text(pressing, asked, now=text)


async def discard(pressing: Pressing) -> None:
    await _kept(pressing)
    async with pressing.door.database.writing() as session:
        await drop_unsent(session, pressing.number, pressing.member.id, VERB)
        await set_mode(session, pressing.caller.conversation.id)
    await change(pressing.message, pressing.voice.say("circulars.dropped"))


async def _kept(pressing: Pressing) -> str:
    """Raises FormLeft where nothing is written, or another form stands in this chat."""
    chat = pressing.caller.conversation
    is_here = chat.mode == VERB and chat.about.get("number") == pressing.number
    if not is_here or not (text := await kept_words(pressing)):
        raise FormLeft
    return text


WAYS: dict[str, Callable[[Pressing], Awaitable[None]]] = {
    SEND: send_shown,
    NOW: send_shown,
    EDIT: write_on,
    DISCARD: discard,
}
