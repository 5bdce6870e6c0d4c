"""Give a font the superscripts and subscripts that it lacks, set from figures.

Text such as “10⁹/l” keeps its characters, so that it is copied and read aloud right, and stands in
one face. How small and how high they are is taken from the font's own “²”.
"""

from __future__ import annotations

import io
from typing import Any

_HIGH = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾", "0123456789+−=()", strict=True))
_LOW = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", "0123456789+−=()", strict=True))
_SCALE = 0.6
"""How large they are in a font that has no “²”."""
_DROP = 0.2
"""How far subscripts stand below the line, by the height of a figure."""


def add_raised_figures(data: bytes) -> bytes:
    """Return a TrueType font with its missing superscripts and subscripts; any other as it is.

    So is a variable one: to add glyphs to its variations takes two seconds. The default family
    has what is missing there.

    Args:
        data: The file.
    """
    from fontTools.ttLib import TTFont, TTLibError

    try:
        font = TTFont(io.BytesIO(data), recalcTimestamp=False)
        names = font.getBestCmap() or {}
        missing = {
            sign: base
            for sign, base in (_HIGH | _LOW).items()
            if ord(sign) not in names and ord(base) in names
        }
        is_plain = "glyf" in font and not {"gvar", "vmtx"} & set(font.keys())
        if not (missing and is_plain and ord("2") in names):
            return data
        _add(font, names, missing)
        held = io.BytesIO()
        font.save(held)
    except (TTLibError, KeyError, AssertionError, ValueError):
        # What is wrong with it is said where it is used.
        return data
    return held.getvalue()


def _add(font: Any, names: dict[int, str], missing: dict[str, str]) -> None:
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    glyphs = font["glyf"]
    figure = glyphs[names[ord("2")]]
    height = figure.yMax - figure.yMin
    scale, rise = _SCALE, height * (1 - _SCALE)
    if ord("²") in names:
        own = glyphs[names[ord("²")]]
        scale = (own.yMax - own.yMin) / height
        rise = own.yMin - scale * figure.yMin
    for sign, base in missing.items():
        shape, name = names[ord(base)], f"uni{ord(sign):04X}"
        pen = TTGlyphPen(glyphs)
        shift = round(rise if sign in _HIGH else -_DROP * height)
        pen.addComponent(shape, (scale, 0, 0, scale, 0, shift))
        glyph = glyphs[name] = pen.glyph()
        glyph.recalcBounds(glyphs)
        font["hmtx"][name] = round(scale * font["hmtx"][shape][0]), glyph.xMin
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap[ord(sign)] = name
