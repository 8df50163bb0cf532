"""The lines of text on a photographed page: made level, cut within a line, joined over lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import atan2, cos, hypot, sin
from statistics import median

from cases.understanding.writing import plain

MOST_BOXES = 200  # a slip has fifty; what has more is a page of a book
LONGEST_TEXT = 120
A_WIDE_BOX = 3  # times its height: its slope says how the page lies

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A recognised line: its score from 0 to 1, its corners in pixels, clockwise from where the line begins."""

    text: str
    score: float
    corners: tuple[Point, Point, Point, Point]

    @property
    def slope(self) -> float:
        (left, top), (right, end) = self.corners[0], self.corners[1]
        return atan2(end - top, right - left)

    @property
    def width(self) -> float:
        return hypot(self.corners[1][0] - self.corners[0][0], self.corners[1][1] - self.corners[0][1])

    @property
    def height(self) -> float:
        return hypot(self.corners[3][0] - self.corners[0][0], self.corners[3][1] - self.corners[0][1])


@dataclass(frozen=True)
class Cell:
    """A line on the level page, or several that were joined; `line` is the height of one of them."""

    text: str
    score: float
    left: float
    top: float
    right: float
    bottom: float
    line: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def centre(self) -> float:
        return (self.left + self.right) / 2

    def is_left_of(self, other: Cell) -> bool:
        return self.right <= other.left + other.line and self.left < other.left

    def is_off(self, other: Cell) -> float:
        """How far the middle of `other` is outside of this one's rows, in lines; 0 within them."""
        outside = max(self.top - other.middle, other.middle - self.bottom, 0.0)
        return outside / min(self.line, other.line)

    def is_over(self, other: Cell, gap: float) -> bool:
        """Whether `other` begins at most `gap` lines below."""
        return -0.5 <= (other.top - self.bottom) / self.line <= gap

    def shares_edge(self, other: Cell) -> bool:
        room = 0.8 * min(self.line, other.line)
        return abs(self.left - other.left) < room or abs(self.right - other.right) < room

    def is_above(self, other: Cell) -> bool:
        return self.middle < other.middle - other.line / 2


def level(boxes: Sequence[Box]) -> list[Cell]:
    """The page turned by the slope of most of its lines, from top to bottom."""
    boxes = [box for box in boxes if box.text.strip()][:MOST_BOXES]
    slopes = [box.slope for box in boxes if box.width > A_WIDE_BOX * box.height]
    turn = -median(slopes) if slopes else 0.0
    return sorted((_cell(box, turn) for box in boxes), key=lambda cell: (cell.middle, cell.left))


def _cell(box: Box, turn: float) -> Cell:
    corners = [(x * cos(turn) - y * sin(turn), x * sin(turn) + y * cos(turn)) for x, y in box.corners]
    # the middles of its sides: of a leaning line the corners reach into its neighbours
    left, right = ((corners[0][0] + corners[3][0]) / 2, (corners[1][0] + corners[2][0]) / 2)
    top, bottom = ((corners[0][1] + corners[1][1]) / 2, (corners[2][1] + corners[3][1]) / 2)
    text = plain(box.text[:LONGEST_TEXT])
    line = min(bottom - top, right - left) if len(text) > 1 and bottom - top > right - left else bottom - top
    return Cell(text, box.score, left, top, right, bottom, max(line, 1.0))


def cut(cell: Cell, places: Iterable[int]) -> list[Cell]:
    """The cell in pieces that begin at these letters, each about where it stands."""
    starts = sorted({0, *places})
    ends = [*starts[1:], len(cell.text)]
    whole = max(1, _breadth(cell.text))

    def at(place: int) -> float:
        return cell.left + (cell.right - cell.left) * _breadth(cell.text[:place]) / whole

    pieces = zip(starts, ends, strict=True)
    return [replace(cell, text=cell.text[a:b].strip(), left=at(a), right=at(b)) for a, b in pieces]


def _breadth(text: str) -> int:
    """In half letters: a Chinese one is as wide as two digits."""
    return sum(1 if letter.isascii() else 2 for letter in text)


def joined(cells: Sequence[Cell], between: str = "") -> Cell:
    """Several cells as one, in this order."""
    first, *others = cells
    for other in others:
        first = Cell(
            f"{first.text}{between}{other.text}",
            min(first.score, other.score),
            min(first.left, other.left),
            min(first.top, other.top),
            max(first.right, other.right),
            max(first.bottom, other.bottom),
            min(first.line, other.line),
        )
    return first


def rows(cells: Iterable[Cell]) -> list[list[Cell]]:
    """From top to bottom, each from left to right; within half a line of the row before is in that row."""
    found: list[list[Cell]] = []
    for cell in sorted(cells, key=lambda cell: cell.middle):
        if found and abs(found[-1][0].middle - cell.middle) < cell.line / 2:
            found[-1].append(cell)
        else:
            found.append([cell])
    return [sorted(row, key=lambda cell: cell.left) for row in found]


def in_reading_order(cells: Iterable[Cell]) -> list[Cell]:
    return [cell for row in rows(cells) for cell in row]


def paragraphs(cells: Iterable[Cell]) -> list[Cell]:
    """Lines that stand closely under each other from one left edge are one text, as in a bubble of a chat."""
    texts: list[list[Cell]] = []
    for cell in in_reading_order(cells):
        for text in texts:
            last = text[-1]
            if last.is_over(cell, 0.9) and abs(last.left - cell.left) < 1.2 * cell.line:
                text.append(cell)
                break
        else:
            texts.append([cell])
    return [joined(text) for text in texts]
