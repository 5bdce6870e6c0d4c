"""Hold a clinic to be told what its templates and styles say in vain, and of nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from handout.assets import shipped_styles, shipped_templates
from handout.model import Problem, Severity
from tests.compose.test_composer import compose
from tests.conftest import MakeProject, Run

SHIPPED = {
    **{f"templates/{one.relative_to(shipped_templates()).as_posix()}": one
       for one in shipped_templates().rglob("*.html")},
    **{f"styles/{one.relative_to(shipped_styles()).as_posix()}": one
       for one in shipped_styles().rglob("*.css")},
}  # fmt: skip
CHILD = '{% extends "handout.html" %}\n'


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
        {"templates/handout.html": '{% include "x/own.html" %}', "templates/x/own.html": "<p>"},
        {"templates/handout.html": '{% include "x/" ~ "own.html" %}', "templates/x/own.html": "<p>"},
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


def test_it_is_told_again_where_nothing_is_built(make_project: MakeProject, run: Run) -> None:
    root = make_project({"templates/letterhead.html": "", "styles/clinik.css": ""})
    for _ in range(2):
        result = run("build", cwd=root)
        assert result.exit_code == 0
        assert "Warning: templates/letterhead.html: nothing uses this template." in result.stderr
        assert "Warning: styles/clinik.css: nothing uses this style sheet." in result.stderr
