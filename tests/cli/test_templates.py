"""Hold `handout templates` to what is there, and its copies to what is shipped."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from handout.assets import shipped_styles, shipped_templates
from tests.conftest import MakeProject, Run

SHIPPED = {
    f"{folder.name}/{path.relative_to(folder).as_posix()}": path
    for folder in (shipped_templates(), shipped_styles())
    for path in folder.rglob("*.*")
    if "__pycache__" not in path.parts
}


def test_all_files_are_listed_with_what_is_in_them(make_project: MakeProject, run: Run) -> None:
    root = make_project(
        {
            "templates/handout.html": '{% extends "handout.html" %}{% block own %}{% endblock %}',
            "templates/parts/head.html": "{% macro other(a, b) %}{% endmacro %}",
            "styles/clinic.css": "",
            "templates/broken.html": "{% block",
        }
    )
    data = json.loads(run("templates", "--json", cwd=root).stdout)
    files = {f"{kind}/{file['name']}": file for kind, some in data.items() for file in some}
    own = {path.relative_to(root).as_posix() for path in root.glob("[ts]*/**/*.*")}
    assert set(files) == {*SHIPPED, *own}
    assert {name for name, file in files.items() if file["is_own"]} == own
    for name, file in files.items():
        assert file["path"] == str(root / name if name in own else SHIPPED[name])
    # What is extended still has its blocks; what is replaced has not.
    assert {"own", "title", "letterhead"} <= set(files["templates/handout.html"]["blocks"])
    assert files["templates/parts/head.html"]["macros"] == ["other(a, b)"]
    assert "edition_line(article)" in files["templates/parts/foot.html"]["macros"]
    shown = run("templates", cwd=root)
    assert shown.exit_code == 0
    for name in files:
        assert name.partition("/")[2] in shown.stdout
    assert shown.stdout.count("your own") == len(own)
    assert "edition_line(article)" in shown.stdout


@pytest.mark.parametrize("name", sorted(SHIPPED))
@pytest.mark.parametrize("is_short", [True, False])
def test_any_shipped_file_is_copied_and_never_over_another(
    make_project: MakeProject, run: Run, name: str, is_short: bool
) -> None:
    root = make_project()
    given = name.partition("/")[2] if is_short else name
    result = run("templates", "copy", given, cwd=root)
    assert result.exit_code == 0
    assert result.stdout == f"{name}\n"
    assert "Next: " in result.stderr
    assert (root / name).read_bytes() == SHIPPED[name].read_bytes()
    (root / name).write_text("mine")
    again = run("templates", "copy", given, cwd=root)
    assert again.exit_code == 5
    assert f"{name}: nothing was written" in again.stderr
    assert "Hint: change that one" in again.stderr
    assert (root / name).read_text() == "mine"


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("haed.html", "templates/parts/head.html"),
        ("calm", "styles/themes/calm.css"),
        ("templates/hand-out.html", "templates/handout.html"),
        ("../content/xyzxyz.toml", ""),
        ("qwxyz", ""),
    ],
)
def test_a_name_that_is_not_shipped_is_told_with_the_near_one(
    make_project: MakeProject, run: Run, name: str, near: str
) -> None:
    root = make_project()
    before = sorted(root.rglob("*"))
    result = run("templates", "copy", name, cwd=root)
    assert result.exit_code == 2
    assert near in result.stderr
    assert ("did you mean" in result.stderr) == bool(near)
    assert sorted(root.rglob("*")) == before


def test_a_link_that_leads_nowhere_is_not_written_through(
    make_project: MakeProject, run: Run, tmp_path: Path
) -> None:
    root = make_project({"templates/x.html": ""})
    (root / "templates/page.html").symlink_to(tmp_path / "elsewhere.html")
    assert run("templates", "copy", "page.html", cwd=root).exit_code == 5
    assert not (tmp_path / "elsewhere.html").exists()


def test_a_copy_changes_no_handout(make_project: MakeProject, run: Run) -> None:
    root = make_project()
    run("build", cwd=root)
    before = (root / "dist/rain-a4.pdf").read_bytes()
    for name in ("handout.html", "page.html", "parts/foot.html", "themes/calm.css", "base.css"):
        assert run("templates", "copy", name, cwd=root).exit_code == 0
    result = run("build", cwd=root)
    assert "Warning" not in result.stderr
    assert (root / "dist/rain-a4.pdf").read_bytes() == before
