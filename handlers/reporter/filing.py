"""What a file is: asked once it has arrived, answered by a press or a few words, and changed as easily."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from aiogram import Router
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

from actions.evidence import file_of
from actions.place import name_files, take_out
from cases.errors import CaseError
from cases.materials import ItemState, MaterialNotListed
from cases.placing import NO_ITEM, FileNotThere, FilePlacedAlready, Named, Wanted, likely, named, says_none, says_what
from cases.tracks import ENDED
from handlers.callbacks import FilePress, MaterialPress
from handlers.chat import WAY, Shown, button, keyboard, put_in_place, shortened
from handlers.door import Door, Voice
from handlers.reporter.drafting import leave_mode
from handlers.reporter.materials_sent import FILING, PAGE, look, page_of
from handlers.said.errors import error_words
from handlers.said.materials import line_title
from storage.conversations import Caller, set_mode
from storage.dossiers import Paper, desk_wrote_since
from storage.materials import Checklist
from storage.tables import Case

ASKED_FOR = timedelta(minutes=10)  # so long a few words may say what a file is, and photos are asked about together


NEVER = "0001-01-01T00:00:00+00:00"


@dataclass(frozen=True)
class FileQuestion:
    """The question of what one file of a case is, and what was sent together with it."""

    door: Door
    caller: Caller
    case: Case
    checklist: Checklist
    paper: Paper
    said: str = ""  # below the file
    walk: bool = False

    @property
    def voice(self) -> Voice:
        return self.door.voice(self.caller)

    @property
    def lot(self) -> list[Paper]:
        return self.checklist.together(self.paper)

    @property
    def others(self) -> int:
        """How many more files nobody has said of what they are."""
        return sum(paper not in self.lot for paper in self.checklist.loose)

    def wanted(self) -> list[Wanted]:
        """The list as the rules see it; what an officer waived is asked of nobody."""
        return [
            Wanted(line.id, line_title(self.voice, line), line.state is not ItemState.MISSING, line.is_optional)
            for line in self.checklist.lines
            if line.state is not ItemState.WAIVED
        ]

    def title(self, item: str) -> str:
        line = self.checklist.line(item)
        return line_title(self.voice, line) if line else ""

    def button(
        self, action: str, label: str, item: str = "", page: int = 0, style: str | None = None
    ) -> InlineKeyboardButton:
        press = FilePress(
            action=action, number=self.case.number, file=self.paper.mark, item=item, page=page, walk=self.walk
        )
        return button(shortened(label), press, style)

    def way(self, action: str, label: str) -> InlineKeyboardButton:
        return self.button(action, self.voice.say(f"buttons.{label}"), style=WAY)


def register(router: Router) -> None:
    router.callback_query.register(pressed, FilePress.filter())
    router.message.register(typed, names_a_file)


async def ask_what(door: Door, caller: Caller, number: str, source: str, said: str, now: datetime) -> Shown:
    """The file which that update brought has arrived; what it is, as long as somebody can still make use of it."""
    async with door.database.reading() as session:
        case, checklist = await look(session, door, caller, number)
        row = await file_of(session, source)
    paper = next((one for one in checklist.papers if row and one.file.id == row.id), None)
    if paper is None or paper not in checklist.loose or not _is_asked(case):
        name, count = paper.name if paper else "", len(checklist.papers)
        return Shown(door.voice(caller).chat("file_passed_on", name=name, count=count, number=number), None)
    asking = FileQuestion(door, caller, case, checklist, paper, said)
    await _wait_for_words(asking, now)
    return question(asking, is_new=True)


def asked_with(caller: Caller, number: str | None, names: Sequence[str], now: datetime) -> str | None:
    """The lot that a file joins: photos sent one after the other are asked about together, if none says what it is."""
    about = caller.conversation.about if _waits_for_words(caller, now) else {}
    is_same = number is not None and about.get("number") == number and "lot" in about
    return str(about["lot"]) if is_same and not any(map(says_what, names)) else None


def file_number(caller: Caller, now: datetime) -> str | None:
    """The case of the file that was asked about just now: other words said then are for its expert."""
    return str(caller.conversation.about["number"]) if _waits_for_words(caller, now) else None


async def ask_no_more(door: Door, caller: Caller) -> None:
    """Something else was said: the next few words name no file."""
    if caller.conversation.mode == FILING:
        await leave_mode(door, caller)


def _waits_for_words(caller: Caller, now: datetime) -> bool:
    """Whether a file was asked about a moment ago, and nothing else was said since."""
    chat = caller.conversation
    return chat.mode == FILING and now < datetime.fromisoformat(chat.about.get("until", NEVER))


async def names_a_file(message: Message, door: Door, caller: Caller, now: datetime) -> dict[str, object] | bool:
    """Whether a few words say what the file is that was just asked about; beside an open report they are its answer."""
    draft, about = caller.draft, caller.conversation.about
    is_telling = draft is not None and draft.is_told
    if not _waits_for_words(caller, now) or not message.text or is_telling:
        return False
    try:
        asking = await _open(door, caller, str(about["number"]), str(about["file"]))
    except CaseError:
        return False
    async with door.database.reading() as session:
        is_reply = await desk_wrote_since(session, asking.case.id, asking.paper.file.received_at)
    if is_reply or asking.paper not in asking.checklist.loose:
        return False
    found = Named((NO_ITEM,), is_plain=True) if says_none(message.text) else named(message.text, asking.wanted())
    return {"asking": asking, "found": found} if found.items else False


async def typed(message: Message, asking: FileQuestion, found: Named) -> None:
    """One item plainly named is as good as a press; of several, which."""
    try:
        shown = await put(asking, found.items[0]) if found.is_plain else question(asking, items=found.items)
    except CaseError as error:
        shown = Shown(error_words(asking.voice, error), None)
    await message.answer(shown.text, reply_markup=shown.keyboard)


async def pressed(query: CallbackQuery, callback_data: FilePress, door: Door, caller: Caller) -> None:
    """Any button of the question. Somebody else's number is answered like a missing one."""
    voice = door.voice(caller)
    try:
        shown = await _answer(callback_data, door, caller)
    except MaterialNotListed as error:  # the list changed meanwhile: the question again, with what is on it now
        asking = await _open(door, caller, callback_data.number, callback_data.file)
        await put_in_place(query, question(asking))
        await query.answer(error_words(voice, error), show_alert=True)
        return
    except CaseError as error:
        await query.answer(error_words(voice, error), show_alert=True)
        return
    if callback_data.action == "sort" and isinstance(query.message, Message):  # its message says something else
        await query.message.answer(shown.text, reply_markup=shown.keyboard)
    else:
        await put_in_place(query, shown)
    await query.answer()


