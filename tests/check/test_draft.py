"""Hold drafts to being built when they are named, and given to nobody."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import handout
from handout.jobs.runtime import render_session
from handout.read.planning import read_plan
from tests.conftest import ARTICLE, MakeProject, Run
from tests.jobs import stand_in
from tests.jobs.builds import write_articles
from tests.jobs.merges import write_list

DRAFT = ARTICLE.replace("title:", "draft: true\ntitle:")
SAID = "content/articles/rain.md:2: this is a draft, and not yet for clients."


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the stand-in in the engine's place."""
    monkeypatch.setattr(render_session, "load_engine_at", stand_in.load_reading)


@pytest.fixture
def root(make_project: MakeProject) -> Path:
    """Give a project with a draft and an article, and a list."""
    sun = write_articles(sun="Dry.")
    folder = make_project({**sun, "content/articles/rain.md": DRAFT})
    write_list(folder, 2)
    return folder


@pytest.mark.usefixtures("quick")
def test_a_build_of_all_leaves_it_out_and_says_so(root: Path, run: Run) -> None:
    # Before it was ever built, and when it is there from when it was named.
    for names in (["dist/sun-a4.pdf"], ["dist/rain-a4.pdf", "dist/sun-a4.pdf"]):
        result = run("build", cwd=root)
        assert (result.exit_code, result.stdout) == (0, "dist/sun-a4.pdf\n")
        assert result.stderr.count("Left out a draft, to be built by name: rain.\n") == 1
        assert SAID not in result.stderr
        assert sorted(str(one.relative_to(root)) for one in root.rglob("*.pdf")) == names
        for _ in range(2):
            named = run("build", "rain", cwd=root)
            assert (named.exit_code, named.stdout) == (0, "dist/rain-a4.pdf\n")
            assert named.stderr.count(f"Warning: {SAID}") == 1
            assert "Left out" not in named.stderr
    (root / "content/articles/rain.md").write_text(ARTICLE)
    assert "dist/rain-a4.pdf" in run("build", cwd=root).stdout


@pytest.mark.usefixtures("quick")
def test_nothing_but_drafts_is_no_fault(root: Path, run: Run) -> None:
    (root / "content/articles/sun.md").unlink()
    result = run("build", "--json", cwd=root)
    assert (result.exit_code, json.loads(result.stdout)["drafts"]) == (0, ["rain"])


def test_a_draft_with_faults_holds_nobody_up(make_project: MakeProject, run: Run) -> None:
    root = make_project({"content/articles/rain.md": DRAFT + "\n[a](b.md)\n"})
    assert run("build", cwd=root).exit_code == 0
    assert run("build", "rain", cwd=root).exit_code == 1


def test_a_merge_of_it_is_refused(root: Path, run: Run) -> None:
    result = run("merge", "rain", "list.csv", cwd=root)
    assert result.exit_code == 1
    assert f"Error: {SAID}" in result.stderr
    assert "“handout build rain” shows how it looks." in result.stderr
    assert not (root / "dist").exists()
    assert run("merge", "rain", "--template", "empty.csv", cwd=root).exit_code == 0


@pytest.mark.usefixtures("quick")
def test_a_draft_translation_is_not_there_for_a_merge(root: Path, run: Run) -> None:
    german = DRAFT.replace("title:", "language: de\ntitle:")
    (root / "content/articles/sun.de.md").write_text(german)
    (root / "list.csv").write_text("name,language\nA,en\nB,de\n")
    result = run("merge", "sun", "list.csv", "--full", "--all", cwd=root)
    assert result.exit_code == 1
    assert "list.csv:3:" in result.stderr
    (root / "list.csv").write_text("name,language\nA,en\nB,\n")
    assert run("merge", "sun", "list.csv", "--full", "--all", cwd=root).exit_code == 0


def test_list_and_python_say_so(root: Path, run: Run) -> None:
    assert "(draft)" in run("list", cwd=root).stdout
    flags = {
        a["slug"]: a["draft"]
        for a in json.loads(run("list", "--json", cwd=root).stdout)["articles"]
    }
    assert flags == {"rain": True, "sun": False}
    assert "article.draft" in [one.code for one in handout.open_clinic(root).make("rain").problems]


@pytest.mark.parametrize(
    ("matter", "expected"),
    [
        ("draft: true", True),
        ("draft: True", True),
        ("draft: yes", True),
        ('"draft": "true"', True),
        ("{title: a, draft: true}", True),
        ("draft: false", False),
        ("draft: no", False),
        ("draft:", False),
        ("draft: soon", False),
        ("draft: true\ntitle: [", False),
        ("summary: a draft, true enough", False),
        ("title: Rain", False),
    ],
)
def test_what_says_so(make_project: MakeProject, run: Run, matter: str, expected: bool) -> None:
    text = f"---\n{matter}\n---\n\n# Rain\n\ndraft: true\n"
    root = make_project({"content/articles/rain.md": text})
    assert read_plan(root / "content/articles/rain.md").is_draft is expected
    result = run("list", "--json", cwd=root)
    found = [one["draft"] for one in json.loads(result.stdout)["articles"]]
    assert found in ([], [expected])
    if "soon" in matter:
        assert "“draft” is “soon”, where true or false is meant." in result.stderr
