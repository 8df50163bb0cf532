"""What a story says in passing: who tells it, what came back, where the money went, and what else was done."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from cases.hearing import Listening, hear, on_one_side
from cases.passing import further_offence, in_few_words, in_passing
from cases.questionnaire import Answer, State, load
from cases.understanding.offence import Sense
from tests.cases.linear import grows_evenly

FORM = load()
SENSE = Sense(FORM.offences.values())
ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 26, 10, 0, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("said", "step", "value"),
    [
        ("会计挪用了80万拿去炒股了，还了20万", "fund_used_for", "profit"),
        ("会计挪用了80万拿去炒股了，还了20万", "returned", "part"),
        ("他把货款拿去还房贷了", "fund_used_for", "personal"),
        ("出纳拿公司的钱去赌博输了一百多万，到现在没还", "fund_used_for", "illegal"),
        ("出纳拿公司的钱去赌博输了一百多万，到现在没还", "returned", "none"),
        ("我叫李敏 13705740009，被骗了5万", "contact_name", "李敏"),
        ("我叫李敏 13705740009，被骗了5万", "contact_phone", "+8613705740009"),
        ("我的电话是13800138000，被骗了3万", "contact_phone", "+8613800138000"),
        ("My name is Lisa Wang, my phone is 13800138000", "contact_name", "Lisa Wang"),
        ("让他还他一直不还", "returned", "none"),
        ("我是老板，公司在鄞州", "reporter_role", "legal_representative"),
        ("我是老板，公司在鄞州", "district", "yinzhou"),
        ("他退了一半给我们", "returned", "part"),
        ("后来她还了20万给公司", "returned", "part"),
        ("对方已经全部退还了", "returned", "all"),
        ("He used company money to gamble", "fund_used_for", "illegal"),
    ],
)
def test_what_is_said_in_passing(said: str, step: str, value: str):
    """It answers a question that would be asked later."""
    assert dict(in_passing(said))[step].value == value


@pytest.mark.parametrize(
    "said",
    [
        "骗子电话13705740009，我们被骗了5万",
        "公司被骗了30万，还没报警",
        "老板炒股亏了",
        "会计王芳把账烧了",
        "让他把钱退一半也行",
        "我想让他还一部分就行",
        "老板让我们把钱还了一部分给客户",
        "我们已经退了一半货款给客户",
        "如果他还了一部分我们就算了",
        "他还了一部分吗？",
        "能不能让她全部退回来",
        "他答应先还一半",
        "我是老板的老婆",
        "骗子是余姚一家公司的",
        "法人是我爸，老板他弟弟",
        "We paid back half to our client",
        "If he returned half we would be happy",
    ],
)
def test_what_says_nothing_of_it(said: str):
    """The swindler's number is nobody's own, and a loss on the market no use of the firm's money."""
    assert dict(in_passing(said)) == {}


@pytest.mark.parametrize(
    "said",
    [
        "可以打我姐 王丽 13700001234 她不住一起",
        "我叫陈静 他电话13905740001",
        "我是陈静 我姐王丽13905740001",
        "我叫陈静 对方手机 13905740001",
        "打我老公 13905740001",
        "I'm Chen Jing, his phone is 13905740001",
    ],
)
def test_a_number_of_another_is_not_the_reporters_own(said: str):
    """Neither a sister's nor a suspect's."""
    assert "contact_phone" not in dict(in_passing(said))


@pytest.mark.parametrize(
    ("said", "first", "further"),
    [
        ("出纳把公司账上的钱转到她自己卡上，还把客户名单卖给了同行", "EMBEZZLEMENT", "还把客户名单卖给了同行"),
        ("会计挪用公款还把客户名单卖给了同行", "TRADE_SECRET", "会计挪用公款"),
        ("业务员吃回扣，另外还虚开发票抵账", "COMM_BRIBE_TAKE", "另外还虚开发票抵账"),
        ("他骗了我们20万，还没还钱", "FRAUD", None),
        ("他偷了铜，又偷了两次", "THEFT", None),
    ],
)
def test_a_further_offence_is_quoted(said: str, first: str, further: str | None):
    """In the person's words, and only where it is another one."""
    found = further_offence(said, first, SENSE)
    assert (found and found.value) == further


