"""The persons a paragraph names, and what is no name."""

import pytest

from cases.hearing import people_named
from cases.understanding.people_in_text import find_people
from cases.understanding.sentences import read_contact_sentence, read_person_sentence, read_person_sentences
from tests.cases.linear import grows_evenly

NAMED = [
    ("会计王芳把公司的钱转走了", {"王芳"}),
    ("业务员林建跟客户说换账户了", {"林建"}),
    ("出纳张丽丽从去年开始挪用公款", {"张丽丽"}),
    ("我们小周做出纳的", {"小周"}),
    ("老李和阿强合伙骗我们", {"老李", "阿强"}),
    ("董某收了定金就不见了", {"董某"}),
    ("王总说要付款，李经理同意的", {"王总", "李经理"}),
    ("刘志强把钱转走了，后来李娜就联系不上了", {"刘志强", "李娜"}),
    ("会计王芳芳知道，仓管欧阳明看见了", {"王芳芳", "欧阳明"}),
    ("张某某、李某都在场", {"张某某", "李某"}),
    ("财务总监钱伟利用职务", {"钱伟"}),
    ("车间主任方强偷铜线", {"方强"}),
    ("转到一个叫黄小波的人卡上", {"黄小波"}),
    ("怀疑是前台李梅泄露的", {"李梅"}),
    ("孙姐带我进群的，何老师推荐股票", {"孙姐", "何老师"}),
    ("收款人户名：徐亮，开户行农行", {"徐亮"}),
    ("徐亮自2025年3月起收货款，徐亮已承认", {"徐亮"}),
    ("欠款方陈国栋一直拖", {"陈国栋"}),
    ("现在的负责人是高志远", {"高志远"}),
    ("仓管老刘每个月拉两车，同事老方看见的", {"老刘", "老方"}),
    ("销售主管钱小军开的公司", {"钱小军"}),
    ("会计小周、出纳小王都说不知道", {"小周", "小王"}),
    ("用的是离职运维林峰的账号", {"林峰"}),
    ("我叫陈建国，是法人", {"陈建国"}),
    ("宁波王家贸易有限公司的会计赵敏", {"赵敏"}),
    ("怀疑是管淑兰干的，熊建平和司机傅玉梅知道", {"管淑兰", "熊建平", "傅玉梅"}),
    ("Ms. Zhang Wei says she never got it, Mr Brown did", {"Zhang Wei", "Mr Brown"}),
    ("程向锋2003年入职，王某军、赵某1系销售人员", {"程向锋", "王某军", "赵某1"}),
    ("金浩峰掌握配方，收银员吴小燕改单子", {"金浩峰", "吴小燕"}),
    (
        "Our accountant Wang Fang stole it, David Chen saw that, and Mr. Smith paid",
        {"Wang Fang", "David Chen", "Mr. Smith"},
    ),
    ("Linda Chen, our bookkeeper, left on Monday", {"Linda Chen"}),
    ("一个做外贸的叫Kevin Zhang", {"Kevin Zhang"}),
]
NOBODY = [
    "小额贷款公司骗了小微企业",
    "老板让高新区的王牌代理周五去张江谈项目，金额成本方式都谈好了，一段时间后多付了三万元",
    "采购石材花了钱，连会计都不知道，向经理汇报",
    "小金库、小程序、小包装、老方法",
    "销售程序有问题，毛利低，应收账款多，周转不灵，许多员工没领到钱",
    "任总经理期间，原经理不同意",
    "余姚的客户，江西的货，温州市的厂，常州人",
    "田林派出所的民警，雷士照明的货",
    "任经理职务，应永远记住，向东南方走",
    "钱刚转走，钱都没了，钱一到账就转走",
    "十几分钟前，三段视频，两车货，几万块",
    "对方强行把货拉走，双方陈述不一",
    "财务应当保管公章，会计于昨天离职",
    "阿里巴巴的客服，阿姨",
    "钱全没了，钱都转走了，把钱还我",
    "供应商某某公司",
    "The Finance Manager of Hong Kong called on Monday from London",
    "石家庄市和马家浜路",
    "",
]