async def _answer(press: FilePress, door: Door, caller: Caller) -> Shown:
    if press.action == "sort":
        return await next_loose(door, caller, press.number)
    if press.action == "which":
        return await which_file(door, caller, press)
    asking = replace(await _open(door, caller, press.number, press.file), walk=press.walk)
    return await ACTIONS.get(press.action, ask_again)(asking, press)


async def next_loose(door: Door, caller: Caller, number: str, done: str = "") -> Shown:
    """The next file of which nobody has said what it is; when there is none, how much of the list is there."""
    async with door.database.reading() as session:
        case, checklist = await look(session, door, caller, number)
    if not checklist.loose:
        text = door.voice(caller).chat("file_placed", done=done, readiness=checklist.readiness)
        return Shown(text, keyboard([to_list(door.voice(caller), number)]))
    return question(FileQuestion(door, caller, case, checklist, checklist.loose[0], walk=True), done=done)


def question(asking: FileQuestion, *, items: Sequence[str] = (), done: str = "", is_new: bool = False) -> Shown:
    """What is it? The likeliest items as buttons, none of them, and all of them."""
    names = [paper.name for paper in asking.lot]
    offered = items or likely([*names, asking.said], asking.wanted())
    text = asking.voice.chat(
        "file_what",
        name=asking.paper.name,
        count=len(names),
        others=asking.others if asking.walk else 0,
        done=done,
        is_new=is_new,
    )
    rows = [[asking.button("put", asking.title(item), item)] for item in offered]
    return Shown(text, keyboard(*rows, [asking.way("none", "file_none"), asking.way("all", "file_all")]))


async def ask_again(asking: FileQuestion, _press: FilePress) -> Shown:
    return question(asking)


