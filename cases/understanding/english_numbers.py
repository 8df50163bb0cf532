"""English number words become digits: two hundred and fifty thousand is 250000, half a million 500000."""

from __future__ import annotations

import re

_SMALL = (
    "one two three four five six seven eight nine ten "
    "eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_VALUES = (
    {word: value for value, word in enumerate(_SMALL.split(), 1)}
    | {word: value * 10 for value, word in enumerate(_TENS.split(), 2)}
    | {"a": 1, "an": 1}
)
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_WORD = "|".join(sorted((*_VALUES, *_SCALES), key=len, reverse=True))
# Only with a scale, for two men and a firm are no sum; hundreds of thousands is none either.
ENGLISH_NUMBER = re.compile(
    rf"\b(?:half a (?=(?:million|billion)\b)|(?:(?:{_WORD})[ -](?:and )?){{1,8}}(?=(?:{'|'.join(_SCALES)})\b))"
    rf"(?:(?:{_WORD})\b(?:[ -](?:and )?(?=(?:{_WORD})\b))?){{1,8}}"
)


def in_digits(said: re.Match[str]) -> str:
    """The number in digits."""
    words = said[0].replace("-", " ").split()
    if words[0] == "half":
        return str(_SCALES[words[2]] // 2)
    whole = part = 0
    for word in words:
        if word == "hundred":
            part *= 100
        elif scale := _SCALES.get(word):
            whole, part = whole + part * scale, 0
        else:
            part += _VALUES.get(word, 0)
    return str(whole + part)
