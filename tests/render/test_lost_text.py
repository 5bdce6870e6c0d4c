"""Hold every build to the article's words: what is on no page is told, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from weasyprint.formatting_structure import boxes

from handout.render import blocks
from handout.render.blocks import find_texts
from tests.conftest import MakeProject, Run, choose_some
from tests.stress import Case
from tests.stress.press import Made, Press

ARTICLE = """\
---
title: Tablets
published: 2026-01-15
---

Take **two** tablets a day, one in the morning and one at night, always with a glass of water.

## How long

1. Begin on Monday.
2. Stop after ten days, even if one is left.

| When | How many |
|---|---|
| Morning | One tablet |
| Night | Another one |

> [!WARNING]
> Never take *three*.

Ask {{ recipient.practitioner }} if in doubt.[^1]

[^1]: Or ring the night line.
"""
LINE = {"Stop after": 11, "Another": 16, "Never take": 19, "Or ring": 23}


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Press:
    return Press(tmp_path_factory.mktemp("pdf"))


Make = Callable[..., Made]


@pytest.fixture
def make(make_project: MakeProject, press: Press) -> Make:
    def call(style: str = "", article: str = ARTICLE, **recipient: str) -> Made:
        root = make_project(
            {
                "content/articles/tablets.md": article,
                "styles/clinic.css": style or "p { color: red }",
            }
        )
        path = root / "content/articles/tablets.md"
        return press.make(
            Case(name="tablets", project=root, article=path, recipient=recipient or None)
        )

    return call


def find_lost(made: Made) -> list[tuple[int | None, str]]:
    return [(one.line, one.message) for one in made.problems if one.code == "text.lost"]


def test_all_words_are_there(make: Make) -> None:
    made = make()
    assert made.pdf
    assert find_lost(made) == []


@pytest.mark.parametrize(
    ("style", "line", "words"),
    [
        ("ol.steps { block-size: 9mm; overflow: hidden }", 11, "Stop after ten days, even if one is left."),
        ("tr:last-child td { max-lines: 1; inline-size: 9mm; display: block; continue: discard }", 16, "one"),
        ("main > p, .lead p { max-lines: 1; continue: discard }", 6, "glass of water."),
        (".warning { margin-inline-start: -400mm; inline-size: 90mm }", 19, "Never take three."),
        (".warning em { position: absolute; inset-block-start: 900mm }", 19, "three"),
        ("p { white-space: nowrap; overflow: hidden }", 6, "tablets a day, one in the morning and one at night, always with a glass of water."),
    ],
)  # fmt: skip
def test_what_a_style_cuts_off_is_told_with_its_line(
    make: Make, style: str, line: int, words: str
) -> None:
    made = make(style)
    found = find_lost(made)
    assert found, made.problems
    assert found[0][0] == line
    assert words in found[0][1]
    assert made.pdf is None


@pytest.mark.parametrize(
    "style",
    choose_some(
        [
            ".warning { display: none }",
            "ol { display: none } table { visibility: hidden }",
            "p { text-transform: uppercase; hyphens: auto; font-variant-caps: small-caps }",
            "p { letter-spacing: .3em; text-align: justify } li { font-variant-ligatures: none }",
            "body { direction: rtl }",
            "p { transform: rotate(5deg) translateX(-400mm) }",
            "table { overflow: hidden } p { overflow: hidden }",
            "@page { size: 200mm 90mm }",
            "td { break-after: page } p { columns: 2 } em { float: right }",
            "em { position: relative; inset-block-start: 1mm } strong { display: inline-block }",
        ],
        2,
    ),
)
def test_what_a_style_hides_or_changes_is_not(make: Make, style: str) -> None:
    made = make(style)
    assert find_lost(made) == []


@pytest.mark.parametrize("words", LINE)
def test_a_line_that_the_engine_loses_is_told(
    make: Make, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    lay_out = blocks._lay_out  # WeasyPrint's own

    def lose(html: Any, *given: Any) -> Any:
        pages = list(lay_out(html, *given))
        page_boxes = [getattr(page, "_page_box", page) for page in pages]
        waiting = [*page_boxes]
        while waiting:
            box = getattr(waiting[-1], "_box", waiting.pop())
            children = getattr(box, "children", ())
            kept = [
                child
                for child in children
                if not (
                    isinstance(child, boxes.LineBox)
                    and words in "".join(text.text for text in find_texts(child))
                )
            ]
            if len(kept) < len(children):
                box.children = kept
            waiting.extend(kept)
        return pages

    monkeypatch.setattr(blocks, "_lay_out", lose)
    made = make()
    assert made.pdf is None
    ((line, message),) = find_lost(made)
    assert line == LINE[words]
    assert words in message
    assert message.endswith("is on no page, or cut off there.")


def test_it_can_be_allowed(make_project: MakeProject, run: Run) -> None:
    style = ".warning em { position: relative; inset-block-start: 400mm }"
    project = make_project({"content/articles/a.md": ARTICLE, "styles/clinic.css": style})
    result = run("build", cwd=project)
    assert result.exit_code == 1
    assert "Error: content/articles/a.md:19: “three” is on no page" in result.stderr
    result = run("build", "--allow-missing", cwd=project)
    assert result.exit_code == 0
    assert "Warning: content/articles/a.md:19: “three” is on no page" in result.stderr


def test_nobody_s_name_is_quoted(make_project: MakeProject, run: Run, make: Make) -> None:
    style = "p { position: absolute; inset-block-start: 900mm }"
    made = make(style, practitioner="Xanthippe")
    assert any("Ask … if in doubt." in message for _, message in find_lost(made))
    project = make_project(
        {
            "content/articles/a.md": ARTICLE,
            "styles/clinic.css": style,
            "list.csv": "name,practitioner\nUlla,Xanthippe\nOla,Xanthippe Quux\n",
        },
        name="other",
    )
    result = run("merge", "a", "list.csv", "--all", cwd=project)
    assert result.exit_code != 0
    assert "Xanthippe" not in result.stderr + result.stdout
    assert "Xanthippe" not in str([path.read_bytes() for path in project.rglob("*.json*")])
