"""Hold the breaking of values to WeasyPrint's own, above all where a line is just full."""

from __future__ import annotations

import io
import random
from pathlib import Path
from typing import Any

import pytest
import weasyprint
from fontTools.ttLib import TTFont
from weasyprint.formatting_structure import boxes
from weasyprint.text.fonts import FontConfiguration

from handout.personalise import words
from handout.personalise.breaking import LineBreaker
from handout.personalise.shaping import PANGO_SCALE, Shaper
from handout.render.fonts import declare_faces
from handout.render.loading import load_engine
from handout.render.master import TypeSetting

SIZE = 17.25
FAMILY = "Source Sans 3"
TEXTS = (
    "Tuesday, 8 December 2026, 8.45",
    "AV. Tolkien-Wavell, To Yvonne’s",
    "Anna-Maria Tolkien-Wavell, 8-hour-pills for Ava-Yvonne-To, and so on",
    "If your chin burns past 13 October, call us at 9.15, then cool it (not too much) by AV-Yoyo.",
)
AMONG = (
    " treated you well on ",
    " knows (as does ",
    ", who is here, ",
    " and follow-up-care by ",
    ". Ask for ",
)
VALUES = ("Grace-Ann Okafor", "8 December 2026", "To Ava", "Anna-Maria Lee-Ellery", "V.")
NUDGES = (-1.5, -1, -0.5, -0.2, 0, 0.2, 0.5, 1, 1.5)
"""By how much more or less than the text there is room, in Pango's units."""


def read_setting(declarations: str) -> TypeSetting:
    """Return the setting of plain text in the regular face of what is declared."""
    rule = next(one for one in declarations.split("@font-face") if "weight:400" in shorten(one))
    path = shorten(rule).split("url(")[1].split(")")[0].strip("\"'").removeprefix("file://")
    content = Path(path).read_bytes()
    font = TTFont(io.BytesIO(content))
    # Of several characters that look alike, the first is the plain one.
    signs = sorted(font.getBestCmap().items(), reverse=True)
    texts = {font.getGlyphID(name): chr(code) for code, name in signs}
    per_em = 1000 / font["head"].unitsPerEm
    widths = {
        font.getGlyphID(name): round(advance * per_em)
        for name, (advance, _) in font["hmtx"].metrics.items()
    }
    return TypeSetting(
        font=content, size=SIZE, language="en", features=(), name="F", widths=widths, texts=texts
    )


def shorten(text: str) -> str:
    return text.replace(" ", "").replace("\n", "")


def list_lines(box: Any) -> list[list[list[float]]]:
    """Return the widths of what stands on the lines of each paragraph."""
    if isinstance(box, boxes.BlockBox) and box.element_tag == "p":
        return [[[child.width for child in line.children] for line in box.children]]
    return [lines for child in getattr(box, "children", ()) for lines in list_lines(child)]


@pytest.fixture(scope="module")
def faces(tmp_path_factory: pytest.TempPathFactory) -> str:
    cache = tmp_path_factory.mktemp("faces")
    load_engine(cache)
    return declare_faces(FAMILY, cache)


@pytest.mark.parametrize("text", TEXTS)
def test_lines_break_where_weasyprint_breaks_them(
    faces: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "LOOK_AFTER", 1)
    shaper = words.WordShaper(Shaper(read_setting(faces)))
    assert shaper.split(text) is not None
    hold_to_weasyprint(faces, shaper, [text], NUDGES)


@pytest.mark.parametrize("seed", range(6))
def test_lines_of_several_texts_break_where_weasyprint_breaks_them(
    faces: str, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "LOOK_AFTER", 1)
    dice = random.Random(seed)
    statics = ["Thank you for coming to us. ", *dice.sample(AMONG, 3)]
    texts = [text for one in statics for text in (one, dice.choice(VALUES))]
    shaper = words.WordShaper(Shaper(read_setting(faces)))
    hold_to_weasyprint(faces, shaper, [*texts, ", and that is all."], (-30, -5, -0.5, 0.5, 5, 30))


def hold_to_weasyprint(
    faces: str, shaper: words.WordShaper, texts: list[str], nudges: tuple[float, ...]
) -> None:
    """Assert that texts are broken as WeasyPrint does it, in lines that they fill nearly or just."""
    reached, before = [], 0.0
    for text in texts:
        stops = [place + (sign == "-") for place, sign in enumerate(text) if sign in " -"]
        runs = [shaper.shaper.shape(text[:end]) for end in (*stops, len(text))]
        reached += [before + run.set().width for run in runs if run]
        before = reached[-1]
    # No word may be longer than its line.
    wanted = [(width, nudge) for width in reached if width > 120 for nudge in nudges]
    widths = [width + nudge / PANGO_SCALE for width, nudge in wanted]
    fonts = FontConfiguration()
    style = f"{faces} p {{ font: {SIZE}px '{FAMILY}'; margin: 0 }} @page {{ size: 900px 90000px }}"
    marked = "".join(
        f"<i style='font-style: normal'>{one}</i>" if n % 2 else one for n, one in enumerate(texts)
    )
    paragraphs = "".join(f"<p lang=en style='width: {width!r}px'>{marked}</p>" for width in widths)
    document = weasyprint.HTML(string=paragraphs).render(
        stylesheets=[weasyprint.CSS(string=style, font_config=fonts)], font_config=fonts
    )
    drawn = [lines for page in document.pages for lines in list_lines(page._page_box)]
    assert len(drawn) == len(widths)
    shapers = [shaper] * len(texts)
    broken = [LineBreaker(width, shapers).break_lines(texts) for width in widths]
    for (_, nudge), lines, theirs in zip(wanted, broken, drawn, strict=True):
        # Where rounding decides, or a cut would change a shape, nothing is claimed.
        assert lines is None or [[one.width for one in line] for line in lines] == theirs, nudge
    assert any(broken)
