"""New cases told together: what nobody has taken by the time the message leaves, a line and a button each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from actions.gathering import is_new
from cases.messages import MESSAGES, While, still_wanted
from handlers.callbacks import DeskPress, TeamPress
from handlers.chat import button, keyboard
from handlers.said.cases import company_name, offence_name, short_name
from handlers.said.letter_facts import Look, sending
from storage.gathered import gathered_in
from storage.keys import keys_of
from storage.letters import Addressed
from storage.queue import companies_of
from storage.tables import Case, Outgoing

MOST_NAMED = 10


@dataclass(frozen=True)
class Gathered:
    """What the template speaks of: the cases named, with their companies (not in a group), of all that are told."""

    cases: list[Case]
    companies: dict[UUID, str]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.cases)


@dataclass(frozen=True)
class Digest:
    """The message, and the rows of the cases it names or counts."""

    text: str
    keyboard: InlineKeyboardMarkup | None
    told: list[UUID]


async def digest_of(look: Look, *, repeat: bool) -> Digest | None:
    """None when nothing of it is new to its reader any more."""
    found = await _still_new(look)
    if not found:
        return None
    voice, cases = look.voice, [case for _, case in found[:MOST_NAMED]]
    companies = {} if look.found.chat.is_group else await _companies(look, cases)
    gathered = Gathered(cases, companies, len(found))
    text = voice.chat(f"messages/{look.row.kind}", repeat=repeat, now=voice.door.clock(), gathered=gathered)
    rows = [[_opens(look, case, companies.get(case.id))] for case in cases]
    # a group sees the cases of its district, and the queue would be that of whoever presses
    queue = [] if look.found.chat.is_group else [button(voice.say("buttons.queue"), TeamPress(action="queue"))]
    return Digest(text, keyboard(*rows, queue), [row.id for row, _ in found])


async def _still_new(look: Look) -> list[tuple[Outgoing, Case]]:
    """What its reader may see and can still be opened; of cases that wait to be taken, what nobody has."""
    waits = MESSAGES[look.row.kind].wanted is While.WAITING
    gathered = await gathered_in(look.session, look.row.id)
    found = [(row, case) for row, case in gathered if is_new(case) or not waits]
    readable = await keys_of(look.session).ciphers(look.session, [case.key_id for _, case in found])
    return [(row, case) for row, case in found if case.key_id in readable and await _is_wanted(look, row, case)]


async def _is_wanted(look: Look, row: Outgoing, case: Case) -> bool:
    alone = replace(look, found=Addressed(row, look.found.chat, look.found.member, case))
    return still_wanted(look.row.kind, await sending(alone))


async def _companies(look: Look, cases: list[Case]) -> dict[UUID, str]:
    names = await companies_of(look.session, cases)
    return {case_id: company_name(look.voice, name) for case_id, name in names.items()}


def _opens(look: Look, case: Case, company: str | None) -> InlineKeyboardButton:
    """Who sits in a group does not read whose case it is."""
    said = offence_name(look.voice, case) if company is None else company
    return button(short_name(look.voice, case, said), DeskPress(action="dossier", number=case.number))
