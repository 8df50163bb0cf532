"""Every button and command of the chat, by everybody: forged where it is not offered, as a phone of one's own could."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from datetime import date
from uuid import uuid4

import pytest
from aiogram import Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData

from actions.team import revoke_member
from cases.numbers import new_number
from cases.people import Role
from cases.verbs import RULES, Takes, Verb
from handlers import callbacks
from handlers.desk.card import RECORD
from handlers.desk.composing import WAYS
from handlers.desk.verbs import LOOKS
from storage.tables import Case, Member
from tests.matrix.rights import TEAM_COMMANDS, TEAMS_BUTTONS, THEIR_OWN_BUTTONS, VERBS, roles
from tests.telegram.people import User
from tests.world.on_telegram import Site

ACTIONS = {verb.value: roles(VERBS[verb]) for verb in Verb if RULES[verb].takes not in {None, Takes.RECORD}}
ACTIONS |= {look: set(Role) for look in LOOKS}
ACTIONS |= {RECORD: set().union(*(roles(VERBS[verb]) for verb in Verb if RULES[verb].takes is Takes.RECORD))}


def missing_number() -> str:
    return new_number(date(2026, 11, 20))


async def answered(user: User, press: CallbackData) -> str:
    """The words over the chat, to a button of the person's own making."""
    return await user.forges(press.pack()).answered()


def test_every_kind_of_button_has_its_row():
    """A new one fails until it is said whose it is."""
    kinds = {name for name, one in inspect.getmembers(callbacks, inspect.isclass) if issubclass(one, CallbackData)}
    assert kinds - {"CallbackData"} == {*TEAMS_BUTTONS, *THEIR_OWN_BUTTONS}


@pytest.mark.parametrize("district", [None, "yinzhou"], ids=["at home", "of another district"])
@pytest.mark.parametrize("role", Role)
async def test_a_members_button_does_what_is_theirs(site: Site, role: Role, district: str | None):
    """Each verb of the table: what is not for this role or district is answered as a case that does not exist."""
    number = await (await site.newcomer()).has_reported(district="haishu")
    member = await site.officer("周五", role, district)
    wrong = {}
    for action, who in ACTIONS.items():
        missing = await answered(member, callbacks.DeskPress(action=action, number=missing_number()))
        found = await answered(member, callbacks.DeskPress(action=action, number=number))
        allowed = role in who and district is None
        if (found == missing) == allowed or "没有找到这件" not in missing:
            wrong[action] = found
    assert wrong == {}


@pytest.mark.parametrize("who", ["an auditor", "of another district", "revoked", "a stranger"])
async def test_a_group_is_no_way_round(site: Site, who: str):
    """In a group that hears of the case, each verb by somebody for whom it is none: as of a case that does not exist."""
    lead = await site.officer("李芳", Role.LEAD)
    group = site.api.group(-100500, title="专班")
    await lead.within(group).says("/bind haishu")
    await group.waits_for("这个群会收到")
    number = await (await site.newcomer()).has_reported(district="haishu")
    await group.waits_for(number)
    known = {"an auditor": (Role.AUDITOR, None), "of another district": (Role.LEAD, "yinzhou")}
    if who == "revoked":
        one = await revoked(site)
    else:
        one = await site.officer("周五", *known[who]) if who in known else (await site.newcomer("钱一")).person
    there, wrong = one.within(group), {}
    for action, theirs in ACTIONS.items():
        missing = await answered(there, callbacks.DeskPress(action=action, number=missing_number()))
        found = await answered(there, callbacks.DeskPress(action=action, number=number))
        if found != missing and not (who == "an auditor" and Role.AUDITOR in theirs):
            wrong[action] = found
    assert wrong == {}
    case = await site.case()
    assert (case.holder_id, case.service) == (None, "acknowledged")


@pytest.mark.parametrize(("role", "district"), [(Role.AUDITOR, None), (Role.EXPERT, "yinzhou")])
async def test_a_button_of_a_form_is_nobody_elses(site: Site, role: Role, district: str | None):
    """Preview, send, change, drop and what else stands at words to a reporter: as with a case that does not exist."""
    number = await (await site.newcomer()).has_reported(district="haishu")
    member = await site.officer("周五", role, district)
    for way in WAYS:
        for action in (Verb.ANSWER, Verb.ASK):
            there, missing = (
                callbacks.DeskPress(action=action, number=one, argument=f"{way}.0123456789ab")
                for one in (number, missing_number())
            )
            assert await answered(member, there) == await answered(member, missing) != "", way
    expert = await site.officer("陈立")
    left = callbacks.DeskPress(action=Verb.ANSWER, number=number, argument="send.0123456789ab")
    assert "已发出或已放下" in await answered(expert, left)


