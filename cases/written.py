"""How what stands for somebody is written: names of companies, addresses, handles, plates; and what is nobody's.

The words are in identifiers.toml. Every pattern is bounded, so that no text takes longer than its length.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from cases.understanding.firm_names import FULL_ENDINGS, PLACES, SHORT_ENDINGS
from cases.understanding.in_place import in_place
from cases.understanding.tables import any_of

_TABLE = tomllib.loads(Path(__file__).with_name("identifiers.toml").read_text("utf-8"))
_HOTLINE = re.compile("|".join(_TABLE["hotlines"]))
_COMMON = frozenset(_TABLE["common_domains"])
_COMMON_ENDINGS = tuple(f".{ending}" for ending in _TABLE["common_endings"])
_ALIKE = str.maketrans({letter: group[0] for group in reversed(_TABLE["look_alikes"]) for letter in group})
_LATIN_ALIKE = str.maketrans("oil", "011")  # behind upper and lower case, which nobody tells apart either

_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?P<domain>[\w-]{1,63}(?:\.[\w-]{1,63}){1,4})(?![\w-])", re.ASCII)
_DOMAIN = re.compile(
    rf"(?<![\w@.+-])(?:https?://)?(?P<domain>(?:[a-z0-9](?:[a-z0-9-]{{0,61}}[a-z0-9])?\.){{1,4}}(?:{any_of(_TABLE['top_domains'])}))"
    r"(?![\w-]|\.[\w])",
    re.IGNORECASE | re.ASCII,
)
_IS = "[ :是为叫(]{0,4}"
_HANDLE = re.compile(
    rf"(?P<app>微信|wechat|weixin|威信|薇信|v信|(?<![a-z])[vw]x)(?P<label>号|id|账号|名)?(?P<sign>{_IS})"
    r"(?P<wechat>[a-z][\w-]{5,19})(?![\w@.-])"
    rf"|(?:(?<![a-z0-9])qq|扣扣)(?:群|号|号码|群号|账号){{0,2}}{_IS}(?P<qq>[1-9][0-9]{{4,10}})(?![\w@])"
    rf"|(?:telegram|(?<![a-z])tg|电报|纸飞机|飞机号)(?:号|id|账号|用户名)?{_IS}@?(?P<telegram>[a-z]\w{{4,31}})(?![\w@.])"
    r"|(?<![\w.])t\.me/(?P<link>[a-z]\w{4,31})"
    rf"|(?:whatsapp|line|skype|facebook|脸书)(?:号|id|账号)?{_IS}(?P<other>[a-z][\w.:-]{{5,31}})(?![\w@])",
    re.IGNORECASE | re.ASCII,
)
_PLATE = re.compile(
    r"(?<![A-Za-z0-9])[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][ ·.-]?"
    r"(?=[A-HJ-NP-Z]{0,5}[0-9])(?P<rest>[A-HJ-NP-Z0-9]{5,6})(?![A-Za-z0-9])"
)
_ENDING = re.compile(rf"(?:{any_of((*FULL_ENDINGS, *SHORT_ENDINGS))})$")
_PLACE = re.compile(rf"(?:{any_of(PLACES)})[省市区县]?|[省市区县]")
_LEGAL = re.compile(r"(?:co|ltd|limited|inc|llc|llp|plc|gmbh|corp|corporation|company|pte|pty|ag)+$")
_SIGNS = re.compile(r"[\W_]+")


def is_hotline(phone: str) -> bool:
    """Of a bank, a carrier or an authority, as typed or as E.164."""
    return bool(_HOTLINE.fullmatch(phone.removeprefix("+86")))


def is_common_domain(domain: str) -> bool:
    """Of a provider or a platform, or of the state."""
    domain = domain.lower()
    parts = domain.split(".")
    known = any(".".join(parts[at:]) in _COMMON for at in range(len(parts)))
    return known or f".{domain}".endswith(_COMMON_ENDINGS)


def addresses(text: str) -> Iterator[tuple[bool, str]]:
    """E-mail addresses (True) and domains (False) of a text written in place, in small letters, without www."""
    for mail in _MAIL.finditer(text):
        yield True, mail[0].lower()
    for site in _DOMAIN.finditer(text):
        if not is_common_domain(site["domain"]):
            yield False, site["domain"].lower().removeprefix("www.")


def handles(text: str) -> Iterator[str]:
    """wechat:abc123, qq:10001, telegram:somebody: names in an app. A name behind 微信 without 号 needs a digit."""
    for found in _HANDLE.finditer(text):
        app = next(name for name in ("wechat", "qq", "telegram", "link", "other") if found[name])
        name = found[app].lower()
        is_called = found["label"] or ":" in (found["sign"] or "")
        if app == "wechat" and not is_called and name.replace("-", "").isalpha():
            continue
        if app == "other" and not any(letter.isdigit() for letter in name):
            continue
        yield f"{'telegram' if app == 'link' else app}:{name}"


def plates(text: str) -> Iterator[str]:
    for found in _PLATE.finditer(text):
        yield _SIGNS.sub("", found[0])


def bare_name(name: str) -> str:
    """A name with nothing between its letters, in one way of writing: 宁波恒信(贸易)有限公司, ABC Trading Co., Ltd."""
    return _SIGNS.sub("", in_place(unicodedata.normalize("NFKC", name))).lower()


def core_of(bare: str) -> str:
    """What is left of a firm's bare name without places and endings."""
    return _LEGAL.sub("", _PLACE.sub("", _ENDING.sub("", bare)))


def brand_of(bare: str) -> str:
    """The same, letters that look alike counted as one."""
    return core_of(bare).translate(_ALIKE).translate(_LATIN_ALIKE)
