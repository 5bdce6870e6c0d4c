"""Measure pages: where every line of text stands, and what that breaks.

Lengths are in points, the origin is a page's lower left corner. Each `find_…` returns complaints,
none for a sound file; the numbers behind the rules are those of the design and of the field's
rules, and stand beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from .margins import A4, MM, Margins
from .records import Box, PageContent, Run, Shape, intersect
from .structure import HEADING, Content, Document, Element

SLACK = 0.6
"""What rounding and side bearings may cost, in points."""
LINES_KEPT = 3
"""How many lines of its own a heading keeps with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Runs that stand on one baseline and touch, as one line of text."""

    page: int
    box: Box
    baseline: float
    size: float
    text: str


def ink_box(run: Run) -> Box:
    """Return the box of a run without the room above capitals and below the baseline's tails."""
    return (
        run.box[0],
        run.baseline - 0.12 * run.size,
        run.box[2],
        run.baseline + 0.62 * run.size,
    )


def is_shown(run: Run) -> bool:
    """Tell whether a run has anything to see."""
    return run.is_visible and bool(run.text.strip())


def find_text_off_page(document: Document) -> list[str]:
    """Return text that leaves its page."""
    return [
        f"page {page.number}: off the page: {run.text!r}"
        for page in document.pages
        for run in page.runs
        if is_shown(run) and not _holds((0, 0, page.width, page.height), run.box)
    ]


def find_text_in_margins(document: Document) -> list[str]:
    """Return text beyond the margins: the sides everywhere, head and foot unless it is running.

    The first page's head holds the clinic's band, which is real content. Text of a figure, which
    is drawn in its own box, is held to the page's sides all the same.
    """
    faults = []
    margins = document.margins
    side = margins.side
    for page in document.pages:
        for run in page.runs:
            if not is_shown(run):
                continue
            x0, y0, x1, y1 = ink_box(run)
            if x0 < side - SLACK or x1 > page.width - side + SLACK:
                faults.append(f"page {page.number}: in the side margin: {run.text!r}")
            if run.artifact is None and y0 < margins.foot - SLACK:
                faults.append(f"page {page.number}: in the foot margin: {run.text!r}")
            if run.artifact is None and page.number > 1 and y1 > page.height - margins.head + SLACK:
                faults.append(f"page {page.number}: in the head margin: {run.text!r}")
    return faults


def find_small_text(document: Document) -> list[str]:
    """Return text under the least size, figures' text and running heads among it."""
    margins = document.margins
    drawn = {id(run) for figure in document.elements("Figure") for run in document.runs_of(figure)}
    return [
        f"page {run.page}: {run.size:.2f} pt: {run.text!r}"
        for run in document.runs
        if is_shown(run)
        and run.size < (margins.least_drawn if id(run) in drawn else margins.least) - 0.01
    ]


def find_overlaps(document: Document) -> list[str]:
    """Return pairs of runs that are printed over one another."""
    faults = []
    for page in document.pages:
        runs = sorted((run for run in page.runs if is_shown(run)), key=lambda run: run.box[0])
        boxes = [ink_box(run) for run in runs]
        for index, first in enumerate(runs):
            for other in range(index + 1, len(runs)):
                if boxes[other][0] > boxes[index][2]:
                    break
                x0, y0, x1, y1 = intersect(boxes[index], boxes[other])
                if x1 - x0 > 0.12 * min(first.size, runs[other].size) and y1 - y0 > 0.4:
                    faults.append(
                        f"page {page.number}: overlap: {first.text!r} and {runs[other].text!r}"
                    )
    return faults


def find_clipped_text(document: Document) -> list[str]:
    """Return text of which a clip cuts something off."""
    return [
        f"page {run.page}: clipped: {run.text!r}"
        for run in document.runs
        if is_shown(run) and run.clip is not None and not _holds(run.clip, ink_box(run))
    ]


def find_text_out_of_panels(document: Document) -> list[str]:
    """Return text that crosses the edge of a filled panel, or comes too near to it.

    A panel is a filled rectangle, not white, of at least 20 by 8 mm. Text must be wholly inside or
    wholly outside of it.
    """
    faults = []
    for page in document.pages:
        panels = [shape.box for shape in page.shapes if _is_panel(shape, page)]
        for run in page.runs:
            if not is_shown(run):
                continue
            box = ink_box(run)
            if any(_touches(panel, box) and not _holds(panel, box) for panel in panels):
                faults.append(f"page {page.number}: over a panel's edge: {run.text!r}")
    return faults


