"""Hold the finding and reading of a clinic's folder."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from handout.assets import shipped_content, shipped_styles, shipped_templates
from handout.errors import ExitCode, ProjectError
from handout.model import Problem, Project, Severity
from handout.read.project import find_project, read_project

MakeProject = Callable[..., Path]


def read(root: Path) -> tuple[Project | None, list[Problem]]:
    problems: list[Problem] = []
    return read_project(root, problems.append), problems


def tell(problems: list[Problem], root: Path) -> list[tuple[str, str]]:
    return [(p.code, p.path.relative_to(root).as_posix() if p.path else "") for p in problems]


def test_a_project_is_found_from_anywhere_in_it(make_project: MakeProject) -> None:
    root = make_project()
    for start in (root, root / "content" / "articles", root / "content" / "clinic.toml"):
        assert find_project(start) == root.resolve()


def test_no_project_is_an_error_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(ProjectError) as caught:
        find_project(tmp_path)
    assert caught.value.exit_code is ExitCode.PROJECT
    assert "content/clinic.toml" in caught.value.message
    assert "handout new my-clinic" in (caught.value.hint or "")


def test_a_project_is_read_with_its_authors_and_sources(make_project: MakeProject) -> None:
    root = make_project(
        {
            "content/articles/rain.md": "x",
            "content/articles/rain.de.md": "x",
            "content/articles/wind.TXT": "x",
            "content/articles/snow.markdown": "x",
            "content/articles/dr.smith.md": "x",
            "content/articles/picture.svg": "x",
            "content/articles/.DS_Store": "x",
            "content/articles/~$rain.docx": "x",
            "content/articles/rain.md~": "x",
            "content/articles/Thumbs.db": "x",
        }
    )
    project, problems = read(root)
    assert problems == []
    assert project is not None
    assert project.root == root
    assert list(project.authors) == ["rebecca"]
    assert [(s.slug, s.language, s.path.name) for s in project.sources] == [
        ("dr.smith", None, "dr.smith.md"),
        ("rain", None, "rain.md"),
        ("rain", "de", "rain.de.md"),
        ("snow", None, "snow.markdown"),
        ("wind", None, "wind.TXT"),
    ]


def test_stray_files_are_warned_of(make_project: MakeProject) -> None:
    root = make_project(
        {
            "content/articles/rain.md": "x",
            "content/articles/rain.txt": "x",
            "content/articles/wind.docx": "x",
            "content/articles/old/snow.md": "x",
            "content/articles/pictures/a.svg": "x",
            "content/articles/hail.fr.md": "x",
            "content/authors/notes.txt": "x",
            "content/authors/rebecca.toml": "name = 'R'",
            "content/authors/rebecca.jpg": "x",
            "content/tom.toml": "x",
            "content/fog.md": "x",
            "content/README.md": "x",
            "content/image/a.svg": "x",
        }
    )
    project, problems = read(root)
    assert project is not None
    assert {p.severity for p in problems} == {Severity.WARNING}
    assert sorted(tell(problems, root)) == [
        ("project.lone-translation", "content/articles/hail.fr.md"),
        ("project.same-name", "content/articles/rain.txt"),
        ("project.stray-file", "content/articles/old/snow.md"),
        ("project.stray-file", "content/articles/wind.docx"),
        ("project.stray-file", "content/authors/notes.txt"),
        ("project.stray-file", "content/fog.md"),
        ("project.stray-file", "content/image"),
        ("project.stray-file", "content/tom.toml"),
    ]
    hints = {p.path.name: p.hint for p in problems if p.path}
    assert hints["wind.docx"] == "run `handout import wind.docx`, or move it away."
    assert hints["image"] == "did you mean content/images?"


def test_a_broken_clinic_is_told_together_with_broken_authors(make_project: MakeProject) -> None:
    root = make_project(
        {"content/clinic.toml": "name = ", "content/authors/tom.toml": "role = 'x'"}
    )
    project, problems = read(root)
    assert project is None
    assert tell(problems, root) == [
        ("clinic.toml", "content/clinic.toml"),
        ("author.missing-name", "content/authors/tom.toml"),
    ]


def test_no_clinic_file(tmp_path: Path) -> None:
    project, problems = read(tmp_path)
    assert project is None
    assert tell(problems, tmp_path) == [("file.missing", "content/clinic.toml")]


def test_folders_where_files_should_be_and_files_where_folders(
    make_project: MakeProject,
) -> None:
    root = make_project({"content/authors/tom.toml/x": ""})
    (root / "content" / "clinic.toml").unlink()
    (root / "content" / "clinic.toml").mkdir()
    assert find_project(root) == root.resolve()
    project, problems = read(root)
    assert project is None
    assert [p.code for p in problems] == ["file.directory", "file.directory"]

    other = make_project(name="other")
    for path in (other / "content" / "articles").iterdir():
        path.unlink()
    (other / "content" / "articles").rmdir()
    (other / "content" / "articles").write_text("x")
    project, problems = read(other)
    assert project is not None
    assert project.sources == ()
    assert tell(problems, other) == [("file.not-a-directory", "content/articles")]


def test_missing_folders_are_no_fault(make_project: MakeProject, tmp_path: Path) -> None:
    root = make_project()
    for folder in ("articles", "authors"):
        for path in (root / "content" / folder).iterdir():
            path.unlink()
        (root / "content" / folder).rmdir()
    project, problems = read(root)
    assert problems == []
    assert project is not None
    assert (project.sources, dict(project.authors)) == ((), {})


def test_reading_a_project_loads_no_heavy_library(make_project: MakeProject) -> None:
    root = make_project()
    code = (
        "import sys; from pathlib import Path; from handout.read.project import read_project;"
        f"assert read_project(Path({str(root)!r}), print);"
        "print([m for m in ('markdown_it', 'ruamel', 'weasyprint', 'jinja2') if m in sys.modules])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout == "[]\n"


def test_the_shipped_folders_are_there() -> None:
    assert (shipped_content() / "clinic.toml").is_file()
    assert shipped_templates().is_dir()
    assert shipped_styles().is_dir()


def test_the_sample_content_has_no_faults() -> None:
    from handout.read.article import read_article

    project, problems = read(shipped_content().parent)
    assert project is not None
    assert project.sources
    for source in project.sources:
        assert read_article(source.path, project, problems.append) is not None
    assert problems == []
