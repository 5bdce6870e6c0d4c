"""Report the first faults of a list one by one and count the rest.

A column that is filled in wrong is wrong a million times; nobody reads more than a few of them.
"""

from __future__ import annotations

from collections import Counter

from handout.model import Problem, Report, Severity
from handout.read.recipients.faults import ListSource, RowFault

MOST_ALIKE = 3
"""So many faults of one kind in one column are reported one by one."""


class Listing:
    """Report the first of each kind, and count.

    Args:
        report: Where the problems go.
        origin: The list.
    """

    def __init__(self, report: Report, origin: ListSource) -> None:
        self._report = report
        self._origin = origin
        self._alike: Counter[tuple[str, int]] = Counter()
        self._first: dict[tuple[str, int], RowFault] = {}
        self.faults = 0

    def refuse(self, fault: RowFault) -> None:
        """Count a fault of a row, and report it if it is among the first of its kind."""
        self.faults += 1
        kind = fault.code, fault.order
        self._alike[kind] += 1
        self._first.setdefault(kind, fault)
        if self._alike[kind] <= MOST_ALIKE:
            self._report(
                self._origin.problem(fault.code, fault.message, line=fault.row, hint=fault.hint)
            )

    def end(self, problem: Problem) -> None:
        """Count and report a fault of the list itself, however many there were."""
        self.faults += 1
        self._report(problem)

    def warn(self, code: str, message: str, *, line: int, hint: str) -> None:
        """Report a warning."""
        self._report(
            self._origin.problem(code, message, line=line, hint=hint, severity=Severity.WARNING)
        )

    def finish(self) -> None:
        """Say how many more there are of each kind."""
        for kind, count in self._alike.items():
            if count > MOST_ALIKE:
                first = self._first[kind]
                message = f"{count - MOST_ALIKE:,} more are like the one there: {first.message}"
                self._report(
                    self._origin.problem(first.code, message, line=first.row, hint=first.hint)
                )
