"""The made-up team: its members join, and do with the cases what the plots say, by the product's own verbs."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from actions.closing import StillOwed
from actions.filled import Record
from actions.inviting import confirm_newcomer, invite_member
from actions.membership import Membership, change_member
from actions.office import change_office
from actions.team import add_member
from bot.demo.forms import Known, filled, running_clock
from bot.demo.reporting import NotTold, new_chat
from bot.demo.script import Script, Seat
from bot.demo.stage import Stage
from cases.papers import Paper
from cases.people import Role
from cases.verbs import Verb
from handlers.doing import do, write_down
from handlers.team_entry import PREFIX
from storage.conversations import look_up
from storage.keys import token_hash
from storage.tables import Invite
from storage.team import member_by_id
from storage.tokens import mark_of_hash

RECORDS = "records"
BADGES = 990_000


@dataclass
class Desk:
    """Who is on the team, by the key of the script; `numbers` are of the cases that others are meant by."""

    stage: Stage
    script: Script
    members: dict[str, UUID] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    papers: int = 0

    @property
    def lead(self) -> UUID:
        """Of everybody, and the second name beneath what officers write down."""
        return self.members[self.script.members[0].key]

    async def comes_together(self) -> None:
        """Each by an invitation of their own, at the web page; a lead says what they know best."""
        for seat in self.script.members:
            self.members[seat.key] = await self._joins(seat)
        for seat in self.script.members:
            if seat.specialties or seat.is_liaison:
                await self._is_known_for(seat)
        for number, member in enumerate(self.members.values(), 1):
            await self._has_office(member, number)

    async def does(self, by: UUID, number: str, verb: str, given: Mapping[str, Any]) -> None:
        """One step, in one transaction, as if its form had been filled in."""
        if verb == RECORDS:
            await self._writes_down(by, number, given)
            return
        try:
            await self._do(by, number, Verb(verb), given)
        except StillOwed as error:  # asked once more, and meant
            await self._do(by, number, Verb(verb), given, sure=error.mark)

    async def _do(self, by: UUID, number: str, verb: Verb, given: Mapping[str, Any], sure: str = "") -> None:
        door = self.stage.door
        async with door.database.writing() as session:
            form = await filled(session, number, given, Known(self.script, self.members, self.numbers), sure=sure)
            await do(door.hand(session, member=await member_by_id(session, by)), number, verb, form)

    async def _writes_down(self, by: UUID, number: str, given: Mapping[str, Any]) -> None:
        self.papers += 1
        door = self.stage.door
        today = door.clock().astimezone(door.zone).date()
        said = self.script.text("document").format(year=today.year, number=self.papers)
        record = Record(Paper(said, today, by, self.lead), given.get("move"), to=given.get("ends"))
        async with door.database.writing() as session:
            hand = door.hand(session, member=await member_by_id(session, by))
            if ended := given.get("clock"):
                record = replace(record, clock=await running_clock(session, number, ended), change="stop")
            await write_down(hand, number, record)

    async def _joins(self, seat: Seat) -> UUID:
        """By an invitation, where they have a chat."""
        door, name, role = self.stage.door, self.script.text(f"members.{seat.key}"), Role(seat.role)
        async with door.database.writing() as session:
            if not seat.has_chat:
                return (await add_member(session, name, role, seat.district, door.clock())).id
            code = await invite_member(door.hand(session), name, role, seat.district)
        chat_id, chat = await new_chat(self.stage), self.stage.parts.web_chat
        await chat.updates.say(chat_id, f"/start {PREFIX}{code}", client_id=secrets.token_hex(8), hidden=True)
        await self.stage.settles()
        await self._is_let_in(code)
        caller = await look_up(door.database, chat.bot.id, chat_id)
        if caller is None or caller.member is None:
            raise NotTold
        return caller.member.id

    async def _is_let_in(self, code: str) -> None:
        """By whoever runs the service; the first lead is in already."""
        async with self.stage.door.database.writing() as session:
            if await session.get(Invite, token_hash(code)):
                await confirm_newcomer(self.stage.door.hand(session), mark_of_hash(token_hash(code)))

    async def _has_office(self, member: UUID, number: int) -> None:
        """A badge, and a telephone that nobody can ring: no number of a place begins with a zero."""
        door = self.stage.door
        async with door.database.writing() as session:
            hand = door.hand(session, member=await member_by_id(session, self.lead))
            await change_office(hand, member, f"{BADGES + number}", f"0574-{number:08}")

    async def _is_known_for(self, seat: Seat) -> None:
        door, to = self.stage.door, Membership(Role(seat.role), seat.district, seat.specialties, seat.is_liaison)
        async with door.database.writing() as session:
            hand = door.hand(session, member=await member_by_id(session, self.lead))
            await change_member(hand, self.members[seat.key], to)
