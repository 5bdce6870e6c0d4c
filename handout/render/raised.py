"""Give a font the superscripts and subscripts that it lacks, set from figures.

Text such as “10⁹/l” keeps its characters, so that it is copied and read aloud right, and stands in
one face. How small and how high they are is taken from the font's own “²”.
"""

from __future__ import annotations

import io
import struct
from typing import Any

_HIGH = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾", "0123456789+−=()", strict=True))
_LOW = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", "0123456789+−=()", strict=True))
_SLASH = {"⁄": "/"}
_SCALE = 0.6
"""How large they are in a font that has no “²”."""
_DROP = 0.2
"""How far subscripts stand below the line, by the height of a figure."""
_MOST_GLYPHS = 65_535
"""Of a font, as OpenType's `maxp` table has it."""
_GVAR = ">HHHHIHHI"
"""How OpenType's `gvar` table begins."""


def add_raised_figures(data: bytes) -> bytes:
    """Return a font with its missing superscripts and subscripts; one of CFF2 as it is.

    Args:
        data: The file.
    """
    from fontTools.ttLib import TTFont, TTLibError

    try:
        # Glyphs that are not changed are not looked at.
        font = TTFont(io.BytesIO(data), recalcTimestamp=False, recalcBBoxes=False)
        names = font.getBestCmap() or {}
        missing = {
            sign: base
            for sign, base in (_HIGH | _LOW | _SLASH).items()
            if ord(sign) not in names and ord(base) in names
        }
        is_full = len(font.getGlyphOrder()) + len(missing) > _MOST_GLYPHS
        has_outlines = "glyf" in font or "CFF " in font
        if not missing or ord("2") not in names or is_full or not has_outlines:
            return data
        _add(font, names, missing)
        held = io.BytesIO()
        font.save(held, reorderTables=None)
    except (TTLibError, LookupError, AssertionError, ValueError, struct.error):
        # What is wrong with it is said where it is used.
        return data
    return held.getvalue()


def _add(font: Any, names: dict[int, str], missing: dict[str, str]) -> None:
    from fontTools.pens.boundsPen import BoundsPen

    glyphs = font.getGlyphSet()

    def measure(sign: str) -> tuple[float, float]:
        pen = BoundsPen(glyphs)
        glyphs[names[ord(sign)]].draw(pen)
        return pen.bounds[1], pen.bounds[3] - pen.bounds[1]

    bottom, height = measure("2")
    scale, rise = _SCALE, height * (1 - _SCALE)
    if ord("²") in names:
        own_bottom, own_height = measure("²")
        scale = own_height / height
        rise = own_bottom - scale * bottom
    draw = _draw_composite if "glyf" in font else _draw_charstring
    added = []
    for sign, base in missing.items():
        shape = names[ord(base)]
        size = 1 if sign in _SLASH else scale
        shift = round(rise) if sign in _HIGH else -round(_DROP * height) if sign in _LOW else 0
        width = round(size * font["hmtx"][shape][0])
        name, left = draw(font, shape, ord(sign), (size, 0, 0, size, 0, shift), width)
        added.append(name)
        font["hmtx"][name] = width, left
        if "vmtx" in font:
            font["vmtx"][name] = font["vmtx"][shape]
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap[ord(sign)] = name
    if "gvar" in font:
        _vary(font, added)


_Matrix = tuple[float, float, float, float, float, float]


def _draw_composite(
    font: Any, shape: str, code: int, matrix: _Matrix, _width: int
) -> tuple[str, int]:
    """Add a glyph that is another one, smaller; return its name and its left edge."""
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    glyphs, name = font["glyf"], f"uni{code:04X}.raised"
    pen = TTGlyphPen(glyphs)
    pen.addComponent(shape, matrix)
    glyphs[name] = pen.glyph()
    glyphs[name].recalcBounds(glyphs)
    return name, glyphs[name].xMin


def _draw_charstring(
    font: Any, shape: str, code: int, matrix: _Matrix, width: int
) -> tuple[str, int]:
    """Add a glyph that is drawn as another one, smaller; return its name and its left edge."""
    from fontTools.pens.boundsPen import BoundsPen
    from fontTools.pens.t2CharStringPen import T2CharStringPen
    from fontTools.pens.transformPen import TransformPen

    top = font["CFF "].cff.topDictIndex[0]
    glyphs, strings = font.getGlyphSet(), top.CharStrings
    private = strings[shape].private
    pen, bounds = T2CharStringPen(width - private.nominalWidthX, glyphs), BoundsPen(glyphs)
    for one in (pen, bounds):
        glyphs[shape].draw(TransformPen(one, matrix))
    name = f"uni{code:04X}.raised"
    if hasattr(top, "ROS"):
        # Glyphs have numbers instead of names, not all of which are taken.
        taken = set(top.charset)
        name = next(one for n in range(1, 2**16) if (one := f"cid{n:05}") not in taken)
        top.FDSelect.append(top.FDSelect[font.getGlyphID(shape)])
    strings.charStrings[name] = len(strings.charStringsIndex)
    strings.charStringsIndex.append(pen.getCharString(private, strings.globalSubrs))
    top.charset.append(name)
    font.setGlyphOrder(top.charset)
    return name, round(bounds.bounds[0])


def _vary(font: Any, names: list[str]) -> None:
    """Let new glyphs of a variable font vary as those that they are made of, and no further.

    To decompile the variations of all glyphs takes seconds: what they lack is as many empty ones.
    """
    from fontTools.ttLib.tables.DefaultTable import DefaultTable
    from fontTools.ttLib.tables.otTables import NO_VARIATION_INDEX, VarIdxMap

    data = font.reader["gvar"]
    *head, shared, glyphs, flags, start = struct.unpack_from(_GVAR, data)
    begin, size = struct.calcsize(_GVAR), 4 if flags & 1 else 2
    end = begin + (glyphs + 1) * size
    more = data[end - size : end] * len(names)
    head += shared + len(more), glyphs + len(names), flags, start + len(more)
    table = font.tables["gvar"] = DefaultTable("gvar")
    table.data = struct.pack(_GVAR, *head) + data[begin:end] + more + data[end:]
    for tag in {"HVAR", "VVAR"} & set(font.keys()):
        widths = font[tag].table
        widths.ensureDecompiled()
        for one in vars(widths).values():
            if isinstance(one, VarIdxMap):
                one.mapping |= dict.fromkeys(names, NO_VARIATION_INDEX)
