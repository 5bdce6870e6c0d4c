"""Make the pictures of docs/images from handouts of the sample clinic, and a contact sheet.

Run it after a change that alters the pages: `./run shell python docs/make_pictures.py`. With a file
as its argument, it makes a contact sheet of every page of an article there instead, in all formats
and in three brands, to be looked at: `./run shell python docs/make_pictures.py dist/contact.png`.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import pypdfium2
from PIL import Image

from handout.cli import run
from handout.model import FORMATS

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
ARTICLE = "microneedling-and-hair-follicles"
BRANDS = ("#155a72", "#6b2a5b", "#ffd400")
DPI, CONTACT_DPI = 66, 40
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


def draw_pages(pdf: Path, dpi: int, pages: tuple[int, ...] | None = None) -> list[Image.Image]:
    """Draw pages, all unless they are named, at twice the size and then reduced."""
    with pypdfium2.PdfDocument(pdf) as document:
        numbers = range(len(document)) if pages is None else pages
        drawn = [document[number].render(scale=2 * dpi / 72).to_pil() for number in numbers]
    return [
        page.convert("RGB").resize((page.width // 2, page.height // 2), Image.Resampling.LANCZOS)
        for page in drawn
    ]


def lay_out(rows: list[list[Image.Image]]) -> Image.Image:
    """Set rows of pages on a quiet ground."""
    width = max(sum(page.width + MARGIN_PX for page in row) for row in rows) + MARGIN_PX
    height = sum(max(page.height for page in row) + MARGIN_PX for row in rows) + MARGIN_PX
    sheet = Image.new("RGB", (width, height), BACKGROUND)
    top = MARGIN_PX
    for row in rows:
        left = MARGIN_PX
        for page in row:
            edge = (left - EDGE_PX, top - EDGE_PX, left + page.width, top + page.height)
            sheet.paste(EDGE, (*edge[:2], edge[2] + EDGE_PX, edge[3] + EDGE_PX))
            sheet.paste(page, (left, top))
            left += page.width + MARGIN_PX
        top += max(page.height for page in row) + MARGIN_PX
    return sheet


def build(project: Path, format: str, folder: Path) -> Path:
    """Build the handout anew, and return its PDF."""
    pdf = folder / f"{format}.pdf"
    code = run(["-q", "-C", str(project), "build", ARTICLE, "-f", format, "-o", str(pdf)])
    if code:
        raise SystemExit(code)
    return pdf


def make_contact_sheet(target: Path, folder: Path) -> None:
    """Write all pages of an article in all formats and brands as one picture."""
    rows = []
    for number, brand in enumerate(BRANDS):
        project = folder / str(number)
        shutil.copytree(ROOT / "content", project / "content")
        clinic = project / "content" / "clinic.toml"
        lines = clinic.read_text("utf-8").splitlines()
        lines = [f'primary = "{brand}"' if line.startswith("primary") else line for line in lines]
        lines = [line for line in lines if not line.startswith("accent")]
        clinic.write_text("\n".join(lines), "utf-8")
        rows += [draw_pages(build(project, name, folder), CONTACT_DPI) for name in FORMATS]
    lay_out(rows).save(target)


def main() -> None:
    """Write the pictures, or the contact sheet."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        if len(sys.argv) > 1:
            make_contact_sheet(Path(sys.argv[1]), folder)
            return
        IMAGES.mkdir(exist_ok=True)
        for picture, (name, pages) in PICTURES.items():
            target = IMAGES / f"{picture}.png"
            # 128 colours keep the file small; type and tints lose nothing that shows.
            sheet = lay_out([draw_pages(build(ROOT, name, folder), DPI, pages)])
            sheet.quantize(128).save(target, optimize=True)
            print(target.relative_to(ROOT))


if __name__ == "__main__":
    main()