@pytest.mark.parametrize(
    ("said", "until"),
    [
        ("上个月8号9号会计转走了30万", "2026-10-09"),
        ("11月8、9两号被转走30万", "2026-11-09"),
        ("3月5日和6日货被拉走", "2026-03-06"),
        ("11月8日、15日各一次", None),
    ],
)
def test_two_days_in_a_row_are_a_period(said: str, until: str | None):
    """Two that do not follow each other are not."""
    when = hear(said, Listening(FORM, SENSE, NOW, ZONE), {})["happened_when"].value
    end = when.get("until")
    assert (end and f"{datetime.fromisoformat(end).astimezone(ZONE):%Y-%m-%d}") == until


@pytest.mark.parametrize("piece", ["还", "还把钱", "我叫", "，", "又", "1", "还了"])
def test_long_text_is_read_in_time_that_grows_with_it(piece: str):
    """Twice as much takes hardly more than twice as long."""
    assert grows_evenly(lambda said: (dict(in_passing(said)), further_offence(said, "THEFT", SENSE)), piece)


@pytest.mark.parametrize(
    ("said", "ours", "theirs"),
    [
        ("公司叫宁波东港进出口有限公司，客户收了货不给钱", "宁波东港进出口有限公司", None),
        ("客户收了货不给钱，公司叫宁波东港进出口有限公司", None, None),
        ("绍兴布兰纺织有限公司收了我们30万不发货", None, "绍兴布兰纺织有限公司"),
        ("我们宁波东港进出口有限公司被客户骗了，公司就是给宁波东港进出口有限公司", "宁波东港进出口有限公司", None),
    ],
)
def test_the_victim_is_never_its_own_opponent(said: str, ours: str | None, theirs: str | None):
    """What nobody said whose it is goes to neither side, and no firm stands on both."""
    found = hear(said, Listening(FORM, SENSE, NOW, ZONE), {})
    assert [found[step].value if step in found else None for step in ("company_name", "other_company")] == [
        ours,
        theirs,
    ]


def test_a_firm_given_as_ours_is_heard_as_theirs_no_more():
    """And a guess gives way to what was given, on whichever side."""
    name = "宁波东港进出口有限公司"
    for ours, theirs, stays in ((State.GIVEN, State.READ, "company_name"), (State.READ, State.GIVEN, "other_company")):
        answers = {"company_name": Answer(ours, "", name), "other_company": Answer(theirs, "", name[:-4])}
        assert list(on_one_side(answers)) == [stays]


@pytest.mark.parametrize(
    ("said", "post"),
    [
        ("我们采购经理王强收供应商回扣20万", ("采购经理", "采购经理王强")),
        ("王强是我们采购经理，收了供应商回扣20万", ("采购经理", "王强是我们采购经理")),
        ("对方公司的老板陈伟收了30万就跑了", None),
        ("供应商的业务员陈伟骗了我们30万就跑了", None),
    ],
)
def test_a_post_is_quoted_with_its_name_and_is_one_at_our_firm(said: str, post: tuple[str, str] | None):
    """The quote holds the post; what the other side's people are is no post of ours."""
    found = hear(said, Listening(FORM, SENSE, NOW, ZONE), {})
    assert found["suspects#0.name"].value in {"王强", "陈伟"}
    answer = found.get("suspect_post")
    assert (answer and (answer.value, answer.said)) == post


@pytest.mark.parametrize(
    ("said", "step", "value"),
    [
        ("网银转到她老公卡上", "taken_how", ["moved_money"]),
        ("签过保密协议", "secret_measures", ["agreement"]),
        ("保函是假的", "contract_trick", ["false_security"]),
        ("手机打不通", "still_reachable", "no"),
        ("一分钱没付", "contract_performed", "nothing"),
    ],
)
def test_a_few_words_are_a_fact(said: str, step: str, value: object):
    """Of a question that would be asked later."""
    assert in_few_words(said)[step].value == value


@pytest.mark.parametrize("said", ["没签过保密协议", "保函是假的吗", "银行电话打不通", "我们一分钱没付", "怕转到她卡上"])
def test_a_few_words_that_deny_or_ask_are_none(said: str):
    """Rather none than wrong."""
    assert in_few_words(said) == {}
