"""How a date or a time looks in a whole paragraph; `moments_in_text.py` reads what is found.

Narrower than the readers of an answer: 3点 may be three points, 8号 a house, 12年 a duration. The text is in half-width
lower-case letters.
"""

from __future__ import annotations

import re

from cases.understanding.chinese_times import COUNT, NAMED_DAY, SHOPPING_DAY
from cases.understanding.clock import PARTS
from cases.understanding.phrasing import COUNTS, MONTHS, UNITS, WEEKDAYS

# Where a clause ends; between Chinese letters a space is a stop.
STOPS = re.compile(r"[,，。;；!！?？、\n]|(?<=[一-鿿]) | (?=[一-鿿])|\. ")

_HAN = f"[{COUNT}]"
_N = rf"(?:[0-9]{{1,2}}(?![0-9])|{_HAN}{{1,3}}+)"
_NOT_LONGER = rf"(?<![0-9第{COUNT}])(?<![0-9]\.)"
_ABOUT = r"(?:大概|大约|差不多|约|应该是|好像是)?"
_S = r" ?"

# The clock.
_PART = rf"(?:{'|'.join(sorted(PARTS, key=len, reverse=True))})(?!班|饭|年|期|安)"
_AFTER_HOUR = r"(?:多钟?|许|来钟|左右|出头|钟)?"
_MINUTES = rf"(?:半|整|[一二三123]刻|(?:[0-9]{{1,2}}|{_HAN}{{1,3}})(?![0-9万千百亿元块个笔])分?(?:[0-9]{{1,2}}秒)?)"
_DIAL = r"(?<![0-9:.])[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?![0-9:%])(?: ?[ap]m)?"
_HOUR = rf"{_N}(?:点|时(?![候间期段而])){_MINUTES}?{_AFTER_HOUR}"
_SURE_HOUR = (
    rf"{_N}(?:点|时)(?:半|[一二三123]刻|[0-9]{{2}}分?(?![0-9])|{_HAN}{{2,3}}分?|{_N}分|(?:多钟?|许|来钟|左右|钟))"
)
_CLOCK = rf"(?:{_S}的?{_PART}{_S}(?:{_ABOUT}{_HOUR}|{_DIAL})?|{_S}{_ABOUT}(?:{_SURE_HOUR}|{_DIAL}|(?!一点|1点){_HOUR}))"
_WORKDAY = r"(?:快?下班[之以]?前|快下班的?时候?|上班前|午饭[前后])"
_LONG_PART = rf"(?!早(?!上|晨)|晚(?!上|间)){_PART}"
_BARE_CLOCK = (
    rf"{_NOT_LONGER}(?:{_LONG_PART}{_S}(?:{_ABOUT}{_HOUR}|{_DIAL})|(?<![比按例]){_SURE_HOUR})|(?<![0-9比例按:.]){_DIAL}"
)

