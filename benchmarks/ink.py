"""Measure how much of the paper the project's handouts cover with ink or toner.

    python benchmarks/ink.py [--write docs/ink.md]

Each handout of `content/` is made with solid and with light panels, and its pages are drawn at
50 dpi. What is measured is coverage, as makers of printers give it: the mean over a page of black
on a black printer, and of cyan, magenta, yellow and black together on a colour printer, where the
grey part of a colour is printed as black.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops, ImageStat

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import handout  # noqa: E402 - the path comes first

DPI = 50
PANELS = ("solid", "light")


def measure_ink(pdf: bytes) -> list[tuple[float, float]]:
    """Return the coverage of each page in per cent: on a black printer, on a colour printer."""
    found = []
    for page in pypdfium2.PdfDocument(pdf):
        picture = page.render(scale=DPI / 72).to_pil().convert("RGB")
        red, green, blue = picture.split()
        lightest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
        black = _measure_darkness(lightest)
        inks = sum(map(_measure_darkness, (red, green, blue))) - 2 * black
        found.append((_measure_darkness(picture.convert("L")), inks))
    return found


def _measure_darkness(channel: Image.Image) -> float:
    """Return how dark a channel is on average, in per cent."""
    return 100 - ImageStat.Stat(channel).mean[0] / 2.55


def make_samples(panels: str) -> dict[str, bytes]:
    """Return the PDFs of the project's articles by name."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copytree(ROOT / "content", root / "content")
        clinic = root / "content" / "clinic.toml"
        text = clinic.read_text("utf-8")
        clinic.write_text(text.replace("[brand]", f'[brand]\npanels = "{panels}"', 1), "utf-8")
        opened = handout.open_clinic(root)
        names = sorted(path.stem for path in (root / "content" / "articles").glob("*.md"))
        return {name: opened.make(name).data for name in names}


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", type=Path, help="a page to write it to")
    path = parser.parse_args().write
    ink = {
        panels: {name: measure_ink(pdf) for name, pdf in make_samples(panels).items()}
        for panels in PANELS
    }
    rows = []
    for name in ink[PANELS[0]]:
        pages = [ink[panels][name] for panels in PANELS]
        rows.append(
            (name, str(len(pages[0])), *(_average(one, kind) for one in pages for kind in (0, 1)))
        )
    together = [[page for pages in ink[panels].values() for page in pages] for panels in PANELS]
    rows.append(
        (
            "**all**",
            str(len(together[0])),
            *(_average(one, kind) for one in together for kind in (0, 1)),
        )
    )
    heads = ("handout", "pages", "solid: black", "solid: colour", "light: black", "light: colour")
    lines = [heads, ("---", *["---:"] * (len(heads) - 1)), *rows]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    print(table)
    if path:
        path.write_text(_PAGE.format(dpi=DPI, table=table), "utf-8")


def _average(pages: list[tuple[float, float]], kind: int) -> str:
    return f"{sum(page[kind] for page in pages) / len(pages):.1f} %"


_PAGE = """\
# Ink and toner

How much of the paper the project's own handouts cover, with `panels = "solid"` and with
`panels = "light"` below `[brand]` in `content/clinic.toml`. Light panels are the same shapes on
white, held by bars and rules in the clinic's colour; call-outs still differ in black and white.

The figures are means over the pages, drawn at {dpi} dpi: the black of a black printer, and cyan,
magenta, yellow and black together of a colour printer. A page of plain text covers some 5 %, for
which makers of printers state how long a cartridge lasts (ISO/IEC 19752).

{table}

Written by `python benchmarks/ink.py --write docs/ink.md`.
"""


if __name__ == "__main__":
    main()