@pytest.mark.parametrize(("said", "names"), NAMED)
def test_the_persons_of_a_paragraph_are_found(said, names):
    """With and without a post in front, in full, masked, familiar or addressed; each once, with its place."""
    found = find_people(said)
    assert {one.name for one in found} == names
    assert all(said[one.start : one.end] == one.quote for one in found)


@pytest.mark.parametrize("said", NOBODY)
def test_a_word_is_no_person(said):
    """Surnames are ordinary words too."""
    assert find_people(said) == []


@pytest.mark.parametrize(
    ("said", "name", "role", "post"),
    [
        ("会计王芳挪用公款", "王芳", "suspect", "会计"),
        ("仓管老刘看见他搬货", "老刘", "witness", "仓管"),
        ("我叫陈建国，电话在下面", "陈建国", "self", None),
        ("我是宁波恒信贸易有限公司法人王强", "王强", "self", "法人"),
        ("王芳是我们会计", "王芳", None, "会计"),
        ("被举报人黄志远索取财物", "黄志远", "suspect", "被举报人"),
        ("钱被张伟骗走", "张伟", "suspect", None),
        ("HR manager Susan Li saw it", "Susan Li", "witness", "manager"),
    ],
)
def test_a_person_comes_with_a_part_and_a_post(said, name, role, post):
    """As far as the words around the name say it."""
    (person,) = find_people(said)
    assert (person.name, person.role, person.post) == (name, role, post)


@pytest.mark.parametrize(
    ("said", "people"),
    [
        ("新来的会计王芳知道，电话13705740009", [("王芳", "+8613705740009", "新来的会计，知道")]),
        ("于洋，财务，13800138000", [("于洋", "+8613800138000", "财务")]),
        ("出纳小马（电话：0574-87654321）经手", [("小马", "+8657487654321", "出纳，经手")]),
        (
            "仓管老刘看见的 13800138000，还有前台何晓彤",
            [("老刘", "+8613800138000", "仓管，看见的"), ("何晓彤", None, "还有前台")],
        ),
        ("保安队长看见的", [(None, None, "保安队长看见的")]),
        ("王芳", [("王芳", None, "")]),
        ("Wang Fang, our accountant, phone 13800138000", [("Wang Fang", "+8613800138000", "our accountant")]),
    ],
)
def test_a_sentence_about_persons_is_taken_apart(said, people):
    """The name, the number, and the rest in the person's own words."""
    assert read_person_sentences(said) == people
    assert read_person_sentence(said) == people[0]


def test_a_contact_takes_the_first_number():
    """Also one that stands with the second person."""
    said = "找我们赵经理，打办公室 0574-87654321"
    assert read_contact_sentence(said)[:2] == ("赵经理", "+8657487654321")


@pytest.mark.parametrize(
    "piece",
    ["王", "小", "王总", "会计", "一", "Linda ", "Mr ", "manager ", "某", " ", "A", "王小明", "宁波恒信公司王芳"],
)
def test_long_text_is_read_in_time_that_grows_with_it(piece):
    """Twice as much takes hardly more than twice as long."""
    assert grows_evenly(read_person_sentences, piece)


@pytest.mark.parametrize(
    ("said", "role"),
    [
        ("她叫王小芳", "suspect"),
        ("他们老板叫陈伟", "suspect"),
        ("对方老板叫陈伟，手机13812345678", "suspect"),
        ("我叫王小芳", "self"),
        ("恒达五金 老板我 王小芳", "self"),
        ("王小芳是我！！嫌疑人是周敏", "self"),
        ("王小芳是我自己", "self"),
        ("王小芳是我会计", None),
        ("我就是王小芳", "self"),
        ("报警的是我王小芳", "self"),
        ("王小芳（我）是法人", "self"),
        ("嫌疑人不是王小芳 是周敏", None),
        ("王小芳不是嫌疑人，钱是周敏拿走的", None),
        ("不怀疑王小芳，怀疑周敏", None),
        ("王小芳是我们公司出纳", None),
        ("我们出纳小陈被骗了，把30万转给了骗子", None),
        ("财务小陈被人冒充老板骗走20万", None),
        ("骗子冒充老板让出纳小陈转了20万", None),
        ("出纳小陈挪用了20万", "suspect"),
    ],
)
def test_who_is_meant_by_a_name(said, role):
    """她叫 and 他们老板叫 name the one suspected; who was tricked did nothing."""
    assert find_people(said)[0].role == role


