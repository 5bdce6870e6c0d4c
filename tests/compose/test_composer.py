"""Composing a clinic's handouts: what templates and styles of its own replace, and what vanishes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from handout.assets import shipped_templates
from handout.compose.composed import Composed
from handout.compose.composer import Composer
from handout.errors import ProjectError
from handout.model import A4, SCREEN, Problem, Recipient
from handout.read.article import read_article
from handout.read.project import read_project
from tests.conftest import choose_some

MakeProject = Callable[..., Path]
CLINIC = 'name = "Quay Clinic"\n[brand]\nprimary = "#1f6b4f"\n'
WHOLE = 'phone = "020 7946 0000"\ndisclaimer = "No advice."\n' + CLINIC
SHIPPED = shipped_templates()
ARTICLE = "---\ntitle: Rain\n---\n\n## First\n\nSome text.\n"


def compose(
    root: Path, recipient: Recipient | None = None
) -> tuple[Composed | None, list[Problem]]:
    problems: list[Problem] = []
    project = read_project(root, problems.append)
    assert project, problems
    article = read_article(root / "content/articles/rain.md", project, problems.append)
    assert article, problems
    composer = Composer(project.clinic, root=root)
    composed = composer.compose(
        article, format=A4, edition=SCREEN, recipient=recipient, report=problems.append
    )
    return composed, problems


def compose_html(
    make_project: MakeProject, files: dict[str, str] | None = None, *, name: str = "clinic"
) -> str:
    own = {"content/clinic.toml": CLINIC, "content/articles/rain.md": ARTICLE}
    composed, problems = compose(make_project(own | (files or {}), name=name))
    assert composed, problems
    return composed.html


def test_parts_without_content_vanish(make_project: MakeProject) -> None:
    html = compose_html(make_project)
    for name in ("standfirst", "glance", "contents", "author", "references", "quiet", "contact"):
        assert f'class="{name}' not in html
        assert f" {name}" not in html.split("<main>")[1]
    assert '<p class="wordmark"><span>Quay Clinic</span></p>' in html


def test_a_clinic_replaces_one_block(make_project: MakeProject) -> None:
    own = '{% extends "shipped/handout.html" %}{% block title %}{{ super() }}<p>Ours</p>{% endblock %}'
    html = compose_html(make_project, {"templates/handout.html": own})
    assert '<h1 class="short">Rain</h1>\n<p>Ours</p>' in html
    assert "<p" in html.split("Ours")[1]


@pytest.mark.parametrize("prefix", ["", "shipped/"])
@pytest.mark.parametrize(
    "name",
    choose_some(
        sorted(path.relative_to(SHIPPED).as_posix() for path in SHIPPED.rglob("*.html")), 5
    ),
)
def test_a_template_that_names_itself_means_the_shipped_one(
    make_project: MakeProject, name: str, prefix: str
) -> None:
    own = f'{{% extends "{prefix}{name}" %}}'
    html = compose_html(make_project, {f"templates/{name}": own, "content/clinic.toml": WHOLE})
    assert html == compose_html(make_project, {"content/clinic.toml": WHOLE}, name="plain")


def test_a_macro_is_made_of_the_shipped_one(make_project: MakeProject) -> None:
    own = """{% from "parts/letterhead.html" import letterhead as shipped %}
{% macro letterhead(clinic) %}{{ shipped(clinic) }}<i>Ours</i>{% endmacro %}"""
    html = compose_html(make_project, {"templates/parts/letterhead.html": own})
    assert "<span>Quay Clinic</span>" in html.split("<i>Ours</i>")[0]


def test_a_template_includes_the_shipped_one_of_its_name(make_project: MakeProject) -> None:
    html = compose_html(make_project, {"templates/handout.html": '{% include "handout.html" %}'})
    assert html == compose_html(make_project, name="plain")


def test_a_template_of_no_shipped_name_may_include_itself(make_project: MakeProject) -> None:
    files = {
        "templates/handout.html": '{% extends "handout.html" %}{% block title %}'
        '{% set rest = [1, 2, 3] %}{% include "parts/own.html" %}{% endblock %}',
        "templates/parts/own.html": "<i>{{ rest | length }}</i>{% if rest | length > 1 %}"
        '{% set rest = rest[1:] %}{% include "parts/own.html" %}{% endif %}',
    }
    assert "<i>3</i><i>2</i><i>1</i>" in compose_html(make_project, files)


def test_templates_that_lead_back_to_one_another_are_a_fault(make_project: MakeProject) -> None:
    files = {
        "templates/handout.html": '{% extends "page.html" %}',
        "templates/page.html": '{% extends "handout.html" %}',
    }
    with pytest.raises(ProjectError, match="without end"):
        compose_html(make_project, files)


def test_a_clinic_replaces_one_file(make_project: MakeProject) -> None:
    own = "{% macro letterhead(clinic) %}<header>{{ clinic.name }}!</header>{% endmacro %}"
    html = compose_html(make_project, {"templates/parts/letterhead.html": own})
    assert "<header>Quay Clinic!</header>" in html


def test_a_clinic_replaces_a_style_sheet_and_adds_its_own(make_project: MakeProject) -> None:
    files = {"content/clinic.toml": CLINIC, "content/articles/rain.md": ARTICLE}
    root = make_project(
        files | {"styles/base.css": "p { color: red }", "styles/clinic.css": "q {}"}
    )
    composed, _ = compose(root)
    assert composed
    texts = [style.text for style in composed.styles]
    assert "p { color: red }" in texts
    # After it come the measures alone, its own among them.
    assert texts[-2] == "q {}"
    assert "--line" in texts[-1]


@pytest.mark.parametrize(
    ("template", "line"),
    [("<p>\n{% block %}", 2), ("<p>\n\n{{ nothing.here }}", 3)],
)
def test_a_broken_template_is_named_with_its_line(
    make_project: MakeProject, template: str, line: int
) -> None:
    files = {"content/clinic.toml": CLINIC, "content/articles/rain.md": ARTICLE}
    root = make_project(files | {"templates/handout.html": template})
    with pytest.raises(ProjectError) as caught:
        compose(root)
    assert caught.value.where
    assert caught.value.where.path == root / "templates/handout.html"
    assert caught.value.where.line == line


def test_what_an_article_says_is_escaped(make_project: MakeProject) -> None:
    text = "---\ntitle: A <b> & {{ x }}\n---\n\n<script>alert(1)</script> & more\n"
    own = {"content/clinic.toml": CLINIC, "content/articles/rain.md": text.replace("{{ x }}", "y")}
    composed, _ = compose(make_project(own))
    assert composed
    assert "<script" not in composed.html
    assert "A &lt;b&gt; &amp; y" in composed.html


EXTRA = {
    "content/clinic.toml": f"{CLINIC}[extra]\nbooking = '<b>book</b>'\nrooms = ['a', '<b>']\nday = 2026-03-01\n",
    "content/articles/rain.md": "---\ntitle: Rain\nextra: {fee: 12, offer: {ends: 2026-12-24}}\n---\n\nText.\n",
}


@pytest.mark.parametrize(
    ("said", "printed"),
    [
        ("clinic.extra.booking", "&lt;b&gt;book&lt;/b&gt;"),
        ("clinic.extra['booking'] | upper", "&lt;B&gt;BOOK&lt;/B&gt;"),
        ("clinic.extra.rooms | join(' or ')", "a or &lt;b&gt;"),
        ("clinic.extra.day | long_date", "1 March 2026"),
        ("article.extra.fee + 1", "13"),
        ("article.extra.offer.ends", "24 December 2026"),
        ("article.extra.nothing | default('none')", "none"),
        ("clinic.extra.items() | length", "3"),
    ],
)
def test_what_is_a_clinics_own_reaches_templates(
    make_project: MakeProject, said: str, printed: str
) -> None:
    files = EXTRA | {"templates/handout.html": "<p>{{ " + said + " }}</p>"}
    assert compose_html(make_project, files) == f"<p>{printed}</p>\n"


@pytest.mark.parametrize(
    ("said", "near"),
    [
        ("clinic.extra.bokking", "booking"),
        ("article.extra.fees", "fee"),
        ("article.extra.offer.end", "ends"),
    ],
)
@pytest.mark.parametrize("place", ["templates/handout.html", "content/articles/rain.md"])
def test_what_is_not_among_it_is_a_fault_with_the_near_name(
    make_project: MakeProject, said: str, near: str, place: str
) -> None:
    if place.startswith("templates"):
        files = EXTRA | {place: "<p>\n{{ " + said + " }}"}
        with pytest.raises(ProjectError) as caught:
            compose_html(make_project, files)
        assert caught.value.where
        assert caught.value.where.line == 2
        assert caught.value.hint == f"Did you mean “{near}”?"
    elif said.count(".") == 2:
        composed, (problem,) = compose(
            make_project(EXTRA | {place: EXTRA[place] + "{{ " + said + " }}\n"})
        )
        assert composed is None
        assert problem.line == 7
        assert problem.hint == f"Did you mean “{near}”?"


def test_an_article_prints_it_in_its_text(make_project: MakeProject) -> None:
    files = dict(EXTRA)
    files["content/articles/rain.md"] += "{{ clinic.extra.booking }} {{ article.extra.fee }}\n"
    html = compose_html(make_project, files)
    assert "Text. &lt;b&gt;book&lt;/b&gt; 12" in " ".join(html.split())


@pytest.mark.parametrize("said", ["clinic.extra.rooms", "clinic.extra", "article.extra.offer"])
def test_an_article_prints_no_list_of_it(make_project: MakeProject, said: str) -> None:
    files = dict(EXTRA)
    files["content/articles/rain.md"] += "{{ " + said + " }}\n"
    composed, (problem,) = compose(make_project(files))
    assert composed is None
    assert "which only templates print" in problem.message


def test_a_recipients_value_is_a_marked_run(make_project: MakeProject) -> None:
    text = "---\ntitle: Rain\n---\n\nDear {{ recipient.name }}, hello.\n"
    root = make_project({"content/clinic.toml": CLINIC, "content/articles/rain.md": text})
    filled, _ = compose(root, Recipient(fields={"name": "Bo <i> {{ y }}"}))
    blank, _ = compose(root)
    assert filled
    assert blank
    run = '<span class="recipient" data-field="recipient.name">Bo &lt;i&gt; {{ y }}</span>'
    assert f"Dear {run}, hello." in filled.html
    words = 'aria-label="blank to fill in"'
    assert f'Dear <span class="blank" data-field="recipient.name" {words}></span>, hello.' in (
        blank.html
    )


def test_a_field_that_is_not_there_is_named_with_its_line(make_project: MakeProject) -> None:
    text = "---\ntitle: Rain\n---\n\nDear {{ recipient.nmae }}, hello.\n"
    root = make_project({"content/clinic.toml": CLINIC, "content/articles/rain.md": text})
    composed, problems = compose(root, Recipient(fields={"name": "Bo"}))
    assert composed is None
    assert [(problem.line, problem.hint) for problem in problems] == [(5, "Did you mean “name”?")]


def test_what_was_changed_of_the_brand_is_said(make_project: MakeProject) -> None:
    yellow = CLINIC.replace("#1f6b4f", "#ffee00")
    root = make_project({"content/clinic.toml": yellow, "content/articles/rain.md": ARTICLE})
    _, problems = compose(root)
    assert [problem.code for problem in problems] == ["brand.adjusted", "brand.adjusted"]
    assert problems[0].path == root / "content/clinic.toml"


@pytest.mark.parametrize(
    ("title", "size"),
    [
        ("Rain", "short"),
        ("Krankenversicherungskarte", "long"),
        ("Krankenversicherungsbescheinigungen", "very-long"),
    ],
)
def test_a_title_is_set_so_small_that_no_word_is_cut(
    make_project: MakeProject, title: str, size: str
) -> None:
    article = ARTICLE.replace("title: Rain", f"title: {title}")
    html = compose_html(make_project, {"content/articles/rain.md": article})
    assert f'<h1 class="{size}">{title}</h1>' in html


def test_a_call_out_within_another_block_has_neither_panel_nor_icon(
    make_project: MakeProject,
) -> None:
    body = "> [!WARNING]\n> Wait.\n>\n> > [!TIP] Lukewarm\n> > is best.\n\n- > [!NOTE]\n  > Rest.\n"
    html = compose_html(make_project, {"content/articles/rain.md": f"{ARTICLE}\n{body}"})
    assert '<section class="panel callout warning">' in html
    assert '<section class="within callout tip">' in html
    assert '<section class="within callout note">' in html
    assert "<strong>Tip: Lukewarm</strong>" in html
    assert html.count('class="icon"') == 1
