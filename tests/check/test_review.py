"""Hold builds and merges to telling of what is past its date, whether it is built anew or not."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

import handout
from handout.check.review import Review
from tests.conftest import ARTICLE, MakeProject, Run
from tests.jobs.merges import write_list

PAST = "was to be reviewed by 2017-03-01"
OLD = ARTICLE.replace("2026-01-15", "2015-03-01")


@pytest.fixture
def old(make_project: MakeProject) -> Path:
    """Give a project whose article should have been reviewed long ago, and a list."""
    root = make_project({"content/articles/rain.md": OLD})
    write_list(root, 2)
    return root


def test_the_day_itself_is_not_past() -> None:
    today = date.today()  # noqa: DTZ011 # a clinic's day is the machine's
    assert not Review(today, None).is_past
    assert Review(today - timedelta(2), None).is_past


def test_a_build_says_so_each_time(old: Path, run: Run) -> None:
    said = [run("build", cwd=old).stderr for _ in range(2)]
    assert "1 was up to date" in said[1]
    for one in said:
        assert one.count(f"content/articles/rain.md:6: this {PAST}") == 1


def test_a_merge_is_refused_and_writes_nothing(old: Path, run: Run) -> None:
    done = run("merge", "rain", "list.csv", "--all", cwd=old)
    assert done.exit_code == 1
    assert f"content/articles/rain.md:6: this {PAST}" in done.stderr
    assert "--allow-expired" in done.stderr
    assert not (old / "dist").exists()
    done = run("merge", "rain", "list.csv", "--all", "--allow-expired", cwd=old)
    assert done.exit_code == 0
    assert done.stderr.count(PAST) == 1
    assert len(list((old / "dist/rain-merge").glob("*.pdf"))) == 2


def test_from_python_it_is_a_warning(old: Path) -> None:
    pdf = handout.open_clinic(old).make("rain", recipient={"name": "Ana"})
    assert "article.past-review" in [one.code for one in pdf.problems]


def test_what_still_holds_is_quiet(make_project: MakeProject, run: Run) -> None:
    later = ARTICLE.replace("2026-01-15", "2126-01-15")
    root = make_project({"content/articles/rain.md": later})
    write_list(root, 2)
    assert "review" not in run("build", cwd=root).stderr
    assert run("merge", "rain", "list.csv", cwd=root).exit_code == 0