async def whole_list(asking: FileQuestion, press: FilePress) -> Shown:
    """Every item of the list, a page at a time."""
    lines, say = asking.checklist.lines, asking.voice.say
    page = min(max(press.page, 0), max(0, -(-len(lines) // PAGE) - 1))
    here = lines[page * PAGE : (page + 1) * PAGE]
    turns = [asking.button("all", say("buttons.earlier"), page=page - 1, style=WAY)] if page else []
    if (page + 1) * PAGE < len(lines):
        turns.append(asking.button("all", say("buttons.later"), page=page + 1, style=WAY))
    rows = [[asking.button("put", asking.title(line.id), line.id)] for line in here]
    text = asking.voice.chat(
        "file_what", name=asking.paper.name, count=len(asking.lot), others=0, done="", is_new=False
    )
    return Shown(text, keyboard(*rows, turns, [asking.way("none", "file_none"), asking.way("ask", "file_back")]))


async def put_pressed(asking: FileQuestion, press: FilePress) -> Shown:
    return await put(asking, press.item)


async def put_nowhere(asking: FileQuestion, _press: FilePress) -> Shown:
    return await put(asking, NO_ITEM)


async def put(asking: FileQuestion, item: str) -> Shown:
    """It is that: said back, with the way to change it, and the next file when several are gone through.

    Raises MaterialNotListed and what `name_files` does.
    """
    door, caller, number = asking.door, asking.caller, asking.case.number
    try:
        async with door.database.writing() as session:
            hand = door.hand(session, conversation=caller.conversation)
            checklist = await name_files(hand, number, asking.paper.mark, item)
    except FilePlacedAlready:
        return placed(asking, asking.checklist, is_news=False)
    await ask_no_more(door, caller)
    if asking.walk and checklist.loose:
        return await next_loose(door, caller, number, done=_where(asking, checklist))
    return placed(asking, checklist)


def placed(asking: FileQuestion, checklist: Checklist, *, is_news: bool = True) -> Shown:
    """Where the file is now, and how much of the list is there."""
    done, voice, number = _where(asking, checklist, is_news=is_news), asking.voice, asking.case.number
    text = voice.chat("file_placed", done=done, readiness=checklist.readiness)
    page = page_of(checklist, _now(asking, checklist).file.step)
    return Shown(text, keyboard([to_list(voice, number, page), asking.way("undo", "file_wrong")]))


async def taken_out(asking: FileQuestion, press: FilePress) -> Shown:
    """It is not for that item, or what was put there together is not; so what it is, is asked again."""
    door, caller = asking.door, asking.caller
    async with door.database.writing() as session:
        hand = door.hand(session, conversation=caller.conversation)
        checklist = await take_out(hand, asking.case.number, asking.paper.mark, together=press.action == "undo")
    paper = checklist.paper(asking.paper.mark) or asking.paper
    return question(replace(asking, checklist=checklist, paper=paper))


async def which_file(door: Door, caller: Caller, press: FilePress) -> Shown:
    """Of an item's several files, the one that does not belong there."""
    async with door.database.reading() as session:
        case, checklist = await look(session, door, caller, press.number)
    line, voice = checklist.line(press.item), door.voice(caller)
    if line is None:
        raise MaterialNotListed
    page = min(max(press.page, 0), max(0, -(-len(line.papers) // PAGE) - 1))
    here = line.papers[page * PAGE : (page + 1) * PAGE]
    askings = [FileQuestion(door, caller, case, checklist, paper) for paper in here]
    rows = [[asking.button("out", asking.paper.name)] for asking in askings]
    turns = [
        button(voice.say(f"buttons.{label}"), press.model_copy(update={"page": to}), WAY)
        for label, to, there in (
            ("earlier", page - 1, page > 0),
            ("later", page + 1, (page + 1) * PAGE < len(line.papers)),
        )
        if there
    ]
    back = button(
        voice.say("buttons.back_to_list"), MaterialPress(action="item", number=case.number, item=line.id), WAY
    )
    return Shown(voice.chat("file_which", title=line_title(voice, line)), keyboard(*rows, turns, [back]))


def to_list(voice: Voice, number: str, page: int = 0) -> InlineKeyboardButton:
    return button(voice.say("buttons.materials"), MaterialPress(action="open", number=number, page=page))


def sort_button(voice: Voice, number: str) -> InlineKeyboardButton:
    """Goes through the files of which nobody has said what they are."""
    return button(voice.say("buttons.file_sort"), FilePress(action="sort", number=number))


def _where(asking: FileQuestion, checklist: Checklist, *, is_news: bool = True) -> str:
    """One sentence: under which item the files are now."""
    paper, count = _now(asking, checklist), len(asking.lot)
    line = checklist.line(paper.file.step)
    said = "nowhere" if line is None else "here" if is_news else "before"
    path = f"materials.placed.{said}{'_many' if count > 1 else ''}"
    return asking.voice.say(path, name=paper.name, count=count, title=line_title(asking.voice, line) if line else "")


def _now(asking: FileQuestion, checklist: Checklist) -> Paper:
    return checklist.paper(asking.paper.mark) or asking.paper


def _is_asked(case: Case) -> bool:
    """A case that the money lane opened has its list once the report is sent."""
    return case.is_complete and case.service not in ENDED


async def _open(door: Door, caller: Caller, number: str, mark: str) -> FileQuestion:
    """Raises CaseNotFound, FileNotThere, KeyLost."""
    async with door.database.reading() as session:
        case, checklist = await look(session, door, caller, number)
    paper = checklist.paper(mark)
    if paper is None:
        raise FileNotThere
    return FileQuestion(door, caller, case, checklist, paper)


async def _wait_for_words(asking: FileQuestion, now: datetime) -> None:
    """The next few words may say what it is, unless this chat is at something else."""
    chat, draft = asking.caller.conversation, asking.caller.draft
    if draft and draft.is_told:
        return
    about = {"number": asking.case.number, "file": asking.paper.mark, "until": (now + ASKED_FOR).isoformat()}
    if not any(map(says_what, (asking.paper.name, asking.said))):
        about["lot"] = asking.paper.lot
    async with asking.door.database.writing() as session:
        await set_mode(session, chat.id, FILING, **about)


Act = Callable[[FileQuestion, FilePress], Awaitable[Shown]]
ACTIONS: dict[str, Act] = {
    "ask": ask_again,
    "put": put_pressed,
    "none": put_nowhere,
    "all": whole_list,
    "out": taken_out,
    "undo": taken_out,
}
