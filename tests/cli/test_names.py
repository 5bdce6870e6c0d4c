"""Hold every command to printing names of files so that they cannot steer a terminal."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from handout.cli.problems import show_path
from tests.conftest import MakeProject, Result, Run, choose_some

# A new line, the escape that begins a terminal's commands, an override of the direction of text,
# a C1 control, the end of a line by Unicode, and a byte that is not UTF-8.
ODD = "a\nb\x1b[2J\u202ec\x9b\u2028d\udcff"
SHOWN = "a\\nb\\x1b[2J\\u202ec\\x9b\\u2028d\udcff"
ODD_LIST = "name\nMaria Huber\n,\n"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="no such names elsewhere")


@pytest.fixture
def root(make_project: MakeProject) -> Path:
    """Give a clinic's folder with an odd article and an odd list."""
    article = "---\ntitle: Rain\nauthors: [rebecca]\n---\n\nText.\n"
    return make_project(
        {f"content/articles/{ODD}.md": article, f"{ODD}.csv": ODD_LIST, f"{ODD}.txt": "Sun.\n"}
    )


def is_steering(result: Result) -> bool:
    text = "".join(result.stdout.splitlines()) + "".join(result.stderr.splitlines())
    lines = (*result.stdout.split("\n"), *result.stderr.split("\n"))
    return bool(re.search("[\x00-\x1f\x7f-\x9f\u2028-\u202e]", text)) or any(
        re.match(r"b(\\x1b|\x1b)\[2J", line) for line in lines
    )


@pytest.mark.parametrize(
    "args",
    choose_some(
        [
            ["build"],
            ["build", "-v"],
            ["build", "--json"],
            ["build", f"{ODD}.txt", "-o", ODD],
            ["build", ODD],
            ["build", "-o", f"{ODD}.pdf"],
            ["build", f"{ODD}.docx"],
            ["list"],
            ["list", "--json"],
            ["list", "-v"],
            ["-C", ".", "list", "-v"],
            ["-C", f"{ODD}/{ODD}", "list"],
            ["import", f"{ODD}.txt"],
            ["import", f"{ODD}.md"],
            ["new", f"{ODD}/{ODD}"],
            ["merge", ODD, f"{ODD}.csv", "--skip-faulty", "-o", f"{ODD}-out"],
            ["merge", ODD, f"{ODD}.csv", "--skip-faulty", "-o", f"{ODD}-out", "--json"],
            ["merge", ODD, f"{ODD}.csv", "--skip-faulty", "--single-file", f"{ODD}.pdf"],
            ["merge", ODD, f"{ODD}.csv"],
            ["merge", ODD, f"{ODD}.xlsx"],
            [ODD],
            ["build", f"--{ODD}"],
        ],
        3,
    ),
    ids=lambda args: " ".join(args).replace(ODD, "ODD"),
)
def test_no_command_lets_a_name_steer(root: Path, run: Run, args: list[str]) -> None:
    result = run(*args, cwd=root)
    assert result.exit_code != 70, result.stderr
    assert not is_steering(result), result
    # Else nothing was tried.
    assert "[2J" in result.stdout + result.stderr


def test_no_project_s_name_steers(make_project: MakeProject, run: Run) -> None:
    root = make_project(name=ODD)
    assert not is_steering(run("new", ".", cwd=root))
    for args in (["doctor"], ["doctor", "-v"], ["list", "-v"]):
        result = run(*args, cwd=root)
        assert not is_steering(result), result
        assert "\\x1b[2J" in result.stdout + result.stderr, args


def test_a_result_is_a_line_and_the_bytes_of_a_name_are_kept(root: Path) -> None:
    command = [sys.executable, "-m", "handout", "build", "-q"]
    done = subprocess.run(command, cwd=root, capture_output=True, check=True, timeout=60)
    assert done.stdout == os.fsencode(f"dist/{SHOWN}-a4.pdf\n")


def test_json_has_the_name_itself(root: Path, run: Run) -> None:
    data = json.loads(run("build", "--json", cwd=root).stdout)
    assert data["built"][0]["path"] == f"dist/{ODD}-a4.pdf"
    assert (root / data["built"][0]["path"]).is_file()


@pytest.mark.parametrize(
    "name", ["Über föhn.pdf", "雨.pdf", "باران\u200c‌ها.pdf", "a\u00a0b.pdf", "c\\d"]
)
def test_a_name_that_steers_nothing_is_printed_as_it_is(tmp_path: Path, name: str) -> None:
    assert show_path(tmp_path / name) == str(tmp_path / name)
