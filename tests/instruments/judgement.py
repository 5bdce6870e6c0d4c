"""Hold a handout to every rule at once and say all that is wrong with it.

`judge` returns complaints under the name of the rule they break. The rules are those of the design
(margins, sizes, what keeps together) and of PDF/UA; the instruments beside this module measure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

from . import elements, geometry, metadata, pictures, structure, tagging
from .margins import MARGINS
from .metadata import About
from .structure import Document
from .verapdf import VeraPDF

FAMILIES = ("Source Sans 3", "Atkinson Hyperlegible")
LEAST_FILL = 0.15
"""How much of the last page's body has to be used."""
LEAST_DEPTH = 0.5
"""How far down every other page has to reach, unless something that cannot be split follows."""

Complaints = Mapping[str, list[str]]

RULES: Mapping[str, Callable[[Document], list[str]]] = {
    "nothing is orphaned": tagging.find_orphans,
    "the tree says what the pages show": tagging.find_text_differences,
    "heads and feet are artifacts": tagging.find_artifact_faults,
    "tables have headers with scope": tagging.find_table_faults,
    "headings are in order": tagging.find_heading_faults,
    "figures have alternative text": tagging.find_figure_faults,
    "figures are where they say": elements.find_figure_place_faults,
    "no element is empty": elements.find_empty_elements,
    "elements stand in the right ones": elements.find_nesting_faults,
    "lists have labels and bodies": elements.find_list_faults,
    "links are described": elements.find_link_faults,
    "notes have names": elements.find_note_faults,
    "nothing is cut by a page break": elements.find_repeated_elements,
    "text is on the page": geometry.find_text_off_page,
    "text is inside the margins": geometry.find_text_in_margins,
    "text is large enough": geometry.find_small_text,
    "text does not overlap": geometry.find_overlaps,
    "text is not clipped": geometry.find_clipped_text,
    "text stays in its panel": geometry.find_text_out_of_panels,
    "text is not painted over": geometry.find_panels_over_text,
    "headings keep their text": geometry.find_stranded_headings,
    "captions keep their table": geometry.find_stranded_captions,
    "paragraphs keep three lines": geometry.find_lonely_lines,
    "panels are not split": geometry.find_split_panels,
    "text stands out": pictures.find_low_contrast,
}


def judge(path: Path, *, format: str = "a4", engine: VeraPDF | None = None) -> Complaints:
    """Return all complaints about a handout, by rule; a sound one has none.

    Args:
        path: The PDF.
        format: Of which format it is.
        engine: The validator to ask as well, or None to leave PDF/UA-1 out.
    """
    if engine is not None:
        engine.ask(path)
    document, about = Document(path, MARGINS[format]), metadata.read_about(path)
    found = {name: rule(document) for name, rule in RULES.items()}
    found["another reader finds the same text"] = _compare_readers(document)
    found["the last page is used"] = _find_unused_pages(document)
    found["fonts are ours and embedded"] = metadata.find_font_faults(about, FAMILIES)
    found["links are sound"] = metadata.find_link_faults(about)
    found["the file describes itself"] = _find_missing_words(about)
    if engine is not None:
        found["PDF/UA-1"] = [str(failure) for failure in engine.failures(path)]
    return {name: faults for name, faults in found.items() if faults}


def explain(complaints: Complaints, *, most: int = 6) -> str:
    """Return complaints as text, at most so many of each rule."""
    lines = []
    for name, faults in complaints.items():
        lines.append(f"{name} ({len(faults)}):")
        lines += [f"    {fault}" for fault in faults[:most]]
    return "\n".join(lines)


def _compare_readers(document: Document) -> list[str]:
    """Hold our reading of the pages against PDFium's, letter by letter."""
    faults = []
    for page, text in zip(document.pages, pictures.read_text(document.path), strict=True):
        ours = Counter(structure.squeeze("".join(run.text for run in page.runs)))
        # PDFium hands over a hyphen at the end of a line as a control character.
        theirs = Counter(structure.squeeze(text.replace("\x02", "-")))
        for name, difference in (("only here", ours - theirs), ("only there", theirs - ours)):
            if difference:
                letters = "".join(difference.elements())
                faults.append(f"page {page.number}: {name}: {letters[:60]!r}")
    return faults


def _find_unused_pages(document: Document) -> list[str]:
    *others, last = document.pages
    margins = document.margins
    if margins.has_added_pages:
        # Before the back, up to two pages of lines follow the last of text; a cover is short.
        others = others[margins.is_booklet : -3]
    faults = []
    if geometry.body_fill(last, margins) < LEAST_FILL and not margins.has_added_pages:
        faults.append(f"page {last.number}: {geometry.body_fill(last, margins):.0%} filled")
    # A table on a landscape page has it for itself, and may cut short the page before.
    wide = {page.number for page in document.pages if page.width > page.height}
    return faults + [
        f"page {page.number}: ends at {geometry.body_depth(page, margins):.0%} of its height"
        for page in others
        if geometry.body_depth(page, margins) < LEAST_DEPTH
        and not wide & {page.number, page.number + 1}
    ]


def _find_missing_words(about: About) -> list[str]:
    faults = [
        f"no {name.lower()}" for name in ("Title", "Producer") if not about.information.get(name)
    ]
    if not about.language:
        faults.append("no language")
    if not about.is_marked:
        faults.append("not marked as tagged")
    if not about.shows_title:
        faults.append("the window does not show the title")
    if not about.bookmarks:
        faults.append("no bookmarks")
    if any(bookmark.page is None for bookmark in about.bookmarks):
        faults.append("a bookmark leads nowhere")
    if about.has_scripts:
        faults.append("it runs scripts")
    return faults
