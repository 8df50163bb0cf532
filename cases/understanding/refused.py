"""Whether somebody says that the police turned them away: 窗口不收我的材料, 他们说是经济纠纷 让我去法院."""

from __future__ import annotations

import re

from cases.understanding.writing import plain

LONGEST = 80  # characters; a longer text is the story, and is heard as that

_POLICE = "(?:窗口|派出所|公安局?|警察|民警|警方|经侦|刑侦|分局|大队|支队|接警|所里|局里|他们|那边|人家|那里)"
_NOT_FILED = re.compile(
    "(?:不|没|没有|不给|没给|不肯|不愿|不让|不予|拒绝|拒不|不能)(?:给|予|肯|让|帮)?(?:我们?|咱们?|公司)?立(?:案|上|成)"
    r"|(?:police|station|officers?|they) [^.;\n]{0,30}(?:not|n't|refused? to) (?:open|file)"
)
_TURNED_AWAY = re.compile(
    f"{_POLICE}[^。!?\\n]{{0,20}}?(?:不收|不接(?!电话)|不受理|没受理|拒收|拒绝受理|不肯收|不肯接|不给(?:受理"
    f"|报|接)|不让报|退回|推给|打发|不管我|不管这)"
    "|经济纠纷[^。!?\\n]{0,12}(?:法院|起诉|不管|不归|不受理|不立)|(?:让|叫|要)(?:我们?|咱们?)(?:自己)?(?:去"
    "|找|上)(?:法院|打官司|起诉)"
    r"|(?:police|station|officers?|window|they) [^.;\n]{0,30}(?:refused? (?:to (?:take|accept)|my|our)|(?:not"
    r"|n't) (?:take|accept)|turned (?:me|us) away|civil (?:matter|dispute))"
)


def refused(said: str) -> tuple[str, ...]:
    """The questions of asked.toml that these words call for, though they ask nothing; none when nobody refused."""
    if len(said) > LONGEST:
        return ()
    words = plain(said).lower()
    if _NOT_FILED.search(words):
        return ("not_filed",)
    return ("reported_already", "not_filed") if _TURNED_AWAY.search(words) else ()