@pytest.mark.parametrize("who", ["a reporter", "a revoked member"])
async def test_the_teams_buttons_are_nobody_elses(site: Site, who: str):
    """Answered as one that no version ever had; nothing about a case is said, whether it exists or not."""
    number = await (await site.newcomer()).has_reported()
    other = (await site.newcomer("钱一")).person if who == "a reporter" else await revoked(site)
    unknown = await other.forges("zzz:1").answered()
    presses = [
        callbacks.QueuePress(show="open"),
        callbacks.FindPress(before=0),
        callbacks.TeamPress(action="console"),
        *(callbacks.DeskPress(action=action, number=number) for action in ACTIONS),
    ]
    assert {type(one).__name__ for one in presses} == TEAMS_BUTTONS
    assert {await answered(other, one) for one in presses} == {unknown}
    case = await site.case()
    assert (case.holder_id, case.service) == (None, "acknowledged")


async def test_nobody_presses_for_another_reporter(site: Site):
    """Every button about one's own case, report or message, with somebody else's number: as with one that is none."""
    number = await (await site.newcomer()).has_reported()
    (case,) = await site.all(Case)
    letter = (await site.outgoing())[0]
    stranger = (await site.newcomer("钱一")).person
    for theirs, nobodys in zip(own(number, case.id.hex, str(letter.id)), own(*nothing()), strict=True):
        said = await stranger.forges(theirs.pack()).answered(), await stranger.forges(nobodys.pack()).answered()
        assert said[0] == said[1], theirs
        assert number not in stranger.screen
    assert {type(one).__name__ for one in own(*nothing())} == THEIR_OWN_BUTTONS


def nothing() -> tuple[str, str, str]:
    return missing_number(), uuid4().hex, str(uuid4())


def own(number: str, draft: str, outgoing: str) -> Iterator[CallbackData]:
    """One of each button that reporters have, and of those with several actions one of each."""
    yield callbacks.Press(draft=draft, version=1, action="choose", argument="0", step="district")
    yield callbacks.MenuPress(action="status")
    for action in ("write", "come_back", "add_files", "status", "withdraw", "withdraw_sure", "rate", "hand_on"):
        yield callbacks.CasePress(action=action, number=number)
    for action in ("open", "list", "item", "material_have", "material_not_yet", "material_upload", "material_ask"):
        yield callbacks.MaterialPress(action=action, number=number, item="D02")
    yield callbacks.FilePress(action="put", number=number, file="00000000", item="D02")
    for action in ("show", "pdf"):
        yield callbacks.ReportPress(action=action, number=number)
    yield callbacks.LetterPress(outgoing=outgoing)
    yield callbacks.ClosePress(outgoing=outgoing)


def test_every_command_of_the_team_has_its_row(site: Site):
    """What the team's door listens to is what the table says."""
    desk = next(one for one in site.parts.dispatcher.sub_routers if one.name == "desk")
    assert set(commands(desk)) == TEAM_COMMANDS


def commands(router: Router) -> Iterator[str]:
    for handler in router.message.handlers:
        for one in handler.filters or ():
            if isinstance(one.callback, Command):
                yield from map(str, one.callback.commands)


@pytest.mark.parametrize("who", ["a reporter", "a revoked member"])
async def test_the_teams_commands_are_nobody_elses(site: Site, who: str):
    """Said by anybody else they are words like any others, and become what words become."""
    said = {}
    for command in ("nothing", *sorted(TEAM_COMMANDS - {"start", "menu", "help", "cancel", "language"})):
        other = (await site.newcomer(command)).person if who == "a reporter" else await revoked(site)
        await other.says(f"/{command} GC")
        await site.api.settled()
        said[command] = [one.text.replace(command, "") for one in other.sees()]
    assert all(one == said["nothing"] for one in said.values()), said


async def test_a_group_is_bound_by_leads_alone(site: Site):
    """Anybody else, of the team or not, reads one and the same."""
    expert, outsider = await site.officer("陈立"), (await site.newcomer("钱一")).person
    group = site.api.group(-100500, title="专班")
    said = set()
    for one in (expert, outsider):
        within = one.within(group)
        await within.says("/bind")
        await site.api.settled()
        said.add(group.sees()[-1].text)
    assert len(said) == 1


async def revoked(site: Site) -> User:
    member = await site.officer("周五", Role.LEAD)
    async with site.parts.door.database.writing() as session:
        newest = max(await site.all(Member), key=lambda one: one.joined_at)
        await revoke_member(session, newest.id, site.clock())
    return member
