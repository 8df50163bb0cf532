"""Whether money is on its way. Now is Thursday 26 November 2026, 10:00 in Shanghai."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cases.understanding.moments_in_text import find_moments
from cases.understanding.motion import moment_of_payment, read_motion, speaks_of_payment

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 26, 10, 0, tzinfo=SHANGHAI)
TABLE = Path(__file__).parent / "motion_words.jsonl"
SHORT = [(row["text"], row["motion"]) for row in map(json.loads, TABLE.read_text(encoding="utf-8").splitlines())]

JUST_NOW = [
    "不是刚才转的那笔,是又一笔刚转走",
    "是不是刚转走的还能追回来",
    "财务刚按老板微信打了48万,老板说不是他",
    "钱刚汇出去,银行能不能拦",
    "五分钟前转的账,20万",
    "刚刚给假冒的供应商付了尾款",
    "今早出纳把18万转到骗子账户了",
    "今天上午10点不到付出去的,现在才发现邮箱被人改了",
    "一个多小时前打了6万到一个个人账户",
    "我现在就在银行柜台,正在汇款,怎么办",
    "急!!公司账户被盗刷了,就在刚才",
    "快帮我止付!!账号62220212",
    "钱还在路上没到账,能不能撤回",
    "半小时前财务扫了二维码,卡里12万没了",
    "刚才不小心把钱转错到一个不认识的人",
    "刚充了三万进那个平台,提现不了",
    "凌晨两点多账户里的钱被转走了",
    "昨晚11点转了30万，凌晨2点又转了30万",
    "刚转！！快！！",
    "我们会计20分钟前把货款打给骗子了,求助",
    "I just wired 300,000 to a fake supplier",
    "We sent the money about 20 minutes ago, can the bank stop it?",
    "Our accountant paid a fake invoice this morning",
    "10分钟前 被骗了 8万",
    "老公司出纳刚才把九十二万打给一个冒充总经理的微信了 快",
    "怎么办怎么办 我把钱打给骗子了 就刚刚的事",
    "2分钟前支付宝扫码付了5800,发现是假客服",
    "网银显示处理中，能取消吗，我们被骗了",
    "今天中午之前财务转了31万到香港一个账户，邮箱被黑了",
    "人还在银行,柜员正在给那个人打款,我觉得不对",
    "刚付完款对方就把群解散了",
    "一刻钟前刚刚汇出去三万美金",
    "上午九点左右打款的,收款人不是我们供应商",
    "the transfer is still pending, please stop the payment",
    "just paid a deposit to a scam shop",
    "money left an hour ago",
    "今天上午公司的账户一下子少了50万,被人转走的",
    "喂你好我们公司刚刚被骗了财务转了一百二十万出去现在怎么办",
    "我刚刚在银行转完账才知道那个合同是假的",
    "刚刚点错了转给了陌生人5万块",
    "今天上午,有人冒充我加了财务的QQ,让她转98万,她就转了",
    "银行打电话来核实一笔60万的转账,说已经受理中,我们没授权过",
    "几分钟前 公司网银自己往外转钱",
    "会计正在给骗子打钱,我拦不住",
    "现在钱还没到对方账上,求你们拦一下",
    "下午就要打第二笔了,第一笔上午九点打的",
]
WITHIN_TWO_DAYS = [
    "昨天付的定金,今天店就关门了",
    "前天转给他30万,现在微信把我删了",
    "昨天下午四点我们给对方账户汇了56万,今早发现公司是假的",
    "昨晚被骗了五万,转到一个农行卡",
    "钱是前天上午打过去的,一共两笔",
    "11月24号付了9万8",
    "昨天财务被人冒充领导骗走62万",
    "周三打的款,对方说没收到",
    "We transferred the deposit yesterday and now the website is gone",
    "I paid them the day before yesterday",
    "昨夜有人登录网银把公司的钱转走了",
    "昨天上午会计听信假客服,把对公账户里的19万都转出去了",
    "昨日汇款86000元至对方账户，今日对方失联",
    "我老婆昨天下午在网上买了一批口罩,付了4万多,现在客服不回",
    "两天前打的定金",
    "24号打的钱,25号人就没影了",
    "星期二晚上充值了两万,昨天还能登录今天登不上了",
    "yesterday our finance wired $80,000 to a fraud account",
    "前晚十一点多转的,四笔,每笔五万",
    "昨天晚上六点钟转的 三笔 一共21万",
    "周二下午付出去的款到现在没回音",
    "25号上午打的款现在公司都搬空了",
    "昨天夜里厢转脱了三十万",
    "周二加班的时候财务被骗转了32万",
    "前天对账的时候还在，今天一看没了，查了是周二转走的",
    "昨天我付钱买的设备今天到了是坏的",
]
OLD_OR_NOT_AT_ALL = [
    "会计跑了!!钱没了!! 上周五下午她从公司建行账户转了186万到她老公的号上 今天早上人没来上班 手机关机",
    "钱没了 上周一转走的 今天上午人就不见了",
    "周五钱被转走的，今天早上会计没来",
    "出纳今天上午失踪，账上少了70万，银行说是上周五转的",
    "We noticed this morning that our accountant had transferred the money last Friday",
    "We sent it on Thursday last week, today they blocked us",
    "公司账上的钱没了，上个月转出去的，今天银行才打电话来",
    "不是刚转的吧,银行说是上个月陆陆续续转的",
    "不是啊,不是刚转的,是上个月的事",
    "钱不是刚打过去的",
    "不是今天转的,上上个月就转了",
    "银行说不是昨天付的,是上个月",
    "上个月付的货款,到现在没发货",
    "2025年3月5日汇给他们公司120万",
    "半年前打的保证金,一直不退",
    "国庆前付了五万定金,说好一个月交货",
    "上上周转的,银行说追不回来了",
    "We paid the deposit in March, nothing has been delivered",
    "差点就转了,还好老板拦住了",
    "幸好没打款,先来报个案",
    "他让我转钱,我没转",
    "准备付款的时候觉得不对,没付",
    "I haven't sent any money yet",
    "五天前被骗了3万",
    "去年国庆的时候转给他八万",
    "10月底打过去的定金",
    "9月份给他打了三次钱",
    "去年底付清了全款,今年房子还没交",
    "三年前我借给他朋友,转账记录都在",
    "上个星期汇的，银行那边说已经取走了",
    "11月1号付的预付款",
    "两个多月前打给他们的,合同还在",
    "还没付钱,就是想问问这家公司是不是骗子",
    "我没给他转,留了个心眼",
    "款还没有打,合同已经签了",
    "we paid them last year",
    "对方要我先付保证金,我没同意",
    "昨天是他生日,今天我发现他上个月转走了30万",
    "11月10日付款后对方不发货",
    "今年二月份借出去的,转账的,有凭证",
    "上月月底把尾款结了,付了43万",
    "没转钱,就是个人信息被他们拿走了",
    "差一点点就把钱打过去了",
    "骗子让我转5万,我没理他",
]
NO_PAYMENT = [
    "客户都被他转走了",
    "我们账户里余额不多",
    "刚毕业的大学生偷了我们的代码",
    "他刚升职就开始转移公司资产",
    "刚给110打电话,说要来派出所",
    "刚打完电话对方就关机了",
    "我们刚跟他签了合同,他就把设备转卖了",
    "对方刚才付款给我们的是假支票",
    "客户今天把货款付给我们了,但是少了五万",
    "昨天他打了我们的员工",
    "今天才发现合同章被人偷用",
    "刚转岗的采购和供应商串通",
    "昨天老板汇报了情况",
    "刚打印出来的流水上少了一页",
    "正在办转让手续,他把公章带走了",
    "今天付总说仓库被盗了",
    "前天把车转让给他,他没给钱",
    "昨天发票打印出来发现是假的",
    "刚刚有人冒充税务局打来电话",
    "刚充当中间人的那个人不见了",
    "The manager has just joined a competitor and took our files",
    "The customer just paid us half, the rest never came",
    "昨天我去打了耳光",
    "他刚办了转学",
    "前台刚收到一个快递,里面是恐吓信",
    "刚刚开会,财务汇报说应付账款对不上",
    "昨天他打电话来威胁我",
    "今天公司大门被人打砸了",
    "买家昨天付款后又申请退款,货也不退",
    "刚查出来采购吃回扣",
    "他昨天充好人,今天就把机器拉走了",
    "今天早上发现电脑被加密,要我们付比特币",
    "我们的配方被前员工转给了对手",
    "前几天他把货转到自己仓库去了",
    "员工刚刚离职就去对手那里上班",
    "用支付宝偷刷公司积分",
    "有人打着我们的旗号卖假货",
    "刚打赢官司对方就把厂房转移了",
    "法院昨天冻结了我们的账户",
    "付经理昨天带着图纸走了",
    "昨天他没转正就走了",
    "刚把他开除了,他就来打人",
    "刚才门口有人打架",
    "他刚从对手公司转来,就带走了客户",
    "昨天我们发现仓库的货被转移了",
    "老板刚去世,他弟弟就把股权转给自己了",
    "前台刚说有人来闹事",
    "对方今天刚付了5万,还差20万",
    "买家昨天用假转账截图骗走了三部手机",
    "今天刚收到法院传票",
    "昨天的发货单被他改了",
    "工资刚发完他就跑了",
]
NOBODY_SAID_WHEN = [
    "账户被转走了30万",
    "公司账户被转走30万",
    "账户里少了30万",
    "卡里被清空了",
    "Our account was drained of 300,000 yuan",
    "财务被骗转账四十多万",
    "钱打过去以后对方就把我拉黑了",
    "付了20万定金,人找不到了",
    "能追回来吗,被骗了30万",
    "We wired 50,000 to the wrong account",
    "这周付的款,货没来",
    "陆陆续续给他转了七八次,加起来有三十万",
    "三个月前认识的,我转了20万给他",
    "能不能冻结他的账户",
    "我今天才知道财务被骗了20万",
    "被骗了10万怎么办",
    "财务按邮件里的新账号付了款,供应商说没换过",
    "给一个做外贸的汇了3万美元就联系不上",
    "钱被骗走了 20多万",
    "公司卡被盗刷4万",
    "he tricked us and we paid 20,000",
    "押金交了,房东是假的",
    "转账转错人了对方不退",
    "昨天对方又来催款,我们之前已经付了八成",
]


def motion(said):
    """What the reader makes of `said`."""
    return read_motion(said, NOW, SHANGHAI)


@pytest.mark.parametrize(("said", "expected"), SHORT, ids=range(len(SHORT)))
def test_the_words_of_the_table_are_understood(said, expected):
    """Every short sentence of `motion_words.jsonl`."""
    assert (motion(said) or "no") == expected


@pytest.mark.parametrize("said", JUST_NOW, ids=range(len(JUST_NOW)))
def test_money_that_left_today_is_noticed(said):
    """With 刚 or without, by the minute or by the morning, or by asking to hold it."""
    assert motion(said) == "just_now"
    assert speaks_of_payment(said)


@pytest.mark.parametrize("said", WITHIN_TWO_DAYS, ids=range(len(WITHIN_TWO_DAYS)))
def test_money_that_left_yesterday_is_noticed(said):
    """Or the day before; the day is that of the payment, not of its discovery."""
    assert motion(said) == "within_two_days"


@pytest.mark.parametrize("said", OLD_OR_NOT_AT_ALL, ids=range(len(OLD_OR_NOT_AT_ALL)))
def test_what_is_old_or_was_not_paid_is_not_on_its_way(said):
    """Nobody is sent to 110 for a payment of March, or for one that was not made."""
    assert motion(said) in {"no", None}


@pytest.mark.parametrize("said", NO_PAYMENT, ids=range(len(NO_PAYMENT)))
def test_what_only_sounds_like_a_payment_is_none(said):
    """转正, 打电话, 冒充, 汇报 and what others paid; the chat has nothing to ask."""
    assert motion(said) == "no" or (motion(said) is None and not speaks_of_payment(said))


@pytest.mark.parametrize("said", NOBODY_SAID_WHEN, ids=range(len(NOBODY_SAID_WHEN)))
def test_a_payment_without_its_time_is_asked_about(said):
    """Money left, and the words do not say when."""
    assert motion(said) is None
    assert speaks_of_payment(said)


def test_hours_count_over_midnight():
    """Three hours ago is just now, also when that was yesterday."""
    night = datetime(2026, 11, 26, 1, 30, tzinfo=SHANGHAI)
    assert read_motion("三个小时前转了20万给骗子", night, SHANGHAI) == "just_now"


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("供应商昨天发邮件说换账户了，财务一小时前打了86万5过去，刚打电话给供应商说没换", "26 09:00"),
        ("供应商昨天发邮件说换账户了 财务一小时前打了86万5过去", "26 09:00"),
        ("昨天收到邮件换账户 我今天上午9点转了86万5", "26 09:00"),
        ("上周签的合同，昨天催款，今天早上8点多付了30万", "26 08:00"),
        ("前天骗子加的微信，昨天拉群，半小时前会计转了20万过去", "26 09:30"),
        ("昨天供应商发邮件换了账户，我们刚刚转了86万5", "26 10:00"),
        ("昨天发邮件改了账户，钱打过去了，就在一小时前", "26 09:00"),
        ("骗子前天打电话，昨天九点我们汇给他50万，昨晚发现被骗", "25 09:00"),
        ("昨天下午2点老板微信让我转30万 我2点半转的", "25 14:30"),
        ("The supplier emailed yesterday about a new account, we wired 60,000 USD an hour ago", "26 09:00"),
    ],
)
def test_the_time_at_the_payment_is_when_it_left(said: str, when: str):
    """Of several times in one text, not the first."""
    found = moment_of_payment(said, find_moments(said, NOW, SHANGHAI), NOW)
    assert found and found.period.start.at.astimezone(SHANGHAI).strftime("%d %H:%M") == when


def test_a_figure_in_thousands_is_one_clause():
    """The comma in 60,000 ends nothing."""
    assert read_motion("The supplier emailed yesterday, we wired 60,000 USD an hour ago", NOW, SHANGHAI) == "just_now"
