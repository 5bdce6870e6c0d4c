"""Measure a laid-out document: pages, the widths of tables, the fonts that were asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from weasyprint.formatting_structure import boxes

from handout.compose.layout import Measures

MM_PER_PX = 25.4 / 96
_TOLERANCE_MM = 0.01
_WHOLE_PAGES = frozenset({"cover", "imprint", "note-page", "back-cover"})
"""Classes of what is a page of a booklet by itself."""


def measure(document: Any) -> Measures:
    """Return what `settle` asks for: pages, widths of tables, how far down the text reaches."""
    tables: dict[str, float] = {}
    lines = 0.0
    for box in walk(document):
        if box.element is not None and box.element.get("class") == "line between":
            lines += box.margin_height()
        if isinstance(box, boxes.TableBox) and box.element is not None:
            name = box.element.get("id")
            if name:
                width = box.border_width() * MM_PER_PX - _TOLERANCE_MM
                tables[name] = max(width, tables.get(name, 0))
    pages = [page._page_box for page in document.pages]  # noqa: SLF001  # No other way in.
    return Measures(
        pages=len(pages),
        tables=tables,
        used_mm=tuple(_find_depth(page) * MM_PER_PX for page in pages),
        contact_mm=sum(
            child.margin_height() * MM_PER_PX
            for page in pages
            for child in page.children
            if isinstance(child, boxes.FootnoteAreaBox) and child.children
        ),
        lines_mm=lines * MM_PER_PX,
        rooms_mm=tuple(
            (round(page.width * MM_PER_PX, 1), round(page.height * MM_PER_PX, 1)) for page in pages
        ),
    )


def _find_depth(page: Any) -> float:
    """Return how far down a page's body its text reaches in px, notes left out."""
    top = deepest = page.content_box_y()
    waiting = [child for child in page.children if isinstance(child, boxes.BlockBox)]
    waiting = [child for child in waiting if not isinstance(child, boxes.FootnoteAreaBox)]
    while waiting:
        box = waiting.pop()
        box = getattr(box, "_box", box)
        names = box.element.get("class", "").split() if box.element is not None else ()
        if not _WHOLE_PAGES.isdisjoint(names):
            return float(page.height)
        if "notes" in names:
            continue
        if isinstance(box, boxes.LineBox | boxes.ReplacedBox):
            deepest = max(deepest, box.position_y + box.margin_height())
        else:
            waiting.extend(getattr(box, "children", ()))
    return float(deepest - top)


def find_families(document: Any) -> set[str]:
    """Return the font family that each piece of text asks for first."""
    return {
        box.style["font_family"][0]
        for box in walk(document)
        if isinstance(box, boxes.TextBox) and box.style["font_family"]
    }


def walk(document: Any) -> Iterator[Any]:
    """Yield every box of every page, placeholders resolved."""
    for page in document.pages:
        yield from page._page_box.descendants(placeholders=True)  # noqa: SLF001  # No other way in.
