"""Hold builds to what was built before: kept while it holds, made anew, removed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from handout.errors import ExitCode
from tests.jobs.builds import ARTICLE, codes, run, write_articles

pytestmark = pytest.mark.usefixtures("log")


# The cache ---------------------------------------------------------------------------------------


def test_what_has_not_changed_is_not_rendered_again(
    make_project: Any, rendered: Callable[[], list[str]]
) -> None:
    root = make_project(write_articles(rain="Wet.", sun="Dry."))
    first = run(root)
    assert rendered() == ["rain.md", "sun.md"]
    second = run(root)
    assert rendered() == []
    assert [one.is_cached for one in second.built] == [True, True]
    assert [(one.path, one.sha256, one.pages) for one in second.built] == [
        (one.path, one.sha256, one.pages) for one in first.built
    ]
    assert run(root, is_forced=True).exit_code is ExitCode.DONE
    assert rendered() == ["rain.md", "sun.md"]


@pytest.mark.parametrize(
    ("path", "text", "which"),
    [
        ("content/articles/rain.md", ARTICLE.format(title="Rain", text="Dry."), ["rain.md"]),
        ("content/authors/rebecca.toml", 'name = "R. Meier"\n', ["rain.md"]),
        ("content/authors/kim.toml", 'name = "Kim"\n', []),
        ("content/images/rain.svg", "<svg/>", ["rain.md"]),
        ("styles/clinic.css", "p { color: black }", ["rain.md", "sun.md"]),
        ("templates/parts/new.html", "", ["rain.md", "sun.md"]),
        ("dist/rain-a4.pdf", "damaged", ["rain.md"]),
    ],
)
def test_what_it_depends_on_decides(
    make_project: Any, rendered: Callable[[], list[str]], path: str, text: str, which: list[str]
) -> None:
    files = write_articles(rain="NEEDS content/images/rain.svg")
    files["content/articles/sun.md"] = "---\ntitle: Sun\n---\n\nDry.\n"
    files["content/images/rain.svg"] = "<svg></svg>"
    root = make_project(files)
    run(root)
    rendered()
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text)
    run(root)
    assert rendered() == which
    run(root)
    assert rendered() == []


def test_a_picture_that_comes_to_lie_nearer_is_noticed(
    make_project: Any, rendered: Callable[[], list[str]]
) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    files = write_articles(rain="![A drop](images/drop.svg)")
    root = make_project({**files, "content/images/drop.svg": svg})
    assert run(root).exit_code is ExitCode.DONE
    rendered()
    (root / "content/articles/images").mkdir()
    (root / "content/articles/images/drop.svg").write_text(svg)
    run(root)
    assert rendered() == ["rain.md"]


def test_another_authors_file_is_noticed_by_a_pasted_text(
    make_project: Any, tmp_path: Path, rendered: Callable[[], list[str]]
) -> None:
    root = make_project(write_articles(rain="Wet."))
    text = tmp_path / "sun.txt"
    text.write_text("On Sun\n\nThe sun is mostly hydrogen, and skin does not like it.\n")
    run(root, str(text))
    rendered()
    (root / "content/authors/kim.toml").write_text('name = "Kim"\n')
    run(root, str(text))
    assert rendered() == ["sun.txt"]


def test_lost_and_damaged_records_cost_no_more_than_a_rendering(
    make_project: Any, rendered: Callable[[], list[str]]
) -> None:
    root = make_project(write_articles(rain="Wet.", sun="Dry."))
    run(root)
    rendered()
    for path in (root / ".handout/cache").iterdir():
        path.write_bytes(path.read_bytes()[:-40])
    assert run(root).exit_code is ExitCode.DONE
    assert rendered() == ["rain.md", "sun.md"]


def test_warnings_are_said_again_though_nothing_is_built(make_project: Any) -> None:
    root = make_project(write_articles(rain="A <b>bold</b> word. SAY warning"))
    first, second = run(root), run(root)
    assert second.built[0].is_cached
    assert set(codes(first)) >= {"stand-in.said", "article.html"}
    assert set(second.problems) == set(first.problems)


def test_allowing_what_is_missing_is_another_build(
    make_project: Any, rendered: Callable[[], list[str]]
) -> None:
    root = make_project(write_articles(rain="![Rain](images/no.png)"))
    assert run(root).exit_code is ExitCode.CONTENT
    report = run(root, allow_missing=True)
    assert report.exit_code is ExitCode.DONE
    assert [problem.severity for problem in report.problems] == ["warning"]
    assert rendered() == ["rain.md"]
    assert run(root).exit_code is ExitCode.CONTENT


# Pruning -----------------------------------------------------------------------------------------


def test_the_pdf_of_an_article_that_is_gone_is_removed(make_project: Any) -> None:
    root = make_project(write_articles(rain="Wet.", sun="Dry."))
    run(root, with_html=True)
    (root / "content/articles/rain.md").unlink()
    foreign = root / "dist/foreign-a4.pdf"
    foreign.write_bytes(b"%PDF of somebody else")
    assert run(root, "sun").removed == []
    report = run(root)
    assert set(report.removed) == {root / "dist/rain-a4.pdf", root / "dist/rain-a4.html"}
    assert sorted(path.name for path in (root / "dist").iterdir()) == [
        "foreign-a4.pdf",
        "sun-a4.html",
        "sun-a4.pdf",
    ]
    assert run(root).removed == []


def test_a_pdf_that_was_changed_since_is_not_ours_to_remove(make_project: Any) -> None:
    root = make_project(write_articles(rain="Wet.", sun="Dry."))
    run(root)
    (root / "content/articles/rain.md").unlink()
    (root / "dist/rain-a4.pdf").write_bytes(b"%PDF with notes")
    assert run(root).removed == []
    assert (root / "dist/rain-a4.pdf").exists()


def test_nothing_outside_dist_is_removed(make_project: Any, tmp_path: Path) -> None:
    root = make_project(write_articles(rain="Wet.", sun="Dry."))
    run(root, output=tmp_path / "out")
    (root / "content/articles/rain.md").unlink()
    assert run(root).removed == []
    assert (tmp_path / "out/rain-a4.pdf").exists()


def test_records_name_their_files_relative_to_the_project(make_project: Any) -> None:
    root = make_project(write_articles(rain="Wet."))
    run(root)
    (path,) = (root / ".handout/cache").iterdir()
    record = json.loads(path.read_bytes().partition(b"\n")[2])
    assert record["output"] == str(Path("dist/rain-a4.pdf"))
    assert str(Path("content/authors/rebecca.toml")) in record["dependencies"]
