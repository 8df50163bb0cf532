"""What nobody answers a question with: 不对！刘建军是我, 都说了是周敏, 会不会不管我 我明天还要发工资."""

from __future__ import annotations

import re

from cases.understanding.at_a_loss import loss_in
from cases.understanding.firm_names import FULL_ENDINGS, SHORT_ENDINGS, TRADES
from cases.understanding.tables import any_of
from cases.understanding.writing import plain

LOOKED_AT = 120  # characters; whoever writes more tells something
A_CRY = 12  # characters; whoever cries more tells something
_ENDS = "(?:$|[ ,.!?。啊呀嘛吗呢的了吧])"
_SAID_BEFORE = "[我你们刚才前面上已经都早不是没跟和这么个]{0,8}"
_CONTRADICTS = re.compile(
    # It was said before, and otherwise.
    rf"{_SAID_BEFORE}(?:(?:[说讲][了过]|[问填发]过)(?:{_ENDS}|是|[^ ,]{{0,3}}[遍次])|写了[吗呀])"
    r"|都说[了过]|我[说讲]的?是|说了多少|说过多少|我没这么说"
    r"|(?:你们?|侬|[公司名字这那个都是]{0,5})"
    r"(?:不对(?!外|公|称|等)|[弄搞写说记看听]?错(?:人?[了脱啦吧](?![账号户钱两几0-9])|$))"
    rf"|(?:[这那]|嫌疑人?)?(?:不是|唔系)(?:这样|这个|的|吧|说|不是|[我他她这那]?{_ENDS})"
    r"|no(?:[,!]|\.(?! ?[0-9])| i\b)|wrong(?=$|[,.!]| (?:person|name|one|company|again)\b)|not (?:me|him|her|us|true)\b"
    r"|(?:it|that|this) ?(?:'?s|is|was)(?: (?:wrong|ridiculous|a lie)|(?: not|n't) (?:right|true|me|him|her|what))"
    r"|(?:i(?:'ve)? (?:already |just )?)?told you|i (?:already |never )?said\b|i didn'?t say|how many times\b"
    r"|you(?:'re| are) not|you [^,.]{0,9}\b(?:wrong|misunderst)"
    # Why it is asked.
    r"|(?:怎么|咋)(?:还|又|办|回事|这么|能|可能|会|不|没|[老总]是|要|了)|[凭为](?:什么|啥)|[干做作搞弄][嘛啥]"
    r"|搞什么|[什啥]么?意思|点解|[这那填写问要][^ ,]{0,5}干(?:嘛|啥|什么)"
    r"|(?:钱都没了)?(?:[又还别老要]|不要|能别|到底|总是){1,2}(?:再|来)?[问填](?!我们?[借要])"
    r"|你们?(?:到底|究竟|怎么|是不是|能不能|会不会|有没有|就知道|警察|[听看][不得]|有完没完)|有完没完"
    rf"|我?[看听搞弄]?[不弗](?:懂|会填){_ENDS}"
    r"|why (?:do|are|should|is|me)\b|wh(?:y|at)[?!]|what for\b|this makes no|stop asking|i don'?t (?:understand|get it)"
    # How it feels.
    rf"|[烦急气]死|烦不烦|还?[没有]救|快(?:一?点){_ENDS}|快快快|急急急|在线等|帮帮[我忙]|(?:我?要)?投诉(?:你|$)"
    rf"|我(?:现在|[就真都很好太快的]){{0,3}}(?:[怕慌疯]|急{_ENDS})"
    r"|hurry|i(?:'m| am) [^,.]{0,9}\b(?:afraid|scared|worried)\b",
    re.IGNORECASE,
)
_WORRIES = re.compile(
    rf"会不会(?:不管|没人管|不理)|会不[管理]|怎么办|来不来得及|来得及吗|还能不能"
    rf"|(?:管不管|理不理|有没有人[管理]|[没冇]人[管理]|谁来管)(?:我|{_ENDS})"
    r"|\b(?:will|can|could) (?:you|anyone|anybody) (?:help|care)\b|\banyone there\b",
    re.IGNORECASE,
)
# What names neither a firm nor a person, though it may say something else: 我就是刘建军, 刘建军是我, 我上面都写了.
_OF_ONESELF = re.compile(
    r"^(?:我们?(?:[就才真也都]|现在)?(?:[没不想]|是(?:受害|被|报案))|我[就才]?是[一-鿿]{1,4}$|又?不是[我他她])"
    r"|嫌疑人?是|\bsuspect is\b|\bis the suspect\b"
    r"|(?<![一-鿿])[一-鿿]{2,4}[就才]?是我(?:自己|本人)?[啊呀]?(?:$|[!,。 ])"
    r"|^[^,。!?]{0,8}(?:不对|[写说弄搞记]错了)$|^[^我你您他她侬,。!?]{0,12}[我你您他她侬][^,。!?]{1,12}(?:[了啊呀吗呢吧]$|什么)"
)
_STOPS = re.compile("[,.!?。，！？]+ *|(?<=[一-鿿]) +")
_TO_US_OR_OF_ME = re.compile(r"[你您侬]|我(?!们?的?(?:公司|厂|店|会计|出纳|财务|是))|\b(?:you|me|i)\b", re.IGNORECASE)
_ENGLISH_SENTENCE = re.compile(r"\b(?:i(?:'(?:m|ve|ll))?|me|am|is|are|you(?:'re)?|that's|it's)\b")
# 没人管饭小馆: a firm may begin like a protest, where it ends as firms do; 不是我们公司 says nothing else.
_A_FIRM = re.compile(
    rf"[^是问我你这 ,.!?]{{2,20}}"
    rf"(?:{any_of((*TRADES, *SHORT_ENDINGS, *FULL_ENDINGS))}|[店馆园坊社]|设计|服务部)(?<![^限]公司)"
    # 快快快递, though 搞错了没发快递 ends so as well
    r"|[^是问我你这没有要发点送寄查给叫会的错帮 ,.!?]{2,6}(?:[快速]递|快运|便利)"
)


