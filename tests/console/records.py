"""Moves as an officer records them, with paper and two names."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import select

from actions.record import record_move
from cases.papers import Paper

DAY = timedelta(days=1)


async def rows(house, table) -> list:
    async with house.door.database.reading() as session:
        return list((await session.exec(select(table))).all())


def paper(officer, second, **more: str) -> dict[str, str]:
    """What is typed into a form."""
    typed = {"document_no": "甬公（经）受〔2026〕12号", "dated_on": "2026-11-23"}
    return typed | {"officer": str(officer.id), "second_officer": str(second.id)} | more


async def recorded(house, case, member, second, *moves: str, **more) -> None:
    """Moves written down without the page, one after the other."""
    for move in moves:
        move_id, _, to = move.partition(":")
        async with house.door.database.writing() as session:
            facts = {"document_no": f"〔2026〕{move_id}", "dated_on": house.clock().date()} | more
            written = Paper(officer=member.id, second_officer=second.id, **facts)
            await record_move(house.door.hand(session, member=member), case.number, move_id, written, to=to or None)
