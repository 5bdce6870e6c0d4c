"""Hold articles to be found by what people type of their names."""

from __future__ import annotations

from pathlib import Path

import pytest

from handout.errors import UsageError
from handout.jobs.sources import find_wanted
from handout.read.project import read_project
from tests.conftest import MakeProject, Run

NAMES = ("moles", "peel", "peel-after", "peel-after.de", "sun.fr", "sun-care", "x-ray")


@pytest.fixture
def find(make_project: MakeProject):  # type: ignore[no-untyped-def] # a function of these tests
    text = "---\ntitle: T\n---\n\nText.\n"
    root = make_project({f"content/articles/{name}.md": text for name in NAMES})
    project = read_project(root, lambda _: None)
    assert project is not None
    return lambda *given: [one.name for one in find_wanted(given, project, Path(root))]


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ("mol", ["moles"]),
        ("m", ["moles"]),
        # A whole name is meant itself, however many others begin so.
        ("peel", ["peel"]),
        ("peel-", ["peel-after"]),
        ("peel-after.de", ["peel-after.de"]),
        ("sun-", ["sun-care"]),
        ("sun", ["sun.fr"]),
        ("*", list(NAMES)),
        ("peel*", ["peel", "peel-after", "peel-after.de"]),
        ("*.de", ["peel-after.de"]),
        ("?-ray", ["x-ray"]),
        ("content/articles/moles.md", ["moles"]),
    ],
)
def test_a_beginning_and_a_pattern_find_articles(find, given: str, names: list[str]) -> None:  # type: ignore[no-untyped-def]
    assert sorted(find(given)) == sorted(names)


@pytest.mark.parametrize(
    ("given", "message", "hint"),
    [
        ("pee", "“pee” may be “peel” or “peel-after”.", "“pee*” means all of them"),
        ("s", "“s” may be “sun” or “sun-care”.", "type more"),
        ("molse", "there is no article “molse”.", "did you mean “moles”?"),
        ("z*", "there is no article “z*”.", "handout list"),
    ],
)
def test_what_is_not_one_article_is_said(find, given: str, message: str, hint: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(UsageError) as caught:
        find(given)
    assert str(caught.value) == message
    assert hint in (caught.value.hint or "")


@pytest.mark.parametrize("name", ["A4", "a4"])
def test_a_format_may_be_written_in_any_case(
    run: Run, make_project: MakeProject, name: str
) -> None:
    assert run("build", "-f", name, cwd=make_project()).exit_code == 0
