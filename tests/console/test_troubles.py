"""A form that is refused, and a row that cannot be read: the page around them stands, with colleagues and all."""

from __future__ import annotations

import pytest
from sqlalchemy import LargeBinary, update

from cases.people import Role
from cases.verbs import RULES, Takes, Verb
from handlers.console.parts import Typed
from storage.tables import metadata

FORMS = [verb for verb in Verb if RULES[verb].takes not in {None, Takes.RECORD}]
ENDINGS = {Verb.FORGET, Verb.CONFIRM_FORGET, Verb.KEEP_CASE}
LISTS = (
    "/console",
    "/console/queue",
    "/console/board",
    "/console/my_work",
    "/console/my_work/live",
    "/console/team",
    "/console/canned",
    "/console/plan",
    "/console/absence",
    "/console/series",
    "/console/alarms",
    "/console/palette",
    "/console/meaningless",
    "/console/certificates",
)
SEALED = {
    table.name: columns
    for table in metadata.tables.values()
    if table.name != "custody"  # no trigger lets anybody change it; its own tests take them away
    and (
        columns := [
            one.name for one in table.columns if one.name.startswith("sealed_") and isinstance(one.type, LargeBinary)
        ]
    )
}


@pytest.fixture
async def team(house, chen, lead, signed_in):
    """A lead's browser, with colleagues of every role and one case that was taken, written about and asked in."""
    for number, role in enumerate(Role):
        await house.member(f"同事{number}", role)
    case = await house.reports()
    browser = await signed_in(lead)
    for verb, said in (("take", {}), ("note", {"text": "先查账户"}), ("ask", {"text": "几点付的款？"})):
        await browser.does(verb, case.number, **said)
    await house.writes(case, "昨天下午三点")
    await house.sends_file(case, "合同.pdf", b"%PDF-1.4", "application/pdf")
    return browser, case


async def test_every_form_sent_empty_is_answered_at_the_form(team):
    """Whatever it lacks is said where it was typed; the other forms of the page ask nothing of what was not said."""
    browser, case = team
    found = {verb: (await browser.does(verb, case.number)).status_code for verb in FORMS if verb not in ENDINGS}
    assert {verb: status for verb, status in found.items() if status not in {200, 404, 409}} == {}
    assert list(found.values()).count(409) > len(found) // 2


async def test_a_refused_round_of_materials_keeps_what_was_typed(team):
    """A title without its reason, with colleagues to hand the case to on the same page."""
    browser, case = team
    answer = await browser.does("ask_materials", case.number, title_0="付款审批单")
    assert answer.status_code == 409
    assert "付款审批单" in answer.text


def test_what_was_not_said_is_empty():
    """For a template by a dot, by a bracket, and not for one that asks whether it was said."""
    typed = Typed({"text": "好"})
    assert (typed["to"], typed["text"], typed.get("to"), "to" in typed) == ("", "好", None, False)


@pytest.mark.parametrize("table", SEALED)
async def test_every_page_survives_rows_that_do_not_open(house, team, table):
    """Every row of one table is damaged: each list is there, and the case says honestly what it cannot show."""
    browser, case = team
    async with house.door.database.writing() as session:
        await session.exec(update(metadata.tables[table]).values(dict.fromkeys(SEALED[table], b"damaged" * 5)))
    found = {path: (await browser.opens(path)).status_code for path in LISTS}
    assert {path: status for path, status in found.items() if status != 200} == {}
    for part in ("", "/live", "/graph", "/presence", "/dossier.pdf"):
        assert (await browser.opens(f"/console/cases/{case.number}{part}")).status_code in {200, 204, 404, 410}, part
