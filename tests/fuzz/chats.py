"""What is said, pressed and sent in a reporter's chat at whatever step, and in the chats of the desk."""

from __future__ import annotations

from random import Random

from bot.webchat import limits
from cases.people import Role
from cases.verbs import Verb
from handlers import callbacks
from handlers.chat import utf16
from tests.console.house import House
from tests.fuzz.hostile import mixed
from tests.matrix.rights import TEAM_COMMANDS
from tests.world.people import Person

PREFIXES = sorted(one.__prefix__ for one in vars(callbacks).values() if getattr(one, "__prefix__", None))
MOST = 64  # bytes of a button
NAMES = ("a.pdf", "a\0b.exe", "../../x.html", "名" * 300, "", ".", "a.pdf.lnk", "\u202egpj.exe")
DONE = 40  # what a reporter does before another comes
KNOWN = (
    *Verb,
    "menu",
    "pick",
    "toggle",
    "edit",
    "submit",
    "rate",
    "withdraw",
    "more",
    "change",
    "open",
    "later",
    "absence",
)


ON_SCREEN = 60  # messages that somebody has in mind


class Chats:
    """Reporters, one after the other, and two of the desk."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.people: dict[str, Person] = {}

    async def open(self) -> None:
        self.people["expert"] = await self.house.expert("陈立")
        self.people["lead"] = await self.house.expert("周敏", Role.LEAD)
        await self._another()

    async def does(self, rng: Random, number: int) -> str:
        """One thing; says what it was."""
        if number % DONE == 0:
            await self._another()
        who = rng.choice(("reporter", "reporter", *self.people))
        person = self.people[who]
        act = rng.choice((self._says, self._presses, self._presses, self._forges, self._sends))
        did = f"{who}: {await act(rng, person)}"
        for gone in sorted(person._entries)[:-ON_SCREEN]:  # or an hour of them is what grows
            del person._entries[gone]
        return did

    async def _another(self) -> None:
        self.people["reporter"] = await self.house.reporter()

    async def _says(self, rng: Random, person: Person) -> str:
        command = f"/{rng.choice(sorted(TEAM_COMMANDS))} " if rng.random() < 0.2 else ""
        text = _short(command + mixed(rng))
        await person.says(text)
        return f"says {text[:300]!r}"

    async def _presses(self, rng: Random, person: Person) -> str:
        """One of the buttons on the screen, old ones too."""
        shown = [(seen, label) for seen in person.screen[-6:] for label in seen.buttons]
        if not shown:
            return await self._says(rng, person)
        seen, label = rng.choice(shown)
        entry = person._entries[seen.id]
        button = next(one for row in entry.content.keyboard for one in row if one.text == label)
        if button.callback_data:
            await self._feeds(person, seen.id, button.callback_data)
        return f"presses {label!r} ({button.callback_data})"

    async def _forges(self, rng: Random, person: Person) -> str:
        """Data of one's own making, as a changed client could send it."""
        parts = [rng.choice((str(rng.choice(KNOWN)), mixed(rng)[:30], "7", "")) for _ in range(rng.randrange(7))]
        data = ":".join([rng.choice(PREFIXES), *parts]).encode()[:MOST].decode("utf-8", "ignore")
        if person.screen:
            await self._feeds(person, person.last.id, data)
        return f"forges {data!r}"

    async def _feeds(self, person: Person, message_id: int, data: str) -> None:
        updates = self.house.parts.web_chat.updates
        entry = await person._entry(message_id)
        query_id, _ = updates.answers.expect()
        await updates._feed_press(entry, query_id, data, None)
        await person.looks()

    async def _sends(self, rng: Random, person: Person) -> str:
        name, content = (
            rng.choice((*NAMES, mixed(rng)[:200])),
            rng.choice((b"%PDF-1.4", rng.randbytes(2000), b"MZ", b"<html>", b"\xff\xd8\xff")),
        )
        await person.sends_all((name, content), caption=_short(mixed(rng)) if rng.random() < 0.5 else "")
        return f"sends {name!r}"


def _short(text: str) -> str:
    """As the page's door lets it through."""
    while utf16(text) > limits.TEXT:
        text = text[: len(text) // 2]
    return text.strip() or "在"
