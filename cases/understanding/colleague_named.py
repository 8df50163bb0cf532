"""Which colleague shall hear too, by name, post or both: 让李娜也收到消息，她是财务主管; and who it is, once asked.

Only where nothing else is said: 李娜也收到了 and 加李娜微信 are for the desk.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cases.colleagues import Post
from cases.understanding.colleague import LONGEST, POSTS, STORY
from cases.understanding.names import CLEAR_SURNAMES, COMPOUND_SURNAMES, GIVEN_LETTERS, SURNAMES
from cases.understanding.writing import plain

_SOME = "".join(sorted(SURNAMES - CLEAR_SURNAMES))
_CLEAR, _GIVEN = "".join(sorted(CLEAR_SURNAMES)), "".join(sorted(GIVEN_LETTERS))
_TITLE = "总|经理|律师|会计|主任|主管|老师|工|姐|哥"
_ENGLISH = r"(?-i:[A-Z][a-z]{1,15}(?: [A-Z][a-z]{1,15}){0,2})"
_SURE = (
    f"(?:(?:{'|'.join(sorted(COMPOUND_SURNAMES))}|[{_CLEAR}])[{_GIVEN}]{{1,2}}|[{_SOME}][{_GIVEN}]{{2}}|[小老]?[{_CLEAR}](?:{_TITLE})"
    f"|[小老][{_CLEAR}]|{_ENGLISH})"
)
_LETTER = "(?![也都吧吗呢进来的是和跟与给到收看她他我你您了不])[一-鿿]"
_LIKELY = f"(?:[{_CLEAR}](?:{_LETTER}){{1,2}}|{_SURE})"  # where a name was asked for
_OF = "(?:部门?|科|室)?的?(?:主管|总监|经理|负责人|主任|专员|助理|人员)?"
_JOB = (
    f"(?:(?:财务|会计|出纳|法务|律师|行政|人事|销售|采购|业务|技术|运营|办公室){_OF}|法定代表人|法人代表?|老板娘?|(?:副?总)?经理|副总"
    "|主管|助理|秘书|主任|厂长|股东|合伙人|同事|负责人"
    r"|(?:legal representative|legal counsel|lawyer|accountant|finance (?:manager|director)|cfo|boss"
    r"|colleague|coworker|manager|assistant|partner)\b)"
)
_OURS = r"(?:(?:我们?|咱们?|公司|单位){0,2}的?|(?:a|an|our|my|the|one of our) )"
_BETWEEN = "[,;:。、()（） -]*"
_IS = "(?:(?:她|他|这位|名字|she|he)?(?:就?是|叫做?|'s| is)? ?)"
_NEWS = "(?:你们?的?|您的|这件?|这个|案子|事|的|任何|新)*(?:消息|通知|进展|情况|信息|短信)"
_HEARS = f"(?:能|可以|要|想|得|需要|应该)?(?:收到?|看到?|知道|接收|关注|跟进)(?:{_NEWS})?"
_LEAD = (
    "(?:以后|今后|之后|有消息|消息|请|麻烦|想|要|需要|希望|能不能|可不可以|可以|能|怎么|帮我|帮忙"
    "|我们?|你们?|您|也|再|还|,| ){0,7}"
)
_SOFT = "(?:吧|吗|呢|行吗|好吗|可以吗|行不行|谢谢| ){0,3}"


@dataclass(frozen=True)
class Named:
    """Either may be unknown; of somebody who is only called a colleague, the name is."""

    name: str
    post: Post | None


def _who(name: str = _SURE) -> str:
    return (
        f"{_OURS}(?:(?:(?P<job>{_JOB}){_BETWEEN}{_IS})?(?P<name>{name})(?:{_BETWEEN}{_IS}{_OURS}(?P<job_behind>{_JOB}){_BETWEEN})?"
        f"|(?P<job_alone>{_JOB}))"
    )


def _more(at: int) -> str:
    """她是财务主管, or 叫李娜."""
    return f"(?:{_BETWEEN}{_IS}{_OURS}(?:(?P<job_{at}>{_JOB})|(?P<name_{at}>{_SURE})))?"


_ALSO = "(?:也|都|一起|一块|同时){1,3}"
_WISHES = tuple(
    re.compile(f"{wish}{_SOFT}{_more(1)}{_more(2)}", re.IGNORECASE)
    for wish in (
        f"{_LEAD}(?:让|给|叫|把|请|邀请)(?:一下)?{_who()}{_ALSO}{_HEARS}",
        f"{_LEAD}(?:把|让)?{_who()}(?:{_ALSO})?(?:加|拉|添加|邀请)(?:进来|进去|上|进)(?:一起看)?",
        (
            f"{_LEAD}(?:加上|添加|增加|邀请|加入|加)(?:一?[个位名])?{_BETWEEN}(?:{_who()}|(?<=[个位])人)"
            "(?:进来|一起|一块|看|收|消息|跟进){0,4}"
        ),
        f"{_LEAD}{_ALSO}(?:发|通知|告诉|抄送|推送|说)(?:一份|一下)?(?:给|到)?{_who()}(?:一份|一下|一声)?",
        f"{_LEAD}{_who()}{_ALSO}(?:要|想要?|需要|应该|得|能不能|可不可以|可以|能){_HEARS}",
        (
            "(?:please |can you |could you |can i |i want to |i would like to )?(?:add|invite) "
            f"{_who()}(?: too| as well| please)*"
        ),
        (
            f"(?:please )?(?:let|have) {_who()} (?:also )?(?:get|receive|see|read) "
            "(?:the |your |all )?(?:messages|news)(?: too| as well)?"
        ),
        (
            f"{_who()} (?:should|needs to|wants to|must) (?:also )?(?:get|receive|see|read|hear) "
            "(?:the |your |all )?(?:messages|news)(?: too| as well)?"
        ),
    )
)
_ANSWER = re.compile(
    f"(?:我?(?:想|要)?(?:加|就?是|就|叫|让|请)(?:一?[个位])?|她|他)?{_IS}{_who(_LIKELY)}{_more(1)}(?:吧|啊|呀)?",
    re.IGNORECASE,
)


def colleague_named(said: str) -> Named | None:
    """Whom they want told as well; None where anything else is said."""
    words = _words(said)
    found = next(filter(None, (wish.fullmatch(words) for wish in _WISHES)), None) if words else None
    return _named(found) if found else None


def who_it_is(said: str) -> Named | None:
    """The answer to which colleague it is: a name, a post or both."""
    words = _words(said)
    found = _ANSWER.fullmatch(words) if words else None
    return _named(found) if found else None


def _words(said: str) -> str:
    """Nothing where it is a story."""
    words = plain(said).strip(" 。.!！~").replace("’", "'")
    return "" if len(words) > LONGEST or STORY.search(words) else words


def _named(found: re.Match[str]) -> Named:
    said = {part: words for part, words in found.groupdict().items() if words}
    name = next((words for part, words in said.items() if part.startswith("name")), "")
    jobs = [words.lower() for part, words in said.items() if part.startswith("job")]
    return Named(name, next(filter(None, map(_post, jobs)), None))


def _post(job: str) -> Post | None:
    """None for 同事, which says nothing of it; the boss's wife is no legal representative."""
    if re.fullmatch("同事|负责人|colleague|coworker", job):
        return None
    known = (post for post, names in POSTS.items() if re.search(names, job) and not job.endswith("老板娘"))
    return next(known, Post.OTHER)
