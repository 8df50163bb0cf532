"""What a paragraph's sums are, and which of them was lost."""

import pytest

from cases.understanding.loss import read_loss, sums
from tests.cases.linear import grows_evenly

LOST = [
    ("财务总监三年来用假发票报销套了公司大概120万", 1200000),
    ("出纳把备用金三万八拿去买彩票了", 38000),
    ("每个月偷拉两车废铜出去卖，一车一万多，我算了下少说有四十万", 400000),
    ("供应商换了账号，第一次打了20万，第二次15万，第三次9万8", 448000),
    ("合同总价86万，付了定金25.8万，到现在一颗芯片没见到", 258000),
    ("我给客户发了三车水泥一共47万的货，支票是空头的", 470000),
    ("被辞退的仓管把样机拿走了6台 价值3万2", 32000),
    ("每月多报两万工资，报了8个月，一共16万", 160000),
    ("转了10万保证金和5万手续费", 150000),
    ("付了预付款150万(3月1日付100万,3月8日付50万)", 1500000),
    ("两张汇票是假的 一张八万一张五万", 130000),
    ("有几个客户欠货款一直不还 一个欠12万 一个欠7万", 190000),
    ("追回了5万，被骗走了30万", 300000),
    ("注册资本5000万的公司骗了我们30万", 300000),
    ("注册资本1000万，他把200万转进来验完资又转到自己公司去了", 2000000),
    ("不给20万就要砸店", 200000),
    ("说不给8万就发帖子，我先转了两万块", 20000),
    ("说能贷500万的贷款，先收了我们2万服务费", 20000),
    ("公司账上的280万没了", 2800000),
    ("客户先付了2000定金 货拿走以后余款18000一直没付", 18000),
    ("投了15万，只提出来2万", 150000),
    ("货值35万的一车货被司机拉走卖掉了", 350000),
    ("今年营业额少了四万多", 40000),
    ("被诈骗28万，这28万是借来的", 280000),
    ("发票是假的，金额708,433元", 708433),
    ("Our bookkeeper stole about 300,000 yuan", 300000),
    ("we signed a contract for 500,000 yuan and paid 50,000 yuan", 50000),
    ("He wrote cheques to himself, RMB 380,000 in total", 380000),
    ("The registered capital is 10 million yuan but the loss is RMB 350,000", 350000),
    ("工地上钢筋少了十几吨 一吨四千 估计五六万吧", 50000),
    ("仓管把铜排偷偷卖了 卖了7万3", 73000),
    ("骗子让我转5万 我只转了2万", 20000),
    ("付了第一笔款25万 第二笔40万还没付 就发现不对了", 250000),
    ("被骗了5万多美金 大概36万人民币", 360000),
    ("他把准备发工资的38万取走了", 380000),
    ("买了一台机器，合同价78万，发过来是翻新的", 780000),
    ("第一批12万结了,第二批15万第三批18万都没结", 330000),
    ("就转了五十万到她男朋友卡上 还有一笔十二万的货款也没入账", 620000),
    ("平台赔了3000 剩下的两万七没有", 27000),
    ("We transferred 200,000 yuan to a supplier and then another 150,000 yuan, no goods came", 350000),
    ("挪用了100万，还上了40万", 600000),
    ("收了我们30万定金，后来退了5万就再也不退了", 250000),
    ("被骗了68万，刑警帮我们冻结了12万", 680000),
    ("会计拿公司的钱还了20万信用卡", 200000),
    ("货款一共210万，付了80万，还欠130万", 1300000),
    ("合同总价50万 付了一半", 250000),
    ("总价80万，先付了三成", 240000),
    ("contract was RMB 2m, we paid 30% upfront", 600000),
    ("要十二万活动经费，给了以后人不见了", 120000),
    ("我们公司投了50万，我表哥也投了三百万", 500000),
    ("隔壁公司也被骗了，我们损失30万", 300000),
    ("先后七次每次5万，都转到她卡上", 350000),
    ("被偷走三台电脑，每台八千", 24000),
    ("尾款46万一直没给，前面付过54万", 460000),
    ("用假材料在我们这贷了88万", 880000),
    ("He stole two hundred thousand yuan", 200000),
    ("承兑汇票面额50万，到期拒付", 500000),
    ("票面30万的支票空头", 300000),
    ("每吨贵300，一年买了500吨", 150000),
    ("每箱比市场价高8块，一年进了2万箱", 160000),
    ("一吨多收我们两百块，进了三百吨", 60000),
    ("充100返200的活动，员工垫了公司的钱3万进去", 30000),
    ("三百多万吧，账上就剩2万", 3000000),
    ("大概80万，卡里只剩三千块", 800000),
    ("账上只剩5万，被骗走80万", 800000),
    ("80万吧，手里还有3万", 800000),
    ("账户有60万，被盗了", 600000),
    ("卡里有30万，被转走了", 300000),
    ("公司账上有80万，被会计卷跑了", 800000),
    ("账上还有80万，他全转走了", 800000),
    ("账上有100万，都没了", 1000000),
    ("公司卡里有12万，被盗刷", 120000),
    ("假律师骗了我们律师费20万", 200000),
    ("骗子冒充法院，要我们交保全费8万，我们交了", 80000),
    ("被骗300万，我卡里就两万了", 3000000),
    ("120万左右，余下8万没动", 1200000),
    ("账上300万被转走了，就剩2万", 3000000),
    ("被骗80万，还有100万存在另一个账户", 800000),
    ("他骗了我们80万，我们账上还有20万要不要转走", 800000),
    ("大概三十万，律师费已经花了5万", 300000),
    ("30万，手续费2000", 300000),
    ("被骗50万，公司还欠银行贷款200万", 500000),
    ("About 3 million, only 20,000 yuan left in the account", 3000000),
    ("800,000 yuan or so; the account still has 20,000 yuan", 800000),
    ("He stole 400,000 yuan and we paid 30,000 yuan in legal fees", 400000),
    ("他把公司账上剩的80万全转走了", 800000),
    ("公司账上还有60万被出纳取走", 600000),
    ("尾款还剩12万没付", 120000),
    ("还剩30万货款没收回来", 300000),
    ("他手里还剩我们的货款45万", 450000),
    ("交了手续费2000，人就不见了", 2000),
    ("200,000 yuan left our account last night and is gone", 200000),
]
NOT_SAID = [
    "别的公司被骗了3000万，我们还没付钱",
    "比我们低两百块中的标",
    "他买了套三百万的房子，我怀疑是公司的钱",
    "要我们先交5万，没交",
    "对方开口8万，我们没理",
    "认缴的一千万没到位",
    "营业额从30万掉到12万",
    "每个月租金2万，租了8个月",
    "他们公司被骗了三百万，我们暂时没有损失",
    "全国受害人共2亿",
    "授信200万，没批下来",
    "准备转20万，还没转",
    "要转188000 财务打电话问了老板才没转",
    "合同约定违约金100万，我们没付过钱",
    "厂房评估值2300万，800万就卖给了他朋友",
    "中标价1260万，三家的标书一模一样",
    "一单二十多万，被他抢走了四单",
    "每次转5万，转了好几次",
    "接了个活,1500块印商标",
    "租金一年36万 交了两年",
    "我们给了他三张10万的承兑",
    "民警陆续追回被骗资金132.5万元",
    "会计把账册全烧了",
    "采购的箱子每个贵三成，买了两年",
    "专票票面一百四十万是虚开的",
    "账上就剩2万",
    "现在卡上还有30万",
    "钱没了，账上只留了500块",
    "请律师花了3万",
    "we still have 50,000 yuan in the bank",
    "",
]


