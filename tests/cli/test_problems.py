"""Hold the one form in which problems are printed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import handout
from handout.cli.problems import print_problems
from handout.model import Problem, Severity
from tests.conftest import MakeProject, Run
from tests.jobs.merges import write_list


def problem(
    path: Path | None, line: int | None, severity: Severity = Severity.ERROR, message: str = "no."
) -> Problem:
    return Problem(code="x.y", severity=severity, path=path, line=line, message=message)


def test_sorted_by_file_and_line_relative_to_here(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    print_problems(
        [
            problem(tmp_path / "b.md", 10),
            problem(tmp_path / "b.md", 9, Severity.WARNING),
            problem(tmp_path / "a.md", None),
            problem(tmp_path.parent / "c.md", 1, Severity.NOTE),
            problem(None, None),
        ]
    )
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        "Error: no.",
        f"Note: {tmp_path.parent / 'c.md'}:1: no.",
        "Error: a.md: no.",
        "Warning: b.md:9: no.",
        "Error: b.md:10: no.",
    ]


def test_quiet_leaves_only_errors(capsys: pytest.CaptureFixture[str]) -> None:
    print_problems([problem(None, None, severity) for severity in Severity], is_quiet=True)
    assert capsys.readouterr().err == "Error: no.\n"


MANY_FAULTS = """\
---
title: Rain
version: "1"
confirm: [version]
published: 2015-01-01
---

A glyph that no font has: \ue001.

<!-- check: a -->

Now { is just a brace.

#### Too deep

Another: \ue002.

## A section

<!-- check: b -->

Last: \ue003.
"""
"""Faults that reading, the date, filling and rendering find, in turns."""


def list_lines(text: str, name: str) -> list[int]:
    return [int(line) for line in re.findall(rf"{name}:(\d+): ", text)]


def test_an_articles_problems_come_in_the_order_of_its_lines(
    make_project: MakeProject, run: Run
) -> None:
    faulty = MANY_FAULTS.replace("A section", "![](none.png)\n\n[a](b.md)")
    root = make_project(
        {"content/articles/rain.md": MANY_FAULTS, "content/articles/sun.md": faulty}
    )
    for _ in range(2):
        said = run("build", "--allow-missing", cwd=root).stderr
        assert list_lines(said, "rain.md") == [3, 5, 8, 10, 14, 16, 20, 22]
        lines = list_lines(said, "sun.md")
        assert len(lines) > 4
        assert lines == sorted(lines)
    data = json.loads(run("build", "--allow-missing", "--json", cwd=root).stdout)
    found = [(one["path"], one["line"]) for one in data["problems"]]
    assert found == sorted(found)
    pdf = handout.open_clinic(root).make("rain", allow_missing=True)
    assert [one.line for one in pdf.problems if one.line] == [3, 5, 8, 10, 14, 16, 20, 22]


def test_so_does_a_merge(make_project: MakeProject, run: Run) -> None:
    root = make_project({"content/articles/rain.md": MANY_FAULTS})
    write_list(root, 1)
    said = run("merge", "rain", "list.csv", "--allow-expired", "--allow-missing", cwd=root).stderr
    lines = list_lines(said, "rain.md")
    assert lines[:5] == [3, 5, 10, 14, 20]
    assert lines[5:] == sorted(lines[5:])
