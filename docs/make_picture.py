"""Make docs/images/page.png, the picture in the README, from a handout of the sample clinic.

Run it after a change that alters the pages: `./run shell python docs/make_picture.py`.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pypdfium2
from PIL import Image

from handout.cli import run

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "images" / "page.png"
ARTICLE = "microneedling-and-hair-follicles"
PAGES = 2
DPI = 66
MARGIN_PX, EDGE_PX = 22, 1
BACKGROUND, EDGE = "#e9ecef", "#c9ced4"


def draw_pages(pdf: Path) -> list[Image.Image]:
    """Draw the first pages, at twice the size and then reduced, for smooth small type."""
    with pypdfium2.PdfDocument(pdf) as document:
        drawn = [document[number].render(scale=2 * DPI / 72).to_pil() for number in range(PAGES)]
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


def main() -> None:
    """Build the handout anew and write the picture."""
    with tempfile.TemporaryDirectory() as folder:
        pdf = Path(folder) / "page.pdf"
        code = run(["-q", "-C", str(ROOT), "build", ARTICLE, "-o", str(pdf)])
        if code:
            raise SystemExit(code)
        sheet = lay_out(draw_pages(pdf))
    TARGET.parent.mkdir(exist_ok=True)
    # 128 colours keep the file small; type and tints lose nothing that shows.
    sheet.quantize(128).save(TARGET, optimize=True)
    print(TARGET.relative_to(ROOT))


if __name__ == "__main__":
    main()
