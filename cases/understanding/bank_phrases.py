"""How banks and wallets write of a payment: sums, moments, whom it went to, who signs, and whether it went through."""

from __future__ import annotations

import re

from cases.understanding.slip_labels import NAME, NUMBER

_FOREIGN = (
    r"USDT|USD|US\$|EUR|€|GBP|£|HKD|HK\$|JPY|AUD|CAD|CHF|SGD|AED|KRW|THB|VND|"
    "美元|欧元|英镑|港[币元]|日元|澳元|加元|瑞士法郎|新加坡元|韩元|泰铢"
)
_YUAN = "人民币元?|RMB|CNY|[¥￥]"
_FIGURE = r"(?<![0-9.,*])[0-9]{1,13}(?:,[0-9]{3}){0,5}(?:\.[0-9]{1,2})?(?![0-9*]|[.,][0-9])"
_SUM = (
    rf"(?:(?P<before>{_FOREIGN})|{_YUAN})? ?[-+]?(?:{_YUAN})?(?P<figure>{_FIGURE}) ?(?P<unit>[万亿])?"
    rf"(?![年月日号时点:]| ?%)(?: ?(?P<after>{_FOREIGN}))?"
)
_PAID = (
    "支出|转出|汇出|支取|扣款|扣除|转账|汇款|付款|支付|消费|代付|交易|[转汇付打]了|存入|转入|收入|入账|到账|"
    "debited|paid|sent|wired|transferred|transfer of"
)
MONEY = re.compile(_SUM, re.IGNORECASE)
MONEY_IN_WORDS = re.compile("[零壹贰叁肆伍陆柒捌玖拾佰仟万亿]{2,30}元?(?:整|[零壹贰叁肆伍陆柒捌玖]角)?")
# A line that is nothing but a sum, then a sum behind a verb, a sign or before 元.
AMOUNTS = tuple(
    re.compile(form, re.IGNORECASE | re.MULTILINE)
    for form in (
        rf"^[-+ ]{{0,2}}{_SUM} ?元?$",
        rf"(?:{_PAID})[^0-9,。;\n]{{0,16}}?{_SUM}",
        rf"(?:{_YUAN}) ?[-+]?{_SUM}",
        rf"{_SUM} ?元",
        rf"(?<![0-9.,])-{_SUM}",
    )
)
NO_PAYMENT = re.compile(
    r"(?:余额|手续费|费用|限额|额度|可用|积分)[^0-9,。;\n]{0,12}(?:-?[0-9][0-9,]{0,20}(?:\.[0-9]{1,2})?)?"
)

_COMPACT = r"(?<![0-9])20[0-9]{2}[01][0-9][0-3][0-9](?![0-9])"
_YEAR = r"(?:(?:20)?[0-9]{2} ?[-/.年] ?)?"
_DAY = rf"{_YEAR}[0-9]{{1,2}} ?[-/.月] ?[0-9]{{1,2}} ?[日号]?|{_COMPACT}|[0-9]{{1,2}}[日号]|今[天日]|昨[天日]|刚才"
_HOUR = r"(?:上午|下午|晚上|凌晨|中午|早上)? ?[0-2]?[0-9] ?[:时点] ?[0-5]?[0-9](?: ?[:分] ?[0-5]?[0-9]? ?秒?)?"
# With date and hour, else the hour, else the date alone.
MOMENTS = (
    re.compile(rf"(?<![0-9.,])(?:{_DAY})[ T]?{_HOUR}(?![0-9])"),
    re.compile(rf"(?<![0-9:]){_HOUR}(?![0-9])"),
    re.compile(
        r"(?<![0-9.,])(?:(?:(?:20)?[0-9]{2}年)?[0-9]{1,2}月[0-9]{1,2}[日号]|20[0-9]{2}([-/.])[0-9]{1,2}\1[0-9]{1,2}"
        rf"|{_COMPACT})(?![0-9])"
    ),
)