# The day.
_MONTH_PART = r"月?的?(?:初|底|末|[上中下]旬|[上下]半月|中(?=[,。 ]|旬|$))(?!步|稿|心|层|级)"
_NO_UNIT = rf"(?![0-9{COUNT}点时月年万元块个千百人名台件套条:.,])"
_DAY_OF_MONTH = rf"(?:{_N}[日号]|[0-9]{{1,2}}{_NO_UNIT}|{_MONTH_PART})"
_MONTH = rf"(?:{_N}[、,/])?{_N}{_S}月份?(?![费薪供租息饼亮度票球])"
_MONTH_DAY = rf"{_MONTH}(?:{_S}的?{_ABOUT}{_S}{_DAY_OF_MONTH})?"
_AWAY_MONTH = (
    r"(?:上上|上|这|本|下)个?月份?(?![费薪供租息饼亮度票球])"
    rf"(?:{_S}的?{_S}(?:{_N}(?:[、到至~-]{_N})?[日号]|{_MONTH_PART}))?"
)
_FEAST = (
    rf"(?<![王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗建叫逢])(?:{NAMED_DAY}|{SHOPPING_DAY})"
    r"(?!月饼|礼|福利|送|节?[之以]?前(?!后)|节?[之以]?后)"
)
_BY_THE_MOON = (
    rf"(?:农历|阴历|旧历){_S}(?:{_N}|[正冬腊])月(?:初?{_N}[日号]?)?|[正腊]月(?:初?{_N}[日号]?)?|大年初{_HAN}{{1,2}}"
)
_HALF = r"[上下]半年"
_QUARTER = r"(?:第?[一二三四1-4]|上一?个?|本|这个?)季度|q[1-4](?![0-9a-z])"
_BARE_PART = (
    rf"(?<![每整个到等好定诺应明年{COUNT}0-9])年(?:初|底|中(?=[,。就才开]))(?![之以]?前|薪|奖|会)"
    rf"|(?<![每整个到等好定诺应{COUNT}0-9])月[初底](?![之以]?前|薪|奖)|(?<![每月])[上中下]旬"
)
_YEAR_PART = r"年?的?(?:初|底|末|中|终|尾)(?!期|期间|心|国|标|步)"
_IN_A_YEAR = rf"{_S}的?{_ABOUT}{_S}(?:{_MONTH_DAY}|{_HALF}|{_QUARTER}|{_FEAST}|{_BY_THE_MOON}|{_YEAR_PART})"
_LONG_YEAR = (
    rf"(?<![0-9a-z])(?<![0-9]\.)(?:19|20)[0-9]{{2}}{_S}年(?![代级]|[以之]?前)"
    rf"|(?<![{COUNT}])二[〇零o0]{_HAN}{{2}}年|一九{_HAN}{{2}}年"
)
_NAMED_YEAR = r"(?:大前年|(?<![以之])前年|去年|今年|本年(?!度)|明年|上年(?!度|末|底))"
_SAME_YEAR = rf"(?:同年|当年|次年|翌年)(?={_S}{_N}月)"
_SHORT_YEAR = rf"{_NOT_LONGER}(?:0[0-9]|1[0-9]|2[0-9]){_S}年"
# 22年 alone is a year only where no length of time can be meant.
_SHORT_YEAR_ALONE = (
    r"(?:(?<=[,。;:!? 从在于是自我他她])|^)"
    r"(?:1[89]|2[0-9])年(?![0-9多间期限内之以前后左]|来(?!公司|我|咱|到|这|的)|的?(?:时间|工龄|经验|合作|老))"
)
_YEAR = (
    rf"(?:(?:大前年|前年|去年|今年){_S}[,(]?{_S}(?=(?:19|20)[0-9]{{2}}年))?"
    rf"(?:(?:{_LONG_YEAR}|{_NAMED_YEAR})(?:{_IN_A_YEAR})?|(?:{_SHORT_YEAR}|{_SAME_YEAR}){_IN_A_YEAR}|{_SHORT_YEAR_ALONE})"
)
_FIGURES = (
    r"(?<![0-9a-z./])(?:19|20)[0-9]{2}[-/.](?:1[0-2]|0?[1-9])(?:[-/.](?:3[01]|[12][0-9]|0?[1-9]))?日?(?![0-9/]|-(?!(?:19|20)[0-9]{2})|\.[0-9]|[万元块])t?"
    r"|(?<![0-9a-z./-])(?:1[0-2]|0?[1-9])[-/.](?:3[01]|[12][0-9]|0?[1-9])(?= [0-9]{1,2}:[0-9]{2})"
    r"|(?<![0-9a-z号码编单#])20[0-2][0-9](?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?![0-9a-z])"
    r"|(?<![0-9a-z./-])(?:1[0-2]|0?[1-9])[./](?:3[01]|[12][0-9]|0?[1-9])[日号]?(?=[日号就又才已我他她对]|转|打了|打款|付了|付款|汇|签|交了|到账|早|晚|[上中下]午|凌)"
)
# 8号 alone is a day where something happens behind it, not where it numbers a thing: 8号楼, 20号托盘.
_BEHIND_A_DAY = (
    r",。;:!? 、)(早晚上中下凌半夜那当的我你他她它咱对就才又再也还去来到发付打转汇收签交被有说之以左前后开从在给已出提"
    r"送走拿取进星周至起报查问找跟和把让要是刚突傍深清您财会老公没不接寄搬卖买借还回请离盘验装电手一监人-"
)
_LONE_DAY = (
    r"(?<!每月)(?<!每个月)(?<![0-9]\.)(?<![0-9第〕\])路街逢道巷弄里村区园尾编卡幢座楼组队站馆院线房室仓船车])"
    rf"(?:[0-9]{{1,2}}(?:、[0-9]{{1,2}})?|(?<!{_HAN}){_HAN}{{1,3}})"
    rf"(?:号(?=[{_BEHIND_A_DAY}]|$)"
    r"|(?<=[0-9]|十)日(?![内后游均报结租息元夜期常光产程薪]))"
)
_NAMED = (
    r"(?:大大前天|大前天|(?<![以之目])前天(?!天)|昨天|昨日|今天|今日(?!头条)|明天|明日|后天|昨晚上?|昨夜|前晚上?|今晚上?|今早|今晨|昨早|昨晨"
    r"|[今昨前]儿个?(?!子|童|媳)|[昨今](?=[上中下]午|凌晨|半夜|深夜))"
)
_WEEK = (
    r"(?:(?<![上下])(?:上上|上|这|本|下)个?(?:周|星期|礼拜)(?:[一二三四五六日天末]|[1-7](?![0-9]))?(?![边期年刊围折])"
    rf"|(?<![每逢0-9{COUNT}])(?:星期|礼拜)[一二三四五六日天]"
    rf"|(?<![每逢0-9叫姓{COUNT}])周[一二三四五六日]"
    r"(?=[,。 早晚上下中凌转打付汇收签发来去我他她对被就才的还钱款账会财出老公给骗从在又也把取交加放休值]|那天|$))"
)
_AGO = (
    rf"(?<![0-9.{COUNT}])(?:[0-9]{{1,4}}|半|[{COUNT}]{{1,4}})(?: ?[-~到至、] ?{_N})?[多来几]?{_S}"
    rf"(?:个?[多半]?(?:年|周|星期|礼拜|天|日|小时|钟头|分钟|刻钟)|个[多半]?月|分)[多半]?[之以]?前(?:的?{_N}月(?:{_N}[日号])?)?(?![台面后来途提往置述期任妻夫女男])"
    r"|(?<![0-9几])几(?:分钟|个?小时)[之以]?前(?![后面])"
)
_CHINESE_DAY = (
    rf"(?:(?:{_YEAR}|{_FIGURES}|{_NOT_LONGER}(?<![个每]){_MONTH_DAY}|{_AWAY_MONTH}|{_FEAST}|{_BY_THE_MOON}|(?<![每近前])(?:{_HALF}|{_QUARTER})|{_BARE_PART}"
    rf"|{_NAMED}|{_WEEK}|{_AGO}|{_LONE_DAY})(?:{_S}\(?(?:周|星期|礼拜)[一二三四五六日天]\)?)?)"
)

