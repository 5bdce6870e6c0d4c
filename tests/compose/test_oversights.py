"""Hold a clinic to be told what its templates and styles say in vain, and of nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from handout.assets import shipped_styles, shipped_templates
from handout.compose.composer import Composer
from handout.model import A4, SCREEN, Problem, Project, Recipient, Severity
from handout.read.article import read_article
from handout.read.project import read_project
from tests.compose.test_composer import compose
from tests.conftest import MakeProject, Run
from tests.stress import make_stress_set

SHIPPED = {
    **{f"templates/{one.relative_to(shipped_templates()).as_posix()}": one
       for one in shipped_templates().rglob("*.html")},
    **{f"styles/{one.relative_to(shipped_styles()).as_posix()}": one
       for one in shipped_styles().rglob("*.css")},
}  # fmt: skip
CHILD = '{% extends "handout.html" %}\n'
TITLED = CHILD.replace("%", "%%") + "{%% block title %%}{%% include %s %%}{%% endblock %%}"


def find(make_project: MakeProject, files: dict[str, str]) -> list[tuple[str, str, str | None]]:
    """Return each warning's place, message and hint; what is composed has no other problem."""
    root = make_project(files)
    composed, problems = compose(root)
    assert composed
    told = [one for one in problems if one.code != "brand.adjusted"]
    assert all(one.severity is Severity.WARNING for one in told), told
    return [(place(one, root), one.message, one.hint) for one in told]


def place(problem: Problem, root: Path) -> str:
    assert problem.path
    line = f":{problem.line}" if problem.line else ""
    return problem.path.relative_to(root).as_posix() + line


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_nothing_is_said_of_a_shipped_file_that_was_copied(
    make_project: MakeProject, name: str
) -> None:
    assert find(make_project, {name: SHIPPED[name].read_text("utf-8")}) == []


@pytest.mark.parametrize(
    "block", ["letterhead", "title", "key_points", "authors", "contact", "running", "metadata"]
)
def test_a_block_that_is_misspelt_is_told_with_the_near_one(
    make_project: MakeProject, block: str
) -> None:
    wrong = block[:-2] + block[-1] + block[-2]
    text = f"{CHILD}{{% block {wrong} %}}{{% block own %}}{{% endblock %}}{{% endblock %}}"
    assert find(make_project, {"templates/handout.html": text}) == [
        (
            "templates/handout.html:2",
            f"what this extends has no block “{wrong}”: it is left out.",
            f"did you mean “{block}”?",
        )
    ]
    right = text.replace(f"block {wrong}", f"block {block}")
    assert find(make_project, {"templates/handout.html": right}) == []


def test_the_blocks_of_a_clinics_own_parent_count(make_project: MakeProject) -> None:
    files = {
        "templates/own.html": CHILD
        + "{% block title %}{% block fee %}{% endblock %}{% endblock %}",
        "templates/handout.html": '{% extends "own.html" %}\n{% block fee %}5{% endblock %}',
    }
    # Its own name is the shipped one's, of which the other is a child.
    files["templates/own.html"] = files["templates/own.html"].replace("handout", "shipped/handout")
    assert find(make_project, files) == []


@pytest.mark.parametrize(
    ("said", "message", "hint"),
    [
        ("clinic.telephone", "“clinic” has no “telephone”.", "did you mean “clinic.phone”?"),
        ("clinic.brand.primry", "“clinic.brand” has no “primry”.", "clinic.brand.primary"),
        ("article.titel", "“article” has no “titel”.", "did you mean “article.title”?"),
        ("clinc.phone", "there is no variable “clinc”.", "did you mean “clinic”?"),
    ],
)
@pytest.mark.parametrize(
    "where", ["{%% if false %%}\n{{ %s }}{%% endif %%}", "{%% if false and\n%s %%}{%% endif %%}"]
)
def test_a_name_that_is_never_reached_is_told_with_the_near_one(
    make_project: MakeProject, said: str, message: str, hint: str, where: str
) -> None:
    block = "{% block title %}" + where % said + "{% endblock %}"
    ((path, told, mend),) = find(make_project, {"templates/handout.html": CHILD + block})
    assert (path, told) == ("templates/handout.html:3", message)
    assert mend
    assert hint in mend


def test_names_of_a_templates_own_are_known(make_project: MakeProject) -> None:
    block = (
        "{% block title %}{% set mine = 1 %}{% for one in [1] %}{{ loop.index }}{{ one }}"
        '{% include "parts/own.html" %}{% endfor %}{% with other = 2 %}{{ other }}{% endwith %}'
        "{% macro say(word, more=1) %}{{ word }}{{ more }}{{ caller() }}{% endmacro %}"
        "{% call say('a') %}{{ super() }}{% endcall %}{{ recipient.anything if recipient }}"
        "{% endblock %}"
    )
    files = {"templates/handout.html": CHILD + block, "templates/parts/own.html": "{{ one }}"}
    assert find(make_project, files) == []


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("templates/letterhead.html", "templates/parts/letterhead.html"),
        ("templates/parts/qwxyz.html", "include, import or extend it"),
        ("styles/clinik.css", "styles/clinic.css"),
        ("styles/a4.css", "styles/formats/a4.css"),
        ("styles/qwxyz.css", "import it in “styles/clinic.css”"),
        ("styles/themes/quiet.css", 'theme = "quiet"'),
    ],
)
def test_a_file_that_nothing_uses_is_told(make_project: MakeProject, name: str, hint: str) -> None:
    ((path, message, mend),) = find(make_project, {name: ""})
    assert path == name
    assert "nothing uses" in message
    assert mend
    assert hint in mend


