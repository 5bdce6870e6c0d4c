"""Examine whether everything is there that building needs, and how to mend what is not.

Comes in: the project's folder, if there is one. Goes out: a list of findings, each with the exact
line that mends it on this system. Nothing is changed; the engine is tried in a process of its own,
since with a broken library it does not fail but crashes.
"""

from __future__ import annotations

import enum
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from handout.assets import FAMILIES
from handout.jobs.libraries import LIBRARIES, is_loadable, name_system, write_install_line
from handout.model import Problem, Report
from handout.read.project import read_project

CLINIC_FILE = "content/clinic.toml"
_OLDEST_PYTHON = (3, 11)
_OLDEST_ENGINE = 70
_ENGINE_SECONDS = 60
_INSTALL_PACKAGE = "python3 -m pip install --upgrade clinic-handout"


class State(enum.StrEnum):
    """Say how a finding stands: a warning does not keep anything from being built."""

    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """Say how one thing stands, and, when it does not stand well, the line that mends it."""

    name: str
    state: State
    detail: str
    mend: str | None = None


def examine(root: Path | None, report: Report, *, is_root: bool) -> tuple[CheckResult, ...]:
    """Examine this system and, where there is one, the clinic's folder.

    Args:
        root: The clinic's folder, or None where none was found.
        report: Takes each fault of the clinic's and the authors' files.
        is_root: Whether the user may install packages without `sudo`.
    """
    return (
        _examine_python(),
        *_examine_libraries(is_root=is_root),
        _examine_engine(),
        *(_examine_font(family) for family in FAMILIES),
        _examine_memory(),
        *_examine_project(root, report),
    )


def _examine_python() -> CheckResult:
    is_good = sys.version_info >= _OLDEST_PYTHON
    return CheckResult(
        name="Python",
        state=State.GOOD if is_good else State.BAD,
        detail=platform.python_version(),
        mend=None if is_good else "install Python 3.11 or newer",
    )


def _examine_libraries(*, is_root: bool) -> Iterator[CheckResult]:
    line = write_install_line(name_system(), is_root=is_root)
    for library in LIBRARIES:
        if is_loadable(library):
            yield CheckResult(name=library.name, state=State.GOOD, detail="found")
        elif library.is_optional:
            yield CheckResult(
                name=library.name,
                state=State.WARNING,
                detail="not found: building works, but more slowly",
                mend=line,
            )
        else:
            yield CheckResult(name=library.name, state=State.BAD, detail="not found", mend=line)


def _examine_engine() -> CheckResult:
    name = "WeasyPrint"
    try:
        found = version("weasyprint")
    except PackageNotFoundError:
        return CheckResult(
            name=name, state=State.BAD, detail="not installed", mend=_INSTALL_PACKAGE
        )
    major = found.split(".", 1)[0]
    if not major.isdigit() or int(major) < _OLDEST_ENGINE:
        return CheckResult(
            name=name,
            state=State.BAD,
            detail=f"{found}, which is older than {_OLDEST_ENGINE}",
            mend=_INSTALL_PACKAGE,
        )
    try:
        trial = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", "import weasyprint"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_ENGINE_SECONDS,
            check=False,
        )
        works = trial.returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        works = False
    if works:
        return CheckResult(name=name, state=State.GOOD, detail=found)
    return CheckResult(
        name=name,
        state=State.BAD,
        detail=f"{found} is installed, but cannot be loaded",
        mend="mend the libraries above first; if they are all found: " + _INSTALL_PACKAGE,
    )


def _examine_font(family: str) -> CheckResult:
    try:
        import fontpkg

        is_there = fontpkg.path(family).is_file()
    except (ImportError, LookupError, ValueError):
        is_there = False
    return CheckResult(
        name=f"Font {family}",
        state=State.GOOD if is_there else State.BAD,
        detail="found" if is_there else "not installed",
        mend=None if is_there else _INSTALL_PACKAGE,
    )


def _examine_memory() -> CheckResult:
    is_readable = Path("/proc/self/statm").is_file()
    return CheckResult(
        name="Memory limit",
        state=State.GOOD if is_readable else State.WARNING,
        detail="can be held"
        if is_readable
        else "this system does not tell how much a process uses: only the time limit is held",
    )


def _examine_project(root: Path | None, report: Report) -> Iterator[CheckResult]:
    if root is None:
        yield CheckResult(
            name="Project",
            state=State.WARNING,
            detail="none here, nor in the folders above",
            mend="handout new my-clinic",
        )
        return
    yield CheckResult(name="Project", state=State.GOOD, detail=str(root))
    yield _examine_clinic(root, report)
    for name, what in (("dist", "the handouts"), (".handout", "the cache")):
        folder = root / name
        is_good = _is_writable(folder)
        yield CheckResult(
            name=f"Folder {name}",
            state=State.GOOD if is_good else State.BAD,
            detail=f"{what} can be written" if is_good else f"{what} cannot be written: {folder}",
            mend=None if is_good else "give yourself the right to write there",
        )


def _examine_clinic(root: Path, report: Report) -> CheckResult:
    faulty: set[Path | None] = set()

    def take(problem: Problem) -> None:
        report(problem)
        if problem.is_error:
            faulty.add(problem.path)

    read_project(root, take)
    is_good = root / "content" / "clinic.toml" not in faulty
    return CheckResult(
        name=CLINIC_FILE,
        state=State.GOOD if is_good else State.BAD,
        detail="can be read" if is_good else "has errors, so that nothing is built",
        mend=None if is_good else "mend it where the errors below say",
    )


def _is_writable(folder: Path) -> bool:
    """Try it: only writing tells, on network disks above all."""
    place = folder if folder.exists() else folder.parent
    try:
        with tempfile.TemporaryFile(dir=place):
            return True
    except OSError:
        return False
