"""Many ways of writing a sum become one, and figures that are no sum go, so that the grammar in `amounts.py` is small.

Each rule rewrites plain lower-case text. What goes leaves a line break, which no sum reaches across.
"""

from __future__ import annotations

import re
from decimal import Decimal

from cases.understanding.currencies import NAMES
from cases.understanding.english_numbers import ENGLISH_NUMBER, in_digits
from cases.understanding.numerals import DIGITS, UNITS, number
from cases.understanding.traced import Rewrite, Traced

GAP = "\n"
COINS = "元块"
UP_TO = "≀"  # between the two ends of a range; nobody types it
_SMALL = rf"[0-9]{{1,4}}|[{DIGITS}十百]{{1,4}}"
# What is counted behind a figure: 300 人, 11 月, 3 点; 50万本来 and 20万个人账户 are sums. Coins have no fixed worth.
COUNTER = (
    r"(?:btc|eth|trx|比特币|以太|人(?!民|家|事|员|情|为)|个(?!人[账卡名])|月(?!底|初)|日(?!前|后)|年(?![初底])|号|天(?!天)|点|时|秒|"
    r"小时|分钟|刻钟|季度|周|世纪|次(?!日)|台(?!账)|件|套|股(?!东|权)|张(?!三)|家(?!里|属|人)|笔|条(?!件)|辆|吨|层|岁|倍|位|期|枚|届|级|页|"
    r"楼|室|栋|幢|组|批|份|本(?!来|金|人|公|应|想|是|该)|单(?!位|独|方)|箱|瓶|桶|袋|包(?!括|含|了)|只(?!是|有|能|要|好|剩|还)|头|棵|匹|架|"
    r"部(?!分|门)|艘|盒|双|户(?!名|头)|亩|平米|平方|米|公里|公斤|千克|克|斤|升|瓦|度|字|步|折|成(?!了|本|功|为|交)|票|站|"
    r"粉丝|会员|用户|客户|学员|员工|订单|数据|信息|播放|点击|浏览|%|‰|(?:kg|km|gb|mb|tb|g|cm|mm|kwh|px|mah)(?![a-z]))"
)
_LABELLED = (
    (r"(?:尾号|尾数|末四位|后四位)", "[0-9]{3,4}"),
    (r"(?:账号|账户|卡号|帐号)", "[0-9][0-9 *-]{6,40}[0-9]"),
    (r"(?:电话|手机号?码?|微信号?|qq号?|传真|热线)", "[0-9][0-9 -]{5,20}[0-9]"),
    (
        r"(?:单号|流水号?|凭证号?|身份证号?码?|编号|合同号|发票号码?|工号|票号|案号|邮编|代码|号码)",
        "[0-9][0-9x-]{1,40}",
    ),
)
_NO_SUM_BEHIND = rf"(?![0-9.,]| ?[{UNITS}元块])"

