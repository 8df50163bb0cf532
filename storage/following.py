"""Several search indexes on one PostgreSQL, one for each machine: every change waits for each of them.

The trigger that writes a change down does it once for each that follows (migration 0054). Asked of the database alone,
whose clock is the same for all.
"""

from __future__ import annotations

from sqlalchemy import text

from storage.database import Database

LOOKS = "SELECT seen_at < now() - interval '1 hour' FROM search_followers WHERE id = :name"
SEEN = "UPDATE search_followers SET seen_at = now() WHERE id = :name"
AWAY = "DELETE FROM search_followers WHERE seen_at < now() - interval '2 days'"
UNREAD = "DELETE FROM search_waiting WHERE follower NOT IN (SELECT id FROM search_followers)"
# whoever is changing something now wrote it down for those before: they are waited for, and who comes later sees us
OTHERS_WAIT = "LOCK TABLE search_waiting IN SHARE ROW EXCLUSIVE MODE"
FOLLOWS = "INSERT INTO search_followers (id, seen_at) VALUES (:name, now()) ON CONFLICT (id) DO NOTHING"


async def is_following(database: Database, name: str) -> bool:
    """Whether changes wait for it. Who was not seen for days follows no more, and what waited for them goes."""
    async with database.reading() as session:
        found = (await (await session.connection()).execute(text(LOOKS), {"name": name})).first()
    if found and found[0]:
        await database.save((text(SEEN), {"name": name}), (text(AWAY), {}), (text(UNREAD), {}))
    return found is not None


async def begin_to_follow(database: Database, name: str) -> None:
    """From now on every change waits for it; what was before, it has to go through by itself."""
    await database.save((text(OTHERS_WAIT), {}), (text(FOLLOWS), {"name": name}))