def find_panels_over_text(document: Document) -> list[str]:
    """Return text that something filled was painted over later."""
    faults = []
    for page in document.pages:
        later = [
            shape for shape in page.shapes if shape.is_rectangle and shape.kind in {"fill", "image"}
        ]
        order = {id(shape): number for number, shape in enumerate(page.order)}
        for run in page.runs:
            if not is_shown(run):
                continue
            for shape in later:
                if order[id(shape)] > order[id(run)] and _covers(shape.box, ink_box(run)):
                    faults.append(f"page {page.number}: painted over: {run.text!r}")
                    break
    return faults


def lines_of(runs: Iterable[Run]) -> list[Line]:
    """Join runs into lines, from the top of each page down."""
    rows: dict[tuple[int, int], list[Run]] = {}
    for run in runs:
        if is_shown(run):
            rows.setdefault((run.page, round(run.baseline)), []).append(run)
    lines = []
    for (page, _), row in rows.items():
        row.sort(key=lambda run: run.box[0])
        boxes = [run.box for run in row]
        lines.append(
            Line(
                page=page,
                box=(
                    min(box[0] for box in boxes),
                    min(box[1] for box in boxes),
                    max(box[2] for box in boxes),
                    max(box[3] for box in boxes),
                ),
                baseline=row[0].baseline,
                size=max(run.size for run in row),
                text="".join(run.text for run in row),
            )
        )
    return sorted(lines, key=lambda line: (line.page, -line.baseline))


def find_stranded_headings(document: Document, *, kept: int = LINES_KEPT) -> list[str]:
    """Return headings that stand at the foot of a page without enough of their own text.

    A heading's own text is all that follows it in reading order up to the next heading of its
    level or higher; a bare number belongs to the next one. As many lines as `kept`, or all if there
    are fewer, stand below the heading on its page. A figure counts as enough, and so does room for
    those lines: then something that cannot be split, or another kind of page, follows.
    """
    items = [item for item in _sequence(document.tree) if not _is_nested_heading(item)]
    faults = []
    for index, (element, _) in enumerate(items):
        match = HEADING.match(element.tag)
        if not match:
            continue
        own = [run for run in document.runs_of(element) if is_shown(run)]
        if not own:
            continue
        page, low = own[-1].page, min(run.baseline for run in own)
        if low - document.margins.foot > (kept + 1) * document.margins.line:
            continue
        runs: list[Run] = []
        has_figure = False
        for other, content in items[index + 1 :]:
            level = HEADING.match(other.tag)
            if level and int(level[1]) <= int(match[1]):
                break
            if other.tag == "Figure" and content is not None and content.page == page:
                has_figure = True
            if level:
                runs += document.runs_of(other)
            elif content is not None:
                runs += document.runs_at(content)
        lines = lines_of([run for run in runs if not run.text.strip().isdigit()])
        below = [line for line in lines if line.page == page and line.baseline < low + 1]
        beside = [line for line in lines if line.page == page and line.baseline >= low + 1]
        if has_figure or len(below) + len(beside) == len(lines):
            continue
        if len(below) < kept:
            text = document.text(element).replace("\n", " ")
            faults.append(f"page {page}: heading {text!r} keeps {len(below)} lines")
    return faults


def find_stranded_captions(document: Document) -> list[str]:
    """Return captions of tables that stand on the page before their table."""
    faults = []
    for table in document.elements("Table"):
        parts = [one for one in table.children if isinstance(one, Element)]
        captions = [one for one in parts if one.tag == "Caption"]
        rows = [run for one in parts if one.tag != "Caption" for run in document.runs_of(one)]
        pages = [run.page for one in captions for run in document.runs_of(one)]
        if pages and rows and pages[-1] != rows[0].page:
            faults.append(f"page {pages[-1]}: caption {document.text(captions[0])!r} stands alone")
    return faults


