"""Make the pictures of docs/images from handouts of the sample clinic.

Run it after a change that alters the pages: `./run shell python docs/make_pictures.py`.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pypdfium2
from PIL import Image

from handout.cli import run

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
ARTICLE = "microneedling-and-hair-follicles"
DPI = 66
MARGIN_PX, EDGE_PX = 22, 1
BACKGROUND, EDGE = "#e9ecef", "#c9ced4"

PICTURES = {
    "page": ("a4", (0, 1)),
    "format-letter": ("letter", (0, 1)),
    "format-a5": ("a5", (0, 1, 2)),
    "format-booklet": ("booklet", (0, 1, 2, 11)),
    "format-large-print": ("large-print", (0, 1)),
}
"""By name: the format, and the pages that are shown, counted from 0."""


def draw_pages(pdf: Path, pages: tuple[int, ...]) -> list[Image.Image]:
    """Draw pages, at twice the size and then reduced, for smooth small type."""
    with pypdfium2.PdfDocument(pdf) as document:
        drawn = [document[number].render(scale=2 * DPI / 72).to_pil() for number in pages]
    return [
        page.convert("RGB").resize((page.width // 2, page.height // 2), Image.Resampling.LANCZOS)
        for page in drawn
    ]


def lay_out(pages: list[Image.Image]) -> Image.Image:
    """Set pages side by side on a quiet ground."""
    width, height = pages[0].size
    sheet = Image.new(
        "RGB",
        (len(pages) * (width + MARGIN_PX) + MARGIN_PX, height + 2 * MARGIN_PX),
        BACKGROUND,
    )
    for number, page in enumerate(pages):
        left = MARGIN_PX + number * (width + MARGIN_PX)
        edge = (left - EDGE_PX, MARGIN_PX - EDGE_PX, left + width, MARGIN_PX + height)
        sheet.paste(EDGE, (*edge[:2], edge[2] + EDGE_PX, edge[3] + EDGE_PX))
        sheet.paste(page, (left, MARGIN_PX))
    return sheet


def build(format: str, folder: Path) -> Path:
    """Build the handout anew, and return its PDF."""
    pdf = folder / f"{format}.pdf"
    code = run(["-q", "-C", str(ROOT), "build", ARTICLE, "-f", format, "-o", str(pdf)])
    if code:
        raise SystemExit(code)
    return pdf


def main() -> None:
    """Write the pictures."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        IMAGES.mkdir(exist_ok=True)
        for picture, (name, pages) in PICTURES.items():
            target = IMAGES / f"{picture}.png"
            # 128 colours keep the file small; type and tints lose nothing that shows.
            sheet = lay_out(draw_pages(build(name, folder), pages))
            sheet.quantize(128).save(target, optimize=True)
            print(target.relative_to(ROOT))


if __name__ == "__main__":
    main()
