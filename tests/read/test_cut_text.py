"""Hold front matter to whole sentences: to YAML, what stands behind “ #” is a comment."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handout.model import Problem
from handout.read.fields import Entry
from handout.read.frontmatter import read_front_matter
from handout.read.metadata import KEYS
from tests.conftest import MakeProject, Run
from tests.read.markdown import PATH

TEXTS = (
    *("title", "summary", "key_points", "topic", "tags", "references"),
    *("disclaimer", "questions", "feedback", "other_formats", "reviewers"),
)
NAMES = tuple(key for key in KEYS if key not in (*TEXTS, "link"))
FORMS = (
    "{key}: {text}",
    "{key}:\n  - {text}\n  - More",
    "{key}:\n- More\n- {text}",
    "{key}: {{name: {text}\n  }}",
    "{key}:\n  - name: {text}\n    role: Nurse",
)


def read(text: str) -> tuple[Mapping[str, Entry], list[Problem]]:
    problems: list[Problem] = []
    return read_front_matter(text, PATH, 2, problems.append) or {}, problems


@pytest.mark.parametrize("key", TEXTS)
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("comment", ["#2 daily", "# 2 daily", "#50", "#"])
def test_a_text_that_is_cut_is_an_error(key: str, form: str, comment: str) -> None:
    text = form.format(key=key, text=f"Take tablet {comment}")
    _, problems = read(f"version: 1\n{text}")
    line = 3 + text[: text.index("Take")].count("\n")
    assert [(one.code, one.is_error, one.line) for one in problems] == [
        ("article.cut-text", True, line)
    ]
    assert problems[0].message == (
        f"“{key}” ends before “{comment}”: behind a space, “#” begins a comment, which is not "
        "printed."
    )
    assert problems[0].hint == (
        f'put the whole text in quotation marks: `"Take tablet {comment}"`.'
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("summary: #2 only", 2),
        ("topic: a\nsummary: #2 only\ntitle: b", 3),
        ("key_points:\n  - a\n  - #2 only\n  - b", 4),
        ("summary: Take tablet\n  #2 daily", 2),
        ("key_points:\n  - Take tablet\n    #2 daily", 3),
        ("summary: Take\n  tablet #2 daily", 3),
        ("title: a\nsummary: Take #2 daily\n  and more", 3),
        ("key_points: [Take #2, b]", 2),
        ("topic: 'it''s'\nsummary: A \"b\" #2", 3),
    ],
)
def test_so_is_one_that_is_lost_or_goes_on(text: str, line: int) -> None:
    _, problems = read(text)
    assert [(one.is_error, one.line) for one in problems] == [(True, line)]
    assert "“#” begins a comment" in problems[0].message
    assert "quotation marks" in (problems[0].hint or "")


@pytest.mark.parametrize("key", NAMES)
def test_names_numbers_and_days_may_have_a_comment(key: str) -> None:
    values, problems = read(f"{key}: en  # as agreed\ntitle: a")
    assert (values[key].value, problems) == ("en", [])


@pytest.mark.parametrize(
    "text",
    [
        "# a comment\nsummary: a",
        "summary: a\n# a comment\ntitle: b",
        "summary: a\n#gone: b\ntitle: b",
        "key_points:\n  - a\n  # - b\n  #- c\n  - d",
        "reviewers:\n  - name: Ann\n    #role: Nurse\n    date: 2026-01-01 # checked",
        "disclaimer: # to be written\ntitle: a",
        "key_points: # three or four\n  - a",
        "references: [a, b] # more to come",
        'summary: "Take #2 daily"',
        'summary: "Take 2" # of three',
        "summary: 'Take #2 daily' # of three",
        "summary: C#, a#b and 5#",
        "summary: > # folded\n  Take #2 daily",
        "summary: |\n  Take\n  #2 daily",
        "title: 2026 # a year",
        "published: 2026-01-01 # a day",
        "unknown: a #b",
    ],
)
def test_a_comment_that_cuts_nothing_is_left_alone(text: str) -> None:
    assert read(text)[1] == []


@given(st.text(st.sampled_from("ab2# \n-"), min_size=1, max_size=12))
@example("a #b")
def test_no_word_of_a_summary_is_lost_without_a_word(text: str) -> None:
    words = " ".join(f"x{text}y".split())
    values, problems = read(f"summary: {words}\ntitle: a")
    assert problems or values["summary"].value == words


def test_the_build_stops_and_names_the_line(make_project: MakeProject, run: Run) -> None:
    article = "---\ntitle: Cream\nsummary: Use factor #50 every day.\n---\n\nText.\n"
    result = run("build", cwd=make_project({"content/articles/cream.md": article}))
    assert result.exit_code == 1
    assert "Error: content/articles/cream.md:3: “summary” ends before “#50" in result.stderr
    assert 'marks: `"Use factor #50 every day."`.' in result.stderr
