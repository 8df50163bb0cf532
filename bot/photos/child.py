"""The process that looks at one picture: its bytes on stdin, the lines of text it shows as JSON on stdout.

bot/photos/reader.py starts one for each picture, within the bounds of bot/apart/bounds.py. It imports nothing of the
product and the product nothing of it: whoever sent the picture may be anybody.
"""

from __future__ import annotations

import json
import sys
from io import BytesIO
from math import dist
from typing import Any

from PIL import Image, ImageOps

Corners = list[list[float]]

MOST_PIXELS = 50_000_000  # as declared, before anything is decoded
READ_AT = 1_500_000  # pixels: small print is still read, and a screen of a phone keeps its size
KINDS = ("JPEG", "PNG", "WEBP")
THREADS = 2
UPSIDE_DOWN = "180"
SETTINGS: dict[str, Any] = {
    "Global.log_level": "critical",
    "EngineConfig.onnxruntime.intra_op_num_threads": THREADS,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}


def main() -> None:
    picture = opened(sys.stdin.buffer.read())
    json.dump(None if picture is None else read(picture), sys.stdout)


def opened(content: bytes) -> Image.Image | None:
    """The picture as a person sees it, made small enough to read; None when it is no picture, or too large a one."""
    try:
        with Image.open(BytesIO(content), formats=KINDS) as file:
            if file.width * file.height > MOST_PIXELS:
                return None
            side = _side(file)
            file.draft("RGB", side)  # a JPEG is decoded at a half or a quarter where that is enough
            picture = _in_plain_colours(file)
            picture.thumbnail(side, reducing_gap=2)
            return _on_white(ImageOps.exif_transpose(picture))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def _side(picture: Image.Image) -> tuple[int, int]:
    share = min(1.0, (READ_AT / (picture.width * picture.height)) ** 0.5)
    return max(1, round(picture.width * share)), max(1, round(picture.height * share))


def _in_plain_colours(picture: Image.Image) -> Image.Image:
    if picture.mode in {"L", "RGB", "RGBA"}:
        return picture
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture.convert("RGB")
    page = Image.new("RGB", picture.size, "white")
    page.paste(picture, mask=picture.getchannel("A"))
    return page


def read(picture: Image.Image) -> list[dict[str, Any]]:
    """The lines of text, each with its score from 0 to 1 and four corners in pixels, clockwise from where it begins."""
    import numpy as np  # noqa: PLC0415 - only now: the picture is decoded first, with all of the memory to itself
    from rapidocr import RapidOCR  # noqa: PLC0415

    class Eye(RapidOCR):  # type: ignore[misc, unused-ignore]
        """Notes which lines stand on their head, and turns none: of two letters alone it is often wrong."""

        heads: list[str]

        def cls_and_rotate(self, img: list[Any]) -> Any:
            _, found = super().cls_and_rotate(img)
            self.heads = [head for head, _ in found.cls_res]
            return img, found

    eye = Eye(params=SETTINGS)
    seen = eye(np.asarray(picture)[:, :, ::-1])
    if seen.txts and (turn := wrong_way(seen.boxes.tolist(), eye.heads)):
        seen = eye(np.asarray(picture.transpose(turn))[:, :, ::-1])
    return [
        {"text": text, "score": round(float(score), 3), "corners": corners.round(1).tolist()}
        for text, score, corners in zip(
            seen.txts or (), seen.scores or (), () if seen.boxes is None else seen.boxes, strict=True
        )
    ]


def wrong_way(boxes: list[Corners], heads: list[str]) -> Image.Transpose | None:
    """How to turn a picture that lies on its side or stands on its head, as most of its lines do."""
    lies = sum(_length(box) for box in boxes if _stands(box)) * 2 > sum(map(_length, boxes))
    head = heads.count(UPSIDE_DOWN) * 2 > len(heads)
    if lies:  # its lines run up or down
        return Image.Transpose.ROTATE_270 if head else Image.Transpose.ROTATE_90
    return Image.Transpose.ROTATE_180 if head else None


def _stands(box: Corners) -> bool:
    return dist(box[0], box[3]) > dist(box[0], box[1])


def _length(box: Corners) -> float:
    return max(dist(box[0], box[3]), dist(box[0], box[1]))


if __name__ == "__main__":
    main()
