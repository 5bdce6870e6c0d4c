"""Hold broken front matter to plain words, on the line that has to be mended."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from handout.model import Problem
from handout.read.frontmatter import read_front_matter

WORDS_OF_THE_PARSER = ("expected", "scalar", "mapping", "stream", "token", "block", "document")


def explain(text: str) -> Problem:
    problems: list[Problem] = []
    assert read_front_matter(text, Path("rain.md"), 2, problems.append) is None
    (problem,) = problems
    assert not any(word in problem.message for word in WORDS_OF_THE_PARSER), problem
    return problem


@pytest.mark.parametrize("after", ["", "\nsummary: b", '\nsummary: "b"', "\n\ntags: [a, b]"])
@pytest.mark.parametrize(
    ("row", "opening", "closing", "mended"),
    [
        ('title: "Rain', "quotation mark", '"', 'title: "Rain"'),
        ("title: 'Rain", "quotation mark", "'", "title: 'Rain'"),
        ('key_points:\n  - "a', "quotation mark", '"', '- "a"'),
        ("authors: [grace", "bracket", "]", "authors: [grace]"),
        ("authors: [grace)", "bracket", "]", "authors: [grace]"),
        ("reviewers:\n  - {name: Ann", "bracket", "}", "- {name: Ann}"),
    ],
)
def test_what_is_not_closed_is_told_where_it_begins(
    row: str, opening: str, closing: str, mended: str, after: str
) -> None:
    problem = explain(f"language: en\n{row}{after}")
    assert problem.line == 3 + row.count("\n")
    assert f"the {opening} `" in problem.message
    assert "` is not closed." in problem.message
    assert problem.hint == f"write `{closing}` where it ends: `{mended}`."


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        ('title: "Rain" and sun', 2, 'a text goes on behind its closing `"`.', """put the whole text in quotes: `title: '"Rain" and sun'`."""),
        ("title: 'Rain's here'", 2, "a text goes on behind its closing `'`.", """put the whole text in quotes: `title: "Rain's here"`."""),
        ("title: [Rain] and sun", 2, "a text goes on behind its closing `]`.", 'put the whole text in quotes: `title: "[Rain] and sun"`.'),
        ("title: {{ a }} b", 2, "a text goes on behind its closing `}`.", 'put the whole text in quotes: `title: "{{ a }} b"`.'),
        ("title: a\nsummary b\ntags: c", 3, "a line is neither `key: text` nor part of the text above it.", None),
        ("title a\nsummary: b", 2, "a line is neither `key: text` nor part of the text above it.", None),
        ("title: a\nand more\nand more yet\ntags: b", 3, "a line is neither `key: text` nor part of the text above it.", None),
        ("title: a\n  summary: b", 3, "“summary” is indented as if it belonged to the line above.", "begin it where the keys above it begin."),
        (" title: a\nsummary: b", 3, "“summary” does not begin where the keys above it begin.", "begin all keys at the left edge."),
        *((f"tags: a\ntitle: {sign} b", 3, f"a text cannot start with “{sign}”.", "put the text in quotes.") for sign in "&>|?-%@`"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_in_plain_words(
    text: str, line: int, message: str, hint: str | None
) -> None:
    problem = explain(text)
    assert (problem.line, problem.message) == (
        line,
        f"the front matter cannot be read: {message}",
    )
    assert problem.hint == hint or hint is None


@pytest.mark.parametrize(
    "row", ['"', "'\n'", "[", "- [", '- "a" b', "a" + " " * 1000, '"' + "a " * 99]
)
def test_broken_front_matter_is_told_of_quickly_and_briefly(row: str) -> None:
    text = "\n".join([row] * (90_000 // len(row))) + "\n]"
    start = time.monotonic()
    problem = explain(text)
    assert time.monotonic() - start < 20
    assert len(problem.message) + len(problem.hint or "") < 400
