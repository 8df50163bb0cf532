"""Two officers do not tell a reporter two things without knowing it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from actions.hand import Hand
from cases.errors import CaseError
from cases.tracks import ENDED
from storage.cases import desk_words_since, said_since
from storage.keys import keys_of
from storage.merged import parts_seen
from storage.message_texts import message_text
from storage.tables import Author, Case, CaseMessage
from storage.team import team_of


class HeldByAnother(CaseError):
    """A colleague has the case, and whoever writes has not said that they answer all the same."""

    def __init__(self, name: str, holder: UUID) -> None:
        super().__init__(name)
        self.name, self.holder = name, holder


class AnsweredMeanwhile(CaseError):
    """A colleague wrote to the reporter since the officer began; `text` is what they said."""

    def __init__(self, name: str, message: CaseMessage, text: str) -> None:
        super().__init__(name)
        self.name, self.at, self.text, self.read = name, message.at, text, str(message.id)


class ReporterWrote(CaseError):
    """The reporter wrote since the officer began; `text` is what, and nothing was done over it."""

    def __init__(self, message: CaseMessage, text: str) -> None:
        super().__init__()
        self.at, self.text, self.read = message.at, text, str(message.id)


async def check_read(hand: Hand, case: Case, read: str, *, alone: bool = False) -> None:
    """Whether the officer has read all that would be answered, or ended, by what they do.

    `read` is the newest message of either side when they began, or the beginning of its id (NOBODY_HAD for none, empty
    where nobody looked). What is not done with the case `alone` is done with what was merged into it. Raises
    ReporterWrote and AnsweredMeanwhile.
    """
    if not read:
        return
    family = [case, *([] if alone else await parts_seen(hand.session, case, hand.officer, lock=True))]
    found = await said_since(hand.session, [one.id for one in family], read)
    unread = [one for one in found if one.author is Author.REPORTER or one.member_id != hand.officer.id]
    if not unread:
        return
    newest, text = unread[0], await _opened(hand, family, *reversed(unread))
    if any(one.author is Author.REPORTER for one in unread):
        raise ReporterWrote(newest, text)
    raise AnsweredMeanwhile((await team_of(hand.session)).name(newest.member_id), newest, text)


async def check_crossing(hand: Hand, case: Case, despite: str, read: str) -> None:
    """Whether words to the reporter may go. Raises HeldByAnother and AnsweredMeanwhile.

    `despite` is the holder whom the officer was told of, `read` the desk's newest message they saw (NOBODY_HAD for
    none, empty where nobody looked).
    """
    team = await team_of(hand.session)
    if case.service not in ENDED and case.holder_id not in {None, hand.officer.id} and despite != str(case.holder_id):
        assert case.holder_id
        raise HeldByAnother(team.name(case.holder_id), case.holder_id)
    if not read:
        return
    for message in await desk_words_since(hand.session, case.id, read):
        if message.member_id != hand.officer.id:
            raise AnsweredMeanwhile(team.name(message.member_id), message, await _opened(hand, [case], message))


async def _opened(hand: Hand, family: Sequence[Case], *messages: CaseMessage) -> str:
    """What they say; of what was merged into the first of the family, also in which case it was said."""
    cases = {one.id: one for one in family}
    ciphers = await keys_of(hand.session).ciphers(hand.session, [one.key_id for one in family])
    told = []
    for one in messages:
        case = cases[one.case_id]
        text = message_text(ciphers[case.key_id], one) if case.key_id in ciphers else ""
        told.append(text if case is family[0] else f"{case.number}\n{text}")
    return "\n\n".join(told)
