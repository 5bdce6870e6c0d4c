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
from handout.model import ProblemLog, Report
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
        _judge("Python", platform.python_version()),
        *_examine_libraries(is_root=is_root),
        _examine_engine(),
        *(_examine_font(family) for family in FAMILIES),
        _examine_memory(),
        *_examine_project(root, report),
    )


def _judge(
    name: str,
    good: str,
    bad: str = "",
    mend: str | None = None,
    *,
    is_good: bool = True,
    state: State = State.BAD,
) -> CheckResult:
    """Return that a thing is good, or how it stands else and what mends it."""
    return CheckResult(name, State.GOOD, good) if is_good else CheckResult(name, state, bad, mend)


def _examine_libraries(*, is_root: bool) -> Iterator[CheckResult]:
    line = write_install_line(name_system(), is_root=is_root)
    for library in LIBRARIES:
        bad, state = "not found", State.BAD
        if library.is_optional:
            bad, state = "not found: building works, but more slowly", State.WARNING
        is_good = is_loadable(library)
        yield _judge(library.name, "found", bad, line, is_good=is_good, state=state)


def _examine_engine() -> CheckResult:
    name = "WeasyPrint"
    try:
        found = version("weasyprint")
    except PackageNotFoundError:
        return CheckResult(name, State.BAD, "not installed", _INSTALL_PACKAGE)
    major = found.split(".", 1)[0]
    if not major.isdigit() or int(major) < _OLDEST_ENGINE:
        detail = f"{found}, which is older than {_OLDEST_ENGINE}"
        return CheckResult(name, State.BAD, detail, _INSTALL_PACKAGE)
    try:
        trial = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", "import weasyprint"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_ENGINE_SECONDS,
            check=False,
        )
        is_good = trial.returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        is_good = False
    bad = f"{found} is installed, but cannot be loaded"
    mend = "mend the libraries above first; if they are all found: " + _INSTALL_PACKAGE
    return _judge(name, found, bad, mend, is_good=is_good)


def _examine_font(family: str) -> CheckResult:
    try:
        import fontpkg

        is_good = fontpkg.path(family).is_file()
    except (ImportError, LookupError, ValueError):
        is_good = False
    return _judge(f"Font {family}", "found", "not installed", _INSTALL_PACKAGE, is_good=is_good)


def _examine_memory() -> CheckResult:
    is_good = Path("/proc/self/statm").is_file()
    bad = "this system does not tell how much a process uses: only the time limit is held"
    return _judge("Memory limit", "can be held", bad, is_good=is_good, state=State.WARNING)


def _examine_project(root: Path | None, report: Report) -> Iterator[CheckResult]:
    if root is None:
        detail = "none here, nor in the folders above"
        yield CheckResult("Project", State.WARNING, detail, "handout new my-clinic")
        return
    yield _judge("Project", str(root))
    log = ProblemLog(report)
    read_project(root, log.say)
    is_good = root / CLINIC_FILE not in {one.path for one in log.problems if one.is_error}
    bad, mend = "has errors, so that nothing is built", "mend it where the errors below say"
    yield _judge(CLINIC_FILE, "can be read", bad, mend, is_good=is_good)
    for name, what in (("dist", "the handouts"), (".handout", "the cache")):
        folder = root / name
        bad, mend = f"{what} cannot be written: {folder}", "give yourself the right to write there"
        good, is_good = f"{what} can be written", _is_writable(folder)
        yield _judge(f"Folder {name}", good, bad, mend, is_good=is_good)


def _is_writable(folder: Path) -> bool:
    """Try it: only writing tells, on network disks above all."""
    try:
        with tempfile.TemporaryFile(dir=folder if folder.exists() else folder.parent):
            return True
    except OSError:
        return False
