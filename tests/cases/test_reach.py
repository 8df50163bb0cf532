"""Addresses that can be written to, what servers answer, and the file that says when who is told."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.carriers.heard import Heard, names_error, outcome_of_sending
from bot.carriers.sending import NotTaken, Sender
from cases.law import load_law
from cases.law.notices import pace_of_notices
from cases.law.reading import BadLaw, shipped
from cases.law.triage import Urgency
from cases.reach import AddressNotRead, By, code_in, masked, read_mail, read_mobile
from tests.world.outside import heard_of_logs, mail_server
from tests.world.shipped import LAW, REPORT

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("read", "said", "meant"),
    [
        (read_mail, "Wang.Li@Example.com", "wang.li@example.com"),
        (read_mail, "我的是ｗａｎｇ＠example.com。", "wang@example.com"),
        (read_mail, "wang@example.com 和 li@example.com", None),
        (read_mail, "wang@example", None),
        (read_mail, "x" * 90 + " wang@example.com", None),
        (read_mobile, "138 0013 8000", "13800138000"),
        (read_mobile, "+86 13800138000", "13800138000"),
        (read_mobile, "0574-87654321", None),
        (read_mobile, "+44 7911 123456", None),
        (read_mobile, "好的", None),
        (read_mobile, "骗我的人的手机是 13800138000", None),
        (read_mail, "他们公司老板的邮箱 wang@example.com", None),
        (code_in, "我转了 123456 元给他", None),
        (code_in, "验证码是 123 456", "123456"),
        (code_in, "１２３４５６", "123456"),
        (code_in, "13800138000", None),
        (code_in, "123456 654321", None),
    ],
)
def test_an_address_is_read_as_people_type_it(read: Any, said: str, meant: str | None):
    """One that can be written to, of this country, or none: nobody else's is guessed."""
    try:
        found = read(said)
    except AddressNotRead:
        found = None
    assert found == meant


def test_its_owner_knows_it_and_nobody_else():
    """As much as tells two of one's own apart."""
    assert (masked(By.MAIL, "wang@example.com"), masked(By.SMS, "13800138000")) == ("w•••@example.com", "138••••8000")


@pytest.mark.parametrize(
    ("heard", "kind"),
    [
        (Heard(answers=[(200, b'{"code": 0}')]), None),
        (Heard(answers=[(200, b'{"Code": "OK", "Message": "OK"}')]), None),
        (Heard(answers=[(204, b"")]), None),
        (Heard(answers=[(200, b'{"code": 40003, "msg": "no quota"}')]), "broken"),
        (Heard(answers=[(200, b'{"success": false}')]), "broken"),
        (Heard(answers=[(200, b'{"status": "failed"}')]), "broken"),
        (Heard(answers=[(200, b'{"error": {"code": 7}}')]), "broken"),
        (Heard(answers=[(400, b"")]), "broken"),
        (Heard(answers=[(403, b"")]), "broken"),
        (Heard(answers=[(429, b"")]), "retry"),
        (Heard(answers=[(503, b"")]), "retry"),
        (Heard(smtp=[(451, True)]), "retry"),
        (Heard(smtp=[(550, True)]), "gone"),
        (Heard(smtp=[(550, False)]), "broken"),
        (Heard(smtp=[(552, True)]), "broken"),
        (Heard(), "retry"),
    ],
)
def test_what_was_answered_is_what_is_written_down(heard: Heard, kind: str | None):
    """A yes with an error inside is no yes, later is later, and a mailbox is gone only where the server says so."""
    outcome = outcome_of_sending(heard, went=False)
    assert (outcome.kind if outcome else None) == kind


@pytest.mark.parametrize("body", [b"", b"ok", b"[]", b"\xff", b'{"data": {"code": 3}}', b'{"code": null}'])
def test_an_answer_that_nobody_understands_is_no_error(body: bytes):
    """Gateways answer what they like."""
    assert not names_error(body)


async def test_a_server_that_hangs_holds_nobody():
    """The loop goes on, and after its time it is tried again, as perhaps sent; whose address it was is in no log."""
    async with mail_server() as mail:
        said = heard_of_logs()
        mail.hangs = True
        began = time.monotonic()
        with pytest.raises(NotTaken) as refused:
            await Sender(mail.url, within=0.5).send("wang@example.com", "subject", "text")
        assert time.monotonic() - began < 10
        assert (refused.value.outcome.kind, refused.value.outcome.perhaps_arrived) == ("retry", True)
        assert not [line for line in said() if "wang@example.com" in line]


def test_the_order_and_the_times_are_the_files():
    """Money in motion: all at once; else one after the other, by day, and not again within the gap."""
    now = datetime(2026, 11, 30, 2, tzinfo=UTC)
    money = pace_of_notices(LAW.notices, Urgency.IMMEDIATE, money_moving=True)
    usual = pace_of_notices(LAW.notices, Urgency.NORMAL, money_moving=False)
    assert {money.due(now, ZONE, place, None) for place in range(3)} == {now + timedelta(minutes=1)}
    assert usual.due(now, ZONE, 1, None) == now + timedelta(hours=2, minutes=5)
    assert usual.due(now, ZONE, 0, now - timedelta(minutes=10)) == now + timedelta(minutes=50)
    assert usual.due(datetime(2026, 11, 30, 15, tzinfo=UTC), ZONE, 0, None) == datetime(2026, 12, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("first = { minutes = 5 }", "first = { seconds = 5 }", "first is not one of"),
        ("gap = { hours = 1 }", "", "gap"),
        ('hours = "day"', 'hours = "night"', "night is not known"),
        ('id = "usual"\n', 'id = "usual"\nmoney_moving = true\n', "must fit every case"),
        ("then = { hours = 2 }", "than = { hours = 2 }", "than is not a key"),
    ],
)
def test_a_slip_in_the_file_is_named(old: str, new: str, reason: str):
    """With its file, before anybody is told too late."""
    text = shipped()["notices.toml"].read_text("utf-8")
    assert old in text
    with pytest.raises(BadLaw, match=reason):
        load_law(REPORT, {"notices.toml": text.replace(old, new, 1).encode()})
