"""What is read of an officer who rings: when they will, the code that was heard, and the numbers and sites of a text."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from cases.asked import read_asked
from cases.officers import (
    BadgeUnclear,
    CallTimeUnclear,
    OfficePhoneUnclear,
    call_at,
    code_in,
    hosts_in,
    is_recorded,
    numbers_in,
    read_badge,
    read_office_phone,
)
from cases.understanding.officer_asked import NAMED, NUMBER, RANG, asks_of_officer, demands
from cases.understanding.question import Asked

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 2, 10, tzinfo=UTC)  # 10:10
ASKED = Asked(read_asked())


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("现在", "23 10:10"),
        ("now", "23 10:10"),
        ("半小时后", "23 10:40"),
        ("两小时后", "23 12:10"),
        ("过一个半小时", "23 11:40"),
        ("in 30 minutes", "23 10:40"),
        ("15:30", "23 15:30"),
        ("下午3点", "23 15:00"),
        ("10点半", "23 10:30"),
        ("明天上午10点", "24 10:00"),
        ("tomorrow 10am", "24 10:00"),
    ],
)
def test_when_an_officer_will_ring(said: str, at: str):
    """What could be of yesterday is of today: a call is to come."""
    assert f"{call_at(said, NOW, ZONE).astimezone(ZONE):%d %H:%M}" == at


@pytest.mark.parametrize("said", ["9:00", "昨天15:30", "明天", "改天", "2026年12月24日10:00", ""])
def test_a_time_that_is_none_is_asked_for_again(said: str):
    """Over, too far, a day without an hour, or nothing."""
    with pytest.raises(CallTimeUnclear):
        call_at(said, NOW, ZONE)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("481 923", "481923"),
        ("他念的是四八一九二三", "481923"),
        ("4 8 1 9 2 3", "481923"),
        ("4819", None),
        ("13957481234", None),
        ("我被骗了 481923 元，2026 年转的", None),
    ],
)
def test_a_code_as_it_was_heard(said: str, code: str | None):
    """Six digits and no others."""
    assert code_in(said) == code


def test_the_numbers_and_sites_of_a_text():
    """In one way of writing; an address of mail is no site, and an extension is the unit's where its number is."""
    said = "0574 8765 4321 或 +86 13900001111，点 http://Police-NB.example.com/a?b=1，写信 a@b.com，打110"
    assert numbers_in(said) == ["+8657487654321", "+8613900001111", "110"]
    assert hosts_in(said) == ["police-nb.example.com"]
    assert is_recorded("+8657487654321;ext=801", ["+8657487654321"])
    assert not is_recorded("+8613900001111", ["+8657487654321"])


def test_how_an_officer_is_known_is_read_strictly():
    """What no reporter could tell an officer by is not written down; empty takes it away."""
    assert (read_badge(" 03 3221 "), read_badge("")) == ("033221", "")
    assert (read_office_phone("0574-87654321"), read_office_phone(" ")) == ("+8657487654321", "")
    with pytest.raises(BadgeUnclear):
        read_badge("王警官")
    with pytest.raises(OfficePhoneUnclear):
        read_office_phone("87654321")


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("刚才有个警察打电话给我要我转账，是真的吗", RANG),
        ("我接到一个自称民警的电话", RANG),
        ("somebody called and said he is a police officer", RANG),
        ("这个号码是你们的吗 010-66778899", NUMBER),
        ("这条短信是你们发的吗：您涉嫌洗钱，请点 http://x.cn/a", NUMBER),
        ("is this number yours 010-66778899", NUMBER),
        ("这个周敏是真警察吗", NAMED),
        ("周敏是你们的人吗", NAMED),
        ("你们那有没有叫周敏的", NAMED),
        ("有个叫李强的民警吗", NAMED),
        ("周警官是真的吗", NAMED),
        ("刚才那个周警官是不是你们的", NAMED),
        ("李强是不是警察", NAMED),
        ("加我的那个警官是不是你们的人", NAMED),
        ("联系我的那个警官是真的还是假的", NAMED),
        ("is officer Zhou real", NAMED),
        ("do you have an officer called Zhou Min", NAMED),
        ("is Li Qiang a real police officer", NAMED),
        ("你们是真警察吗", None),
        ("周敏是谁", None),
        ("周敏是骗子", None),
        ("周警官什么时候回我", None),
        ("周警官是我朋友", None),
        ("他说他是真警察", None),
        ("他冒充警察骗了我20万", None),
        ("嫌疑人是不是警察", None),
        ("对方是真公司吗", None),
        ("他老婆是警察", None),
        ("is this real police", None),
        ("昨天有人冒充公安打电话让我转账，我转了50万，是不是被骗了", None),
        ("有人自称公安，我已经转了", None),
        ("派出所让我来你们这里报案", None),
        ("会计的电话是13900001111", None),
        ("我们接到供应商电话说账号变了，后来发现是骗子", None),
    ],
)
def test_who_asks_of_an_officer_and_who_tells(said: str, asked: str | None):
    """Whoever paid has something to report, and is not answered as if they only asked."""
    assert asks_of_officer(said, ASKED) == asked


@pytest.mark.parametrize(
    "said",
    [
        "他说他是市局的张警官 让我加微信 先打2万保证金到安全账户才能冻结",
        "自称市局民警的让我先打2万保证金到安全账户",
        "他让我把验证码告诉他 说是核对身份",
        "对方让我别跟家里人讲 说是保密案件",
        "刚才有个说是公安的叫我转5万到核查账户",
        "检察院的说要我先交解冻费",
        "说是专案组的，让我不要告诉同事",
        "An officer wants me to transfer money to a safe account",
    ],
)
def test_who_is_asked_for_what_none_of_us_asks(said: str):
    assert demands(said)


@pytest.mark.parametrize(
    "said",
    [
        "民警让我补充银行流水",
        "我让会计把密码改了",
        "警官您好，材料我明天交",
        "我已经转了2万保证金到安全账户",
        "交了保证金钱就能退 我要不要打",
        "公安局的人叫我把流水打出来",
        "他是骗子，冒充公安让我转了5万",
        "别跟我老婆说我报案的事",
        "法院判决他们付10万",
        "银行让我去柜台重置密码",
        "已经报警了，警察说先冻结账户",
    ],
)
def test_who_tells_of_something_else(said: str):
    """Also of what they did already: that is a story, or money on its way."""
    assert not demands(said)
