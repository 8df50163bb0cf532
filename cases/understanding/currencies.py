"""The names people give to currencies, and how to know a currency that we do not keep."""

from __future__ import annotations

import re

CURRENCIES = {
    "CNY": ("人民币", "rmb", "cny", "renminbi", "yuan", "元整", "元正", "元", "块钱", "块", "¥"),
    "HKD": ("港币", "港元", "港纸", "hkd", "hk$"),
    "USD": ("美元", "美金", "美刀", "刀", "us dollars", "us dollar", "dollars", "dollar", "usd", "us$", "$"),
    "EUR": ("欧元", "欧", "euros", "euro", "eur", "€"),
    "GBP": ("英镑", "pounds", "pound", "gbp", "£"),
    "AUD": ("澳元", "澳币", "aud", "a$"),
    "CAD": ("加元", "加币", "cad", "c$"),
    "CHF": ("瑞郎", "瑞士法郎", "chf"),
    "KRW": ("韩元", "韩币", "won", "krw"),
    "MYR": ("马币", "林吉特", "令吉", "ringgit", "myr", "rm"),
    "RUB": ("卢布", "rub"),
    "SGD": ("新加坡元", "新加坡币", "新币", "坡币", "sgd", "s$"),
    "THB": ("泰铢", "baht", "thb"),
    "TWD": ("新台币", "台币", "twd", "nt$"),
    "VND": ("越南盾", "vnd"),
    "JPY": ("日元", "日币", "日圆", "円", "yen", "jpy"),
    "MOP": ("澳门元", "澳门币", "葡币", "mop", "mop$"),
    "AED": ("迪拉姆", "迪拉姆币", "dirhams", "dirham", "aed"),
    "IDR": ("印尼盾", "印尼卢比", "rupiah", "idr"),
    "INR": ("印度卢比", "inr"),
    "PHP": ("菲律宾比索", "php"),
    "NZD": ("新西兰元", "纽元", "纽币", "nzd"),
    "USDT": ("泰达币", "usdt"),
}
CODES = {name: code for code, names in CURRENCIES.items() for name in names}
# Every currency has its 元 or 块: 3万元欧元 and 美金42220元 are euros and dollars.
GENERIC = frozenset({"元整", "元正", "元", "块钱", "块"})


def _spelled(name: str) -> str:
    """Latin names are words: the rm of confirm is no ringgit."""
    return rf"(?<![a-z]){re.escape(name)}(?![a-z])" if name.isascii() and name.isalpha() else re.escape(name)


NAMES = "|".join(_spelled(name) for name in sorted(CODES, key=len, reverse=True))
# A sum in one of these is asked again, for it is no yuan: by the codes of ISO 4217 that are no English word, by the
# names of coins and notes, and by a country before 元 or 币.
UNKNOWN = (
    r"(?<![a-z])(?:ars|bdt|bhd|bnd|brl|clp|cny|cop|czk|dkk|dzd|egp|etb|huf|ils|iqd|irr|jod|kes|khr|kwd|kzt|lkr|mmk|mnt|mxn|"
    r"ngn|nok|npr|omr|pen|pkr|pln|qar|ron|rsd|sar|sek|uah|usdc|uzs|zar)(?![a-z])"
    r"|[一-鿿]{0,4}?(?:克朗|比索|卢比|里拉|第纳尔|里亚尔|先令|兰特|雷亚尔|福林|兹罗提|坚戈|图格里克|基普|瑞尔|谢克尔|索姆|奈拉|法郎|盾)"
    r"|(?:缅甸?|文莱|斐济|巴西|墨西哥|阿根廷|菲律?宾?|印度|越南?|泰国?|柬埔寨|老挝|马来西亚|印尼|土耳其|埃及|南非|蒙古?|朝鲜?|游戏|虚拟|比特|以太)[元币圆]"
)
