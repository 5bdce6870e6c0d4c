"""Measure a laid-out document: pages, the widths of tables, the fonts that were asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from weasyprint.formatting_structure import boxes

from handout.compose.layout import Measures

MM_PER_PX = 25.4 / 96
_TOLERANCE_MM = 0.01


def measure(document: Any) -> Measures:
    """Return the number of pages and the narrowest width of every table with an id, in mm."""
    tables: dict[str, float] = {}
    for box in walk(document):
        if isinstance(box, boxes.TableBox) and box.element is not None:
            name = box.element.get("id")
            if name:
                width = box.border_width() * MM_PER_PX - _TOLERANCE_MM
                tables[name] = max(width, tables.get(name, 0))
    return Measures(pages=len(document.pages), tables=tables)


def find_families(document: Any) -> set[str]:
    """Return the font family that each piece of text asks for first."""
    return {
        box.style["font_family"][0]
        for box in walk(document)
        if isinstance(box, boxes.TextBox) and box.style["font_family"]
    }


def walk(document: Any) -> Iterator[Any]:
    """Yield every box of every page, placeholders resolved."""
    waiting = [page._page_box for page in document.pages]  # noqa: SLF001  # No other way in.
    while waiting:
        box = waiting.pop()
        box = getattr(box, "_box", box)
        yield box
        waiting.extend(getattr(box, "children", ()))
