"""Rendering one handout: what stops it, and with what words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from handout.compose.composer import Composer
from handout.model import A4, SCREEN, Problem, Severity
from handout.read.article import read_article
from handout.read.project import read_project
from handout.render.loading import load_engine

MakeProject = Callable[..., Path]
CLINIC = 'name = "Quay Clinic"\n[brand]\nprimary = "#1f6b4f"\n'
HEAD = "---\ntitle: Rain\n---\n\n"


@pytest.fixture
def render(
    make_project: MakeProject, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., tuple[bytes | None, list[Problem]]]:
    cache = tmp_path_factory.getbasetemp() / "faces"

    def run(
        files: dict[str, str], *, allow_missing: bool = False
    ) -> tuple[bytes | None, list[Problem]]:
        root = make_project({"content/clinic.toml": CLINIC} | files)
        problems: list[Problem] = []
        project = read_project(root, problems.append)
        assert project, problems
        article = read_article(root / "content/articles/rain.md", project, problems.append)
        assert article, problems
        composed = Composer(project.clinic, root=root).compose(
            article, format=A4, edition=SCREEN, report=problems.append
        )
        assert composed, problems
        answer = load_engine(cache).render(
            composed,
            roots=(root, Path(__file__).parents[2] / "styles"),
            allow_missing=allow_missing,
        )
        return answer.pdf, [*problems, *answer.problems]

    return run


Render = Callable[..., tuple[bytes | None, list[Problem]]]


def test_a_missing_glyph_is_named_with_its_line(render: Render) -> None:
    files = {"content/articles/rain.md": HEAD + "One.\n\nTwo 漢.\n"}
    pdf, problems = render(files)
    assert pdf is None
    assert [(p.code, p.severity, p.line) for p in problems] == [
        ("glyph.missing", Severity.ERROR, 7)
    ]
    assert "“漢” (U+6F22)" in problems[0].message
    pdf, problems = render(files, allow_missing=True)
    assert pdf
    assert [problem.severity for problem in problems] == [Severity.WARNING]


def test_a_font_that_cannot_be_loaded_stops_the_handout_and_not_the_process(
    render: Render,
) -> None:
    style = '@font-face { font-family: "Own"; src: url(own.ttf) }\nbody { font-family: "Own" }'
    pdf, problems = render(
        {"content/articles/rain.md": HEAD + "One.\n", "styles/clinic.css": style}
    )
    assert pdf is None
    assert [problem.code for problem in problems] == ["font.missing"]
    assert problems[0].path
    assert problems[0].path.name == "clinic.css"


def test_a_font_that_nobody_declares_is_named(render: Render) -> None:
    style = 'body { font-family: "Comic Neue" }'
    pdf, problems = render(
        {"content/articles/rain.md": HEAD + "One.\n", "styles/clinic.css": style}
    )
    assert pdf is None
    assert "“Comic Neue”" in problems[0].message


def test_a_slip_in_a_style_sheet_is_named_with_its_line(render: Render) -> None:
    style = "p { color: red }\np { colour: red }\n"
    pdf, problems = render(
        {"content/articles/rain.md": HEAD + "One.\n", "styles/clinic.css": style}
    )
    assert pdf
    assert [(p.code, p.severity, p.line) for p in problems] == [
        ("style.ignored", Severity.WARNING, 2)
    ]


@pytest.mark.parametrize(
    "style",
    ['@import "file:///etc/hosts";', "@import url(http://127.0.0.1:9/x.css);"],
)
def test_a_style_sheet_from_outside_is_refused(render: Render, style: str) -> None:
    pdf, problems = render(
        {"content/articles/rain.md": HEAD + "One.\n", "styles/clinic.css": style}
    )
    assert pdf is None
    assert problems[0].severity is Severity.ERROR


def test_a_picture_inside_a_picture_stays_in_the_project(render: Render) -> None:
    picture = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
        '<image href="file:///etc/passwd" width="9" height="9"/></svg>'
    )
    pdf, problems = render(
        {
            "content/articles/rain.md": HEAD + "![A square](x.svg)\n",
            "content/articles/x.svg": picture,
        }
    )
    assert pdf is None
    assert "outside the project" in problems[0].message


def test_what_pango_is_given_for_a_text_belongs_to_that_text_alone(
    render: Render, monkeypatch: pytest.MonkeyPatch
) -> None:
    from weasyprint.text import line_break
    from weasyprint.text.ffi import ffi, pango

    owners = []
    set_text = line_break.Layout.set_text

    def count(layout: Any, text: str, justify: bool = False) -> None:
        set_text(layout, text, justify)
        attributes = pango.pango_layout_get_attributes(layout.layout)
        if attributes != ffi.NULL:
            # Pango counts the owners of a list in its first field.
            owners.append(ffi.cast("unsigned int *", attributes)[0])

    monkeypatch.setattr(line_break.Layout, "set_text", count)
    style = "body { font-feature-settings: 'onum' } p { letter-spacing: 1px }"
    pdf, problems = render(
        {"content/articles/rain.md": HEAD + "A word.\n\nAnother.\n", "styles/own.css": style}
    )
    assert pdf, problems
    assert owners
    assert set(owners) == {1}
