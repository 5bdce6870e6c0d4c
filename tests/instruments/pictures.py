"""Look at pages: render them, compare them, and measure contrast as the eye gets it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pypdfium2
from PIL import Image
from pixelmatch.contrib.PIL import pixelmatch

from .geometry import ink_box, is_shown
from .records import Colour, Run
from .structure import Document

CONTRAST = 4.5
CONTRAST_LARGE = 3.0
"""WCAG 2.2, 1.4.3: large is 18 pt, or 14 pt in bold."""


def render_pages(path: Path, *, dpi: float = 100) -> list[Image.Image]:
    """Return every page as a picture."""
    document = pypdfium2.PdfDocument(path)
    try:
        pictures = []
        for page in document:
            bitmap = page.render(scale=dpi / 72)
            pictures.append(bitmap.to_pil().convert("RGB"))
            bitmap.close()
            page.close()
        return pictures
    finally:
        document.close()


def read_text(path: Path) -> list[str]:
    """Return the text of each page as another reader (PDFium) extracts it."""
    document = pypdfium2.PdfDocument(path)
    try:
        texts = []
        for page in document:
            textpage = page.get_textpage()
            texts.append(textpage.get_text_bounded())
            textpage.close()
            page.close()
        return texts
    finally:
        document.close()


def count_differences(first: Image.Image, second: Image.Image, *, threshold: float = 0.1) -> int:
    """Return how many pixels differ to the eye; pictures of unlike size differ in all."""
    if first.size != second.size:
        return max(first.width * first.height, second.width * second.height)
    return int(pixelmatch(first.convert("RGBA"), second.convert("RGBA"), threshold=threshold))


def luminance(colour: Colour) -> float:
    """Return relative luminance as WCAG defines it."""
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: Colour, second: Colour) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def background_of(run: Run, page: Image.Image, height: float) -> Colour:
    """Return the colour that a run stands on: the commonest round and between its letters."""
    scale = page.height / height
    x0, y0, x1, y1 = ink_box(run)
    left, right = int(x0 * scale) - 1, int(x1 * scale) + 2
    upper, lower = int((height - y1) * scale) - 1, int((height - y0) * scale) + 2
    crop = page.crop((max(0, left), max(0, upper), min(page.width, right), min(page.height, lower)))
    own = tuple(round(value * 255) for value in run.colour)
    counts = Counter(crop.get_flattened_data())
    for colour, _ in counts.most_common():
        if (
            isinstance(colour, tuple)
            and max(abs(a - b) for a, b in zip(colour, own, strict=True)) > 24
        ):
            red, green, blue = colour
            return red / 255, green / 255, blue / 255
    return run.colour


def find_low_contrast(document: Document, *, dpi: float = 72) -> list[str]:
    """Return text that does not stand out enough from what it stands on (WCAG 1.4.3)."""
    faults = []
    pictures = render_pages(document.path, dpi=dpi)
    for page, picture in zip(document.pages, pictures, strict=True):
        for run in page.runs:
            if not is_shown(run) or _is_outside(run, page.width, page.height):
                continue
            is_large = run.size >= 18 or (run.size >= 14 and "Bold" in run.font)
            least = CONTRAST_LARGE if is_large else CONTRAST
            ratio = contrast(run.colour, background_of(run, picture, page.height))
            if ratio < least:
                faults.append(f"page {page.number}: contrast {ratio:.1f}:1: {run.text!r}")
    return faults


def _is_outside(run: Run, width: float, height: float) -> bool:
    """Tell whether nothing of a run is on its page: that is for another rule to say."""
    x0, y0, x1, y1 = ink_box(run)
    return x0 >= width or x1 <= 0 or y0 >= height or y1 <= 0
