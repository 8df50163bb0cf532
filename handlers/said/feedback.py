"""What a reporter said once their case had ended, for the page of the case."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from cases.feedback import Felt
from handlers.door import Voice
from storage.keys import keys_of
from storage.tables import Case, Feedback


@dataclass(frozen=True)
class Line:
    label: str
    words: str


async def feedback_of(session: AsyncSession, voice: Voice, case: Case) -> list[Line]:
    """Of what was not answered, nothing."""
    row = await session.get(Feedback, case.id)
    if row is None:
        return []
    found = [Line(_label(voice, one), _yes_or_no(voice, getattr(row, one.value))) for one in Felt]
    if row.money:
        found.append(Line(_label(voice, "money"), voice.say(f"buttons.money_{row.money.value}")))
    if row.again:
        found.append(Line(_label(voice, "again"), voice.say("feedback.yes")))
    if row.sealed_remark:
        cipher = await keys_of(session).cipher(session, case.key_id)
        found.append(Line(_label(voice, "remark"), cipher.open_text(row.sealed_remark, f"remark:{case.id}")))
    return [line for line in found if line.words]


def _label(voice: Voice, name: str) -> str:
    return voice.say(f"feedback.label.{name}")


def _yes_or_no(voice: Voice, value: bool | None) -> str:
    return "" if value is None else voice.say(f"feedback.{'yes' if value else 'no'}")