# Figures that are no sum, whatever stands beside them.
NO_SUMS = tuple(
    re.compile(pattern)
    for pattern in (
        # dates, clocks, internet addresses
        r"(?<![0-9])(?:[0-9]{2,4}([-/.])[0-9]{1,2}\1[0-9]{1,2}|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)(?![0-9])(?!,[0-9])",
        rf"(?<![0-9.,])20[0-4][0-9](?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]){_NO_SUM_BEHIND}",
        r"(?<![0-9.,])[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?![0-9.,])",
        (
            rf"(?:[上下]午|早[上晨]|中午|晚上|凌晨|傍晚|半夜|夜里|今早|[昨今前]晚) ?(?:{_SMALL})[点时]"
            rf"(?:[0-9]{{1,2}}分|半|[一二三]刻|[0-9]{{2}}(?![0-9千万亿]))?"
        ),
        r"(?:(?<![一每两几0-9])周|星期|礼拜)[一二三四五六日天]",
        # words that only sound like figures, shares, ordinals
        r"十万火急|十万八千里|百万保障|百万富翁|亿万富[翁豪]|千军万马|万里长征|一百个不",
        rf"[百千万]分之[0-9.{DIGITS}{UNITS}点]{{1,8}}",
        rf"第 ?(?:{_SMALL})(?![0-9])",
        # the names of everyman, and children by their number
        r"(?:(?<![一每几两0-9])张三|李四|王五|赵六|钱七|孙七|孙八|周八|吴九|郑十|老[二三四五六七八九])(?![十百千万亿])",
        # 李四十万 may be 李四 and 十万 or 李 and 四十万
        rf"(?:(?<![一每几两0-9])张三|李四|王五|赵六)[{DIGITS}{UNITS}]{{1,12}}[元块]?",
        # about eighty or a hundred: nobody knows
        rf"(?<![0-9{DIGITS}{UNITS}])[百千万]儿?八[十百千][万亿]?[元块]?",
        # 5、6月份, 3、4个人
        rf"(?<![0-9.,{DIGITS}{UNITS}])(?:{_SMALL})(?: ?[、,~到至和或-] ?(?:{_SMALL})){{1,3}} ?{COUNTER}",
        *(rf"{label}[^0-9,.;。\n]{{0,6}}(?<![0-9])(?:{figures}){_NO_SUM_BEHIND}" for label, figures in _LABELLED),
    )
)
_CURRENCY_BEHIND = r"(?=(?:rmb|cny|usdt|usd|u|hkd|eur|gbp)?(?![a-z]))"
_SCALED = rf"(?<=[0-9{DIGITS}{UNITS}多几余来])"
# English scales become Chinese units, so that one reader does the sums: 3.2 million is 3.2百万.
ENGLISH_UNITS: tuple[Rewrite, ...] = (
    (ENGLISH_NUMBER, in_digits),
    (re.compile(rf"(?<=[0-9]) ?(?:million|mln|mil|mio|mn|m(?![长宽高深2³])){_CURRENCY_BEHIND}"), "百万"),
    (re.compile(rf"(?<=[0-9]) ?(?:billion|bn|b){_CURRENCY_BEHIND}"), "十亿"),
    (re.compile(rf"{_SCALED} ?kw{_CURRENCY_BEHIND}"), "千万"),
    (re.compile(rf"{_SCALED} ?(?:thousand|k){_CURRENCY_BEHIND}"), "千"),
    (re.compile(rf"{_SCALED} ?个?w{_CURRENCY_BEHIND}"), "万"),
    (re.compile(r"(?<=[0-9万千]) ?u(?![a-z])"), "usdt"),
    (re.compile(r"个(?=多?[百千]?[万亿])|好(?=几)"), ""),
)
_FIGURE_OF_RANGE = rf"[0-9.]{{1,8}}|[{DIGITS}十百]{{1,4}}"
_RANGE = re.compile(
    rf"(?<![0-9.,、{DIGITS}{UNITS}])(?P<low>{_FIGURE_OF_RANGE}) ?(?P<unit>[百千]?[万亿]|[千元块])?元?"
    rf" ?(?P<to>到|至|-|~|、) ?(?P<high>{_FIGURE_OF_RANGE}) ?(?P<unit_behind>[百千]?[万亿]|[千元块])"
)


_TENS = re.compile(f"[{DIGITS}]([十百千])")


def _range(found: re.Match[str]) -> str:
    """20到30万 is one sum with two ends. 2、3万 is one, 50、48万 is not, nor 转了30万到2万."""
    behind = found["unit_behind"]
    end = f"{UP_TO}{found['high']}{behind}"
    if not found["unit"] and len(found["low"]) == 1 and (tens := _TENS.fullmatch(found["high"])):
        behind = f"{tens[1]}{behind}"  # 五到六十万 begins at 五十万
        return (
            f"大概{found['low']}{behind.rstrip(COINS)}{end}" if number(found["low"]) < number(tens[0][0]) else found[0]
        )
    unit = found["unit"] or behind
    try:
        low, high = number(found["low"]), number(found["high"])
        is_range = number(f"1{unit}".rstrip("元块")) * low < number(f"1{behind}".rstrip("元块")) * high
    except ValueError:
        return found[0]
    if found["to"] == "、" and (found["unit"] or high != low + 1):
        return found[0]
    return f"大概{found['low']}{unit.rstrip(COINS)}{end}" if is_range else found[0]


def _between(found: re.Match[str]) -> str:
    """Between 300,000 and 400,000 yuan."""
    low, high = (Decimal(found[end].replace(",", "")) for end in ("low", "high"))
    scale = found["scale"] or ""
    return f"大概{found['low']}{scale}{UP_TO}{found['high']}{scale}" if low < high else found[0]


def _heading(found: re.Match[str]) -> str:
    """金额(万元):320.5 is 320.5万元; a figure with a unit of its own keeps it."""
    return f"{found['figure']}{found['unit']}"


