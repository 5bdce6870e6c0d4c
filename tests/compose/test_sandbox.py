"""What templates and fields can reach: what is listed, and nothing that can do anything."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Undefined
from jinja2.runtime import BlockReference, Context, LoopContext, Macro, TemplateReference
from jinja2.utils import Namespace

from handout.compose import composer as composing
from handout.compose.composer import Composer
from handout.compose.records import SHOWN, ClosedContent, ClosedRecord
from handout.compose.sandbox import Function
from handout.errors import ProjectError
from handout.model import A4, SCREEN, Problem, Recipient
from handout.read.article import read_article
from handout.read.project import read_project
from tests.conftest import CLINIC, MakeProject, Run, choose_some

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'
EVERYTHING = """\
---
title: Rain
topic: Weather
key_points: [One **two**, Three]
authors: [rebecca]
reviewers: [{name: Ana Reyes, role: Nurse, date: 2026-01-01}]
version: "1.0"
published: 2026-01-15
tags: [rain]
references: [A book]
link: https://example.org/rain
questions: [Why?]
---

Dear {{ recipient.name }}, see[^1].

[^1]: A note.

## One

### Part

> [!FACT] 4 weeks
> until it is dry.

Text, `code`, [link](https://example.org) and *more*.

1. Step
   - inner
2. Step

- [ ] Box

> [!WARNING] Mind
> Out.

> Quote

Term
:   Meaning

```
code
```

***

![A drawing](images/logo.svg "Caption")

| a | b |
|---|---|
| c | d |
"""
FILES = {
    "content/clinic.toml": CLINIC.replace("[brand]", 'logo = "images/logo.svg"\n[brand]'),
    "content/authors/rebecca.toml": 'name = "Rebecca Meier"\nphoto = "images/logo.svg"\n',
    "content/images/logo.svg": LOGO,
    "content/articles/rain.md": EVERYTHING,
}
RECIPIENT = Recipient(fields={"name": "Xanthippe Quux", "note": "", "items": "two"})


def compose(root: Path, recipient: Recipient | None = RECIPIENT) -> str:
    problems: list[Problem] = []
    project = read_project(root, problems.append)
    assert project, problems
    article = read_article(root / "content/articles/rain.md", project, problems.append)
    assert article, problems
    composed = Composer(project.clinic, root=root).compose(
        article, format=A4, edition=SCREEN, recipient=recipient, report=problems.append
    )
    assert composed, problems
    return composed.html


def test_a_template_of_any_name_is_found_or_not(make_project: MakeProject) -> None:
    for name in ("a" * 300, "../content/clinic.toml", "/etc/passwd", ".", "parts", "\0", ""):
        with pytest.raises(ProjectError):
            compose_template(make_project, "{% include " + repr(name) + " %}")


def test_lists_of_clients_and_keys_are_no_templates(make_project: MakeProject, run: Run) -> None:
    for name in ("templates/parts/x.html", "styles/clinic.css", "content/articles/x.txt"):
        include = '{% extends "shipped/handout.html" %}{% block title %}{% include "parts/x.html" %}{% endblock %}'
        files = {**FILES, "clients.csv": "name\nXanthippe\n"}
        if name.startswith("templates"):
            files["templates/handout.html"] = include
        root = make_project(files, name=name.replace("/", "-"))
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).symlink_to(root / "clients.csv")
        result = run("build", "--html", cwd=root)
        assert result.exit_code in (3, 1, 6), result.stderr
        assert "leads out of" in result.stderr
        assert not [path for path in root.glob("dist/*") if b"Xanthippe" in path.read_bytes()]


def compose_template(make_project: MakeProject, template: str, name: str = "clinic") -> str:
    return compose(make_project({**FILES, "templates/handout.html": template}, name=name))


def test_nothing_that_templates_can_reach_does_anything(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Walk over all that is given, by every name that Python and its objects know."""
    given: dict[str, Any] = {}
    environments = []

    def keep(environment: Any, _: str, context: dict[str, Any], *__: object) -> str:
        environments.append(environment)
        given.update(context)
        return ""

    monkeypatch.setattr(composing, "render_template", keep)
    compose(make_project(FILES))
    environment = environments[0]
    harmless = (str, int, float, date, type(None), Function, ClosedContent, ClosedRecord, Undefined)
    waiting = [*given.values(), *environment.globals.values()]
    # What a template makes with the functions it has.
    template = environment.from_string("{% macro m() %}{% endmacro %}{% block b %}{% endblock %}")
    context = template.new_context({})
    waiting += [TemplateReference(context), template.module.m]
    waiting += [LoopContext([1], Undefined), BlockReference("b", context, [], 0), Namespace(a=1)]
    waiting += [template.module, "text", 1, 1.0, date(2026, 1, 1), [1], (1,), {"a": 1}]
    names = {name for one in waiting for name in dir(one)}
    names |= {"path", "source", "fields", "nodes", "_call", "__class__", "__globals__", "mro"}
    names |= {name for shown in SHOWN.values() for name in shown.split()}
    names |= set(dir(Path)) | set(dir(ClosedRecord)) | set(dir(Context))
    seen: dict[int, object] = {}
    kinds = set()
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen[id(one)] = one
        kinds.add(type(one))
        if isinstance(one, dict):
            waiting += one.values()
        elif isinstance(one, list | tuple):
            waiting += one
        elif not isinstance(one, harmless):
            # Jinja's own, of which only what is listed can be had.
            assert type(one).__module__.startswith("jinja2."), one
        if isinstance(one, Function | Undefined):
            continue
        for name in names:
            try:
                found = environment.getattr(one, name)
            except (AttributeError, KeyError):
                continue
            if not isinstance(found, Undefined):
                waiting.append(found)
    assert {ClosedRecord, ClosedContent, Function, str, Macro} <= kinds
    assert not any(issubclass(kind, type | Path | Context) for kind in kinds)
    assert {one.kind for one in seen.values() if isinstance(one, ClosedRecord)} >= {
        "Clinic",
        "Figure",
    }


@pytest.mark.parametrize(
    "expression",
    [
        "clinic.path",
        "clinic.path.joinpath('/etc/hostname').read_text()",
        "article.path.write_text('x')",
        "article.authors[0].path",
        "article.authors[0].photo.path.unlink()",
        "clinic.logo.path",
        "clinic.logo['path']",
        "clinic.logo | attr('path')",
        "[clinic.logo] | map(attribute='path') | first",
        "clinic.source",
        "clinic['source'].path",
        "clinic.fields",
        "outline.sections[0].groups[0].source",
        "article.key_points[0].nodes",
        "'' .__class__",
        "''['__class__']",
        "namespace.__globals__",
        "_.__globals__",
        "self.__init__",
        "self._TemplateReference__context",
        "'{0.__class__}'.format(clinic)",
        "clinic.name.upper.__self__",
        "lipsum(10)",
        "cycler(1)",
        "(1e400) | int",
        "article | id_of",
        "article | file_uri",
        "clinic | is_drawing",
        "self.title ~ ''",
        "namespace.__init__",
        "('%s' % clinic.logo)",
        "clinic ~ ''",
        "clinic | string",
        "[clinic] | join",
        "clinic | tojson",
        "clinic",
        "clinic.logo",
        "clinic.name.upper",
        "clinic.name.upper ~ ''",
        "article.key_points[0]",
        "article.authors",
        "recipient",
        "outline",
        "range",
        "clinic.emergency_phone or none",
        "range(9)",
        "clinic.name()",
        "recipient.name()",
        "{}[recipient.name]",
        "article.nothing",
        "'a' * 10 ** 10",
        "10 ** 10000000",
        "(2 ** 1000) * (2 ** 1000)",
        "[[1] * 2000] * 2000",
        "x()",
        "1 / 0",
        "'x' + 1",
    ],
)
def test_what_is_refused_is_a_fault_with_file_and_line(
    make_project: MakeProject, expression: str
) -> None:
    with pytest.raises(ProjectError) as caught:
        compose_template(make_project, "<p>\n<p>{{ " + expression + " }}")
    error = caught.value
    assert error.where
    assert (error.where.path.name, error.where.line) == ("handout.html", 2)
    assert "Xanthippe" not in error.message
    assert " at 0x" not in error.message


@pytest.mark.parametrize(
    ("expression", "printed"),
    [
        ("clinic.name | upper", "LINDEN CLINIC"),
        ("clinic.name.upper()", "LINDEN CLINIC"),
        ("clinic['name']", "Linden Clinic"),
        ("clinic.address | join(', ')", "12 Linden Street, Springfield"),
        ("clinic.address[0].split(' ') | length", "3"),
        ("article.authors | map(attribute='name') | join", "Rebecca Meier"),
        ("article.published.year", "2026"),
        ("article.key_points[0] | inline", "One <strong>two</strong>"),
        ("article.key_points | map('plain') | join('; ')", "One two; Three"),
        ("recipient.name", "Xanthippe Quux"),
        ("recipient.get('nothing', '-')", "-"),
        ("recipient.items", "two"),
        ("outline.sections[0].title | plain", "One"),
        ("_('Note')", "Note"),
        ("'ab' * 3", "ababab"),
        ("['a', 'b'] | map('upper') | join", "AB"),
        ("['a', 'b'] | reverse | first", "b"),
        ("[1, 2, 3] | select('odd') | list | length", "2"),
        ("table_ids.get(article | id_of, 'none')", "none"),
        ("clinic.logo | is_drawing", "True"),
        ("dict(a='b').a", "b"),
        ("article.nothing is defined", "False"),
        ("clinic.logo.alt", "Logo of Linden Clinic"),
    ],
)
def test_what_is_listed_can_be_had(
    make_project: MakeProject, expression: str, printed: str
) -> None:
    assert compose_template(make_project, "{{ " + expression + " }}") == f"{printed}\n"


def test_a_near_name_is_suggested(make_project: MakeProject) -> None:
    with pytest.raises(ProjectError, match="“Clinic” has no “phon”") as caught:
        compose_template(make_project, "{{ clinic.phon }}")
    assert caught.value.hint == "Did you mean “phone”?"
    with pytest.raises(ProjectError, match="there is no “clinc”") as caught:
        compose_template(make_project, "{{ clinc.phone }}", name="other")
    assert caught.value.hint == "Did you mean “clinic”?"


@pytest.mark.parametrize(
    "template",
    [
        "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
        "{% block a %}{{ self.a() }}{% endblock %}",
        "{{ " + "(" * 2000 + "1" + ")" * 2000 + " }}",
        "{{ " + "9" * 5000 + " }}",
        "{{ " + "-" * 5000 + "1 }}",
        "{{ clinic.name" + "|upper" * 200 + " }}",
    ],
)
def test_a_template_without_end_is_a_fault(make_project: MakeProject, template: str) -> None:
    with pytest.raises(ProjectError):
        compose_template(make_project, template)


@pytest.mark.parametrize("path", ["templates/handout.html", "styles/clinic.css", "styles/base.css"])
def test_what_is_not_utf_8_is_named_with_its_line(
    make_project: MakeProject, run: Run, path: str
) -> None:
    root = make_project({**FILES, path: "/* a */\n/* Größe */\n".encode("cp1252")})
    result = run("build", cwd=root)
    assert result.exit_code == 3
    assert f"{path}:2: " in result.stderr
    assert "UTF-8" in result.stderr


def test_templates_write_and_read_no_file(make_project: MakeProject, run: Run) -> None:
    template = "{{ clinic.path.joinpath('/etc/hostname').read_text() }}"
    root = make_project({**FILES, "templates/handout.html": template})
    before = sorted(root.rglob("content/*"))
    result = run("build", "--html", cwd=root)
    assert result.exit_code == 3
    assert "handout.html:1: " in result.stderr
    assert not list(root.glob("dist/*"))
    assert sorted(root.rglob("content/*")) == before


@pytest.mark.parametrize(
    "expression",
    choose_some(
        [
            "recipient",
            "recipient | first",
            "recipient | join",
            "clinic",
            "article",
            "(" * 100 + "recipient.name" + ")" * 100 + ".x",
            "(" * 5000 + "1" + ")" * 5000,
            "9" * 5000,
            "recipient.name" + "|upper" * 2000,
            "recipient.name.x",
            "recipient[0]",
            "recipient.name | join(recipient.name, 2)",
            "recipient.name | default",
            "recipient.name | nothing",
            "recipient.name is defined",
            "clinic.path",
            "clinic.logo",
        ],
        6,
    ),
)
def test_an_odd_field_is_a_fault_of_the_article(
    make_project: MakeProject, run: Run, expression: str
) -> None:
    text = "---\ntitle: Rain\n---\n\nDear {{ " + expression + " }}, hello.\n"
    files = {"content/articles/rain.md": text, "content/articles/sun.md": "# Sun\n\nShines.\n"}
    root = make_project(files)
    (root / "list.csv").write_text("name\nXanthippe Quux\n")
    merged = run("merge", "rain", "list.csv", cwd=root)
    built = run("build", "--html", cwd=root)
    if expression == "recipient.name | default":
        assert (merged.exit_code, built.exit_code) == (0, 0)
        return
    assert merged.exit_code == 1, merged.stderr
    assert "rain.md:5: the field" in merged.stderr
    assert "Xanthippe" not in merged.stderr
    # One faulty article never stops the sound ones.
    assert built.exit_code == 6, built.stderr
    assert (root / "dist/sun-a4.pdf").exists()


def test_filters_cannot_make_a_value_grow_without_end(make_project: MakeProject, run: Run) -> None:
    glue = "recipient.note|join(recipient.note)"
    for _ in range(3):
        glue = f"({glue})|join({glue})" if len(glue) < 200 else glue
    text = f"---\ntitle: Rain\n---\n\nDear {{{{ {glue} }}}}, hello.\n"
    root = make_project({"content/articles/rain.md": text})
    (root / "list.csv").write_text(f"name,note\nAna,{'n' * 500}\n")
    result = run("merge", "rain", "list.csv", cwd=root)
    assert result.exit_code == 1
    assert "longer than" in result.stderr