_CLAUSE_ENDS = r"[,。;:\s0-9¥]|$"
# 向李四(尾号6841)转账, 在财付通-某某公司快捷支付, 转账-李四
TOWARDS = re.compile(
    r"(?:(?<!方)向|转给|付给|汇给|打给|支付给|(?:转账|汇款)[给至]|(?<=[元万了])[给至到]) ?(?P<name>[一-鿿·*()]{2,40}?)"
    r"(?=转账|转出|汇款|汇出|付款|支付|支出|扣款|\((?:尾|账|卡|末)|的?(?:尾号|账[号户]|卡)"
    rf"|{_CLAUSE_ENDS})"
    r"|(?:财付通|支付宝|微信支付?|银联|京东支付|美团)-(?P<shop>[一-鿿·*()]{2,40}?)"
    rf"(?=快捷|支付|消费|付款|转账|{_CLAUSE_ENDS})"
    rf"|(?:转账|付款|支付|汇款)-(?P<title>{NAME})"
    r"|\bto (?P<english>[A-Z][A-Za-z .&'()-]{2,60})"
)
TO_ACCOUNT = re.compile(rf"(?:[转汇打付存][账款]?[到入至给进]了?|往)[^0-9。;\n]{{0,30}}({NUMBER})")
TAIL = re.compile(
    r"(?:尾[号数]|[末后][四4]位)(?:为|是|:)?的? ?[*xX]{0,8}([0-9]{3,4})(?![0-9])"
    r"|(?:账[户号]|卡号?)(?:为|是|:)?\(?[*xX]{0,8}([0-9]{4})(?![0-9年月日.:]|[, ][0-9])"
    r"|\*([0-9]{4})(?=账户|卡)|银行\(([0-9]{4})\)|ending(?: in)? ([0-9]{4})"
)
# Before a tail: 向李四(尾号6841), 收款人尾号6841, 转入账号7094.
PAYEES = re.compile(r"(?:向|给|收款|对方|转入|到|至)[^,。;:\n0-9您]{0,30}$")

_BANK = r"[一-鿿]{2,12}(?:银行|农信|农商行|信用社|支付宝|微信支付|财付通)|支付宝|微信支付"
SIGNATURE = re.compile(rf"[【\[〔]({_BANK})[】\]〕]")
# A bank alone on a line heads the message, or its notice; anywhere else it may be the payee's.
SIGNED_LINE = re.compile(rf"(?:\A|^(?=[^\n]{{2,14}}\n[^\n]{{0,12}}(?:提醒|通知)))({_BANK})$", re.MULTILINE)
PAID_WITH = re.compile(r"(?:付款|支付|扣款)方式 ?:? ?([一-鿿]{2,10}银行)")

# A code is asked for before anything left.
CODE = re.compile("验证码|校验码|动态码")
NOTES = re.compile(r"(?:以|预计|请|将|如|若)[^,。;\n]{0,24}(?:入账|到账|退回|失败|收到)[^,。;\n]{0,12}")
FAILED = re.compile(
    r"(?:转账|交易|付款|汇款|支付|扣款|处理)已?(?:失败|未成功|不成功|被拒)|[0-9元]失败"
    r"|(?:已|被|资金)(?:全额)?(?:退回|退还|退汇|冲正|撤销)|退汇(?!费)|冲正|\b(?:failed|returned|rejected|reversed)\b",
    re.IGNORECASE,
)
CAME_IN = re.compile(
    r"(?:存入|收入|入账|到账|转入(?!账|卡|户|方|行)|汇入(?!账|行)|来账|收到)[^0-9\n]{0,20}[0-9]"
    r"|向(?:您|贵公司|我[司们]?)|转存|代收|[0-9元]已?(?:到账|入账|收款)|credited"
)
LEFT = re.compile(
    "支出|转出|汇出|支取|扣款|消费|支付(?!宝)|代付|付款|[转付汇打]给|向(?!您|贵|我)|收款[人方账]|[转汇打]到"
)
