"""A case in a team group: which one, how urgent, where it stands; names, accounts and words stay out of it.

Whoever sits in a group reads it, also who was never on the team or is not any more.
"""

from __future__ import annotations

from sqlmodel.ext.asyncio.session import AsyncSession

from cases.messages import Kind
from handlers.chat import Shown
from handlers.door import Voice
from handlers.said.letter_buttons import letter_keyboard
from handlers.said.letter_facts import kind_name
from storage.tables import Case
from storage.team import team_of


async def group_card(
    session: AsyncSession, voice: Voice, case: Case, kind: Kind = Kind.NEW_CASE, *, repeat: bool = False
) -> Shown:
    """As it stands now; what is pressed beneath is answered in the presser's own chat (handlers/desk/at_home.py)."""
    holder = (await team_of(session)).name(case.holder_id)
    what = "" if kind is Kind.NEW_CASE else kind_name(voice, kind)
    facts = {"case": case, "holder": holder, "what": what, "now": voice.door.clock(), "repeat": repeat}
    return Shown(voice.chat("desk/group_card", **facts), letter_keyboard(voice, kind, case))
