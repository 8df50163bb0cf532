"""Several equal processes of `green-channel run`: one database, one folder, and a proxy in front."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.world.proxy import Proxy
from tests.world.service import Service


@dataclass(frozen=True)
class Several:
    services: list[Service]
    proxy: Proxy

    @property
    def one(self) -> Service:
        """Where it is the same which: what was printed, and the database."""
        return self.services[0]

    async def start(self, within: float = 60) -> None:
        """All at once."""
        await asyncio.gather(*(service.start(within) for service in self.services))


@asynccontextmanager
async def several(folder: Path, count: int = 3, **settings: str) -> AsyncIterator[Several]:
    """Not started yet; what still runs at the end is killed."""
    own = [{"GC_SEARCH_INDEX": str(folder / f"search-{number}.db")} for number in range(count)]
    services = [Service(folder, forked=True, GC_TRUSTED_PROXIES="127.0.0.1", **settings, **one) for one in own]
    async with Proxy([service.address for service in services]).running() as proxy:
        for service in services:
            service.settings["GC_PUBLIC_URL"] = proxy.address
        try:
            yield Several(services, proxy)
        finally:
            for service in services:
                service.end()
