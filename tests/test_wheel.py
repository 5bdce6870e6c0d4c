"""Hold the wheel: away from the repository it makes a clinic's folder and builds it."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from dataclasses import dataclass
from pathlib import Path

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
    others = ("py.typed", "read/importers/text/roles.tsv", "shipped/content/clinic.toml")
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
