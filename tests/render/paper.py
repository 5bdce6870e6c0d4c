"""Handle paper as a printer and a reader do: print both sides, fold, turn the leaves.

A picture of a sheet's back is what the printer puts on the side that faces it then. How the paper
lies there depends on the edge that it was turned about; what a reader sees does too.
"""

from __future__ import annotations

from dataclasses import dataclass

import pypdfium2
from PIL import Image, ImageOps


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A printed sheet in landscape: the ink of both sides, each looked at from the front.

    That of the back is seen as through glass: in the place where it lies, and so mirrored.
    """

    front: Image.Image
    back: Image.Image


def draw(pdf: bytes, *, scale: float = 1) -> list[Image.Image]:
    """Return the pages as pictures."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=scale).to_pil().convert("RGB") for page in document]


def print_both_sides(pictures: list[Image.Image], *, turns_about: str) -> list[Sheet]:
    """Print as a duplexer does, which turns each sheet about its `short` or `long` edge."""
    sheets = []
    for front, back in zip(pictures[::2], pictures[1::2], strict=True):
        assert front.width > front.height, "its short edges are at the left and at the right"
        # About a short edge, left and right change places; about a long one, top and bottom.
        turn = {"short": ImageOps.mirror, "long": ImageOps.flip}[turns_about]
        sheets.append(Sheet(front=front, back=turn(back)))
    return sheets


def read_booklet(sheets: list[Sheet], *, is_right_to_left: bool) -> list[Image.Image]:
    """Fold the sheets into one another, the first outermost, and turn the leaves.

    From left to right, the cover is the right half of the first sheet's front.
    """
    width, height = sheets[0].front.size
    left, right = (0, 0, width // 2, height), (width // 2, 0, width, height)
    first, second = (left, right) if is_right_to_left else (right, left)
    seen = []
    for sheet in sheets:
        # Who turns a leaf about the spine sees its other side, left and right changed.
        seen += [sheet.front.crop(first), ImageOps.mirror(sheet.back.crop(first))]
    for sheet in reversed(sheets):
        seen += [ImageOps.mirror(sheet.back.crop(second)), sheet.front.crop(second)]
    return seen