def find_split_panels(document: Document) -> list[str]:
    """Return panels that go over a page: cut at its foot and taken up at the head of the next.

    A panel taller than half a page may go over: it would leave too much of one empty.
    """
    faults = []
    for first, second in pairwise(document.pages):
        head, foot = document.margins.head, document.margins.foot
        room = min(first.height, second.height) - head - foot
        for upper in (shape for shape in first.shapes if _is_panel(shape, first)):
            for lower in (shape for shape in second.shapes if _is_panel(shape, second)):
                is_same = upper.colour == lower.colour and abs(upper.box[0] - lower.box[0]) < 1
                is_cut = abs(upper.box[1] - foot) < 2 * MM
                is_taken_up = abs(lower.box[3] - (second.height - head)) < 2 * MM
                height = upper.box[3] - upper.box[1] + lower.box[3] - lower.box[1]
                # One that only follows has a label of its own.
                has_label = any(
                    run.box[0] < lower.box[0] + 40 * MM and run.box[1] > lower.box[1]
                    for run in filter(is_shown, second.runs)
                    if run.box[3] < second.height - head
                )
                if is_same and is_cut and is_taken_up and not has_label and height < room / 2:
                    faults.append(f"pages {first.number} and {second.number}: a panel is split")
    return faults


def find_lonely_lines(document: Document, *, least: int = 3) -> list[str]:
    """Return paragraphs of which a page holds fewer lines than `least` (widows and orphans).

    The engine writes a paragraph that goes over a page as one element a page. The parts are known
    by their text: no full stop at the end of one, a small letter at the start of the other.
    """
    faults = []
    for first, second in pairwise(document.elements("P")):
        upper, lower = lines_of(document.runs_of(first)), lines_of(document.runs_of(second))
        if not upper or not lower or lower[0].page != upper[-1].page + 1:
            continue
        is_over = (
            upper[-1].text.rstrip()[-1:] in tuple(".!?:…”’)") or not lower[0].text[:1].islower()
        )
        if is_over or abs(upper[0].box[0] - lower[0].box[0]) > 1:
            continue
        faults += [
            f"page {lines[0].page}: {len(lines)} lines alone: {lines[0].text!r}"
            for lines in (upper, lower)
            if len(lines) < least
        ]
    return faults


def body_fill(page: PageContent, margins: Margins = A4) -> float:
    """Return the share of the body's height that has something on it, between 0 and 1."""
    spans = sorted(_body_spans(page, margins))
    filled, reached = 0.0, margins.foot
    for low, high in spans:
        filled += max(0.0, high - max(low, reached))
        reached = max(reached, high)
    return filled / (page.height - margins.head - margins.foot)


def body_depth(page: PageContent, margins: Margins = A4) -> float:
    """Return how far down the body reaches: 0 for an empty page, 1 for one used to the foot."""
    top = page.height - margins.head
    lowest = min((low for low, _ in _body_spans(page, margins)), default=top)
    return (top - lowest) / (top - margins.foot)


def _body_spans(page: PageContent, margins: Margins) -> Iterator[tuple[float, float]]:
    """Yield lower and upper edge of everything in the body, cut to it."""
    top, foot = page.height - margins.head, margins.foot
    for drawn in (*filter(is_shown, page.runs), *page.shapes):
        box = intersect(drawn.box, drawn.clip) if drawn.clip else drawn.box
        if drawn.artifact is not None and drawn.artifact.artifact == "Pagination":
            continue
        if box[1] < top and box[3] > foot and box[3] > box[1]:
            yield max(foot, box[1]), min(top, box[3])


def _sequence(tree: Element) -> Iterator[tuple[Element, Content | None]]:
    """Yield headings as wholes and every other piece of content, in reading order."""
    for child in tree.children:
        if isinstance(child, Content):
            yield tree, child
        elif isinstance(child, Element):
            if HEADING.match(child.tag):
                yield child, None
            else:
                yield from _sequence(child)


def _is_nested_heading(item: tuple[Element, Content | None]) -> bool:
    return HEADING.match(item[0].tag) is not None and item[1] is not None


def _holds(outer: Box, inner: Box) -> bool:
    return (
        inner[0] >= outer[0] - SLACK
        and inner[1] >= outer[1] - SLACK
        and inner[2] <= outer[2] + SLACK
        and inner[3] <= outer[3] + SLACK
    )


def _touches(first: Box, second: Box) -> bool:
    x0, y0, x1, y1 = intersect(first, second)
    return x1 - x0 > SLACK and y1 - y0 > SLACK


def _covers(upper: Box, lower: Box) -> bool:
    x0, y0, x1, y1 = intersect(upper, lower)
    return x1 - x0 > 1 and y1 - y0 > 1


def _is_panel(shape: Shape, page: PageContent) -> bool:
    if shape.kind != "fill" or not shape.is_rectangle or shape.colour in {None, (1.0, 1.0, 1.0)}:
        return False
    x0, y0, x1, y1 = intersect(shape.box, shape.clip or shape.box)
    return x1 - x0 > 20 * MM and 8 * MM < y1 - y0 < page.height - 1