@pytest.mark.parametrize("name", ["styles/clinic.css", "styles/base.css", "styles/more.css"])
@pytest.mark.parametrize(
    ("used", "near"), [("--stong", "--strong"), ("--gpa", "--gap"), ("--owm", "--own")]
)
def test_a_custom_property_that_nothing_declares_is_told(
    make_project: MakeProject, name: str, used: str, near: str
) -> None:
    text = f"p {{ --own: 1mm }}\nq {{ margin: 3mm var( {used} ) var({near}) var({used}, 0) }}"
    files = {"styles/clinic.css": '@import "more.css";' if "more" in name else "", name: text}
    assert find(make_project, files) == [
        (
            f"{name}:2",
            f"nothing declares “{used}”: what is made of it is passed over.",
            f"did you mean “{near}”?",
        )
    ]


@pytest.mark.parametrize(
    "files",
    [
        {"templates/handout.html": TITLED % '"x/own.html"', "templates/x/own.html": "<p>"},
        {"templates/handout.html": TITLED % '"x/" ~ "own.html"', "templates/x/own.html": "<p>"},
        {
            "templates/parts/head.html": '{% extends "own.html" %}',
            "templates/own.html": "{% macro head(clinic) %}{{ clinic.name }}{% endmacro %}",
        },
        {"styles/clinic.css": '@import "x/a.css";', "styles/x/a.css": '@import "../b.css";',
         "styles/b.css": "@import url(x/a.css);"},
        {"templates/README.md": "# Ours", "styles/note.txt": "x", "templates/.x.html": "",
         "templates/handout.html~": "", "styles/.git/x.css": ""},
    ],
)  # fmt: skip
def test_nothing_is_said_of_a_file_that_is_used_or_no_template(
    make_project: MakeProject, files: dict[str, str]
) -> None:
    assert find(make_project, files) == []


LEFT_OUT = "the template leaves out some or all of what the article says."


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("handout.html", "Hello"),
        ("handout.html", CHILD + "{% block sections %}{% endblock %}"),
        ("handout.html", CHILD + "{% block lead %}{% endblock %}"),
        ("handout.html", CHILD + "{% block body %}<main>{{ article.title }}</main>{% endblock %}"),
        ("parts/section.html", "{% macro section(item, is_numbered) %}{% endmacro %}"),
        (
            "parts/section.html",
            "{% macro section(item, is_numbered) %}{{ item.title | plain }}{% endmacro %}",
        ),
    ],
)
def test_a_template_that_leaves_the_article_out_is_told(
    make_project: MakeProject, name: str, text: str
) -> None:
    ((path, message, mend),) = find(make_project, {f"templates/{name}": text})
    assert (path, message) == (f"templates/{name}", LEFT_OUT)
    assert mend
    assert "“outline.sections”" in mend


@pytest.mark.parametrize(
    "text",
    [
        "{% block body %}{% from 'parts/blocks.html' import groups with context %}"
        "{% for one in outline.sections %}{{ one.title | inline | upper }}"
        "{{ groups(one.groups) }}"
        "{% endfor %}{{ groups(outline.lead) }}{% endblock %}",
        "{% block sections %}<div>{{ super() }}</div>{% endblock %}",
    ],
)
def test_an_article_that_is_printed_in_another_way_is_not_left_out(
    make_project: MakeProject, text: str
) -> None:
    words = "Don't **stop** 2 &amp; <3 *now*[^1] – {{ recipient.name }} “said” so.\n\n"
    article = f"---\ntitle: Rain\n---\n\n{words}## *A* `b` C\n\n{words}[^1]: Oh.\n"
    files = {"templates/handout.html": CHILD + text, "content/articles/rain.md": article}
    told = [message for _, message, _ in find(make_project, files)]
    assert LEFT_OUT not in told


@pytest.mark.parametrize(
    "where", ["{% block title %}{{ super() }}{% endblock %}\n\nHello\n", "\nHi"]
)
@pytest.mark.parametrize("word", ["Hello", "<p>", "{{ clinic.name }}"])
def test_what_stands_outside_of_blocks_is_told(
    make_project: MakeProject, where: str, word: str
) -> None:
    text = CHILD + where.replace("Hello", word).replace("Hi", word)
    assert find(make_project, {"templates/handout.html": text}) == [
        (
            f"templates/handout.html:{4 if 'block' in where else 3}",
            "what stands outside of blocks is left out, because this extends a template.",
            "put it into a block of the template that this extends.",
        )
    ]


def test_no_article_of_the_stress_set_is_said_to_be_left_out(tmp_path: Path) -> None:
    composers: dict[Path, tuple[Project, Composer]] = {}
    tried = 0
    for case in make_stress_set(tmp_path):
        if case.project not in composers:
            own = case.project / "templates/handout.html"
            own.parent.mkdir(exist_ok=True)
            own.write_text(CHILD)
            project = read_project(case.project, lambda _: None)
            assert project
            composers[case.project] = project, Composer(project.clinic, root=case.project)
        project, composer = composers[case.project]
        article = read_article(case.article, project, lambda _: None)
        if article is None or case.error:
            continue
        tried += 1
        recipient = Recipient(fields=dict(case.recipient)) if case.recipient else None
        problems: list[Problem] = []
        composer.compose(
            article, format=A4, edition=SCREEN, recipient=recipient, report=problems.append
        )
        assert LEFT_OUT not in [one.message for one in problems], case.name
    assert tried > 50


def test_it_is_told_again_where_nothing_is_built(make_project: MakeProject, run: Run) -> None:
    root = make_project({"templates/letterhead.html": "", "styles/clinik.css": ""})
    for _ in range(2):
        result = run("build", cwd=root)
        assert result.exit_code == 0
        assert "Warning: templates/letterhead.html: nothing uses this template." in result.stderr
        assert "Warning: styles/clinik.css: nothing uses this style sheet." in result.stderr
