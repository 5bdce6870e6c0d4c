"""Hold the structure tree to its rules: nothing orphaned, nothing unnamed, all in order.

Each `find_…` returns complaints, none for a sound file (ISO 14289-1; the Matterhorn protocol).
"""

from __future__ import annotations

import re
from collections import Counter

from .records import Run
from .structure import HEADING, Document, Element, squeeze

_ORNAMENT = re.compile(r"\.|[^\W\d_]{1,2}")
"""The dot of a leader, or somebody's initials."""


def find_orphans(document: Document) -> list[str]:
    """Return marked content that is neither reached by the tree nor an artifact, and its kin.

    Also content reached twice, references to content that no page has, and text or drawings
    outside of any marked content (ISO 14289-1, 7.1 and 7.8).
    """
    reached = Counter((leaf.page, leaf.mcid) for leaf in document.tree.leaves())
    faults = list(document.parent_tree_faults)
    faults += [
        f"page {page}: content {mcid} is in the tree {count} times"
        for (page, mcid), count in reached.items()
        if count > 1
    ]
    opened = {(page.number, mcid) for page in document.pages for mcid in page.mcids}
    faults += [f"page {page}: no content {mcid}" for page, mcid in set(reached) - opened]
    faults += [
        f"page {page}: content {mcid} is not in the tree" for page, mcid in opened - set(reached)
    ]
    for page in document.pages:
        for drawn in page.order:
            what = repr(drawn.text) if isinstance(drawn, Run) else "a drawing"
            if drawn.artifact is not None:
                if drawn.mcid is not None:
                    faults.append(f"page {page.number}: an artifact with an MCID: {what}")
            elif not drawn.marks:
                faults.append(f"page {page.number}: outside of marked content: {what}")
            elif drawn.mcid is None:
                faults.append(f"page {page.number}: marked, without an MCID: {what}")
    return sorted(faults)


def find_text_differences(document: Document) -> list[str]:
    """Return where the text of the tree and that of the pages, less artifacts, differ.

    Both are compared as characters without white space: page by page as they are drawn, since the
    reading order may differ from the order of drawing.
    """
    said: dict[int, Counter[str]] = {}
    for leaf in document.tree.leaves():
        for run in document.runs_at(leaf):
            said.setdefault(leaf.page, Counter()).update([squeeze(run.text)])
    faults = []
    for page in document.pages:
        drawn = Counter(squeeze(run.text) for run in page.runs if run.artifact is None)
        heard = said.get(page.number, Counter())
        faults += [
            f"page {page.number}: drawn, not said: {text!r}" for text in drawn - heard if text
        ]
        faults += [
            f"page {page.number}: said, not drawn: {text!r}" for text in heard - drawn if text
        ]
    return faults


def find_artifact_faults(document: Document) -> list[str]:
    """Return running heads and feet that are no pagination artifacts, and artifacts elsewhere.

    Between head and foot, only what says nothing may be an artifact: leaders, initials, and the
    heads of tables that are repeated. A booklet's cover and back have neither.
    """
    head, foot = document.margins.head, document.margins.foot
    bare = {1, len(document.pages)} if document.margins.is_booklet else set()
    faults = []
    headers = {squeeze(document.text(cell)) for cell in document.elements("TH")}
    for page in document.pages:
        texts = []
        for run in page.runs:
            is_head = run.baseline > page.height - head and page.number > 1
            is_running = (is_head or run.baseline < foot) and page.number not in bare
            artifact = run.artifact
            if is_running and (artifact is None or artifact.artifact != "Pagination"):
                faults.append(f"page {page.number}: no pagination artifact: {run.text!r}")
            if not is_running and artifact is not None:
                text = squeeze(run.text)
                is_ornament = artifact.artifact == "Layout" and _ORNAMENT.fullmatch(text)
                is_header = any(text in header for header in headers)
                if not is_ornament and not (artifact.artifact == "Pagination" and is_header):
                    faults.append(f"page {page.number}: text as an artifact: {run.text!r}")
            if artifact is not None:
                texts.append(run.text)
        line = " ".join(" ".join(texts).split())
        if document.margins.is_booklet and page.number == 2 and not line:
            # The cover's back may be an imprint.
            continue
        if f"Page {page.number} of {len(document.pages)}" not in line and page.number not in bare:
            faults.append(f"page {page.number}: its number is not in the foot: {line!r}")
    return faults


def find_table_faults(document: Document) -> list[str]:
    """Return tables without headers, headers without a scope, rows of unequal length."""
    faults = []
    for table in document.elements("Table"):
        headers = [cell for cell in table.walk() if cell.tag == "TH"]
        name = document.text(table)[:40]
        if not headers:
            faults.append(f"table {name!r}: no header cell")
        faults += [
            f"table {name!r}: header {document.text(cell)!r} without scope"
            for cell in headers
            if cell.attributes.get("Scope") not in {"Row", "Column", "Both"}
        ]
        lengths = {
            sum(
                int(cell.attributes.get("ColSpan", 1))
                for cell in row.children
                if isinstance(cell, Element) and cell.tag in {"TH", "TD"}
            )
            for row in table.walk()
            if row.tag == "TR"
        }
        if len(lengths) > 1:
            faults.append(f"table {name!r}: rows of {sorted(lengths)} cells")
    return faults


def find_heading_faults(document: Document) -> list[str]:
    """Return what is wrong with the headings.

    No first level or two of it, skipped levels, no text, and a heading inside a heading, which a
    screen reader announces twice.
    """
    levels = document.headings()
    faults = [] if [level for level, _ in levels].count(1) == 1 else ["not one heading of level 1"]
    faults += [
        f"heading {document.text(element)!r} holds a heading"
        for element in document.tree.walk()
        if HEADING.match(element.tag)
        and any(HEADING.match(inner.tag) for inner in element.walk() if inner is not element)
    ]
    last = 0
    for level, text in levels:
        if level > last + 1:
            faults.append(f"heading {text!r} of level {level} after level {last}")
        if not text:
            faults.append(f"a heading of level {level} without text")
        last = level
    return faults


def find_figure_faults(document: Document) -> list[str]:
    """Return figures without alternative text."""
    return [
        f"figure {number} has no alternative text"
        for number, figure in enumerate(document.elements("Figure"), start=1)
        if not (figure.alt or "").strip()
    ]
