"""The measures of a page, and a theme's own."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handout.compose.geometry import Geometry, make_geometry
from handout.errors import ProjectError
from handout.model import FORMATS, Format
from tests.instruments.judgement import explain, judge
from tests.instruments.structure import Document
from tests.stress import Case
from tests.stress.press import Press

A4 = make_geometry(FORMATS["a4"])
THEME = """\
@import "calm.css";
/* :root { --side: 1mm } */
:root { --page-start: 25mm; --side: 36mm; --hang: 42mm; --line: 6.5mm; --gap: 8mm;
  --size-part: 15pt; --size-side: 11pt }
"""
ARTICLE = """\
---
title: Rain
---

## What to do

### What you can do by yourself

> [!FACT] 48 hours
> No heat, no sweat and no make-up, since each of them can turn pink skin into sore skin.

{text}

### When it rains

{text}
"""


NOT_DECLARED = {"width", "height", "hours", "close_line", "close_gap", "close_figure", "close_code"}


@pytest.mark.parametrize("format_", FORMATS.values(), ids=FORMATS)
def test_what_is_declared_is_taken_as_it_is(format_: Format) -> None:
    geometry = make_geometry(format_)
    blank = Geometry(width=1, height=1, top=0, inner=0, outer=0, foot=0)
    again = blank.adopt([geometry.write_variables()])
    assert again.sizes == geometry.sizes
    for name in {one.name for one in fields(Geometry)} - NOT_DECLARED - {"sizes"}:
        assert getattr(again, name) == pytest.approx(getattr(geometry, name), abs=0.01), name


@given(st.floats(30, 60), st.floats(4, 9), st.sampled_from(["mm", "pt"]))
def test_what_follows_from_measures_follows_them(side: float, line: float, unit: str) -> None:
    factor = {"mm": 1, "pt": 25.4 / 72}[unit]
    sheet = f":root {{ --side: {side / factor:.6f}{unit}; --line: {line / factor:.6f}{unit} }}"
    own = A4.adopt([sheet])
    assert own.text == pytest.approx(own.measure - side - A4.gutter, abs=1e-3)
    assert own.close_line / own.line == pytest.approx(A4.close_line / A4.line)
    assert A4.adopt([".close { --side: 9mm }", ":root { --other: 3mm }"]) == A4


def test_a_theme_s_measures_are_drawn_and_measured(tmp_path: Path) -> None:
    made = Press(tmp_path).make(_write_case(tmp_path, THEME))
    assert made.pdf is not None, made.errors
    text = [run for run in Document(made.pdf).pages[0].runs if run.text.startswith("Wash")]
    assert text[0].box[0] / 72 * 25.4 == pytest.approx(25 + 42, abs=0.2)
    complaints = dict(judge(made.pdf))
    complaints.pop("the last page is used", None)
    # The instruments know the margins of the shipped theme.
    complaints.pop("text is inside the margins", None)
    assert not complaints, explain(complaints)


@pytest.mark.parametrize("sheet", ["a5", "large-print"])
def test_a_format_in_one_column_has_measures_of_its_own(tmp_path: Path, sheet: str) -> None:
    case = _write_case(tmp_path, THEME)

    def find_left() -> float:
        made = Press(tmp_path).make(case, format=FORMATS[sheet])
        assert made.pdf is not None, made.errors
        runs = [run for run in Document(made.pdf).pages[0].runs if run.text.startswith("Wash")]
        return runs[0].box[0] / 72 * 25.4

    assert find_left() == pytest.approx(make_geometry(FORMATS[sheet]).inner, abs=0.2)
    own = case.project / "styles" / "formats" / f"{sheet}.css"
    own.parent.mkdir()
    own.write_text(":root { --page-start: 19mm }", "utf-8")
    assert find_left() == pytest.approx(19, abs=0.2)


def test_measures_without_room_for_text_are_refused(tmp_path: Path) -> None:
    case = _write_case(tmp_path, ":root { --side: 150mm }")
    with pytest.raises(ProjectError, match="no room for text: 16 × 252 mm in the format a4"):
        Press(tmp_path).make(case)


def _write_case(folder: Path, theme: str) -> Case:
    article = folder / "clinic" / "content" / "articles" / "rain.md"
    article.parent.mkdir(parents=True)
    text = "\n\n".join(["Wash the wound with warm water, and pat it dry with a towel."] * 5)
    article.write_text(ARTICLE.format(text=text), "utf-8")
    (article.parents[1] / "clinic.toml").write_text(
        'name = "Linden"\n[brand]\nprimary = "#1f6f5c"\ntheme = "linden"\n', "utf-8"
    )
    themes = folder / "clinic" / "styles" / "themes"
    themes.mkdir(parents=True)
    (themes / "linden.css").write_text(theme, "utf-8")
    return Case(name="rain", project=folder / "clinic", article=article)
