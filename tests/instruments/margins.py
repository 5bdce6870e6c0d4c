"""Say what a sheet of each format leaves free, and what its type is at least: the design's numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

MM = 72 / 25.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Margins:
    """The margins of a page, and its type, in points.

    Attributes:
        side: The narrower one of the sides.
        head: What running heads stand in.
        foot: What running feet stand in.
        least: The smallest type (house rule, after UKAAF clear print).
        least_drawn: The smallest type of drawings, whose lettering is their own.
        line: A line of text.
        is_booklet: Whether cover and back have neither head nor foot.
        has_added_pages: Whether pages of lines may be added at the end.
    """

    side: float
    head: float
    foot: float
    least: float = 9.5
    least_drawn: float = 9.5
    line: float = 17
    is_booklet: bool = False
    has_added_pages: bool = False


A4 = Margins(side=18 * MM, head=21 * MM, foot=24 * MM)
_A5 = Margins(side=13 * MM, head=14 * MM, foot=16 * MM, line=15.6)
MARGINS: Mapping[str, Margins] = {
    "a4": A4,
    "letter": A4,
    "made-up": replace(A4, side=15 * MM, least_drawn=8),
    "a5": _A5,
    "booklet": replace(_A5, is_booklet=True, has_added_pages=True),
    "large-print": Margins(
        side=20 * MM,
        head=20 * MM,
        foot=20 * MM,
        least=18,
        least_drawn=12,
        line=25,
        has_added_pages=True,
    ),
}