# English.
_MONTH_NAME = rf"(?:{'|'.join(sorted(MONTHS, key=len, reverse=True))})\b\.?"
_SURE_MONTH = r"(?:january|february|april|june|july|august|september|october|november|december)\b"
_TH = r"(?:st|nd|rd|th)?\b"
_ENGLISH_YEAR = r"(?:,? (?:19|20)[0-9]{2}\b)?"
_DAY_NAME = rf"(?:{'|'.join(name for name in WEEKDAYS if name.endswith('day'))})\b"
_COUNTED = rf"(?:{'|'.join(sorted(COUNTS, key=len, reverse=True))}|[0-9]{{1,3}})"
_ENGLISH_DAY = (
    rf"\b(?:[0-9]{{1,2}}(?::[0-9]{{2}})? ?[ap]\.?m\.?,? (?:on )?)?"
    rf"(?:{_MONTH_NAME} [0-9]{{1,2}}{_TH}{_ENGLISH_YEAR}|[0-9]{{1,2}}{_TH} (?:of )?{_MONTH_NAME}{_ENGLISH_YEAR}"
    rf"|(?:early|mid|late|end of|beginning of|last)[ -]{_MONTH_NAME}{_ENGLISH_YEAR}"
    rf"|{_MONTH_NAME},? (?:19|20)[0-9]{{2}}\b"
    rf"|(?<=in ){_MONTH_NAME}|(?<=since ){_MONTH_NAME}|{_SURE_MONTH}"
    rf"|(?:the )?day before yesterday|yesterday|today(?!'s|’s)|last night|this (?:morning|afternoon|evening)"
    rf"|(?:(?:last|this|past) )?{_DAY_NAME}(?: (?:of )?last week\b)?|last (?:week|month|year)"
    rf"|{_COUNTED}(?:(?:-| or | to ){_COUNTED})? (?:{'|'.join(UNITS)})s? ago\b"
    rf"|(?:(?<=in )|(?<=since )|(?<=from )|(?<=during )|(?<=until )|(?<=till )|(?<=to )"
    r"|(?<=early )|(?<=late )|(?<=mid ))"
    r"(?:19|20)[0-9]{2}\b(?![,.][0-9]))"
)
_ENGLISH_HOUR = r"(?<![0-9:.])[0-9]{1,2}(?::[0-9]{2})? ?[ap]\.?m\b"
_ENGLISH_CLOCK = (
    r"(?:,? (?:at |around |about |in the ){0,2}"
    rf"(?:{_ENGLISH_HOUR}|[0-9]{{1,2}}:[0-9]{{2}}\b|morning|afternoon|evening|night))"
)


def _moment(day: str, english: str) -> str:
    """A day with its time, or a time alone; the arguments open the groups of the days."""
    return (
        rf"(?:{day}{_CHINESE_DAY})(?:,?(?:[那当]天|的时候)?(?:{_CLOCK}|{_S}{_WORKDAY}))?"
        rf"|{english}{_ENGLISH_DAY}){_ENGLISH_CLOCK}?"
        rf"|{_BARE_CLOCK}|{_ENGLISH_HOUR})"
    )


_BETWEEN = r"(?: ?(?:一直到|直到|到|至|-|~) ?|份?(?:开始)?(?:一直到|到|至)| (?:to|until|till|through|and) )"
_LAST = rf"(?:{_moment('(?:', '(?:')}|{_HOUR}|{_N}[日号](?![0-9楼线仓内]))"
# 8到10月, 2019到2024年: only the second half has the unit.
_HALF_NAMED = (
    rf"{_NOT_LONGER}(?<!-){_N}(?:到|至|-|~)(?={_N}(?:月|[日号](?![内楼])))"
    rf"|{_NOT_LONGER}(?:19|20)[0-9]{{2}} ?(?:到|至|-|~) ?(?=(?:19|20)[0-9]{{2}}年)"
)
# Groups: `first` is the first moment, `day` or `english` the day of that.
FOUND = re.compile(
    rf"(?:{_HALF_NAMED}){_moment('(?:', '(?:')}|(?P<first>{_moment('(?P<day>', '(?P<english>')})(?:{_BETWEEN}{_LAST})?"
)
