"""Mark running heads and feet as what they are: pagination artifacts.

WeasyPrint marks the text of margin boxes as `/Span` content and gives it structure elements that
hang on nothing (its issue 1836). ISO 14289-1, 7.8 wants running heads and feet as
`/Artifact <</Type /Pagination>>`. So every marked-content sequence that the structure tree does not
reach is made one, and the elements that hung on nothing are emptied.
"""

from __future__ import annotations

import re
from typing import Any

import pydyf

_REFERENCE = re.compile(rb"^(\d+) 0 R$")


def mark_artifacts(_document: Any, pdf: pydyf.PDF) -> None:
    """Turn marked content outside the structure tree into pagination artifacts.

    Args:
        _document: The laid-out WeasyPrint document (the engine hands it to every step).
        pdf: The PDF before it is written; changed in place.
    """
    root = _resolve(pdf, pdf.catalog.get("StructTreeRoot"))
    if root is None:
        return
    reached = _reach(pdf, root)
    parents = _resolve(pdf, root["ParentTree"])["Nums"]
    by_page = dict(zip(parents[0::2], parents[1::2], strict=True))
    for number, page in enumerate(_pages(pdf)):
        kept = {
            mcid for mcid, reference in enumerate(by_page[number]) if _number(reference) in reached
        }
        _rewrite(_resolve(pdf, page["Contents"]).stream, kept)
        for mcid in range(len(by_page[number])):
            if mcid not in kept:
                by_page[number][mcid] = "null"
    for element in pdf.objects:
        if _is_element(element) and element.number not in reached:
            # Freeing the object would shift pydyf's index of compressed objects.
            element.clear()


def _reach(pdf: pydyf.PDF, root: Any) -> set[int]:
    """Return the object numbers of all structure elements below the root."""
    reached: set[int] = set()
    waiting = list(root["K"])
    while waiting:
        number = _number(waiting.pop())
        if number is None or number in reached:
            continue
        reached.add(number)
        kids = pdf.objects[number].get("K", ()) if isinstance(pdf.objects[number], dict) else ()
        waiting.extend(kids)
    return reached


def _rewrite(stream: list[Any], kept: set[int]) -> None:
    for index, operator in enumerate(stream):
        if operator != b"BDC":
            continue
        properties = stream[index - 1]
        if isinstance(properties, dict) and properties.get("MCID") not in kept:
            stream[index - 2] = "/Artifact"
            stream[index - 1] = pydyf.Dictionary({"Type": "/Pagination"})


def _pages(pdf: pydyf.PDF) -> list[Any]:
    kids = pdf.pages["Kids"]
    return [pdf.objects[number] for number in kids[0::3]]


def _is_element(candidate: Any) -> bool:
    return isinstance(candidate, dict) and candidate.get("Type") == "/StructElem"


def _resolve(pdf: pydyf.PDF, reference: Any) -> Any:
    number = _number(reference)
    return None if number is None else pdf.objects[number]


def _number(reference: Any) -> int | None:
    match = _REFERENCE.match(reference) if isinstance(reference, bytes) else None
    return int(match[1]) if match else None
