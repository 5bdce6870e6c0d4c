"""Measure an article in five formats against WeasyPrint alone, and a booklet's sheets.

    python benchmarks/formats.py [--write docs/speed-formats.md]

One build makes all five formats of an article, cold, with as many workers as there are processors;
on the other side, the bare `weasyprint` command renders the composed HTML of each in turn. Both
are measured in turn in one run. The sheets are imposed in memory, on one core.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.build import HANDOUT, call  # noqa: E402 - the path comes first
from handout import assets  # noqa: E402
from handout.model import FORMATS  # noqa: E402
from handout.render.imposition import impose  # noqa: E402

ARTICLE = "after-your-peel"
TURNS, RUNS = 5, 51
COUNTS = (8, 16, 32)
INTRODUCTION = """\
# How fast formats are

Written by `python benchmarks/formats.py --write docs/speed-formats.md`. “A : B” is the time of A
divided by that of B, both measured in the same run, in turn.

"""


def measure_formats(folder: Path) -> str:
    """Return the line for a build of five formats."""
    shutil.copytree(assets.shipped_content(), folder / "content")
    formats = [part for name in FORMATS for part in ("-f", name)]
    build = [*HANDOUT, "build", "-q", ARTICLE, *formats]
    call([*build, "--html"], folder)
    pages = sorted((folder / "dist").glob("*.html"))
    assert len(pages) == len(FORMATS), pages
    pages = [path.rename(folder / path.name) for path in pages]
    bare = [sys.executable, "-m", "weasyprint", "--pdf-variant", "pdf/ua-1"]

    def forget() -> None:
        shutil.rmtree(folder / ".handout" / "cache", ignore_errors=True)
        shutil.rmtree(folder / "dist", ignore_errors=True)

    ours, theirs = [], []
    for _ in range(TURNS):
        ours.append(call(build, folder, before=forget))
        theirs.append(sum(call([*bare, str(path), "bare.pdf"], folder) for path in pages))
    first, second = statistics.median(ours), statistics.median(theirs)
    ratio = first / second
    return (
        f"| {len(FORMATS)} formats of an article, cold, on {os.cpu_count()} processors : as many "
        f"bare `weasyprint` commands | {ratio:.2f} ({first:.2f} s : {second:.2f} s) | ≤ 0.65 "
        f"| {'yes' if ratio <= 0.65 else '**no**'} |"
    )


def make_pages(count: int) -> bytes:
    """Return a tagged PDF of A5 pages full of text, each with a link."""
    import weasyprint

    text = "Your skin is thinner there, and it dries out sooner than you would think. " * 12
    link = "<p><a href='https://larkmere-skin.example'>More of this</a></p>"
    pages = "".join(f"<h1>Page {number}</h1><p>{text}</p>{link}" for number in range(count))
    style = "<style>@page { size: 148mm 210mm } h1 + p + p { break-after: page }</style>"
    html = f"<html lang=en><title>Pages</title>{style}{pages}"
    pdf: bytes = weasyprint.HTML(string=html).write_pdf(pdf_variant="pdf/ua-1")
    return pdf


def measure_sheets(count: int) -> str:
    """Return the line for the sheets of so many pages."""
    pdf = make_pages(count)
    times = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        impose(pdf, flip="long", is_right_to_left=False)
        times.append(time.perf_counter() - begun)
    milliseconds = statistics.median(times) * 1000
    goal = ("≤ 10 ms", "yes" if milliseconds <= 10 else "**no**") if count == 16 else ("", "")
    return f"| the sheets of {count} pages | {milliseconds:.1f} ms | {goal[0]} | {goal[1]} |"


def main() -> None:
    """Measure, and print the table or write it into a page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--write", type=Path, help="the page that the table is written into")
    target = parser.parse_args().write
    lines = ["| what | measured | goal | met |", "|---|---|---|---|"]
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        lines.append(measure_formats(Path(folder)))
    lines += map(measure_sheets, COUNTS)
    lines += ["", f"Medians of {TURNS} turns and {RUNS} runs, with a load of {load:.1f} before."]
    table = "\n".join(lines) + "\n"
    if target:
        target.write_text(INTRODUCTION + table, "utf-8")
    print(table)


if __name__ == "__main__":
    main()
