"""A case among those it was merged with: what it leads to, and the reporters who are answered beside its own."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.dossiers import Dossier, open_dossier
from storage.keys import KeyLost
from storage.merged import main_for, parts_seen
from storage.tables import Case, Member


@dataclass(frozen=True)
class Part:
    """One that was merged into the case; without a dossier where its key was destroyed."""

    case: Case
    dossier: Dossier | None


@dataclass(frozen=True)
class Merged:
    """`main` is the number of what the case was merged into, where the reader may know it."""

    main: str = ""
    parts: list[Part] = field(default_factory=list)

    @property
    def opened(self) -> list[Case]:
        """Those that are shown beside the case, and are on record as looked at with it."""
        return [one.case for one in self.parts if one.dossier]


async def look_merged(session: AsyncSession, case: Case, member: Member) -> Merged:
    if case.merged_into is not None:
        main = await main_for(session, case, member)
        return Merged(main.number if main else "")
    seen = await parts_seen(session, case, member)
    return Merged(parts=[Part(one, await _opened(session, one)) for one in seen])


async def _opened(session: AsyncSession, case: Case) -> Dossier | None:
    with suppress(KeyLost):
        return await open_dossier(session, case)
    return None
