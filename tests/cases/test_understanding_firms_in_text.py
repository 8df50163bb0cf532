"""The firms a paragraph names, and what is no firm's name."""

import pytest

from cases.understanding.firms_in_text import find_firms
from cases.understanding.sentences import read_company_sentence
from tests.cases.linear import grows_evenly

CODE = "91330212MA2AGXYH1G"
NAMED = [
    ("我们和宁波恒信贸易有限公司签了合同", {"宁波恒信贸易有限公司"}),
    ("钱转给了杭州天穹商贸有限公司", {"杭州天穹商贸有限公司"}),
    ("一家公司叫鼎盛源科技", {"鼎盛源科技"}),
    ("是中建三局的项目，还有中铁十二局", {"中建三局", "中铁十二局"}),
    ("我们是慈溪大成五金厂的", {"慈溪大成五金厂"}),
    ("转账到深圳市华鑫电子科技有限公司对公账户", {"深圳市华鑫电子科技有限公司"}),
    ("和信达物流签的", {"信达物流"}),
    ("浙江宏远集团的人", {"浙江宏远集团"}),
    ("他成立了宁波新创贸易公司把客户拉走", {"宁波新创贸易公司"}),
    ("义乌市佳美饰品厂", {"义乌市佳美饰品厂"}),
    ("供应商慈溪永发塑料厂", {"慈溪永发塑料厂"}),
    ("最后鑫盛建设中了标", {"鑫盛建设"}),
    ("我是万向服饰有限公司的会计，被和平模具有限公司骗了", {"万向服饰有限公司", "和平模具有限公司"}),
    ("收款方东方电子有限公司，收款方鑫源科技", {"东方电子有限公司", "鑫源科技"}),
    ("从广东省佛山市康达物流采购，找上海云图商贸公司加工", {"广东省佛山市康达物流", "上海云图商贸公司"}),
    ("恒信（宁波）有限公司", {"恒信（宁波）有限公司"}),
    ("2026年3月宁波佳禾贸易有限公司没发货", {"宁波佳禾贸易有限公司"}),
    ("宁波甬盛机械有限公司、慈溪大成五金厂支付的货款", {"宁波甬盛机械有限公司", "慈溪大成五金厂"}),
    ("跟一家叫环宇国际的公司签了协议", {"环宇国际"}),
    ("被杭州恒通机电有限公司起诉", {"杭州恒通机电有限公司"}),
    ("we paid ABC Trading Ltd. and then nothing", {"ABC Trading Ltd"}),
    ("to Shenzhen Bright Electronics Co., Ltd. after an email", {"Shenzhen Bright Electronics Co., Ltd"}),
]
NOBODY = [
    "对方公司不发货，我们公司会计",
    "一家五金厂欠我们钱，我们厂",
    "高新科技公司、互联网科技、高科技",
    "他开了一家空壳公司，客户公司在隔壁",
    "工商银行宁波分行，派出所",
    "那个物流公司，王老板的厂，那家科技公司",
    "负责人以公司名义收钱，有人威胁公司要钱",
    "背信损害上市公司利益",
    "温州苍南有印刷厂在印我们的包装盒",
    "在杭州注册了一家跟我们做同样设备的公司",
    "出票人某某公司，类型为有限责任公司",
    "宁波一家物流公司，义乌小商品厂，上海那边的公司，杭州两家科技公司",
    "平台说我们违规",
    "机械厂房，科技园区，建材市场",
    "The Finance Company called us",
    "",
]


@pytest.mark.parametrize(("said", "names"), NAMED)
def test_the_firms_of_a_paragraph_are_found(said, names):
    """In full, shortened, by the state's numbers, in English; each once, with its place."""
    found = find_firms(said)
    assert {one.name for one in found} == names
    assert all(said[one.start : one.end] == one.quote for one in found)


@pytest.mark.parametrize("said", NOBODY)
def test_what_names_nobody_is_no_firm(said):
    """公司 and 厂 are mostly words, and a bank is whose account it is."""
    assert find_firms(said) == []


@pytest.mark.parametrize(
    ("said", "is_ours"),
    [
        ("我司宁波甬盛机械有限公司", True),
        ("Our company is Northwind Foods Inc.", True),
        ("货款付给宁波佳禾贸易有限公司", False),
        ("浙江宏远集团的人", None),
        ("公司叫宁波东港进出口有限公司", True),
        ("厂子的事，公司叫宁波东港进出口有限公司", None),
        ("对方公司叫绍兴布兰纺织有限公司", False),
        ("去年认识一家公司叫绍兴布兰纺织有限公司", False),
        ("绍兴布兰纺织有限公司骗了我们30万", False),
        ("宁波东港进出口有限公司的货款没付", None),
    ],
)
def test_a_firm_is_ours_only_when_it_is_said(said, is_ours):
    """What was paid is theirs; else nobody knows."""
    (firm,) = find_firms(said)
    assert firm.is_ours is is_ours


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        (f"我们是宁波恒信贸易有限公司，信用代码{CODE}", ("宁波恒信贸易有限公司", CODE, "我们是")),
        ("客户是浙江宏远集团，我们是慈溪大成五金厂", ("慈溪大成五金厂", None, "客户是浙江宏远集团，我们是")),
        ("还没注册", (None, None, "还没注册")),
    ],
)
def test_a_sentence_about_a_company_is_taken_apart(said, parts):
    """The reporter's own firm goes before others."""
    assert read_company_sentence(said) == parts


@pytest.mark.parametrize(
    "piece", ["公司", "宁波", "有限公司", "集团", "的", "贸易", "鼎盛科技", "A", "Ltd ", "Abc ", "一家", "("]
)
def test_long_text_is_read_in_time_that_grows_with_it(piece):
    """Twice as much takes hardly more than twice as long."""
    assert grows_evenly(find_firms, piece)