_SCALE = rf"(?:{NAMES})|[百千]?[万亿](?:{NAMES})?|千元"
_NUMERAL = r"(?<![0-9.,])[0-9]{1,12}(?:,[0-9]{3}){0,5}(?:\.[0-9]{1,6})?(?![0-9.,])"
SPELLINGS: tuple[Rewrite, ...] = (
    # 五、六十万
    (
        re.compile(r"(?:一、二|二、三|两、三|三、四|四、五|五、六|六、七|七、八|八、九)(?=[十百千万亿])"),
        lambda pair: pair[0].replace("、", ""),
    ),
    (re.compile(r"参(?=[拾佰仟十百千])"), "叁"),
    (re.compile("廿"), "二十"),
    (re.compile("卅"), "三十"),
    (re.compile(rf"数(?=[十百千万亿])(?![十百千万亿]{{1,2}}[{DIGITS}])"), "几"),
    # 交十万一年返两万: the 一 belongs to the year
    (re.compile(r"(?<=[万亿])一(?=[年月天次周张笔人家单份套台]|个月)"), f"{GAP}一"),
    # 46万一直没给: and here to a word
    (re.compile(r"(?<=[万亿])一(?=[直定样起共并再向旦切概律部半般点下路])"), f"{GAP}一"),
    # 还欠20万三个月了
    (re.compile(r"(?<=[万亿])([两三四五六七八九])(?=个月|[年天次周趟回批])"), rf"{GAP}\1"),
    # 半个亿, 一个半亿, 三亿半
    (re.compile(rf"(?<![0-9{DIGITS}{UNITS}个])半个?(?=亿|百万|千万)"), "0.5"),
    (re.compile(rf"(?<=[0-9{DIGITS}])个半(?=亿|百万|千万)"), "点五"),
    (re.compile(rf"(?<=[0-9{DIGITS}])(亿)半(?![年天个月])"), r"点五\1"),
    # the unit in a heading, before its figure and behind it
    (
        re.compile(rf"\((?:单位[: ]{{0,2}})?(?P<unit>{_SCALE})\)[ :]{{0,3}}(?P<figure>{_NUMERAL})(?! ?[{UNITS}])"),
        _heading,
    ),
    (
        re.compile(rf"(?P<figure>{_NUMERAL}) ?(?:\((?:单位[: ]{{0,2}})?|,? ?单位[: ]{{0,2}})(?P<unit>{_SCALE})\)?"),
        _heading,
    ),
    (
        re.compile(rf"单位[: ]{{0,2}}(?P<unit>{_SCALE})[) ,;:]{{0,3}}(?P<figure>{_NUMERAL})(?! ?[{UNITS}])"),
        _heading,
    ),
    # and a heading that has no figure is no sum
    (re.compile(rf"(?<![0-9{UNITS}元块 ])(?:\(|单位[: ]{{0,2}})(?:单位[: ]{{0,2}})?(?:{_SCALE})\)?"), GAP),
    # 48.500,00 and 1.234.567 as on the continent, 48'500 as in Switzerland
    (
        re.compile(r"(?<![0-9.,])[0-9]{1,3}(?:\.[0-9]{3}){1,4},[0-9]{2}(?![0-9.,])"),
        lambda found: found[0].replace(".", "").replace(",", "."),
    ),
    (re.compile(r"(?<![0-9.,])[0-9]{1,3}(?:\.[0-9]{3}){2}(?![0-9.,])"), lambda found: found[0].replace(".", "")),
    (re.compile(r"(?<![0-9.,])[0-9]{1,3}(?:['’][0-9]{3}){1,4}(?![0-9'])"), lambda found: re.sub("['’]", "", found[0])),
    (
        re.compile(
            rf"\b(?:between|from) (?P<low>{_NUMERAL})(?:[百千][万亿]?|[万亿])? (?:and|to) "
            rf"(?P<high>{_NUMERAL})(?P<scale>[百千][万亿]?|[万亿])?"
        ),
        _between,
    ),
    (_RANGE, _range),
    (re.compile(r"(?<![0-9.,])[0-9]{1,3}(?: [0-9]{3}){2,5}(?![0-9])"), lambda found: found[0].replace(" ", "")),
)


def spelled(text: Traced) -> Traced:
    """`text` in the one spelling, with a line break where a figure was no sum."""
    for pattern in NO_SUMS:
        text = text.sub(pattern, GAP)
    for rewrite, new in (*ENGLISH_UNITS, *SPELLINGS):
        text = text.sub(rewrite, new)
    return text
