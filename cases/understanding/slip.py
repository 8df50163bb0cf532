"""What a photo or a screenshot of a bank transfer says of one payment, from its lines of text and where they stand.

The words on a slip are captions and values. A value stands on the line of its caption, right of it, or below; whose it
is says the caption, else the block it stands in (付款人 | 户名, 账号 …). What has no caption is the large sum, and what
banks and people write in sentences: that is read like a pasted bank message.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace

from cases.understanding.bank_message import LEAST_KNOWN, Payment
from cases.understanding.slip_blocks import OF_A_PARTY, Caption, sides_of
from cases.understanding.slip_captions import Label, Side, label_and_rest, labels_within, read_label
from cases.understanding.slip_page import Box, Cell, cut, joined, level, paragraphs
from cases.understanding.slip_values import (
    account_in,
    amount_in,
    bank_in,
    date_in,
    headline_sum,
    in_sentences,
    is_name,
    is_whole_account,
    moment_in,
    name_in,
    payer_in,
    time_in,
    towards,
)

SURE = 0.8  # of a line's score: below this a figure may be another
ROW = 0.3  # lines: so far above or below its caption the middle of a value still stands on its row
WRAPPED = 0.8  # lines between a value and the rest of it
COLUMN = 6  # lines between what cannot be parts of one value
BELOW = 1.6  # lines between a caption and a value under it
MOST_PIECES = 200  # a slip has fifty
LONGEST_MESSAGE = 1000  # letters
PIECES = 4  # a caption that is written downward, letter by letter


@dataclass(frozen=True)
class Slip:
    """The pieces as they stand on the picture, each to be read by its own reader; None where it is not there.

    `confidence` is the lowest score of the lines they were read from, 0 when there is none; `is_blurred`: something was
    there that could not be read for sure, so that a picture from closer by would help.
    """

    payee_account: str | None = None
    payee_name: str | None = None
    payee_bank: str | None = None
    amount: str | None = None
    at: str | None = None
    payer_account: str | None = None
    confidence: float = 0.0
    is_blurred: bool = False

    @property
    def payment(self) -> Payment:
        """The same pieces, as a pasted message has them."""
        return Payment(
            self.payee_account, self.payee_name, self.payee_bank, self.amount, self.at, payer=self.payer_account
        )

    @property
    def known(self) -> int:
        """How many of the pieces were found."""
        return sum(getattr(self, one) is not None for one in PIECES_OF_A_SLIP)


PIECES_OF_A_SLIP = tuple(one.name for one in fields(Slip) if one.name not in {"confidence", "is_blurred"})


def read_slip(boxes: Sequence[Box]) -> Slip:
    """The payment on a picture whose lines of text are `boxes`."""
    pieces = [piece for cell in level(boxes) for piece in cut(cell, labels_within(cell.text))]
    cells = _captions_joined(pieces[:MOST_PIECES])
    captions, others = _told_apart(cells)
    free = _below(captions, _beside(captions, others))
    found = _from_captions(captions)
    _from_the_rest(found, free)
    return _slip(found)


def _slip(found: dict[str, Cell]) -> Slip:
    """The pieces that are sure."""
    sure = {name: cell for name, cell in found.items() if cell.score >= SURE}
    confidence = min((cell.score for cell in sure.values()), default=0.0)
    pieces = {name: cell.text for name, cell in sure.items()}
    return Slip(**pieces, confidence=confidence, is_blurred=len(sure) < len(found))


def _captions_joined(cells: list[Cell]) -> list[Cell]:
    """Captions that were broken over lines, or written downward, as one cell: 付款账/号, 收/款/人."""
    rest = list(cells)
    done: list[Cell] = []
    while rest:
        first = rest.pop(0)
        whole = _downward(first, rest)
        for piece in whole[1:]:
            rest.remove(piece)
        done.append(joined(whole))
    return done


def _downward(first: Cell, rest: Sequence[Cell]) -> list[Cell]:
    """The cell with what completes it to a caption below it; alone when nothing does."""
    chain, best = [first], [first]
    while len(chain) < PIECES and len(chain[-1].text) <= PIECES + 2:
        last = chain[-1]
        gap = 3.0 if len(last.text) == 1 else 0.5
        below = [cell for cell in rest if last.is_over(cell, gap) and abs(last.left - cell.left) < 0.8 * last.line]
        if not below or len(below[0].text) > 3 or (read_label(below[0].text) and len(below[0].text) > 1):
            break
        chain.append(below[0])
        if read_label("".join(cell.text for cell in chain)):
            best = list(chain)
    return best


def _told_apart(cells: Iterable[Cell]) -> tuple[list[Caption], list[Cell]]:
    captions, others = [], []
    for cell in cells:
        if label := read_label(cell.text):
            captions.append(Caption(label, cell, []))
        elif both := label_and_rest(cell.text):
            label, rest = both
            head, value = cut(cell, [cell.text.rindex(rest) if rest else len(cell.text)]) if rest else (cell, None)
            captions.append(Caption(label, head, [value] if value else []))
        else:
            others.append(cell)
    return captions, others


def _beside(captions: Sequence[Caption], others: Sequence[Cell]) -> list[Cell]:
    """Give every caption the cells on its row, up to the next caption, and what these wrap into; the rest is free."""
    free = []
    for cell in others:
        owner = min(
            (one for one in captions if one.cell.is_left_of(cell) and one.cell.is_off(cell) <= ROW),
            key=lambda one: (round(one.cell.is_off(cell)), cell.left - one.cell.right),
            default=None,
        )
        if owner:
            owner.values.append(cell)
        else:
            free.append(cell)
    for caption in captions:
        free += _of_another_column(caption)
    return _wrapped(captions, free)


def _of_another_column(caption: Caption) -> list[Cell]:
    """Taken away again: what stands on the row of a value but far right of it, under a caption that was not seen."""
    kept: list[Cell] = []
    for cell in sorted(caption.values, key=lambda cell: cell.left):
        row = [one.right for one in kept if abs(one.middle - cell.middle) < cell.line / 2]
        if not row or cell.left - max(row) < COLUMN * cell.line:
            kept.append(cell)
    away = [cell for cell in caption.values if cell not in kept]
    caption.values = kept
    return away


def _wrapped(captions: Sequence[Caption], free: list[Cell]) -> list[Cell]:
    """What stands closely under a value, from the same edge, belongs to it."""
    left = []
    for cell in free:
        owner = next((one for one in captions if one.values and _goes_on(one.values[-1], cell)), None)
        if owner:
            owner.values.append(cell)
        else:
            left.append(cell)
    return left


def _goes_on(value: Cell, cell: Cell) -> bool:
    return value.is_over(cell, WRAPPED) and value.shares_edge(cell) and 0.7 < value.line / cell.line < 1.4


def _below(captions: Sequence[Caption], free: list[Cell]) -> list[Cell]:
    """A caption with nothing beside it may stand above its value."""
    for caption in captions:
        if caption.values or caption.label.noun == "caption":
            continue
        under = [cell for cell in free if _stands_under(caption.cell, cell)]
        if under and not any(_stands_under(caption.cell, one.cell) and one.cell.is_above(under[0]) for one in captions):
            caption.values.append(under[0])
            free.remove(under[0])
    return _wrapped([one for one in captions if one.values], free)


def _stands_under(caption: Cell, cell: Cell) -> bool:
    meets = min(caption.right, cell.right) - max(caption.left, cell.left)
    return caption.is_over(cell, BELOW) and meets > 0 and caption.bottom - caption.top < 2 * caption.line


def _from_captions(captions: Sequence[Caption]) -> dict[str, Cell]:
    """The first good value for each piece, the better captions first."""
    found: dict[str, Cell] = {}
    times: list[Cell] = []
    sides = sides_of(captions)
    for caption in sorted(captions, key=lambda one: one.label.rank):
        lines, noun = caption.lines, caption.label.noun
        if noun == "amount":
            for line in lines:
                _put(found, "amount", line, amount_in(line.text))
        elif noun == "at" and lines:
            times.append(joined(lines, " "))
        elif noun in OF_A_PARTY and lines:
            _of_a_party(found, sides.get(caption.cell), caption.label, lines)
    _put_time(found, times)
    return found


def _of_a_party(found: dict[str, Cell], side: Side | None, label: Label, lines: Sequence[Cell]) -> None:
    """Names, accounts and banks: captions mix them up, so what stands there says which it is, whole or by lines."""
    whole = [] if any(is_whole_account(line.text) for line in lines) else [joined(lines)]
    values = [*whole, *lines] if len(lines) > 1 else lines
    for value in values:
        account = account_in(value.text)
        if side == "payer":
            paid_from = payer_in(value.text) if label.noun == "account" else account
            _put(found, "payer_account", value, None if label.noun == "bank" else paid_from)
        elif side == "payee":
            is_bank = label.noun == "bank" or bool(account) or len(values) > 1
            bank = bank_in(value.text) if is_bank else None
            _put(found, "payee_bank", value, bank)
            _put(found, "payee_account", value, None if label.noun == "bank" else account)
            _put(found, "payee_name", value, None if label.noun == "bank" or bank else name_in(value.text))


def _put(found: dict[str, Cell], piece: str, cell: Cell, text: str | None) -> None:
    if text:
        found.setdefault(piece, replace(cell, text=text))


def _put_time(found: dict[str, Cell], times: Sequence[Cell]) -> None:
    """The first that says day and hour; else a day, with the hour that stands elsewhere."""
    for cell in times:
        _put(found, "at", cell, moment_in(cell.text))
    day = next((cell for cell in times if date_in(cell.text)), None)
    hour = next((cell for cell in times if time_in(cell.text) and not date_in(cell.text)), None)
    if day:
        both = joined([day, hour]) if hour else day
        _put(found, "at", both, " ".join(said for said in (date_in(day.text), hour and time_in(hour.text)) if said))


def _from_the_rest(found: dict[str, Cell], free: Sequence[Cell]) -> None:
    """What stands without a caption: sentences, the large sum with a name above it, a time with its day."""
    for cell in paragraphs(free):
        _from_sentences(found, cell)
    large = max((cell for cell in free if headline_sum(cell.text)), key=lambda cell: cell.line, default=None)
    if large:
        _put(found, "amount", large, headline_sum(large.text))
        for cell in free:
            _put(found, "payee_name", cell, towards(cell.text))
        if above := _just_above(large, free):
            _put(found, "payee_name", above, above.text if is_name(above.text) else None)
    if "amount" in found or "payee_account" in found:
        for cell in free:
            _put(found, "at", cell, moment_in(cell.text))


def _just_above(large: Cell, free: Sequence[Cell]) -> Cell | None:
    """The line in the middle above the sum, where wallets show whom it went to."""
    above = [one for one in free if one.is_above(large) and abs(one.centre - large.centre) < max(one.line, large.line)]
    nearest = max(above, key=lambda one: one.bottom, default=None)
    return nearest if nearest and large.top - nearest.bottom < 3 * nearest.line else None


def _from_sentences(found: dict[str, Cell], cell: Cell) -> None:
    """A bank's message or a chat, photographed. A second one adds only what is missing, and only of the same payee."""
    said = in_sentences(cell.text[:LONGEST_MESSAGE])
    if len(said) < LEAST_KNOWN and not (said and found):
        return
    name = said.get("payee_name")
    if name and "payee_name" in found and name != found["payee_name"].text:
        return
    for piece, text in said.items():
        _put(found, piece, cell, text)
