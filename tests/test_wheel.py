"""Hold the wheel: away from the repository it makes a clinic's folder and builds it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """A wheel, and the clean environment that it is installed in."""

    wheel: Path
    scripts: Path
    away: Path

    def run(self, *args: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        environment = {
            key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ
        }
        return subprocess.run(
            args, cwd=cwd, env=environment, capture_output=True, text=True, timeout=120, check=False
        )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Build the wheel offline and install it beside the locked packages, without the repository."""
    folder = tmp_path_factory.mktemp("wheel")
    run = [sys.executable, "-m"]
    subprocess.run(
        [*run, "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    subprocess.run([*run, "venv", "--without-pip", str(folder / "venv")], check=True)
    scripts = folder / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
    # The packages of this environment, but not what its .pth files add: the repository.
    paths = sysconfig.get_paths(vars={"base": str(folder / "venv")})
    Path(paths["purelib"], "locked.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    pip = [*run, "pip", "--python", str(scripts / "python"), "install", "--quiet"]
    subprocess.run(
        [*pip, "--no-deps", "--no-index", "--disable-pip-version-check", str(wheel)],
        check=True,
        capture_output=True,
    )
    away = folder / "away"
    away.mkdir()
    return Installed(wheel=wheel, scripts=scripts, away=away)


def test_the_wheel_has_what_the_repository_has_at_its_top(installed: Installed) -> None:
    names = set(zipfile.ZipFile(installed.wheel).namelist())
    for folder in ("templates", "styles"):
        files = {
            f"handout/shipped/{path.relative_to(ROOT).as_posix()}"
            for path in (ROOT / folder).rglob("*")
            if path.is_file() and path.parent.name != "__pycache__"
        }
        assert files
        assert files <= names
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "handout").rglob("*.py")}
    assert modules <= names
    others = (
        *("py.typed", "compose/sheet_test.html", "read/importers/text/roles.tsv"),
        *("read/importers/text/levels.tsv", "read/importers/text/phrases.toml"),
        "shipped/content/clinic.toml",
    )
    assert {f"handout/{name}" for name in others} <= names
    assert not [name for name in names if name.startswith(("tests/", "docs/", "content/"))]
    assert not [name for name in names if "__pycache__" in name]
    assert [name for name in names if name.endswith("licenses/LICENSE")]


def test_new_and_build_from_the_wheel(installed: Installed) -> None:
    where = installed.run(
        str(installed.scripts / "python"),
        "-c",
        "import handout; print(handout.__file__)",
        cwd=installed.away,
    )
    assert Path(where.stdout.strip()).is_relative_to(installed.scripts.parent)
    handout = str(installed.scripts / "handout")
    made = installed.run(handout, "new", "clinic", cwd=installed.away)
    assert (made.returncode, "Next:" in made.stderr) == (0, True), made.stderr
    built = installed.run(handout, "build", cwd=installed.away / "clinic")
    assert built.returncode == 0, built.stderr
    for path in built.stdout.splitlines():
        assert (installed.away / "clinic" / path).read_bytes().startswith(b"%PDF-")


@pytest.mark.skipif(sys.platform == "win32", reason="the recipe is for a Unix shell")
def test_the_recipe_for_ci_works_with_nothing_around_it(
    installed: Installed, tmp_path: Path
) -> None:
    text = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
    build, due = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)

    def run(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
        path = f"{installed.scripts}:/usr/bin:/bin"
        command = ["env", "-i", f"PATH={path}", "sh", "-c", script]
        return subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=120, check=False
        )

    def read_report(folder: Path) -> dict[str, Any]:
        report: dict[str, Any] = json.loads((folder / "build.json").read_text())
        return report

    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        assert run(f"handout new {folder.name} --name Linden", tmp_path).returncode == 0
    done = run(build, first)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("All handouts are in dist/.\n")
    built = read_report(first)["built"][0]
    assert not built["cached"]
    assert (first / built["path"]).read_bytes().startswith(b"%PDF")

    # Another machine, which has only what is to be kept.
    for name in re.findall(
        r"`([\w./]+)/`", text.split("## What to keep")[1].split(" in the CI")[0]
    ):
        shutil.copytree(first / name, second / name)
    assert run(build, second).returncode == 0
    again = read_report(second)["built"][0]
    assert (again["cached"], again["sha256"]) == (True, built["sha256"])
    # And what is built there anew has the same bytes.
    shutil.rmtree(second / "dist")
    assert run(build, second).returncode == 0
    again = read_report(second)["built"][0]
    assert (again["cached"], again["sha256"]) == (False, built["sha256"])

    assert run(due, first).stdout == ""
    articles = first / "content/articles"
    (articles / "old.md").write_text("---\ntitle: A\nreview_by: 2020-01-01\n---\n\nText.\n")
    assert run(due, first).stdout == "Some articles are due for review: see due.csv.\n"
    (articles / "bad.md").write_text("Text without a title.\n")
    partial = run(build, first)
    assert partial.returncode == 6
    assert "Some handouts are in dist/" in partial.stdout
    errors = [one for one in read_report(first)["problems"] if one["level"] == "error"]
    assert [one["path"] for one in errors] == ["content/articles/bad.md"]
    (first / "content/clinic.toml").write_text("name = ")
    broken = run(build, first)
    assert broken.returncode == 3
    assert "No handouts were built; build.json says why." in broken.stdout
    assert read_report(first)["problems"][0]["path"] == "content/clinic.toml"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="the lines are for a Unix shell")
def test_the_lines_of_the_readme_install_it_in_a_new_environment(tmp_path: Path) -> None:
    """Type what README gives for Debian, save what the system's packages are installed with."""
    text = (ROOT / "README.md").read_text("utf-8").partition("**Debian, Ubuntu**")[2]
    lines = re.findall(r"^```\n(.*?)^```", text, re.MULTILINE | re.DOTALL)[0].splitlines()
    typed = [line for line in lines if not line.startswith("sudo ")]
    assert "pip install ." in typed
    home = tmp_path / "home"
    home.mkdir()
    script = "\n".join(["set -e", *typed, "cd", "command -v handout", "handout new a", "cd a"])
    # How packages are found stays; the home folder, which has the environment, is a new one.
    environment = {**os.environ, "HOME": str(home), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    environment["PATH"] = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    for name in ("PYTHONPATH", "VIRTUAL_ENV"):
        environment.pop(name, None)
    done = subprocess.run(
        ["sh", "-c", f"{script}\nhandout build"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert str(home / "handout-env/bin/handout") in done.stdout.splitlines()
    assert list((home / "a/dist").glob("*.pdf"))