def protests(said: str) -> bool:
    """Whether these words contradict, complain or fear, and are the answer to no question for a name or a thing."""
    words = _words(said)
    return not _is_left_alone(said, words) and _protests(said, words)


def only_protests(said: str) -> bool:
    """Of these words, whether they explain nothing beside it: 问过了，银行说冻结了 may stand for a button."""
    parts = [one for one in _STOPS.split(_words(said)) if one]
    return protests(said) and (len(parts) < 2 or bool(_TO_US_OR_OF_ME.search(said)))


def names_nothing(said: str) -> bool:
    """Whether these words are no name of a firm or a person: a protest, or a sentence of whoever says it."""
    words = _words(said)
    if _is_left_alone(said, words):
        return False
    is_english = words.isascii() and not words.isupper() and _ENGLISH_SENTENCE.search(words.lower())
    return bool(_protests(said, words) or is_english or _OF_ONESELF.search(words))


def _is_left_alone(said: str, words: str) -> bool:
    """A story, or a firm."""
    return len(said) > LOOKED_AT or _is_a_firm(words)


def _protests(said: str, words: str) -> bool:
    cries = len(words) <= A_CRY and loss_in(words) in {"despairs", "upset"}
    return cries or bool(_CONTRADICTS.match(words) or _WORRIES.search(plain(said)))


def _words(said: str) -> str:
    return plain(said[: LOOKED_AT + 1]).strip(" !！,，.。「」“”\"'")


def _is_a_firm(words: str) -> bool:
    """By how it ends, or in capitals: Wrong Way Trading, Why Do Coffee; not No, Zhou Min."""
    is_title = " " in words and words.isascii() and re.sub(r"'[a-z]{1,2}\b", "", words).istitle()
    return (is_title and not words.startswith(("No,", "No.", "No!"))) or bool(_A_FIRM.fullmatch(words))
