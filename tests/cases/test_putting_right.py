"""Short words that take something back, deny or add: the person named, the money of long ago, a payment more."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from cases.putting_right import another_payment, corrected_payment, denies_now, sum_of_all, taken_back, without_suspect
from cases.questionnaire import ADD, DONE, Answer, State
from tests.cases.linear import grows_evenly

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 26, 10, 0, tzinfo=ZONE)
ONE = {"suspects#0?": Answer(State.READ, "陈丽", ADD), "suspects#0.name": Answer(State.READ, "陈丽", "陈丽")}
TWO = ONE | {"suspects#1?": Answer(State.READ, "周强", ADD), "suspects#1.name": Answer(State.READ, "周强", "周强")}
KNOWN = {"money_amount": Answer(State.READ, "283万", {"fen": 283_000_000})}
TAKEN_BACK = [
    "别写她", "不是她", "先不写名字", "先别写名字", "别写陈丽", "不提他", "把她去掉", "跟她没关系", "名字先别写",
    "don't name her", "not him",
]  # fmt: skip
LONG_AGO = ["不是，是上个月", "不是现在", "去年的事", "不是刚转的", "三个月前转的", "早就转了", "no, last year"]
LONG_AGO += [
    "不是刚转的 是上周五！账号我怎么知道",
    "不是今天的事，是上个月",
    "搞错了，是上周五不是今天",
    "I said last Friday",
]
OF_THESE_DAYS = ["昨天", "今天上午", "工商银行", "11月26日", "不是今天，是前天", "不是", "6222021234567890123"]
OF_THESE_DAYS += [
    "不是刚收到短信，是刚转出去了",
    "不是刚才那笔，是刚转的另一笔",
    "不是现在，是刚才转的",
    "不是最近，就刚刚",
    "不是刚转的 是昨天下午",
    "不是现在，是今天上午",
    "不是上周五，是昨天",
]


@pytest.mark.parametrize("said", TAKEN_BACK)
def test_a_name_is_taken_back(said: str):
    """However it is said."""
    assert taken_back(said, ONE) == 0


@pytest.mark.parametrize("said", ["王会计", "张三", "不知道", "她老公", "不是她，是王芳", "不写了", "陈丽", ""])
def test_what_names_or_says_nobody_takes_nobody_out(said: str):
    """A name is a name, and not to know is an answer."""
    assert taken_back(said, ONE) is None


def test_of_two_the_one_named_goes():
    """And the one who stays is confirmed by it, in the first place."""
    assert taken_back("别写陈丽", TWO) == 0
    left = without_suspect(TWO, 0)
    assert (left["suspects#0.name"].value, left["suspects#0.name"].state) == ("周强", State.CONFIRMED)
    assert left["suspects#1?"].value == DONE
    assert "suspects#1.name" not in left


@pytest.mark.parametrize("said", LONG_AGO)
def test_money_of_long_ago(said: str):
    """It is no money of now."""
    assert denies_now(said, NOW, ZONE)


@pytest.mark.parametrize("said", OF_THESE_DAYS)
def test_money_of_these_days_or_no_time_at_all(said: str):
    """It may still be stopped, or says something else."""
    assert not denies_now(said, NOW, ZONE)


@pytest.mark.parametrize(
    ("said", "yuan"), [("又转了5万", 50_000), ("刚刚又打了两万过去", 20_000), ("we sent another 50,000 yuan", 50_000)]
)
def test_a_payment_more(said: str, yuan: int):
    """It stands beside the one that is known."""
    assert another_payment(said, KNOWN)["transactions#1.amount"].value["fen"] == yuan * 100


@pytest.mark.parametrize("said", ["对方又让我再转5万", "再转5万吗", "两笔一共35万", "283万"])
def test_no_payment_more(said: str):
    """What is asked for, or the sum of all."""
    assert another_payment(said, KNOWN) == {}


@pytest.mark.parametrize(
    ("said", "step", "yuan"),
    [
        ("不对 是15万", "transactions#1.amount", 150_000),
        ("不是12万，是15万", "transactions#1.amount", 150_000),
        ("说错了 应该是15万", "transactions#1.amount", 150_000),
        ("第二笔是15万", "transactions#1.amount", 150_000),
        ("12万不对 是15万", "transactions#1.amount", 150_000),
        ("不是283万 是280万", "money_amount", 2_800_000),
        ("第一笔是280万", "money_amount", 2_800_000),
        ("283万搞错了，应该是280万", "money_amount", 2_800_000),
        ("wrong, it should be 150,000 yuan", "transactions#1.amount", 150_000),
    ],
)
def test_a_correction_is_of_the_payment_it_follows(said: str, step: str, yuan: int):
    """But one that says what was wrong is of that one."""
    known = KNOWN | another_payment("又转了一笔12万", KNOWN)
    assert {name: one.value["fen"] for name, one in corrected_payment(said, known).items()} == {step: yuan * 100}


@pytest.mark.parametrize("said", ["不对 又转了一笔15万", "15万", "不对，两笔一共35万", "不是刚转的"])
def test_what_corrects_no_payment(said: str):
    """One more is one more; and where none was added, the lane takes the correction itself."""
    assert corrected_payment(said, KNOWN | another_payment("又转了一笔12万", KNOWN)) == {}
    assert corrected_payment("不对 是15万", KNOWN) == {}


def test_the_sum_of_all_payments():
    """Only with a word that adds them up."""
    assert sum_of_all("两笔一共35万")["money_amount"].value["fen"] == 35_000_000
    assert sum_of_all("又转了5万") == {}


@pytest.mark.parametrize("piece", ["别", "不是", "她", "又转", "1", " "])
def test_long_text_is_read_in_time_that_grows_with_it(piece: str):
    """Twice as much takes hardly more than twice as long."""
    assert grows_evenly(lambda said: (taken_back(said, ONE), another_payment(said, KNOWN)), piece)
