"""Be the other sides of `benchmarks/merge.py`, each in a process of its own.

    python benchmarks/peers.py typst JOB      one warm compiler, a recipient's fields as its inputs
    python benchmarks/peers.py loop JOB       WeasyPrint alone, style sheets and fonts shared
    python benchmarks/peers.py chromium JOB   one warm page, in which a recipient's fields are set
    python benchmarks/peers.py floor JOB      bytes that are there already, only written

All of them write their files as `handout merge` does: each whole or not at all. What is printed is
the seconds that it took after a first part and after all, counted from where the first one begins.
"""

from __future__ import annotations

import csv
import json
import pickle
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from handout.files.writing import FileWriter  # noqa: E402 - the path comes first

VARIANT = "pdf/ua-1"
SET_FIELDS = """fields => {
    for (const span of document.querySelectorAll("[data-field]")) {
        span.textContent = fields[span.dataset.field.replace("recipient.", "")] ?? "";
    }
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What a peer is to make.

    Attributes:
        people: The list of recipients, as CSV.
        first: After how many the clock is read for the first time.
        count: How many are to be made.
        output: The folder for the files.
        folder: Where Typst finds its template and pictures.
        fonts: The folder of the static faces.
        pages: Handouts as HTML, with their style sheets, for those who start from that.
        written: A folder of PDFs, for who only writes.
    """

    people: Path
    first: int
    count: int
    output: Path
    folder: Path
    fonts: Path
    pages: Sequence[tuple[str, tuple[str, ...]]] = ()
    written: Path | None = None


def read_people(job: Job) -> Iterator[dict[str, str]]:
    """Yield the recipients by field."""
    with job.people.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def make_by_typst(job: Job) -> Iterator[bytes]:
    """Yield PDFs of Typst, of the same standard as ours."""
    import typst

    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(job.fonts)]
    )
    template = job.folder / "aftercare.typ"
    compiler = typst.Compiler(str(template), root=str(job.folder), font_paths=fonts)
    for fields in read_people(job):
        pdf = compiler.compile(format="pdf", sys_inputs=fields, pdf_standards="ua-1")
        assert isinstance(pdf, bytes)
        yield pdf


def make_by_loop(job: Job) -> Iterator[bytes]:
    """Yield PDFs of WeasyPrint, which has nothing to compose."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    sheets: dict[str, Any] = {}
    for html, styles in job.pages:
        for style in styles:
            if style not in sheets:
                sheets[style] = weasyprint.CSS(string=style, font_config=fonts, base_url=".")
        document = weasyprint.HTML(string=html, base_url=".").render(
            stylesheets=[sheets[style] for style in styles],
            font_config=fonts,
            pdf_variant=VARIANT,
        )
        pdf = document.write_pdf(pdf_variant=VARIANT)
        assert isinstance(pdf, bytes)
        yield pdf


def make_by_chromium(job: Job) -> Iterator[bytes]:
    """Yield PDFs of Chromium, from a page that is loaded once."""
    from playwright.sync_api import sync_playwright

    html, styles = job.pages[0]
    page_file = job.folder / "chromium.html"
    sheet = "\n".join(styles)
    page_file.write_text(html.replace("</head>", f"<style>{sheet}</style></head>"), "utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page()
        page.goto(page_file.as_uri())
        for fields in read_people(job):
            page.evaluate(SET_FIELDS, fields)
            yield page.pdf(prefer_css_page_size=True, print_background=True, tagged=True)
        browser.close()


def take_written(job: Job) -> Iterator[bytes]:
    """Yield PDFs that were made before, from memory."""
    assert job.written is not None
    yield from cycle([path.read_bytes() for path in sorted(job.written.glob("*.pdf"))])


PEERS: dict[str, Callable[[Job], Iterable[bytes]]] = {
    "typst": make_by_typst,
    "loop": make_by_loop,
    "chromium": make_by_chromium,
    "floor": take_written,
}


def run(name: str, job: Job) -> tuple[float, float]:
    """Make and write everything; return the seconds after the first part and after all."""
    begun = time.perf_counter()
    seconds = 0.0
    writer = FileWriter(job.output, mode=0o600)
    number = 0
    for number, pdf in enumerate(islice(PEERS[name](job), job.count), start=1):
        writer.write(f"{number:020}.pdf", (pdf,))
        if number == job.first:
            seconds = time.perf_counter() - begun
    assert number == job.count, f"{number} of {job.count}"
    return seconds, time.perf_counter() - begun


def main() -> None:
    """Be the peer that the first argument names."""
    job = pickle.loads(Path(sys.argv[2]).read_bytes())
    print(json.dumps(run(sys.argv[1], job)))


if __name__ == "__main__":
    main()
