"""Run every command line of the README and of the page for staff, as it stands there.

In a folder that `handout new` made, one line after the other, as a reader would. Lines that
install a system are run by other tests, or on other systems.
"""

from __future__ import annotations

import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from handout.render.libraries import DEBIAN_PACKAGES, write_install_line
from tests.conftest import Run

ROOT = Path(__file__).parents[1]
PAGES = {name: (ROOT / name).read_text("utf-8") for name in ("README.md", "docs/staff.md")}
PASTED = "Dry skin\n\nDry skin is easy to soothe.\n\nWhat helps\n\nUse a mild cleanser.\n"
FAILED = "name,appointment,practitioner,note\nAnna,soon,Grace,\n"

# What is typed to install, by the tests that run it or the reason why none does.
ELSEWHERE = {
    "./run": "by continuous integration itself",
    "sudo": "its packages are compared below with those that `run` and `handout doctor` install",
    "python3": "tests/test_wheel.py types these lines in its slow form",
    ".": "likewise",
    "pip": "likewise",
    "brew": "needs a Mac",
    "winget": "needs Windows",
    "C:\\msys64\\usr\\bin\\pacman": "needs Windows",
    "py": "needs Windows",
    "&": "needs Windows",
    "$env:WEASYPRINT_DLL_DIRECTORIES": "needs Windows",
}


def find_blocks(page: str) -> list[str]:
    return re.findall(r"^```\n(.*?)^```$", PAGES[page], re.MULTILINE | re.DOTALL)


def find_lines(page: str) -> list[str]:
    """Return the lines that a page shows for typing, save those that install."""
    known = tuple(f"{word} " for word in (*ELSEWHERE, "handout", "cd"))
    blocks = [text.splitlines() for text in find_blocks(page)]
    shown = [line for block in blocks if block[0].startswith(known) for line in block]
    return [line for line in shown if line.split()[0] not in ELSEWHERE]


@pytest.mark.parametrize("page", PAGES)
def test_every_block_of_commands_is_known_as_one(page: str) -> None:
    for block in find_blocks(page):
        first, *others = block.splitlines()
        is_typed = re.match(r"(\./|\. |handout|cd|pip|python3?|sudo|brew|winget)\b", first)
        assert not any(line.startswith("handout ") for line in others) or is_typed
    assert len(find_lines(page)) > 5


@pytest.mark.parametrize("page", PAGES)
def test_no_line_needs_a_shell_of_its_own(page: str) -> None:
    """PowerShell 5 knows no `&&`, and a Mac no `xclip`."""
    lines = find_lines(page)
    assert not [line for line in lines if re.search(r"&&|\||xclip|<|>|\\$", line)]


def test_the_packages_to_install_are_those_that_run_and_doctor_install() -> None:
    for_ci = (ROOT / "docs/ci.md").read_text("utf-8")
    by_run = (ROOT / "run").read_text("utf-8")
    by_doctor = write_install_line("debian", is_root=True) or ""
    update, install = by_doctor.split(" && ")
    assert install.endswith(" ".join(DEBIAN_PACKAGES))
    # Who types these lines lacks what `run` looks for first.
    shown = install.replace(DEBIAN_PACKAGES[0], f"python3-venv {DEBIAN_PACKAGES[0]}")
    assert f"\nsudo {update}\nsudo {shown}\n" in PAGES["README.md"]
    # Nobody answers there.
    assert f"\n{update} && {shown.replace(' install ', ' install -y ')}\n" in for_ci
    assert 'missing="python3-venv"' in by_run
    assert "import DEBIAN_PACKAGES" in by_run


@pytest.mark.commands
@pytest.mark.parametrize("page", PAGES)
def test_every_command_line_works(page: str, run: Run, tmp_path: Path) -> None:
    """Type each line, and end what watches when it has built."""
    here = tmp_path
    lines = find_lines(page)
    if page != "README.md":
        assert run("new", "clinic", cwd=here).exit_code == 0
        here /= "clinic"
    for line in lines:
        command, *args = shlex.split(line, comments=True)
        if command == "cd":
            here /= args[0]
            continue
        prepare(args, here)
        if "--watch" in args:
            watch(args, here)
            continue
        result = run(*args, cwd=here)
        assert result.exit_code == 0, f"{line}: {result.stderr}"
        assert "Error" not in result.stderr


def prepare(args: list[str], here: Path) -> None:
    """Put in place what the text says that the reader has by then."""
    for name in args[1:]:
        if name.endswith(".txt"):
            (here / name).write_text(PASTED, "utf-8")
        if name.endswith("failed.csv"):
            (here / name).write_text(FAILED, "utf-8")


def watch(args: list[str], here: Path) -> None:
    """Start what watches, wait until it has built, and end it by Ctrl and C."""
    process = subprocess.Popen(
        [sys.executable, "-m", "handout", *args],
        cwd=here,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    with process:
        assert process.stderr is not None
        assert any("Watching" in line for line in process.stderr)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
