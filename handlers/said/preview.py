"""Words to a reporter as they will read them: in their language, as their chat shows it, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from actions.attaching import Chosen
from actions.casework import LONGEST
from actions.tell import next_news_at
from cases.messages import Kind
from cases.understanding import read_text
from cases.verbs import Verb
from handlers.door import Voice
from handlers.said.canned import reporters_voice
from handlers.said.cases import told_later
from handlers.said.letter_buttons import files_of_letter, letter_keyboard
from storage.attached import pending_of
from storage.dossiers import Said
from storage.tables import Author, Case, CaseMessage, Conversation, Member
from storage.team import name_of

KINDS = {Verb.ANSWER: Kind.DESK_ANSWERS, Verb.ASK: Kind.DESK_ASKS}


@dataclass(frozen=True)
class Preview:
    """What comes on their side: HTML of our own templates, which escape what was typed.

    `closed` is what they see first on a phone that the suspect may read.
    """

    text: str
    buttons: list[str]
    channel: str
    closed: str
    later: str


@dataclass(frozen=True)
class AsRead:
    """How words come to a reporter, in `theirs`; what is said of it to whoever wrote them, in their `voice`."""

    voice: Voice
    theirs: Voice
    case: Case
    chat: Conversation | None

    def preview(self, kind: Kind, said: Said, *, news_due_at: datetime | None, **details: Any) -> Preview:
        theirs, case, now = self.theirs, self.case, self.voice.door.clock()
        shown = SimpleNamespace(number=case.number, news_due_at=news_due_at)
        buttons = letter_keyboard(theirs, kind, case)
        rows = [*files_of_letter(theirs, kind, case, said), *(buttons.inline_keyboard if buttons else [])]
        return Preview(
            text=theirs.chat(f"messages/{kind}", repeat=False, case=shown, details=details, now=now, said=said),
            buttons=[one.text for row in rows for one in row],
            channel=self.chat.channel.value if self.chat else "",
            closed=theirs.chat("quiet") if case.quiet else "",
            later=told_later(self.voice, case),
        )


async def preview_of(
    session: AsyncSession, voice: Voice, case: Case, member: Member, verb: Verb, text: str, chosen: Chosen
) -> Preview:
    """With these of the files that wait. Nothing is written. Raises NotUnderstood for what could not be sent."""
    door, words = voice.door, read_text(text, LONGEST[Author.DESK])
    theirs, chat = await reporters_voice(session, voice, case), await session.get(Conversation, case.conversation_id)
    message = CaseMessage(
        case_id=case.id, at=door.clock(), author=Author.DESK, sealed_text=b"", is_question=verb is Verb.ASK
    )
    files = tuple(one for one in await pending_of(session, case, member) if one.file.id in chosen)
    said = Said(message, words, name_of(session, member), files=files)
    news = None if case.ended_at else next_news_at(door.law, case, door.clock(), door.zone, taken=True)
    return AsRead(voice, theirs, case, chat).preview(KINDS[verb], said, news_due_at=news)
