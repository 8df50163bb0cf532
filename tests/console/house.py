"""The product as the console's stories meet it: served over HTTP, with members, and companies that report to them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from sqlmodel import select

from actions.evidence import add_file
from actions.signing_in import make_login_link
from actions.team import add_member, revoke_member
from cases.people import Role
from handlers.console import Live
from handlers.door import Door, login_address
from storage.file_facts import seal_facts
from storage.files import size_class
from storage.outgoing import sent_for
from storage.tables import Case, Channel, Conversation, Member, Outgoing, StoredFile
from storage.web_devices import add_device
from tests.world import Clock, Product, Reporter
from tests.world.product import opened

MORNING = datetime(2026, 11, 23, 2, 10, tzinfo=UTC)  # 10:10 in Shanghai
TOLD = {
    "company_name": "宁波海曙精工机械有限公司",
    "happened_when": "11月20日",
    "contact_phone": "13957481234",
    "story": "对方自称新的收款账户，财务按邮件付款，第二天发现邮箱被冒用。",
    "district": "haishu",
    "deceived_how": "邮件里说换了收款账户。",
}


class House(Product):
    """Everything behind the console, and what people do in it. Nothing goes by but what the story lets pass."""

    served = True

    def __init__(self, folder: Path, database_url: str) -> None:
        super().__init__(folder, database_url, Clock(stopped_at=MORNING))
        self.reporters: dict[str, Reporter] = {}

    @property
    def door(self) -> Door:
        return self.parts.door

    @property
    def live(self) -> Live:
        return self.parts.console_live

    async def member(self, name: str, role: Role = Role.EXPERT, district: str | None = None) -> Member:
        async with self.door.database.writing() as session:
            return await add_member(session, name, role, district, self.clock())

    async def working(self, member: Member) -> Member | None:
        """None once they left."""
        async with self.door.database.reading() as session:
            now = await session.get_one(Member, member.id)
            return now if now.revoked_at is None else None

    async def led_before(self, *members: Member) -> None:
        """They were on the team long before this story."""
        async with self.door.database.writing() as session:
            for one in members:
                row = await session.get(Member, one.id)
                assert row
                row.joined_at = row.settled_at = self.clock() - timedelta(days=30)

    async def link(self, member: Member) -> str:
        async with self.door.database.writing() as session:
            return login_address(self.address, await make_login_link(session, member.id, self.clock()))

    async def revokes(self, member: Member) -> None:
        async with self.door.database.writing() as session:
            await revoke_member(session, member.id, self.clock())

    async def reports(self, **answers: str) -> Case:
        """A company tells what must be told and submits; what is said here replaces the usual answers."""
        reporter = await self.reporter()
        number = await reporter.has_reported(**(TOLD | answers))
        self.reporters[number] = reporter
        case = await self.case(number)
        await self._at_a_browser(case)
        return case

    async def _at_a_browser(self, case: Case) -> None:
        """As who reports on the web is."""
        async with self.door.database.writing() as session:
            chat = await session.get(Conversation, case.conversation_id)
            if chat and chat.channel is Channel.WEB:
                await add_device(session, chat.chat_id, str(uuid4()), self.clock())

    async def writes(self, case: Case, text: str) -> None:
        """The reporter sends a message."""
        await self.reporters[case.number].says(text)

    async def sends_file(
        self, case: Case, name: str, content: bytes, media_type: str = "application/octet-stream"
    ) -> UUID:
        """A file of the case, of whatever kind the channel it came by says."""
        file_id = uuid4()

        async def chunks() -> AsyncIterator[bytes]:
            yield content

        async with self.door.database.reading() as session:
            cipher = await self.door.keys.cipher(session, case.key_id)
        stored = await self.door.files.put(cipher, file_id, chunks(), 50_000_000)
        row = StoredFile(
            id=file_id,
            report_id=case.id,
            key_id=case.key_id,
            sealed_name=b"",
            media_type=media_type,
            size=size_class(stored.size),
            sealed_facts=seal_facts(cipher, file_id, stored),
            received_at=self.clock(),
        )
        async with self.door.database.writing() as session:
            await add_file(self.door.hand(session), row, name)
        return file_id

    async def case(self, number: str) -> Case:
        async with self.door.database.reading() as session:
            return (await session.exec(select(Case).where(Case.number == number))).one()

    async def outbox(self, case: Case) -> list[Outgoing]:
        async with self.door.database.reading() as session:
            return await sent_for(session, case.id)


def open_house(folder: Path, url: str) -> AbstractAsyncContextManager[House]:
    return opened(House(folder, url))
