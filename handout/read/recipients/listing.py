"""Report the first faults of a list one by one and count the rest.

A column that is filled in wrong is wrong a million times; nobody reads more than a few of them.
"""

from __future__ import annotations

from handout.model import Problem, Report, Severity
from handout.read.recipients.faults import ListSource, RowFault

LIMIT = 1000
"""How many errors, and how many warnings, are reported one by one."""


class Listing:
    """Report up to a limit, and count.

    Args:
        report: Where the problems go.
        origin: The list.
    """

    def __init__(self, report: Report, origin: ListSource) -> None:
        self._report = report
        self._origin = origin
        self.faults = 0
        self.warnings = 0

    def refuse(self, fault: RowFault) -> None:
        """Count a fault of a row, and report it if it is among the first."""
        self.faults += 1
        if self.faults <= LIMIT:
            self._report(
                self._origin.problem(fault.code, fault.message, line=fault.row, hint=fault.hint)
            )

    def end(self, problem: Problem) -> None:
        """Count and report a fault of the list itself, however many there were."""
        self.faults += 1
        self._report(problem)

    def warn(self, code: str, message: str, *, line: int, hint: str) -> None:
        """Report a warning; `count_warnings` counts them."""
        self._report(
            self._origin.problem(code, message, line=line, hint=hint, severity=Severity.WARNING)
        )

    def finish(self) -> None:
        """Say how many were not reported."""
        for count, what in (
            (self.faults - LIMIT, "faults"),
            (self.warnings - LIMIT, "duplicates"),
        ):
            if count > 0:
                self._report(
                    self._origin.problem(
                        "more",
                        f"{count:,} more {what} are not listed.",
                        hint="mend the first ones: the rest are often alike.",
                        severity=Severity.NOTE,
                    )
                )
