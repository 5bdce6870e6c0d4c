"""Find one's way in the stream of a page: where texts are shown, and in which glyphs.

A stream is the list of operators and operands that WeasyPrint draws with, one item for each text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pydyf

_AROUND = (b" rg", b" RG", b" gs", b" cs", b" scn")
_BETWEEN = (b"BDC", b"BMC", b"EMC", b"BT", b"ET")
_SHOWING = (b" Tf", b"] TJ", b" Ts")
_GLYPHS = re.compile(rb"<([0-9a-f]+)>")


def write_matrix(x: float, y: float) -> bytes:
    """Return the operator that WeasyPrint begins a text with, its baseline at a point in px."""
    stream = pydyf.Stream()
    stream.set_text_matrix(1, 0, 0, -1, x, y)
    operator: bytes = stream.stream[0]
    return operator


def is_harmless(operator: Any) -> bool:
    """Tell whether an operator between texts draws nothing itself."""
    if isinstance(operator, str | pydyf.Dictionary):
        return True  # the tag and the properties of marked content
    return operator in _BETWEEN or is_of(operator, _AROUND)


def find_matrix(box: Any, stream: list[Any]) -> int | None:
    """Return the place of the operator with which a text begins; None if there are several."""
    matrix = write_matrix(box.position_x, box.position_y + box.baseline)
    places = [index for index, operator in enumerate(stream) if operator == matrix]
    return places[0] if len(places) == 1 else None


def find_shown_end(place: int, stream: list[Any]) -> int:
    """Return where the operators end that show the text which begins at a place."""
    end = place + 1
    while end < len(stream) and is_of(stream[end], _SHOWING):
        end += 1
    return end


def is_of(operator: Any, endings: tuple[bytes, ...]) -> bool:
    """Tell whether an operator has one of some endings."""
    return isinstance(operator, bytes) and operator.endswith(endings)


def join_operators(operators: Iterable[Any]) -> bytes:
    """Return operators and their operands as a stream has them."""
    parts = (
        item
        if isinstance(item, bytes)
        else item.data
        if isinstance(item, pydyf.Object)
        else str(item).encode("ascii")
        for item in operators
    )
    return b"".join(part + b"\n" for part in parts)


def read_glyphs(operators: Iterable[Any]) -> Iterator[tuple[str, int]]:
    """Yield each glyph that is shown, with its font's name in the resources."""
    font = ""
    for operator in operators:
        if not isinstance(operator, bytes):
            continue
        if operator.endswith(b" Tf"):
            font = operator[1:].split(b" ", 1)[0].decode()
        elif operator.endswith(b" TJ"):
            for shown in _GLYPHS.findall(operator):
                for place in range(0, len(shown), 4):
                    yield font, int(shown[place : place + 4], 16)
