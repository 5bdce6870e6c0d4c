"""Hold the one form in which problems are printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from handout.cli.problems import print_problems
from handout.model import Problem, Severity


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
