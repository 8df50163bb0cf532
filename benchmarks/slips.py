"""Photos of bank slips: how much of what they say is read, and what that costs.

The designs kept in tests/slips as screenshots and as photos, and the ones drawn there; each picture goes the whole way,
through a process of its own, as a reporter's would.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from pathlib import Path
from statistics import median

from benchmarks.figures import Figure, percentile
from bot.photos.reader import PhotoReader
from tests.slips import KEPT, Truth, compared, kept_truth
from tests.slips.drawing import DESIGNS, as_jpeg, photographed
from tests.slips.drawing_others import OTHERS

PATIENT = 120  # seconds, so that a busy machine makes a figure worse and not another one
FLOORS = {"kept, screenshots": 0.95, "kept, photos": 0.95, "drawn, screenshots": 0.88, "drawn, photos": 0.88}


async def measure(_folder: Path, quick: bool) -> list[Figure]:
    reader, seconds, figures, wrong = PhotoReader(deadline=PATIENT), [], [], 0
    for kind, floor in FLOORS.items():
        right: list[bool] = []
        for name, picture, truth in islice(pictures(kind), 1 if quick else None):
            started = time.perf_counter()
            slip = await reader.read(picture)
            seconds.append(time.perf_counter() - started)
            said = compared(slip, truth)
            wrong += sum(not good and getattr(slip, piece, None) is not None for piece, good in said.items())
            missed = [piece for piece, good in said.items() if not good]
            print(f"# {kind}, {name}: {seconds[-1]:.1f} s {', '.join(missed)}", file=sys.stderr)
            right += said.values()
        figures.append(Figure(f"pieces read: {kind}", sum(right) / len(right), "share", floor, 1.0))
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return [
        *figures,
        Figure("pieces read wrongly", wrong, "pieces", aim=0),
        Figure("a picture, cold", median(seconds), "s", 5, 3, {"p95": percentile(seconds, 0.95)}),
        Figure("memory of the process that looks", used, "MB", 700, 600),
    ]


def pictures(kind: str) -> Iterator[tuple[str, bytes, Truth]]:
    """Each picture of a kind with its name and what it says."""
    ending = "__photo.jpg" if kind.endswith("photos") else ".png"
    if kind.startswith("kept"):
        for name, truth in kept_truth().items():
            yield name, (KEPT / f"{name}{ending}").read_bytes(), truth
        return
    for seed, (name, (draw, truth)) in enumerate((DESIGNS | OTHERS).items()):
        if ending == ".png":
            out = BytesIO()
            draw().save(out, "PNG")
            yield name, out.getvalue(), truth
        else:
            yield name, as_jpeg(photographed(draw(), seed), 50), truth
