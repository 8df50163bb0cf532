"""The one family of errors.

The docstring is the log line; the words a person reads live in templates/words/errors.toml.
"""

from __future__ import annotations

from typing import Any


class CaseError(Exception):
    """Something the rules do not allow."""

    @property
    def code(self) -> str:
        """The key of this error's words: the class name in snake case."""
        name = type(self).__name__
        return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")

    def __str__(self) -> str:
        return (type(self).__doc__ or self.code).strip()


class LeavesBehind(CaseError):
    """A refusal of which something is kept all the same."""

    async def leave(self, session: Any) -> None:
        """Writes it, in a transaction of its own once what was refused is undone."""
        raise NotImplementedError


class NotUnderstood(CaseError):
    """What the person typed could not be read as the kind of value the question asks for."""

    def __init__(self, kind: str, reason: str = "form", **details: object) -> None:
        """`kind` is the kind of value ("money"); `reason` says which check failed ("checksum").

        Both choose the words.
        """
        super().__init__(kind, reason)
        self.kind, self.reason, self.details = kind, reason, details

    @property
    def code(self) -> str:
        return f"not_understood.{self.kind}.{self.reason}"
