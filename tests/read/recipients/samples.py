"""Write lists, read them, and give what came out in a form that is easily compared."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from handout.model import Problem, Severity
from handout.read.recipients import Findings, check_recipients, read_recipients
from handout.read.recipients.options import ListOptions

FORMATS = ("a4", "large-print")
LANGUAGES = ("en", "de")

Said = tuple[str, int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What reading a list gave: columns and rows, what the check found, and every problem."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[int, list[str]], ...] = ()
    findings: Findings | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def values(self) -> list[list[str]]:
        """The rows without their numbers."""
        return [values for _, values in self.rows]

    @property
    def said(self) -> list[Said]:
        """Code, without its first part, and line of each problem."""
        return [(one.code.removeprefix("recipients."), one.line) for one in self.problems]

    @property
    def errors(self) -> list[Said]:
        """Code and line of each error."""
        return [
            said
            for said, one in zip(self.said, self.problems, strict=True)
            if one.severity is Severity.ERROR
        ]

    @property
    def problem(self) -> Problem:
        """The only problem."""
        (problem,) = self.problems
        return problem


def refuse(problem: Problem) -> None:
    """Take no problem: the list is sound."""
    raise AssertionError(problem)


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def write_workbook(
    path: Path, rows: Iterable[Sequence[object]], *, first: int = 1, title: str = "List"
) -> Path:
    """Write a workbook of one sheet; `first` is the number of its first row."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title
    for number, row in enumerate(rows, first):
        for column, value in enumerate(row, 1):
            if value is not None:
                sheet.cell(number, column).value = cast("Any", value)
    book.save(path)
    return path


def look(path: Path) -> Outcome:
    """Open a list, check it, and read its rows if it can be read to the end."""
    problems: list[Problem] = []
    recipients = read_recipients(path, problems.append)
    if recipients is None:
        assert any(one.severity is Severity.ERROR for one in problems)
        return Outcome(problems=tuple(problems))
    findings = check_recipients(recipients, problems.append, formats=FORMATS, languages=LANGUAGES)
    rows = tuple(recipients.rows) if findings.is_complete else ()
    for one in problems:
        assert one.code.startswith("recipients.")
        assert one.path == path
        assert one.message.endswith(".")
        assert one.hint is not None
        assert one.hint.endswith((".", "?"))
    return Outcome(
        columns=recipients.columns, rows=rows, findings=findings, problems=tuple(problems)
    )


MEASURE = """\
import re, sys
from pathlib import Path
from handout.read.recipients import check_recipients, read_recipients
problems = []
recipients = read_recipients(Path(sys.argv[1]), problems.append)
if recipients:
    check_recipients(recipients, problems.append, formats=("a4",), languages=("en",))
(peak,) = re.findall(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())
faults = [one for one in problems if one.severity.name == "ERROR"]
print(peak, *(one.code.removeprefix("recipients.") for one in faults[-1:]))
print(*(f"{one.message} {one.hint}" for one in faults[-1:]))
"""


def measure_memory(path: Path) -> tuple[int, str, str]:
    """Return the megabytes that reading a list takes, the code of the fault and the words."""
    command = [sys.executable, "-c", MEASURE, str(path)]
    untraced = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, timeout=120, env=untraced
    )
    figures, words = done.stdout.split("\n", 1)
    peak, _, code = figures.partition(" ")
    return int(peak) // 1024, code, words


HEADINGS = "name,email,language,format,date,password,note"


def look_at(folder: Path, *rows: str, headings: str = HEADINGS) -> Outcome:
    return look(write(folder / "list.csv", "\n".join((headings, *rows)) + "\n"))


def read_rows(path: Path, **options: Any) -> tuple[list[dict[str, str]], list[Problem]]:
    """Return a list's rows, and all problems."""
    problems: list[Problem] = []
    found = read_recipients(path, problems.append, options=ListOptions(**options))
    if found is None:
        return [], problems
    check_recipients(found, problems.append, formats=["a4"], languages=["en"])
    rows = [dict(zip(found.columns, row, strict=True)) for _, row in found.rows]
    return rows, problems


def list_codes(problems: list[Problem]) -> list[str]:
    """Return the codes of problems, without what all begin with."""
    return [one.code.removeprefix("recipients.") for one in problems]
