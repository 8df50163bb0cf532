"""Buttons said in one's own words, and what belongs to somebody else."""

from __future__ import annotations

import pytest

from cases.questionnaire import load
from cases.understanding.choosing import option_said, options_like
from cases.understanding.elsewhere import belongs_elsewhere
from cases.understanding.tables import table
from tests.cases.linear import grows_evenly

QUESTIONS = load().questions
SAID = [
    ("reporter_role", "我是老板", "legal_representative"),
    ("reporter_role", "我是法人代表", "legal_representative"),
    ("reporter_role", "我是财务", "employee"),
    ("reporter_role", "公司会计，帮老板报的", "authorised_agent"),
    ("reporter_role", "老板让我来的", "authorised_agent"),
    ("reporter_role", "不是老板，是会计", "employee"),
    ("reporter_role", "I'm the owner", "legal_representative"),
    ("reporter_role", "accountant, for my boss", "authorised_agent"),
    ("district", "江东那边", "yinzhou"),
    ("suspect_public", "国企", "yes"),
    ("suspect_public", "不是国企", "no"),
    ("suspect_public", "他就是个打工的", "no"),
    ("suspect_can_read", "他看不到的", "no"),
    ("returned", "她还了20万", "part"),
    ("returned", "到现在一分没还", "none"),
    ("fund_used_for", "他拿去炒股了", "profit"),
    ("reported_elsewhere", "没报过", "no"),
    ("civil_suit", "还没起诉", "preparing"),
    ("still_reachable", "电话打不通了", "no"),
    ("reporter_role", "今天天气不错", None),
    ("quiet_hours", "工商银行", None),
    *(
        ("quiet_hours", said, "daytime")
        for said in (
            "早上八点以后随便",
            "早8点之后都可以",
            "早八点到晚十点",
            "晚上十点以前都行",
            "白天晚上都行",
            "白天和晚上",
            "别半夜发就行",
            "after 8 am anytime",
            "not at night",
        )
    ),
    *(
        ("quiet_hours", said, "by_day")
        for said in (
            "白天",
            "白天打 晚上她们也会翻我手机",
            "白天可以 晚上不行",
            "白天,晚上别发",
            "上班时间",
            "早8点到18点",
            "by day only, not in the evening",
        )
    ),
    *(("quiet_hours", said, "evening") for said in ("晚上都可以", "下班以后", "晚上6点以后", "after work")),
    *(("quiet_hours", said, "anytime") for said in ("随便", "随时都行", "any time")),
    *(("quiet_hours", said, "morning") for said in ("早上", "上午8点到12点")),
    *(
        ("quiet_hours", said, None)
        for said in (
            "白天别发 晚上发",
            "8点以后",
            "晚上八点以后",
            "下午三点以后",
            "早上九点半以后",
            "除了上午都行",
            "晚上别发，其他随便",
            "上午和下午都行",
            "中午以后",
            "after 8 in the evening",
        )
    ),
]
ELSEWHERE = [
    ("老板欠我工资三个月不发", "wages"),
    ("老板不给我交社保还把我辞退了", "wages"),
    ("买的手机坏了商家不给退", "consumer"),
    ("昨天开车被追尾了对方跑了", "traffic"),
    ("朋友借了我五万块不还", "private"),
    ("楼上邻居天天吵", "private"),
    ("我们公司的机修工被辞退后把机床砸了", None),
    ("客户签了合同收了定金就跑了", None),
]


@pytest.mark.parametrize(("question", "said", "option"), SAID)
def test_a_button_in_ones_own_words(question: str, said: str, option: str | None):
    """What denies stands before what it would be taken for; what says nothing of it presses nothing."""
    assert option_said(question, said, QUESTIONS[question].options) == option


def test_the_words_are_of_questions_and_options_that_exist():
    """A renamed option keeps its words."""
    for question, options in table("option_words").items():
        assert set(options) <= set(QUESTIONS[question].options)


def test_the_likeliest_by_their_labels():
    """Where the table knows nothing, the label that shares most comes first."""
    labels = {"haishu": "海曙区", "yinzhou": "鄞州区", "yuyao": "余姚市"}
    assert options_like("district", "在鄞州", labels) == ["yinzhou"]
    assert options_like("district", "说不好", labels) == []


@pytest.mark.parametrize(("said", "kind"), ELSEWHERE)
def test_what_others_are_there_for(said: str, kind: str | None):
    """Wages, a purchase, the road, the family; never what was done to a firm."""
    assert belongs_elsewhere(said) == kind


@pytest.mark.parametrize("piece", ["不是", "老板", "欠我", "买的", "朋友借了我", "1", " "])
def test_long_text_is_read_in_time_that_grows_with_it(piece: str):
    """Twice as much takes hardly more than twice as long."""
    assert grows_evenly(belongs_elsewhere, piece)


ROLES = ("legal_representative", "authorised_agent", "shareholder", "employee", "informant")


@pytest.mark.parametrize(
    "said", ["是老板 法人", "我是老板", "法人是我", "我自己的公司，我是法定代表人", "I am the owner"]
)
def test_the_boss_is_the_legal_representative(said: str):
    """Who says that they are."""
    assert option_said("reporter_role", said, ROLES) == "legal_representative"


@pytest.mark.parametrize(
    "said",
    [
        "法人是我爸",
        "老板他弟弟",
        "我是老板的老婆",
        "老板娘",
        "我爸是公司法人",
        "法人是王建国",
        "老板是我姐夫",
        "I am the owner's wife",
        "my father is the owner",
    ],
)
def test_whoever_belongs_to_the_boss_is_not(said: str):
    """Neither by their words nor by a label that looks like them."""
    labels = {"legal_representative": "法定代表人（老板）"}
    assert option_said("reporter_role", said, ROLES) != "legal_representative"
    assert options_like("reporter_role", said, labels) == []


@pytest.mark.parametrize(
    "said", ["他老婆也在公司", "她是会计", "会计是他小姨子", "对方是老板", "his wife is the accountant"]
)
def test_what_is_said_of_another_is_no_part_of_ones_own(said: str):
    """Neither as an answer nor as a likeness: 公司 stands in more than one label."""
    labels = {"legal_representative": "公司法定代表人", "authorised_agent": "公司委托的经办人", "employee": "公司员工"}
    assert option_said("reporter_role", said, ROLES) is None
    assert options_like("reporter_role", said, labels) == []


@pytest.mark.parametrize(
    ("said", "option"), [("我是会计 他是老板", "employee"), ("帮他报的，他是老板，我代理", "authorised_agent")]
)
def test_ones_own_part_beside_anothers(said: str, option: str):
    """What is said of oneself counts."""
    assert option_said("reporter_role", said, ROLES) == option
