"""Pictures of bank slips, and what they say: made for the tests, of nobody's money.

`kept/` has twelve designs, each as a screenshot and as a photo of it; `boxes.json.xz` what was recognised on these and
on the drawn ones, so that the rules can be tried without looking again.
"""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from cases.understanding.money import read_money
from cases.understanding.slip import PIECES_OF_A_SLIP, Slip
from cases.understanding.slip_page import Box

KEPT = Path(__file__).parent / "kept"
RECORDED = Path(__file__).parent / "boxes.json.xz"
Truth = Mapping[str, Any]


@cache
def kept_truth() -> dict[str, Truth]:
    """What each design says, by its name."""
    return json.loads((KEPT / "truth.json").read_text(encoding="utf-8"))


@cache
def recorded() -> dict[str, list[Box]]:
    """What was recognised, by the picture's name: a design's, with __photo where it is a photo."""
    found = json.loads(lzma.decompress(RECORDED.read_bytes()))
    return {name: boxes_of(lines) for name, lines in found.items()}


def boxes_of(lines: list[Any]) -> list[Box]:
    return [Box(text, score, tuple((x, y) for x, y in corners)) for text, score, corners in lines]


def compared(slip: Slip | None, truth: Truth) -> dict[str, bool]:
    """Whether each piece that is there, or was said to be, is right."""
    read = {piece: getattr(slip, piece, None) for piece in PIECES_OF_A_SLIP}
    return {
        piece: _is_right(piece, read[piece], truth[piece])
        for piece in PIECES_OF_A_SLIP
        if read[piece] is not None or truth[piece] is not None
    }


def _is_right(piece: str, read: str | None, meant: Any) -> bool:
    if read is None or meant is None:
        return read is meant
    if piece == "amount":
        sums = meant if isinstance(meant, list) else [meant]
        return read_money(f"{read}元" if read[-1].isdigit() else read).fen in {
            int(Decimal(str(one)) * 100) for one in sums
        }
    if piece == "at":
        said = re.sub(r"\s*日\s*", " ", re.sub(r"[年月]", "-", read)).strip()
        return (
            said.startswith(meant) or f"2026-{said}".startswith(meant) or said.removeprefix("2026-").startswith(meant)
        )
    if piece == "payer_account":
        figures = "".join(re.findall(r"[0-9]", read))
        return figures == meant or (len(meant) == 4 and figures.endswith(meant))
    return "".join(read.split()) == meant
