"""Say what is wrong with a list of recipients without saying what stands in it.

Two kinds: a `ListFault` ends the reading, because what follows could not be trusted; a `RowFault`
is about one row, and the reading goes on. Messages name rows and columns, never a value, since a
value may be a client's name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from handout.errors import ContentError
from handout.model import Place, Problem, Severity

STANDARD_INPUT = Path("-")
ROW_LIMIT = 1_000_000
"""Recipients of one list; a folder of so many files is no use to anybody either."""
DIVIDE = "divide it, and merge each part into a folder of its own with “-o”."


class ListFault(ContentError):
    """A list of recipients cannot be read, or not further."""

    def __init__(self, problem: Problem) -> None:
        path, line, column = problem.path, problem.line, problem.column
        super().__init__(
            problem.message,
            where=Place(path=path, line=line, column=column) if path else None,
            hint=problem.hint,
        )
        self.problem = problem


class RowFault(NamedTuple):
    """One fault of one row; `order` is the place of its column, for sorting."""

    row: int
    order: int
    code: str
    message: str
    hint: str


Note = Callable[[RowFault], None]
"""What a reader is given to hand the faults of rows to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSource:
    """Where a list comes from.

    Attributes:
        path: The list as the user knows it; `-` is standard input.
        data: What is in it.
    """

    path: Path
    data: bytes = field(default=b"", repr=False)

    @property
    def title(self) -> str:
        """The list as the subject of a message."""
        return "standard input" if self.path == STANDARD_INPUT else f"“{self.path.name}”"

    def problem(
        self,
        code: str,
        message: str,
        *,
        line: int | None = None,
        column: int | None = None,
        hint: str | None = None,
        severity: Severity = Severity.ERROR,
    ) -> Problem:
        """Return a problem of this list; `code` follows `recipients.`."""
        return Problem(
            code=f"recipients.{code}",
            severity=severity,
            path=self.path,
            line=line,
            column=column,
            message=message,
            hint=hint,
        )

    def fault(
        self,
        code: str,
        message: str,
        *,
        line: int | None = None,
        column: int | None = None,
        hint: str | None = None,
    ) -> ListFault:
        """Return the error that ends the reading of this list."""
        return ListFault(self.problem(code, message, line=line, column=column, hint=hint))


def empty(origin: ListSource) -> ListFault:
    """Return the fault of a list in which nothing stands."""
    message = f"{origin.title} is empty."
    hint = "write a row of headings with `name` among them, and a row for each recipient."
    return origin.fault("empty", message, hint=hint)


def too_many_rows(origin: ListSource, row: int, most: int) -> ListFault:
    """Return the fault of a list with more rows than are held."""
    return origin.fault(
        "too-many-rows",
        f"{origin.title} has more than {most:,} recipients.",
        line=row,
        hint=DIVIDE,
    )


def too_many_faults(origin: ListSource, row: int) -> ListFault:
    """Return the fault of a list of which most rows are of no use."""
    message = f"{origin.title} has so many rows with faults that the rest was not looked at."
    hint = "mend what is named above: most likely one column is wrong throughout."
    return origin.fault("too-many-faults", message, line=row, hint=hint)