def test_a_post_said_behind_an_english_name():
    """Chen Wei, general manager."""
    (person,) = find_people("Chen Wei, general manager, 13512345678")
    assert (person.name, person.post) == ("Chen Wei", "general manager")


@pytest.mark.parametrize(
    "said",
    [
        "我是小股东 宁波海曙晨光食品有限公司 他叫吴建军 财务叫李娜",
        "我是老板 会计叫林美芳 跑了",
        "我是财务 老板让我说 骗子叫王强",
        "我是老板娘 我老公叫吴建军",
        "我是吴建军老婆",
        "我是吴建军会计",
        "我是来举报吴建军 的",
        "我是老板 财务李娜",
        "我是出纳 主管是吴建军",
        "我是业务员 客户王强 跑了",
        "我是他老婆 吴建军",
        "I'm Wu Jianjun's wife",
    ],
)
def test_who_is_spoken_of_is_never_the_reporter(said):
    """A new subject ends what somebody says of themselves, and a name may be only whose wife they are."""
    assert "self" not in {one.role for one in find_people(said)}


@pytest.mark.parametrize(
    "said",
    [
        "我姓陈 陈静",
        "我姓陈，叫陈静",
        "免贵姓陈 陈静",
        "我的名字 陈静",
        "我是老板 陈静",
        "我是老板 陈静 钱被转走了",
        "我是小股东 宁波海曙晨光食品有限公司 陈静",
        "我是宁波海曙晨光食品有限公司 财务 陈静 13712345678",
        "我是陈静 他叫吴建军",
        "我叫陈静 他叫吴建军 财务叫李娜",
    ],
)
def test_what_somebody_says_of_themselves(said):
    """With blanks where commas would stand, as on a phone."""
    assert [one.name for one in find_people(said) if one.role == "self"] == ["陈静"]


def test_a_contact_is_never_the_one_suspected():
    """Neither by name nor by number."""
    assert read_contact_sentence("他叫吴建军 13905740001")[:2] == (None, None)
    assert read_contact_sentence("陈静 13712345678 他电话13905740001")[:2] == ("陈静", "+8613712345678")


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("不是张建民是李建国", ["李建国"]),
        ("不是我老婆王芳，是会计周敏", ["周敏"]),
        ("李建国不是嫌疑人，周敏才是", ["周敏"]),
        ("刘建军不是嫌疑人", []),
        ("跟刘建军没关系，是周敏干的", ["周敏"]),
        ("周敏干的，王建国没参与", ["周敏"]),
        ("周敏也是被骗的，不是她，是王建国", ["王建国"]),
        ("怀疑周敏，不怀疑王建国", ["周敏"]),
        ("我是刘建军的老婆，我叫王芳，嫌疑人是周敏", ["周敏"]),
        ("不光是周敏一个人，王建国也有份", ["周敏", "王建国"]),
        ("李建国不是我们公司的人", ["李建国"]),
        ("是不是周敏还不确定，王建国肯定是", ["周敏", "王建国"]),
        ("Linda Zhou is not the suspect, Kevin Wang is", ["Kevin Wang"]),
        ("Kevin Wang is me", []),
    ],
)
def test_whom_a_sentence_suspects(said, names):
    """Who is cleared in it, or is its author, is no suspect."""
    items = people_named(said, "suspects", 0)
    assert [one.value for item, one in items.items() if item.endswith(".name")] == names


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("我是刘建军的同事，刘建军偷了货", {"刘建军"}),
        ("被骗的人不是刘建军，刘建军是骗子", {"刘建军"}),
        ("刘建军没有关系户，骗了我50万", {"刘建军"}),
        ("不是刘建军还能是谁，钱是他转走的", {"刘建军"}),
        ("不是刘建军一个人，还有周敏", {"刘建军", "周敏"}),
        ("我说的是周敏 不是刘建军", {"周敏"}),
        ("我是刘建军的老婆", set()),
    ],
)
def test_who_is_suspected_by_a_sentence(said: str, names: set[str]):
    """Whom the same words accuse is not taken out by what clears them of something else."""
    found = people_named(said, "suspects", 0)
    assert {one.value for step, one in found.items() if step.endswith(".name") and one.value} == names
