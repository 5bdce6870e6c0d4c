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
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

from handout.assets import FAMILIES
from handout.model import Problem, Report
from handout.read.project import read_project
from handout.render.libraries import LIBRARIES, is_loadable, name_system, write_install_line

CLINIC_FILE = "content/clinic.toml"
_OLDEST_ENGINE = 70
_ENGINE_SECONDS = 60
_INSTALL_PACKAGE = "python3 -m pip install --upgrade clinic-handout"


class State(enum.StrEnum):
    """Say how a finding stands: a warning does not keep anything from being built."""

    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


class CheckResult(NamedTuple):
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
        # With an older one than is needed, not even this would run.
        CheckResult("Python", State.GOOD, platform.python_version()),
        *_examine_libraries(is_root=is_root),
        _examine_engine(),
        *(_examine_font(family) for family in FAMILIES),
        _examine_memory(),
        *_examine_project(root, report),
    )


def _judge(name: str, detail: str, *, mend: str, is_good: bool = False) -> CheckResult:
    """Return that a thing is good, or bad with what mends it."""
    return (
        CheckResult(name, State.GOOD, detail)
        if is_good
        else CheckResult(name, State.BAD, detail, mend)
    )


def _examine_libraries(*, is_root: bool) -> Iterator[CheckResult]:
    line = write_install_line(name_system(), is_root=is_root)
    for library in LIBRARIES:
        if is_loadable(library):
            yield CheckResult(library.name, State.GOOD, "found")
        elif library.is_optional:
            detail = "not found: building works, but more slowly"
            yield CheckResult(library.name, State.WARNING, detail, line)
        else:
            yield CheckResult(library.name, State.BAD, "not found", line)


def _examine_engine() -> CheckResult:
    name = "WeasyPrint"
    try:
        found = version("weasyprint")
    except PackageNotFoundError:
        return _judge(name, "not installed", mend=_INSTALL_PACKAGE)
    major = found.split(".", 1)[0]
    if not major.isdigit() or int(major) < _OLDEST_ENGINE:
        return _judge(name, f"{found}, which is older than {_OLDEST_ENGINE}", mend=_INSTALL_PACKAGE)
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
    return _judge(
        name,
        found if works else f"{found} is installed, but cannot be loaded",
        mend="mend the libraries above first; if they are all found: " + _INSTALL_PACKAGE,
        is_good=works,
    )


def _examine_font(family: str) -> CheckResult:
    try:
        import fontpkg

        is_there = fontpkg.path(family).is_file()
    except (ImportError, LookupError, ValueError):
        is_there = False
    detail = "found" if is_there else "not installed"
    return _judge(f"Font {family}", detail, mend=_INSTALL_PACKAGE, is_good=is_there)


def _examine_memory() -> CheckResult:
    if Path("/proc/self/statm").is_file():
        return CheckResult("Memory limit", State.GOOD, "can be held")
    detail = "this system does not tell how much a process uses: only the time limit is held"
    return CheckResult("Memory limit", State.WARNING, detail)


def _examine_project(root: Path | None, report: Report) -> Iterator[CheckResult]:
    if root is None:
        detail = "none here, nor in the folders above"
        yield CheckResult("Project", State.WARNING, detail, "handout new my-clinic")
        return
    yield CheckResult("Project", State.GOOD, str(root))
    problems: list[Problem] = []
    read_project(root, problems.append)
    for problem in problems:
        report(problem)
    is_good = root / CLINIC_FILE not in {one.path for one in problems if one.is_error}
    detail = "can be read" if is_good else "has errors, so that nothing is built"
    yield _judge(CLINIC_FILE, detail, mend="mend it where the errors below say", is_good=is_good)
    for name, what in (("dist", "the handouts"), (".handout", "the cache")):
        folder = root / name
        is_good = _is_writable(folder)
        detail = f"{what} can be written" if is_good else f"{what} cannot be written: {folder}"
        mend = "give yourself the right to write there"
        yield _judge(f"Folder {name}", detail, mend=mend, is_good=is_good)


def _is_writable(folder: Path) -> bool:
    """Try it: only writing tells, on network disks above all."""
    place = folder if folder.exists() else folder.parent
    try:
        with tempfile.TemporaryFile(dir=place):
            return True
    except OSError:
        return False
