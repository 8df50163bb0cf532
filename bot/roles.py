"""What a process does where several are one unit (GC_ROLE): docs/scaling.md."""

from __future__ import annotations

from enum import StrEnum

from cases.errors import CaseError
from handlers.door import WayIn


class ProcessRole(StrEnum):
    """WEB answers people, and WORKER sends what is due and asks Telegram; ALL does both, which is enough for most."""

    ALL = "all"
    WEB = "web"
    WORKER = "worker"

    @property
    def serves(self) -> bool:
        """Pages, console and webhooks."""
        return self is not ProcessRole.WORKER

    @property
    def delivers(self) -> bool:
        """What is due, and everything else that time brings."""
        return self is not ProcessRole.WEB

    def listens(self, way: WayIn) -> bool:
        """What a page left unhandled is for whoever serves pages; all else is fetched by who delivers."""
        return self.serves if way.has_pages else self.delivers


class OneProcessOnSqlite(CaseError):
    """SQLite has one process of the unit, which does everything."""

    def __init__(self, role: ProcessRole) -> None:
        super().__init__(role)
        self.role = role.value


def check_role(role: ProcessRole, database_url: str) -> None:
    """Raises OneProcessOnSqlite."""
    if role is not ProcessRole.ALL and database_url.startswith("sqlite"):
        raise OneProcessOnSqlite(role)
