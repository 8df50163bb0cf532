"""What later words put right of what was said before: 不是180多万，是2136500."""

from __future__ import annotations

import re
from contextlib import suppress

from cases.errors import NotUnderstood
from cases.hearing import CORRECTS, Listening, as_read, hear
from cases.kinds import money_value
from cases.questionnaire import Answer
from cases.understanding.money import read_money

MOST_CORRECTIONS = 12
DENIED = re.compile(r"不是(?!我|他|她)[^，。,;；\s]{1,14}")
BARE_SUM = re.compile(r"(?:是|应该是|为)\s{0,2}([0-9][0-9,.]{3,14})(?![0-9万元人年月日号])")
NO_SUM = re.compile(  # what a bare number is the number of
    r"电话|手机|号码|联系方式|账号|卡号|账户|证号|证件|身份证|编号|信用代码|邮编|微信|QQ|phone|number|account|card|code",
    re.IGNORECASE,
)
CORRECTABLE = ("loss_amount", "happened_when")


def corrections(said: str, listening: Listening) -> dict[str, Answer]:
    """What somebody puts right: 不是180多万，是2136500; nothing when these words correct nothing."""
    if not CORRECTS.search(said):
        return {}
    right = DENIED.sub(" ", said)
    found = hear(right, listening, {})
    if "loss_amount" not in found and not NO_SUM.search(right) and (bare := BARE_SUM.search(right)):
        with suppress(NotUnderstood):
            found["loss_amount"] = as_read(bare[0], money_value(read_money(f"{bare[1]}元")))
    return {step: found[step] for step in CORRECTABLE if step in found}


def corrections_in(told: str, listening: Listening) -> dict[str, Answer]:
    """What the later messages of a story put right, the last word counting: each is a line or more of it."""
    found: dict[str, Answer] = {}
    for line in told.split("\n")[1:][-MOST_CORRECTIONS:]:
        found |= corrections(line, listening)
    return found
