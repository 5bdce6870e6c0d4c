"""Hold `extra` to what was written: any keys, any values, of clinics and of articles."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from handout.model import Article, Clinic, Problem, Project
from handout.read.article import read_article
from handout.read.project import read_project
from handout.write.article import write_article_markdown
from tests.conftest import CLINIC, MakeProject

TOML = """\
[extra]
text = " two  words "
number = 12
price = 12.5
day = 2026-03-01
time = 07:30:00
is_open = false
"with space" = "x"
list = ["a", 2, 2026-03-01, ["b"]]
[extra.table]
inner = {deep = "d"}
"""
YAML = """\
extra:
  text: " two  words "
  number: 12
  price: 12.5
  day: 2026-03-01
  time: "07:30:00"
  is_open: false
  with space: x
  list: [a, 2, 2026-03-01, [b]]
  table:
    inner:
      deep: d
"""
VALUES = {
    "text": "two  words",
    "number": 12,
    "price": 12.5,
    "day": date(2026, 3, 1),
    "time": "07:30:00",
    "is_open": False,
    "with space": "x",
    "list": ("a", 2, date(2026, 3, 1), ("b",)),
    "table": {"inner": {"deep": "d"}},
}


def read(root: Path) -> tuple[Clinic | None, Article | None, list[Problem]]:
    problems: list[Problem] = []
    project = read_project(root, problems.append)
    if project is None:
        return None, None, problems
    return project.clinic, read_rain(project, problems), problems


def read_rain(project: Project, problems: list[Problem]) -> Article | None:
    return read_article(project.root / "content/articles/rain.md", project, problems.append)


def write(make_project: MakeProject, yaml: str, toml: str = "") -> Path:
    article = f"---\ntitle: Rain\n{yaml}---\nText.\n"
    return make_project({"content/clinic.toml": CLINIC + toml, "content/articles/rain.md": article})


def test_whatever_is_written_comes_as_it_is(make_project: MakeProject) -> None:
    clinic, article, problems = read(write(make_project, YAML, TOML))
    assert problems == []
    assert clinic
    assert article
    assert clinic.extra == VALUES
    assert article.extra == VALUES
    kinds = {key: type(value) for key, value in VALUES.items()}
    assert {key: type(value) for key, value in article.extra.items()} == kinds


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("12.50", "12.50"),
        ("0123", "0123"),
        ("1_000", "1_000"),
        ("0x1f", "0x1f"),
        ("1e5", "1e5"),
        ("'12'", "12"),
        ('"2026-03-01"', "2026-03-01"),
        ("2026-02-30", "2026-02-30"),
        ("2026-3-1", "2026-3-1"),
        ("No", "No"),
        ("True", True),
        ("-7", -7),
        ("", ""),
        ("~", ""),
        ("[]", ()),
    ],
)
def test_a_number_is_one_only_if_it_is_printed_as_it_was_written(
    make_project: MakeProject, written: str, value: object
) -> None:
    _, article, problems = read(write(make_project, f"extra:\n  key: {written}\n"))
    assert problems == []
    assert article
    assert article.extra == {"key": value}
    assert type(article.extra["key"]) is type(value)


def test_other_keys_stay_texts(make_project: MakeProject) -> None:
    _, article, problems = read(
        write(make_project, "version: 12\nextra: {version: 12}\ntags: [7]\n")
    )
    assert problems == []
    assert article
    assert (article.version, article.tags, article.extra) == ("12", ("7",), {"version": 12})


def test_it_is_written_back(make_project: MakeProject) -> None:
    root = write(make_project, YAML)
    _, article, _ = read(root)
    assert article
    (root / "content/articles/rain.md").write_text(write_article_markdown(article))
    _, again, problems = read(root)
    assert problems == []
    assert again
    assert again.extra == VALUES


@pytest.mark.parametrize(
    ("yaml", "toml", "code", "line"),
    [
        ("extra: 7\n", "", "article.wrong-type", 3),
        ("extra: [a]\n", "", "article.wrong-type", 3),
        ("extra:\n  a: '{{ b }}'\n", "", "article.field-in-front-matter", 3),
        (f"extra: {'{a: ' * 20}1{'}' * 20}\n", "", "article.wrong-type", 3),
        (f"extra: {{a: {'[' * 90}{']' * 90}}}\n", "", "article.wrong-type", 3),
        ("extra:\n  a: 1\n  a: 2\n", "", "article.duplicate-key", 5),
        ("", "extra = 7\n", "clinic.unknown-key", 7),
        ("", f"[extra]\na = {'[' * 90}{']' * 90}\n", "clinic.wrong-type", 7),
    ],
)
def test_what_cannot_be_used_is_told_with_its_line(
    make_project: MakeProject, yaml: str, toml: str, code: str, line: int
) -> None:
    *_, problems = read(write(make_project, yaml, toml))
    assert [(one.code, one.line) for one in problems] == [(code, line)]
    assert problems[0].hint
