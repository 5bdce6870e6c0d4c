"""Measure text as the page will set it: in the clinic's own face, its words wrapped.

What hangs beside other text has to be no taller than that, and titles are broken into lines of
about equal length; both have to be known before anything is laid out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from handout.assets import DEFAULT_FAMILY, FAMILIES
from handout.model import FontFile

MM_PER_PT = 25.4 / 72

_SEMIBOLD = 600
_KEPT = 4096


class TypeMeasure:
    """Measure text in one family."""

    def __init__(self, family: str, own: tuple[FontFile, ...] = ()) -> None:
        """Load nothing yet.

        Args:
            family: A family that is shipped, or one of the clinic's own.
            own: The clinic's own fonts, for what that lacks.
        """
        self._family = family
        self._own = tuple(font for font in own if not font.is_italic)
        self._fonts: dict[tuple[str, int], Any] = {}
        self._count_units = lru_cache(_KEPT)(self._shape)

    def measure(self, text: str, size_pt: float, weight: int = 400) -> float:
        """Return the width of a text on one line in mm.

        Args:
            text: The text.
            size_pt: Its size in points.
            weight: Its weight; the nearest that there is, as CSS chooses it.
        """
        return self._count_units(text, weight) / 1000 * size_pt * MM_PER_PT

    def measure_longest(self, text: str, size_pt: float, weight: int = 400) -> float:
        """Return the width in mm of the longest piece that no line break parts.

        Args:
            text: The text, of more than spaces.
            size_pt: Its size in points.
            weight: Its weight.
        """
        pieces = self._split(text, size_pt, weight)
        return max(self.measure(piece, size_pt, weight) for piece, _ in pieces)

    def count_lines(self, text: str, size_pt: float, *, room_mm: float, weight: int = 400) -> int:
        """Return how many lines a text takes, broken at spaces and hyphens as the engine does.

        Args:
            text: The text.
            size_pt: Its size in points.
            room_mm: The width of the column.
            weight: Its weight.
        """
        lines, used = 1, 0.0
        for piece, gap in self._split(text, size_pt, weight):
            width = self.measure(piece, size_pt, weight)
            if used and used + gap + width > room_mm:
                lines, used, gap = lines + 1, 0.0, 0.0
            rest = piece
            while width > room_mm and len(rest) > 1:
                # A word wider than the room is cut where a line is full.
                about = min(len(rest) - 1, 2 + int(1.5 * len(rest) * room_mm / width))
                full = next(
                    n
                    for n in range(about, 0, -1)
                    if n == 1 or self.measure(rest[:n], size_pt, weight) <= room_mm
                )
                lines, rest = lines + 1, rest[full:]
                width = self.measure(rest, size_pt, weight)
            used += (gap if used else 0) + width
        return lines

    def _split(self, text: str, size_pt: float, weight: int) -> Iterator[tuple[str, float]]:
        """Yield what no line break parts, each with the space before it in mm."""
        space = self.measure(" ", size_pt, weight)
        for word in re.split(r"[ \t\n]+", text.strip()):
            first, *others = re.split(r"(?<=\w[-–—/])(?=\w)", word)
            yield first, space
            for piece in others:
                yield piece, 0.0

    def _shape(self, text: str, weight: int) -> float:
        """Return the width of a text in thousandths of its size."""
        import uharfbuzz

        if not text:
            return 0
        font, em = self._choose_font(text, weight)
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        uharfbuzz.shape(font, buffer, {"kern": True, "liga": True})
        advance: float = sum(place.x_advance for place in buffer.glyph_positions)
        return advance * 1000 / em

    def _choose_font(self, text: str, weight: int) -> tuple[Any, int]:
        """Return the first font that has all of a text; the brand's, if none has."""
        fonts = [self._get_font(weight, name) for name in self._list_families()]
        letters = {ord(sign) for sign in text if sign.isalnum()}
        return next(
            (one for one in fonts if all(one[0].get_nominal_glyph(code) for code in letters)),
            fonts[0],
        )

    def _list_families(self) -> list[str]:
        names = (self._family, DEFAULT_FAMILY, *(font.family for font in self._own))
        return list(dict.fromkeys(names))

    def _get_font(self, weight: int, family: str) -> tuple[Any, int]:
        own = {font.weight: font for font in self._own if font.family == family}
        is_variable = any(font.is_variable for font in own.values())
        known = sorted(own or {face.weight for face in FAMILIES[family]})
        # CSS Fonts 4, 5.2: a bold that is not there gives way to the next bolder one.
        if weight not in known and not is_variable:
            weight = next((one for one in known if one >= weight), known[-1])
        key = (family, weight)
        if key not in self._fonts:
            import fontpkg
            import uharfbuzz

            if own:
                source = own.get(weight, own[known[0]]).path
            else:
                source = Path(fontpkg.path(family, weight=weight, style="normal"))
            face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(source)))
            font = uharfbuzz.Font(face)
            if is_variable or "[wght]" in source.name:
                font.set_variations({"wght": weight})
            self._fonts[key] = (font, face.upem)
        found: tuple[Any, int] = self._fonts[key]
        return found
