"""Hold superscripts and subscripts that a font lacks to the figures of that font."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import fontpkg
import pikepdf
import pytest
import uharfbuzz
from fontTools.cffLib import FDArrayIndex, FDSelect, FontDict
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.recordingPen import RecordingPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.otTables import NO_VARIATION_INDEX

from handout.render.raised import add_raised_figures
from tests.conftest import CLINIC, MakeProject, Run
from tests.render.test_languages import HEAD, find_fonts, read_words

HIGH, LOW = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎"
FIGURES = "0123456789+−=()"
FAMILIES = {"variable": "Noto Sans Arabic"}
KINDS = ("static", "variable", "cff", "cid", "vertical")


def make_font(kind: str) -> bytes:
    """Return a font called “Ours” that lacks superscripts, of a kind."""
    family = FAMILIES.get(kind, "Atkinson Hyperlegible")
    font = TTFont(fontpkg.path(family, weight=400, style="normal"))
    if kind in ("cff", "cid"):
        font = make_cff(font, is_numbered=kind == "cid")
    elif kind == "vertical":
        font["vhea"], font["vmtx"] = make_vertical(font)
    for name in font["name"].names:
        name.string = "Ours"
    held = io.BytesIO()
    font.save(held)
    return held.getvalue()


def make_cff(font: TTFont, *, is_numbered: bool) -> TTFont:
    """Return a font with its outlines as PostScript has them, with names or numbers of glyphs."""
    glyphs = font.getGlyphSet()
    names = {
        name: f"cid{n:05}" if n and is_numbered else name
        for n, name in enumerate(font.getGlyphOrder())
    }
    drawn = {}
    for name, called in names.items():
        pen = T2CharStringPen(font["hmtx"][name][0], glyphs)
        glyphs[name].draw(pen)
        drawn[called] = pen.getCharString()
    builder = FontBuilder(font["head"].unitsPerEm, isTTF=False)
    builder.setupGlyphOrder(list(drawn))
    builder.setupCharacterMap({code: names[name] for code, name in font.getBestCmap().items()})
    builder.setupCFF("Ours", {}, drawn, {})
    builder.setupHorizontalMetrics({names[k]: v for k, v in font["hmtx"].metrics.items()})
    builder.setupHorizontalHeader(ascent=font["hhea"].ascent, descent=font["hhea"].descent)
    builder.setupNameTable({"familyName": "Ours", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=font["hhea"].ascent)
    builder.setupPost(keepGlyphNames=False)
    top = builder.font["CFF "].cff.topDictIndex[0]
    if is_numbered:
        top.ROS, top.CIDCount = ("Adobe", "Identity", 0), len(drawn)
        inner = FontDict()
        inner.Private = top.Private
        top.FDArray, top.FDSelect = FDArrayIndex(), FDSelect()
        top.FDArray.append(inner)
        top.FDSelect.format, top.FDSelect.gidArray = 3, [0] * len(drawn)
        del top.Private
    held = io.BytesIO()
    builder.font.save(held)
    return TTFont(held)


def make_vertical(font: TTFont) -> tuple[Any, Any]:
    """Return the tables by which a font is set from top to bottom."""
    builder = FontBuilder(font=font)
    builder.setupVerticalHeader()
    builder.setupVerticalMetrics(dict.fromkeys(font.getGlyphOrder(), (1000, 0)))
    return font["vhea"], font["vmtx"]


def draw(font: uharfbuzz.Font, sign: str) -> list[tuple[float, float]]:
    """Return the points of a sign's outline."""
    pen = RecordingPen()
    font.draw_glyph_with_pen(font.get_nominal_glyph(ord(sign)), pen)
    return [point for _, points in pen.value for point in points]


