"""Say of every table header whether it heads its column or its row.

WeasyPrint links cells to their headers and leaves out the `/Scope` that ISO 14289-1, 7.5 and the
Matterhorn Protocol (15-003) look for. The HTML says it (`scope="col"`, `scope="row"`).
"""

from __future__ import annotations

from typing import Any

import pydyf
from weasyprint.formatting_structure import boxes

from handout.render.measure import walk

_SCOPES = {"col": "/Column", "row": "/Row"}


def scope_headers(document: Any, _pdf: pydyf.PDF) -> None:
    """Write `/Scope` into the structure element of every `th` that has a scope.

    Args:
        document: The laid-out WeasyPrint document, whose cells know their structure elements.
        _pdf: The PDF before it is written (the engine hands it to every step).
    """
    for box in walk(document):
        if not isinstance(box, boxes.TableCellBox) or box.element is None:
            continue
        scope = _SCOPES.get(box.element.get("scope", ""))
        element = getattr(box, "mark", None)
        if scope and element is not None:
            element["A"]["Scope"] = scope
