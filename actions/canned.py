"""A lead changes the answers that the team often gives."""

from __future__ import annotations

from uuid import UUID, uuid4

from actions.hand import Hand
from cases.canned import LONGEST_TEXT, LONGEST_TITLE, MOST, by_ids
from cases.errors import CaseError
from cases.understanding import read_text
from cases.verbs import Verb, check_may
from storage.canned import Words, kept_answers
from storage.keys import keys_of
from storage.tables import CannedAnswer

LONGEST = {"title": LONGEST_TITLE, "text": LONGEST_TEXT}


class TooManyAnswers(CaseError):
    """More than anybody would look through."""

    def __init__(self) -> None:
        super().__init__(MOST)
        self.most = MOST


async def change_answer(hand: Hand, name: str | None, words: Words, names: dict[str, str], *, is_off: bool) -> str:
    """As it is from now on, in both languages; without a `name` it is a new one. Returns the name.

    `names` are the fields' ids by the names people write. Raises NotAllowed, NotUnderstood, UnknownField and
    TooManyAnswers.
    """
    await hand.check_standing()
    check_may(hand.officer.role, Verb.MANAGE_ANSWERS)
    read: Words = {
        part: {language: by_ids(read_text(text, LONGEST[part]), names) for language, text in words[part].items()}
        for part in LONGEST
    }
    if name is None and len(await kept_answers(hand.session)) >= MOST:
        raise TooManyAnswers
    name = name or _new_name(uuid4())
    await hand.session.merge(
        CannedAnswer(
            name=name,
            sealed_words=keys_of(hand.session).unit.seal_json(read, f"canned:{name}"),
            is_off=is_off,
            changed_by=hand.officer.id,
            changed_at=hand.now,
        )
    )
    return name


def _new_name(answer: UUID) -> str:
    return answer.hex[:12]