@pytest.mark.parametrize("kind", KINDS)
def test_they_have_the_shape_of_the_figures(kind: str) -> None:
    data = make_font(kind)
    known = TTFont(io.BytesIO(data)).getBestCmap()
    assert not {*"⁷⁺₂₌"} & {*map(chr, known)}
    font = uharfbuzz.Font(uharfbuzz.Face(add_raised_figures(data)))
    for weight in (400, 900):
        font.set_variations({"wght": weight})
        for sign, figure in zip(HIGH + LOW, FIGURES * 2, strict=True):
            if ord(sign) in known:
                continue
            small, large = draw(font, sign), draw(font, figure)
            scale = 0.6 if kind == "variable" else None
            left, right = min(large)[0], max(large)[0]
            scale = scale or (max(small)[0] - min(small)[0]) / (right - left)
            assert 0.5 < scale < 0.75
            rise = small[0][1] - scale * large[0][1]
            assert rise > 0 if sign in HIGH else rise < 0
            assert [point for x, y in large for point in (x * scale, y * scale + rise)] == (
                pytest.approx([one for point in small for one in point], abs=2)
            )


def test_other_glyphs_of_a_variable_font_vary_as_before() -> None:
    data = make_font("variable")
    before, after = (
        uharfbuzz.Font(uharfbuzz.Face(one)) for one in (data, add_raised_figures(data))
    )
    for variations in ({"wght": 100}, {"wght": 900, "wdth": 70}):
        for font in (before, after):
            font.set_variations(variations)
        for glyph in range(before.face.glyph_count):
            assert before.get_glyph_extents(glyph) == after.get_glyph_extents(glyph)
            assert before.get_glyph_h_advance(glyph) == after.get_glyph_h_advance(glyph)
    made = TTFont(io.BytesIO(add_raised_figures(data)))
    assert made["gvar"].glyphCount == made["maxp"].numGlyphs
    assert not made["gvar"].variations[made.getBestCmap()[ord("⁷")]]
    widths = made["HVAR"].table.AdvWidthMap.mapping
    assert widths[made.getBestCmap()[ord("⁷")]] == NO_VARIATION_INDEX


@pytest.mark.parametrize("kind", ["shipped", "static", "variable", "cff"])
def test_a_handout_has_them_in_one_face_and_says_them_right(
    run: Run, make_project: MakeProject, kind: str
) -> None:
    said = f"{HIGH} {LOW} 10² cm³, H₂O, ¹⁄₂"
    family = "Atkinson Hyperlegible" if kind == "shipped" else "Ours"
    text = HEAD.format(title="Blood", language="en") + f"{said}\n"
    root = make_project(
        {"content/clinic.toml": f'{CLINIC}font = "{family}"\n', "content/articles/rain.md": text}
    )
    if kind != "shipped":
        (root / "styles" / "fonts").mkdir(parents=True)
        suffix = "otf" if kind == "cff" else "ttf"
        (root / "styles" / "fonts" / f"ours.{suffix}").write_bytes(make_font(kind))
    result = run("build", cwd=root)
    assert result.exit_code == 0, result.stderr
    assert said in read_words(root / "dist" / "rain-a4.pdf").replace("\u00a0", " ")
    with pikepdf.open(root / "dist" / "rain-a4.pdf") as pdf:
        fonts = {str(one["/BaseFont"]) for one in find_fonts(pdf)}
    assert fonts
    assert not any("Source" in name for name in fonts)


@pytest.mark.parametrize("data", [b"", b"no font", b"\0\1\0\0" + bytes(100)])
def test_what_is_no_font_is_left_as_it_is(data: bytes) -> None:
    assert add_raised_figures(data) == data


def test_a_font_that_is_full_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    data = make_font("static")
    monkeypatch.setattr(
        "handout.render.raised._MOST_GLYPHS", TTFont(io.BytesIO(data))["maxp"].numGlyphs
    )
    assert add_raised_figures(data) == data


def test_of_a_font_that_is_cut_off_nothing_is_said_here(tmp_path: Path) -> None:
    for kind in KINDS:
        data = make_font(kind)
        for part in range(1, 10):
            cut = data[: len(data) * part // 10]
            assert isinstance(add_raised_figures(cut), bytes)
