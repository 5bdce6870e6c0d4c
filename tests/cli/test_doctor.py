"""Hold `handout doctor`: what it finds here, and what it says where something is missing."""

from __future__ import annotations

import json
import subprocess
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from handout.jobs import doctor
from handout.render import libraries
from tests.conftest import MakeProject, Run


def read_findings(run: Run, *args: object, cwd: Path) -> tuple[int, dict[str, dict[str, str]]]:
    result = run(*args, "doctor", "--json", cwd=cwd)
    data = json.loads(result.stdout)
    assert data["can_build"] is (result.exit_code == 0)
    return result.exit_code, {finding["name"]: finding for finding in data["findings"]}


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare the tests that are about something else the trial of the engine."""
    done = subprocess.CompletedProcess[bytes](args=[], returncode=0)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: done)


def test_all_is_well_here(run: Run, make_project: MakeProject) -> None:
    root = make_project()
    result = run("doctor", cwd=root)
    assert result.exit_code == 0
    for name in ("Python", "Pango", "WeasyPrint", "Font Source Sans 3", str(root)):
        assert name in result.stdout
    assert "WRONG" not in result.stdout
    assert "Next: handout build" in result.stderr


@pytest.mark.usefixtures("quick")
def test_no_project_is_a_note(run: Run, tmp_path: Path) -> None:
    code, findings = read_findings(run, cwd=tmp_path)
    assert code == 0
    assert findings["Project"]["state"] == "warning"
    assert findings["Project"]["mend"] == "handout new my-clinic"


@pytest.mark.usefixtures("quick")
def test_a_missing_library_is_4_with_the_line_that_mends_it(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "is_loadable", lambda library: library.name == "Pango")
    monkeypatch.setattr(doctor, "name_system", lambda: "fedora")
    code, findings = read_findings(run, cwd=tmp_path)
    assert code == 4
    assert findings["Pango"]["state"] == "good"
    assert findings["Fontconfig"]["state"] == "bad"
    assert findings["Fontconfig"]["mend"].endswith("dnf install pango")
    assert findings["HarfBuzz-subset"]["state"] == "warning"
    assert "WRONG" in run("doctor", cwd=tmp_path).stdout


@pytest.mark.usefixtures("quick")
def test_only_the_optional_library_missing_still_builds(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "is_loadable", lambda library: not library.is_optional)
    code, findings = read_findings(run, cwd=tmp_path)
    assert code == 0
    assert findings["HarfBuzz-subset"]["mend"]
    assert [one.name for one in libraries.LIBRARIES if one.is_optional] == ["HarfBuzz-subset"]


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("name", ["dist", ".handout"])
def test_a_folder_that_cannot_be_written_is_4(
    run: Run, make_project: MakeProject, name: str
) -> None:
    root = make_project()
    (root / name).write_text("a file in its place")
    code, findings = read_findings(run, "-C", root, cwd=root)
    assert code == 4
    assert findings[f"Folder {name}"]["state"] == "bad"


@pytest.mark.parametrize(
    ("installed", "words"), [(None, "not installed"), ("69.1", "69.1, which is older than 70")]
)
def test_the_engine_missing_or_old(
    monkeypatch: pytest.MonkeyPatch, run: Run, tmp_path: Path, installed: str | None, words: str
) -> None:
    def version(name: str) -> str:
        if installed is None:
            raise PackageNotFoundError(name)
        return installed

    monkeypatch.setattr(doctor, "version", version)
    code, findings = read_findings(run, cwd=tmp_path)
    assert code == 4
    assert findings["WeasyPrint"]["detail"] == words


def test_an_engine_that_crashes_is_found_out(
    monkeypatch: pytest.MonkeyPatch, run: Run, tmp_path: Path
) -> None:
    crashed = subprocess.CompletedProcess[bytes](args=[], returncode=-11)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: crashed)
    code, findings = read_findings(run, cwd=tmp_path)
    assert code == 4
    assert findings["WeasyPrint"]["state"] == "bad"


@pytest.mark.usefixtures("quick")
def test_a_missing_font_is_4(monkeypatch: pytest.MonkeyPatch, run: Run, tmp_path: Path) -> None:
    monkeypatch.setattr(doctor, "FAMILIES", ("No Such Sans",))
    code, findings = read_findings(run, cwd=tmp_path)
    assert code == 4
    assert findings["Font No Such Sans"]["mend"]


def test_a_named_folder_without_a_project_is_3(run: Run, tmp_path: Path) -> None:
    assert run("-C", tmp_path / "nowhere", "doctor", cwd=tmp_path).exit_code == 3


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("path", "text", "line", "hint", "code"),
    [
        ("clinic.toml", 'name = "A', 1, "end it with the quote it began with.", 3),
        ("clinic.toml", 'name = "A"\nphnoe = "1"', 2, "did you mean `phone`?", 3),
        ("clinic.toml", 'name = "A"\n[brand]\nprimary = "blu"', 3, None, 3),
        ("clinic.toml", 'name = "A"\nlogo = "gone.svg"', 2, None, 3),
        ("authors/rebecca.toml", 'nmae = "A"', 1, None, 0),
    ],
)
def test_what_is_wrong_with_the_clinics_files_is_told_with_the_line(
    run: Run,
    make_project: MakeProject,
    path: str,
    text: str,
    line: int,
    hint: str | None,
    code: int,
) -> None:
    root = make_project({f"content/{path}": text})
    result = run("doctor", cwd=root)
    assert result.exit_code == code
    assert run("build", cwd=root).exit_code == (code or 1)
    assert f"Error: content/{path}:{line}: " in result.stderr
    assert f"Hint: {hint or ''}" in result.stderr
    assert ("Next: handout build" in result.stderr) is (code == 0)
    found = read_findings(run, cwd=root)
    assert found[0] == code
    assert found[1]["content/clinic.toml"]["state"] == ("bad" if code else "good")
