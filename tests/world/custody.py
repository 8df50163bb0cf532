"""What stories of custody share: what the chain of a case says, how somebody tampers with it, and the script of the docs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import sqlalchemy
from sqlmodel import select

from storage.custody import Entry, chain_of
from storage.custody_check import Checked, check_case
from storage.database import Database
from storage.keys import keys_of
from storage.tables import Case
from tests.world.product import Product
from tests.world.shipped import ROOT

NO_TRIGGERS = {
    "sqlite": ("DROP TRIGGER custody_no_update", "DROP TRIGGER custody_no_delete"),
    "postgresql": ("ALTER TABLE custody DISABLE TRIGGER USER",),
}


async def entries_of(product: Product, number: str) -> list[Entry]:
    async with product.parts.door.database.reading() as session:
        case = (await session.exec(select(Case).where(Case.number == number))).one()
        return await chain_of(session, case.id, await keys_of(session).cipher(session, case.key_id))


async def deeds_of(product: Product, number: str) -> list[str]:
    return [one.row.deed for one in await entries_of(product, number)]


async def checked(product: Product, number: str, *receipts: dict) -> Checked:
    """As `custody verify` does."""
    door = product.parts.door
    async with door.database.reading() as session:
        of_case = (await session.exec(select(Case.id).where(Case.number == number))).one()
    return await check_case(door.database, door.files, of_case, receipts)


async def tampers(database: Database, statement: str, **values: object) -> None:
    """Somebody who may do everything with the database, and takes the triggers away first."""
    kind = "sqlite" if database.is_sqlite else "postgresql"
    async with database.writing() as session:
        for one in (*NO_TRIGGERS[kind], statement):
            await session.exec(sqlalchemy.text(one), params=values if one == statement else {})


def script_of_docs(folder: Path) -> Path:
    """As anybody copies it out of docs/custody.md."""
    page = (ROOT / "docs" / "custody.md").read_text("utf-8")
    (found,) = re.findall(r"^```python\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    script = folder / "verify.py"
    script.write_text(found, "utf-8")
    return script


def runs(script: Path, *words: object) -> subprocess.CompletedProcess[str]:
    """With a Python that knows nothing of the product: isolated, in the folder of the script."""
    command = [sys.executable, "-I", script.name, *map(str, words)]
    return subprocess.run(command, cwd=script.parent, capture_output=True, text=True, timeout=60, check=False)
