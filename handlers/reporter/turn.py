"""What a person said now, and what it may mean: heard once, for whichever way takes it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from cases.hearing import Listening, facts_in, hear, may_be_guessed, payments_left, without_hotlines
from cases.money_lane import STEPS
from cases.passing import in_few_words
from cases.questionnaire import Answer, State, Step
from cases.understanding.moments_in_text import find_moments
from cases.understanding.motion import read_motion
from handlers.chat import Shown
from handlers.reporter import money
from handlers.reporter.asking import Asking
from storage.utterances import Words


@dataclass(frozen=True)
class Turn:
    """Words said now at the step where the report stands."""

    asking: Asking
    words: Words
    now: datetime

    @property
    def said(self) -> str:
        return self.words.text

    @property
    def answers(self) -> dict[str, Answer]:
        return self.asking.told.answers

    @property
    def listening(self) -> Listening:
        return money.listening(self.asking, self.words)

    @cached_property
    def guesses(self) -> Mapping[str, Answer]:
        """What these words say of any question; heard once, while no way has taken them yet."""
        short = {name: one for name, one in self.in_short.items() if may_be_guessed(self.answers.get(name))}
        return hear(self.said, self.listening, self.answers) | short

    @property
    def says_it_left_earlier(self) -> bool:
        """Whether they say that the money left earlier."""
        return read_motion(self.said, self.words.said_at, self.asking.door.zone) == "no"

    @property
    def names_a_time(self) -> bool:
        return bool(find_moments(self.said, self.words.said_at, self.asking.door.zone))

    def new_facts(self) -> dict[str, Answer]:
        """What these words add for 110 and the bank; what was passed over once may be said later."""
        told = self.answers
        known = {name: one for name, one in told.items() if name not in STEPS or one.state is not State.SKIPPED}
        said = facts_in(without_hotlines(self.said), payments_left(self.said), self.listening, known)
        return {name: one for name, one in said.items() if name not in known}

    @cached_property
    def in_short(self) -> Mapping[str, Answer]:
        """What so few words say of a question of the offence."""
        return in_few_words(self.said)


Taking = Callable[[Turn, Step], Awaitable[Shown | None]]
