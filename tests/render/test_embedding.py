"""Hold what is embedded of a font to its outlines and measures, and to being left alone in doubt."""

from __future__ import annotations

import io

import pydyf
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.DefaultTable import DefaultTable

from handout.render.embedding import drop_tables

GLYPHS = (".notdef", "A", "B")


def make_font(*, has_outlines: bool = True) -> bytes:
    """Make a font of three boxes; without TrueType outlines, they are those of PostScript."""
    builder = FontBuilder(1000, isTTF=has_outlines)
    builder.setupGlyphOrder(list(GLYPHS))
    builder.setupCharacterMap({ord("A"): "A", ord("B"): "B"})
    pens = {
        name: TTGlyphPen(None) if has_outlines else T2CharStringPen(500, None) for name in GLYPHS
    }
    for size, pen in enumerate(pens.values(), start=1):
        for move, place in ((pen.moveTo, (0, 0)), (pen.lineTo, (0, size)), (pen.lineTo, (size, 0))):
            move(place)
        pen.closePath()
    if has_outlines:
        builder.setupGlyf({name: pen.glyph() for name, pen in pens.items()})
    else:
        strings = {name: pen.getCharString() for name, pen in pens.items()}
        builder.setupCFF("Boxes", {}, strings, {})
    builder.setupHorizontalMetrics({name: (500 + 10 * n, 0) for n, name in enumerate(GLYPHS)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Boxes", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    file = io.BytesIO()
    builder.save(file)
    return file.getvalue()


def embed(content: bytes) -> bytes:
    """Return what becomes of an embedded font."""
    pdf = pydyf.PDF()
    stream = pydyf.Stream([content], {"Length1": len(content)})
    pdf.add_object(stream)
    drop_tables(None, pdf)
    embedded: bytes = b"".join(stream.stream)
    assert stream.extra["Length1"] == len(embedded)
    return embedded


def test_what_is_drawn_stays() -> None:
    content = make_font()
    before, after = TTFont(io.BytesIO(content)), TTFont(io.BytesIO(embed(content)))
    assert set(before.reader.keys()) >= {"cmap", "name", "post", "OS/2"}
    assert set(after.reader.keys()) == {"glyf", "head", "hhea", "hmtx", "loca", "maxp"}
    for tag in ("glyf", "hmtx", "loca", "hhea", "maxp"):
        assert after.reader[tag] == before.reader[tag]


def test_hints_stay() -> None:
    font = TTFont(io.BytesIO(make_font()))
    tags = ("cvt ", "fpgm", "prep")
    for tag in tags:
        font[tag] = DefaultTable(tag)
        font[tag].data = b"some"
    file = io.BytesIO()
    font.save(file)
    after = TTFont(io.BytesIO(embed(file.getvalue())))
    assert [after.reader[tag] for tag in tags] == [b"some"] * 3


@pytest.mark.parametrize(
    "content", [make_font(has_outlines=False), b"", b"no font", make_font()[:60], make_font()[:400]]
)
def test_what_is_no_truetype_font_is_left_alone(content: bytes) -> None:
    assert embed(content) == content
