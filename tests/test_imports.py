"""Hold the start fast: what only prints help imports no library that it does not need."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = (
    "flask",
    "fontpkg",
    "jinja2",
    "markdown_it",
    "openpyxl",
    "pikepdf",
    "ruamel",
    "segno",
    "tomlkit",
    "uharfbuzz",
    "watchfiles",
    "weasyprint",
)

SCRIPT = """
import json, sys
from handout.cli import run
code = run(sys.argv[1:])
print(json.dumps([code, sorted(sys.modules)]))
"""


def run_apart(*args: str) -> tuple[int, set[str], str]:
    """Run the command in a process of its own; give its code, the modules loaded, and stdout."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *args], capture_output=True, text=True, check=True
    )
    *printed, last = done.stdout.splitlines()
    code, modules = json.loads(last)
    return code, set(modules), "\n".join(printed)


@pytest.mark.parametrize(
    "args", [("--help",), ("-h",), ("build", "--help"), ("import", "--help"), ("merge", "--help")]
)
def test_help_loads_no_heavy_library(args: tuple[str, ...]) -> None:
    code, modules, printed = run_apart(*args)
    assert code == 0
    assert "Usage: handout" in printed
    assert "handout.cli" in modules
    assert {name for name in modules if name.split(".")[0] in HEAVY} == set()


def test_the_list_of_commands_imports_no_command() -> None:
    _, modules, printed = run_apart("--help")
    assert "build" in printed
    assert "handout.cli.build" not in modules
    assert "handout.jobs" not in modules
