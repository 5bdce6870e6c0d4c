"""Hold the look through a font to HarfBuzz: where it says yes, words shaped alone are the text."""

from __future__ import annotations

import io
from itertools import product
from pathlib import Path

import pytest
import uharfbuzz
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._k_e_r_n import KernTable_format_0

from handout.assets import FAMILIES
from handout.personalise.spacing import keeps_words_apart
from handout.render.fonts import declare_faces
from handout.render.loading import load_engine

GLYPHS = [".notdef", "space", "A", "B", "C", "A.odd"]
LETTERS = frozenset("ABC")
TEXTS = ["".join(signs) for size in (1, 2, 3, 4) for signs in product("ABC ", repeat=size)]

APART = {
    "nothing": "",
    "letters kern": "feature kern { pos A B -50; pos [A C] [A C] -30; } kern;",
    "letters join": "feature liga { sub A B by C; } liga;",
    "a context of letters": "feature calt { sub A' B by A.odd; } calt;",
    "spaces where nobody asks": "feature dlig { sub A space B by C; } dlig;",
}
REACHING = {
    "a pair": "feature kern { pos A space -50; } kern;",
    "a pair from the space": "feature kern { pos space A -50; } kern;",
    "classes": "feature kern { pos [A B] [space C] -50; } kern;",
    "a ligature": "feature liga { sub A space by C; } liga;",
    "a context before": "feature calt { sub space A' by A.odd; } calt;",
    "a context beyond": "feature calt { sub A' space B by A.odd; } calt;",
    "a context of classes": "@S = [space C]; feature calt { sub @S [A]' by [A.odd]; } calt;",
    "a context that calls": "lookup J { sub A space by C; } J;"
    " feature calt { sub B A' lookup J; } calt;",
    "spaces passed over": "table GDEF { GlyphClassDef [space], , , ; } GDEF;"
    " feature kern { lookupflag IgnoreBaseGlyphs; pos A B -50; } kern;",
}


def make_font(rules: str) -> TTFont:
    """Make a font of a few boxes with some rules, in the language of feature files."""
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(GLYPHS)
    builder.setupCharacterMap({ord(" "): "space", **{ord(name): name for name in "ABC"}})
    builder.setupGlyf({name: draw_nothing() for name in GLYPHS})
    builder.setupHorizontalMetrics({name: (500 + 10 * n, 0) for n, name in enumerate(GLYPHS)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupPost()
    systems = "languagesystem DFLT dflt; languagesystem latn dflt;"
    addOpenTypeFeaturesFromString(builder.font, f"{systems} {rules}")
    return builder.font


def draw_nothing() -> object:
    return TTGlyphPen(None).glyph()


def save(font: TTFont) -> bytes:
    file = io.BytesIO()
    font.save(file)
    return file.getvalue()


def shape(font: bytes, text: str, features: dict[str, bool]) -> list[tuple[int, int]]:
    """Return the glyphs of a text and their advances, as HarfBuzz has them."""
    if not text:
        return []
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.direction, buffer.script = "LTR", "Latn"
    uharfbuzz.shape(uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob(font))), buffer, features)
    return [
        (info.codepoint, place.x_advance)
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    ]


def is_the_sum_of_words(font: bytes, text: str, features: dict[str, bool]) -> bool:
    space = shape(font, " ", features)
    glyphs: list[tuple[int, int]] = []
    for place, word in enumerate(text.split(" ")):
        glyphs += (space if place else []) + shape(font, word, features)
    return glyphs == shape(font, text, features)


@pytest.mark.parametrize("rules", APART.values(), ids=APART)
def test_where_words_are_kept_apart_they_make_the_text(rules: str) -> None:
    font = save(make_font(rules))
    assert keeps_words_apart(font, (), LETTERS)
    assert all(is_the_sum_of_words(font, text, {}) for text in TEXTS)


@pytest.mark.parametrize("rules", REACHING.values(), ids=REACHING)
def test_a_rule_with_a_space_is_noticed(rules: str) -> None:
    font = save(make_font(rules))
    assert not keeps_words_apart(font, (), LETTERS)
    # That HarfBuzz does reach over the space shows that the rule is one.
    assert not all(is_the_sum_of_words(font, text, {}) for text in TEXTS)


def test_what_is_asked_for_counts() -> None:
    font = save(make_font(APART["spaces where nobody asks"]))
    assert not keeps_words_apart(font, ("dlig",), LETTERS)
    assert not is_the_sum_of_words(font, "A B", {"dlig": True})


def test_a_pair_whose_second_glyph_has_no_class_is_noticed() -> None:
    font = make_font("feature kern { pos [A B] [C B] -50; } kern;")
    pairs = font["GPOS"].table.LookupList.Lookup[0].SubTable[0]
    for record in pairs.Class1Record:
        record.Class2Record[0].Value1 = record.Class2Record[1].Value1
    content = save(font)
    assert not is_the_sum_of_words(content, "A B", {})
    assert not keeps_words_apart(content, (), LETTERS)


def test_the_older_table_is_not_taken_for_none() -> None:
    font = make_font("")
    table = newTable("kern")
    table.version, pairs = 0, KernTable_format_0()
    pairs.coverage, pairs.kernTable = 1, {("A", "space"): -50}
    table.kernTables = [pairs]
    font["kern"] = table
    content = save(font)
    assert not is_the_sum_of_words(content, "A B", {})
    assert not keeps_words_apart(content, (), LETTERS)


@pytest.mark.parametrize(
    "rule",
    [
        "feature kern { pos C space -50; } kern;",
        # The letter before which the space counts is only made from others.
        "feature ccmp { sub A B by C; } ccmp; feature kern { pos C space -50; } kern;",
    ],
)
def test_only_rules_for_glyphs_that_can_come_up_count(rule: str) -> None:
    font = save(make_font(rule))
    assert keeps_words_apart(font, (), frozenset("A"))
    assert not keeps_words_apart(font, (), LETTERS)
    made = "ccmp" in rule
    assert keeps_words_apart(font, (), frozenset("AB")) is not made
    assert is_the_sum_of_words(font, "AB A", {}) is not made


def test_in_doubt_words_are_not_taken_to_be_apart() -> None:
    font = make_font(APART["letters kern"])
    font["GPOS"].table.ScriptList = None
    assert not keeps_words_apart(save(font), (), LETTERS)
    assert not keeps_words_apart(b"no font", (), LETTERS)


@pytest.fixture(scope="module")
def faces(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    cache = tmp_path_factory.mktemp("faces")
    load_engine(cache)
    for family in FAMILIES:
        declare_faces(family, cache)
    return sorted(cache.rglob("*.ttf"))


def test_the_shipped_faces_keep_words_apart(faces: list[Path]) -> None:
    assert faces
    texts = (
        "AV. Tolkien’s 7 To Yvonne, 4.15 f i",
        "T A V A. fi - Łódź ‘V’ W ,A",
        "Zoë V To. 1 7 4 1",
    )
    for face in faces:
        content = face.read_bytes()
        characters = frozenset("".join(texts))
        assert keeps_words_apart(content, ("lnum",), characters), face.name
        assert all(is_the_sum_of_words(content, text, {"lnum": True}) for text in texts)
