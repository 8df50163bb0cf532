"""Whose a caption's value is where its words do not say: the block of the payer or of the payee that it stands in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot

from cases.understanding.slip_captions import Label, Side
from cases.understanding.slip_page import Cell, joined, rows

OF_A_PARTY = frozenset({"name", "account", "bank"})
A_COLUMN = 6  # lines: what begins nearer than this to each other stands in one column
ROWS_OF_A_BLOCK = 6  # lines up and down from the caption in the middle of a block


@dataclass
class Caption:
    """A caption with the cells that are its value."""

    label: Label
    cell: Cell
    values: list[Cell]

    @property
    def lines(self) -> list[Cell]:
        """Its value, a cell a line."""
        return [joined(row, " ") for row in rows(self.values)]


def sides_of(captions: Sequence[Caption]) -> dict[Cell, Side]:
    """By its cell, whose each caption is; one that may be either's is not there.

    A block has each caption once. So of two that stand in one block only the nearer is sure, and of two that stand in
    none neither is; a single one without a block is the payee's, whom a slip is about.
    """
    said = {one.cell: one.label.side for one in captions if one.label.side}
    neutral = [one for one in captions if one.label.noun in OF_A_PARTY and not one.label.side]
    blocks = {one.cell: _block_of(one, captions) for one in neutral}
    for one in neutral:
        block = blocks[one.cell]
        rivals = [two for two in neutral if two is not one and two.label == one.label and blocks[two.cell] is block]
        if block and block.label.side and all(_far(block, one) <= _far(block, two) for two in rivals):
            said[one.cell] = block.label.side
        elif not block and all(two is one or two.label != one.label for two in neutral):
            said[one.cell] = "payee"
    return said


def _block_of(caption: Caption, captions: Sequence[Caption]) -> Caption | None:
    """The caption of the block: left of it in the middle of its rows, else the last above in its column."""
    here = caption.cell
    sided = [one for one in captions if one.label.side]
    beside = [one for one in sided if not one.values and _spans(one.cell, here, captions)]
    if beside:
        return max(beside, key=lambda one: (_column(one, here), -abs(one.cell.middle - here.middle)))
    above = [one for one in sided if one.cell.is_above(here) and one.cell.left <= here.left + 2 * here.line]
    return max(above, key=lambda one: (_column(one, here), one.cell.middle), default=None)


def _spans(block: Cell, here: Cell, captions: Sequence[Caption]) -> bool:
    """Whether a caption without a value stands left of a few rows of captions, in the middle of their block."""
    reach = max(1.5 * (block.bottom - block.top), ROWS_OF_A_BLOCK * block.line)
    if not block.is_left_of(here) or abs(block.middle - here.middle) > reach:
        return False
    between = (one.cell for one in captions if one.cell.is_left_of(here) and one.cell.is_off(here) == 0)
    return not any(cell.left >= block.left - block.line and cell is not block for cell in between)


def _column(caption: Caption, here: Cell) -> int:
    return round(caption.cell.left / (A_COLUMN * here.line))


def _far(block: Caption, caption: Caption) -> float:
    return hypot(block.cell.left - caption.cell.left, block.cell.middle - caption.cell.middle)
