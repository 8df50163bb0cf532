"""Column types every table shares: aware UTC times, enums as text."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any

import structlog
from sqlalchemy import DateTime, Dialect, String, TypeDecorator

log = structlog.get_logger()


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in, aware UTC out; a naive time is refused at the border."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without zone cannot be stored")
        at = value.astimezone(UTC)
        return at.replace(tzinfo=None) if dialect.name == "sqlite" else at

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Unheard(str):
    """What a later version wrote, of which this one has never heard. It is in no set of ours, and in no table."""

    __slots__ = ()

    @property
    def value(self) -> str:
        return str(self)


class Text(TypeDecorator[StrEnum]):
    """An enum stored by its value as text: readable in the database, and a new member needs no migration.

    `lenient` where a row that a later version wrote is to be left as it is; elsewhere it is not read at all.
    """

    impl = String(40)
    cache_ok = True

    def __init__(self, enum: type[StrEnum], *, lenient: bool = False) -> None:
        super().__init__()
        self.enum, self.lenient = enum, lenient

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return value if value is None or isinstance(value, Unheard) else self.enum(value).value

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        try:
            return None if value is None else self.enum(value)
        except ValueError:
            if self.lenient:
                return _unheard(self.enum.__name__, value)
            raise


@cache
def _unheard(of: str, value: str) -> Unheard:
    log.warning("a later version wrote what this one has never heard of: it is left alone", of=of, value=value)
    return Unheard(value)
