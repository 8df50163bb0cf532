"""Away, noted in chat: by a member for themselves, by a lead for whom they lead. Who, which days, who stands in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from aiogram.types import InlineKeyboardButton, Message
from sqlmodel.ext.asyncio.session import AsyncSession

from actions.absence import NoSuchDeputy, cancel_absence, may_manage, note_absence
from cases.absence import period_of, read_days
from cases.errors import CaseError
from cases.people import WORKING, CaseNotFound, Role
from handlers.callbacks import TeamPress
from handlers.chat import MOST_TO_CHOOSE, button, fitting, in_rows, keyboard
from handlers.desk.acting import Acting
from handlers.door import Door
from handlers.outside import read_id
from handlers.said.errors import error_words
from handlers.said.team import could_stand_in, load_words, people_of
from storage.conversations import Caller, set_mode
from storage.tables import Member
from storage.team import member_by_id, team_of

MODE = "absence"
NOBODY = "none"


@dataclass(frozen=True)
class Noting(Acting):
    """One press or text of a member about an absence. `about` is what was chosen before: ids and days."""

    message: Message
    door: Door
    caller: Caller
    now: datetime

    @property
    def about(self) -> dict[str, str]:
        chat = self.caller.conversation
        return {name: str(value) for name, value in chat.about.items()} if chat.mode == MODE else {}

    def button(self, action: str, argument: str, label: str) -> InlineKeyboardButton:
        return button(label, TeamPress(action=action, argument=argument))

    async def remember(self, **about: str) -> None:
        async with self.door.database.writing() as session:
            await set_mode(session, self.caller.conversation.id, MODE, **about)


async def pressed(noting: Noting, action: str, argument: str) -> None:
    """What cannot be is said, and the chat stays where it is."""
    if noting.member.role not in WORKING:
        return
    try:
        await STEPS[action](noting, argument)
    except CaseError as error:
        await noting.message.answer(error_words(noting.voice, error, to="desk"))


async def typed(noting: Noting) -> None:
    """The days, in a chat that waits for them."""
    voice = noting.voice
    try:
        today = noting.now.astimezone(noting.door.zone).date()
        first, last = read_days(noting.message.text or "", today)
        period_of(first, last, noting.now, noting.door.zone)
        async with noting.door.database.reading() as session:
            member = await _whose(session, noting, noting.about.get("member", ""))
            people = await could_stand_in(session, voice, member)
    except CaseError as error:
        await noting.message.answer(error_words(voice, error, to="desk"))
        return
    await noting.remember(member=member.id.hex, first=first.isoformat(), last=last.isoformat())
    rows = [noting.button("deputy", one.member.id.hex, f"{one.name} · {load_words(voice, one.load)}") for one in people]
    shown, most = fitting([noting.button("deputy", NOBODY, voice.say("team.nobody_stands_in")), *rows])
    await noting.message.answer(voice.chat("desk/deputy", first=most), reply_markup=keyboard(*in_rows(shown)))


async def _begin(noting: Noting, argument: str) -> None:
    """A lead says first who is away; everybody else is asked for the days."""
    if noting.member.role is Role.LEAD and not argument:
        await _ask_who(noting)
        return
    async with noting.door.database.reading() as session:
        member = await _whose(session, noting, argument)
        (person,) = await people_of(session, noting.door, noting.voice, [member])
    await noting.remember(member=member.id.hex)
    rows = [
        [noting.button("back", away.id.hex, noting.voice.say("buttons.absence_cancel", days=away.days))]
        for away in person.away[:MOST_TO_CHOOSE]
    ]
    text = noting.voice.chat("desk/absence", person=person, own=member.id == noting.member.id)
    await noting.message.answer(text, reply_markup=keyboard(*rows))


async def _ask_who(noting: Noting) -> None:
    voice = noting.voice
    async with noting.door.database.reading() as session:
        team = await team_of(session)
        under = [one for one in team.today if one.role in WORKING and may_manage(noting.member, one)]
        named = team.named([one for one in under if not one.is_placeholder or one.id == noting.member.id])
    names = [(one, voice.say("team.for_myself") if one.id == noting.member.id else name) for one, name in named]
    shown, most = fitting([noting.button("absence", one.id.hex, name) for one, name in names])
    await noting.message.answer(voice.chat("desk/absence_who", first=most), reply_markup=keyboard(*in_rows(shown)))


async def _note(noting: Noting, argument: str) -> None:
    """The last choice: the absence is noted, and begins at once if it begins today."""
    about, voice = noting.about, noting.voice
    if "first" not in about:
        raise CaseNotFound
    deputy = None if argument == NOBODY else _id(argument)
    first, last = date.fromisoformat(about["first"]), date.fromisoformat(about["last"])
    async with noting.door.database.writing() as session:
        hand = noting.door.hand(session, member=noting.member)
        absence = await note_absence(hand, _id(about["member"]), first, last, deputy)
        await set_mode(session, noting.caller.conversation.id)
        member = await member_by_id(session, absence.member_id)
        (person,) = await people_of(session, noting.door, voice, [member] if member else [])
    noted = next(away for away in person.away if away.id == absence.id)
    await noting.message.answer(voice.chat("desk/absence_noted", person=person, away=noted))


async def _cancel(noting: Noting, argument: str) -> None:
    async with noting.door.database.writing() as session:
        await cancel_absence(noting.door.hand(session, member=noting.member), _id(argument))
        await set_mode(session, noting.caller.conversation.id)
    await noting.message.answer(noting.voice.chat("desk/absence_cancelled"))


async def _whose(session: AsyncSession, noting: Noting, argument: str) -> Member:
    """Raises CaseNotFound for whom this member may not do that."""
    member = await member_by_id(session, _id(argument)) if argument else noting.member
    if member is None or not may_manage(noting.member, member):
        raise CaseNotFound
    return member


def _id(text: str) -> UUID:
    found = read_id(text)
    if found is None:
        raise NoSuchDeputy
    return found


STEPS = {"absence": _begin, "deputy": _note, "back": _cancel}