@pytest.mark.parametrize(("said", "yuan"), LOST)
def test_the_loss_is_read(said, yuan):
    """A total before what was taken, before what was paid, before the only sum there is."""
    found = read_loss(said)
    assert found is not None
    assert (found.value.fen, found.value.currency) == (yuan * 100, "CNY")
    assert found.quote == said[found.start : found.end]


@pytest.mark.parametrize("said", NOT_SAID)
def test_what_is_not_lost_is_no_loss(said):
    """Somebody else's money, a price, a quota, a rate, a payment that was stopped in time."""
    assert read_loss(said) is None


def test_a_loss_keeps_its_currency():
    """Dollars stay dollars; dollars and yuan are not added up."""
    lost = read_loss("we wired USD 86,500 to the new account")
    assert (lost.value.fen, lost.value.currency) == (8650000, "USD")
    assert read_loss("付了3万元，又付了2万美元") is None


def test_every_sum_has_its_part():
    """In order, with the words it was read from."""
    said = "合同300万，付了90万定金，每月租金2万，损失共95万"
    assert [(one.quote, one.part) for one in sums(said)] == [
        ("300万", "price"),
        ("90万", "payment"),
        ("2万", "other"),
        ("95万", "total"),
    ]


@pytest.mark.parametrize("piece", ["骗", "一共", "转", "，", "(", "没", "每月", "the ", "1", " "])
def test_long_text_is_read_in_time_that_grows_with_it(piece):
    """Twice as much takes hardly more than twice as long."""
    assert grows_evenly(read_loss, piece)


@pytest.mark.parametrize(
    ("said", "fen"),
    [
        ("一共320万的货 先付了30万定金 到现在没发货", 30_000_000),
        ("设备总共320万，我们先打了30万定金过去，人就没了", 30_000_000),
        ("跟他们签了320万的设备合同，先付定金30万，到现在没发货", 30_000_000),
        ("前后一共付了320万，其中定金30万", 320_000_000),
        ("一共被骗了320万，定金就有30万", 320_000_000),
    ],
)
def test_of_a_price_only_what_was_paid_is_lost(said: str, fen: int):
    """A deposit is all that is gone where nothing else was paid."""
    loss = read_loss(said)
    assert loss
    assert loss.value.fen == fen
