"""A whole house for the console's stories: database, keys, files, the real router on a real server; only the clock is ours."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import uvicorn
from fastapi import FastAPI
from sqlmodel import select

from actions.evidence import add_file
from actions.report import begin_report, submit_report
from actions.reporter import write_to_desk
from actions.team import add_member, make_login_link, revoke_member
from cases.answers import as_said, chosen, read_answer
from cases.kinds import Kind
from cases.people import Role
from cases.questionnaire import Answer, load
from handlers.console import Live, console_router
from handlers.door import Door, WayIn
from handlers.static import static_router
from storage.changes import listen
from storage.conversations import begin_conversation
from storage.database import Database
from storage.drafts import Told, save_draft
from storage.files import FileStore
from storage.keys import KeyRing
from storage.outgoing import sent_for
from storage.tables import Case, Channel, Conversation, Member, Outgoing, StoredFile
from tests import read_once

ZONE = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2026, 11, 23, 2, 10, tzinfo=UTC)  # 10:10 in Shanghai

SAID = {
    "company_name": "宁波海曙精工机械有限公司",
    "happened_when": "11月20日",
    "loss_amount": "320万",
    "contact_name": "王建国",
    "contact_phone": "13957481234",
    "story": "对方自称新的收款账户，财务按邮件付款，第二天发现邮箱被冒用。",
}
CHOSEN = {"money_moving": "no", "offence_group": "partner", "district": "haishu", "suspect_can_read": "no"}


@dataclass
class Clock:
    """Now, until a story moves it."""

    now: datetime = MORNING

    def __call__(self) -> datetime:
        return self.now

    def passes(self, span: timedelta) -> None:
        self.now += span


@dataclass
class House:
    """Everything behind the console, and what people do in it."""

    door: Door
    live: Live
    clock: Clock
    address: str = ""
    chats: list[Conversation] = field(default_factory=list)

    async def member(self, name: str, role: Role = Role.EXPERT, district: str | None = None) -> Member:
        async with self.door.database.writing() as session:
            return await add_member(session, name, role, district, self.clock())

    async def link(self, member: Member) -> str:
        async with self.door.database.writing() as session:
            return f"{self.address}/console/login/{await make_login_link(session, member.id, self.clock())}"

    async def revokes(self, member: Member) -> None:
        async with self.door.database.writing() as session:
            await revoke_member(session, member.id, self.clock())

    async def reports(
        self, *, as_told: dict[str, str] | None = None, said: dict[str, str] | None = None, **choices: str
    ) -> Case:
        """A company tells what must be told and submits; `said` and choices replace the usual answers, `as_told` stay unread."""
        async with self.door.database.writing() as session:
            chat = await begin_conversation(session, 1, 5_000 + len(self.chats), Channel.WEB, self.clock())
            self.chats.append(chat)
            draft = await begin_report(session, chat, "money_moving", self.clock())
            told = Told()
            for step, answer in self._answers(SAID | (said or {}), as_told or {}, CHOSEN | choices):
                told.answers[step] = answer
                await save_draft(session, draft, told, step, self.clock())
            return await submit_report(self.door.hand(session), draft, self.door.questionnaire)

    def _answers(
        self, said: dict[str, str], as_told: dict[str, str], choices: dict[str, str]
    ) -> list[tuple[str, Answer]]:
        answers: dict[str, Answer] = {}
        questionnaire = self.door.questionnaire
        while step := next(
            (
                one
                for one in questionnaire.steps(answers)
                if one.id not in answers
                and (one.question.required or one.id in said or one.id in as_told or one.id in choices)
            ),
            None,
        ):
            options = questionnaire.options(step, answers)
            if step.id in as_told:
                answers[step.id] = as_said(as_told[step.id])
            elif step.question.kind in {Kind.CHOICE, Kind.MORE}:
                answers[step.id] = chosen(choices.get(step.id, options[0]))
            elif step.question.kind is Kind.SEVERAL:
                answers[step.id] = Answer.from_json({"state": "given", "said": "", "value": [options[0]]})
            else:
                answers[step.id] = read_answer(step.question, said.get(step.id, "不清楚"), self.clock(), ZONE)
        return list(answers.items())

    async def writes(self, case: Case, text: str) -> None:
        """The reporter sends a message."""
        chat = next(chat for chat in self.chats if chat.id == case.conversation_id)
        async with self.door.database.writing() as session:
            await write_to_desk(self.door.hand(session, conversation=chat), case.number, text)

    async def sends_file(
        self, case: Case, name: str, content: bytes, media_type: str = "application/octet-stream"
    ) -> UUID:
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
            size=stored.size,
            sha256=stored.sha256,
            received_at=self.clock(),
        )
        async with self.door.database.writing() as session:
            await add_file(session, row, name, self.clock())
        return file_id

    async def case(self, number: str) -> Case:
        async with self.door.database.reading() as session:
            return (await session.exec(select(Case).where(Case.number == number))).one()

    async def outbox(self, case: Case) -> list[Outgoing]:
        async with self.door.database.reading() as session:
            return await sent_for(session, case.id)


@asynccontextmanager
async def open_house(folder: Path, url: str) -> AsyncIterator[House]:
    """Build it, serve it on a free port, and close it as the product does: first the live pages, then the server."""
    keys, clock, live = KeyRing(b"k" * 32), Clock(), Live()
    database = Database(url, session_info={"keys": keys})
    async with database.writing() as session:
        await keys.prepare(session, clock())
    words = read_once.words(ZONE, {"demonstration": True, "unit_name": None, "unit_phone": None})
    listener = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    report = load()

    async def link(start: str) -> str:
        return f"{address}/?start={start}"

    door = Door(
        database,
        keys,
        FileStore(folder / "files"),
        words,
        report,
        read_once.law(report),
        clock,
        ZONE,
        address,
        "zh",
        {Channel.WEB: WayIn(name=Channel.WEB, link=link)},
    )
    listen(database, live.publish)
    app = FastAPI()
    app.include_router(console_router(door, live))
    app.include_router(static_router())
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none", lifespan="off", access_log=False))
    serving = asyncio.create_task(server.serve([listener]))
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield House(door, live, clock, address)
    finally:
        live.close()
        server.should_exit = True
        await asyncio.wait_for(serving, 10)
        await database.close()
