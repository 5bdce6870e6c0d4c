"""Measure how long the sheets of a booklet take: from its pages in memory to the imposed PDF.

    python benchmarks/imposition.py

The pages are of A5, tagged, full of text, each with a link. Given is the middle of 51 runs on one
core.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from handout.render.imposition import impose  # noqa: E402 - the path comes first
from handout.render.loading import quick_library_search  # noqa: E402

COUNTS = (4, 8, 16, 32, 64)
RUNS = 51


def make_pages(count: int) -> bytes:
    """Return a tagged PDF of A5 pages full of text, each with a link."""
    with quick_library_search():
        import weasyprint
    text = "Your skin is thinner there, and it dries out sooner than you would think. " * 12
    link = "<p><a href='https://larkmere-skin.example'>More of this</a></p>"
    pages = "".join(f"<h1>Page {number}</h1><p>{text}</p>{link}" for number in range(count))
    style = "<style>@page { size: 148mm 210mm } h1 + p + p { break-after: page }</style>"
    html = f"<html lang=en><title>Pages</title>{style}{pages}"
    pdf: bytes = weasyprint.HTML(string=html).write_pdf(pdf_variant="pdf/ua-1")
    return pdf


def main() -> None:
    """Print a line for each count of pages."""
    print("pages    ms    KB of pages    KB of sheets")
    for count in COUNTS:
        pdf = make_pages(count)
        times = []
        for _ in range(RUNS):
            begun = time.perf_counter()
            sheets = impose(pdf, flip="long", is_right_to_left=False)
            times.append(time.perf_counter() - begun)
        middle = statistics.median(times) * 1000
        print(f"{count:5}  {middle:4.1f}  {len(pdf) / 1024:13.0f}  {len(sheets) / 1024:14.0f}")


if __name__ == "__main__":
    main()
