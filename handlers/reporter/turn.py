"""What a person said now, and what it may mean: heard once, for whichever way takes it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from cases.hearing import Listening, hear, may_be_guessed
from cases.passing import in_few_words
from cases.questionnaire import Answer, Step
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

    @cached_property
    def in_short(self) -> Mapping[str, Answer]:
        """What so few words say of a question of the offence."""
        return in_few_words(self.said)


Taking = Callable[[Turn, Step], Awaitable[Shown | None]]
