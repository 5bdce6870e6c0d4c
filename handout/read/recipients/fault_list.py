"""Count the faults of a list's rows, and keep the first of each kind to be told one by one.

A column that is filled in wrong is wrong a million times; nobody reads more than a few of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from handout.model import Problem
from handout.read.recipients.faults import ListSource, RowFault

MOST_ALIKE = 3
"""So many faults of one kind in one column are reported one by one."""
MOST_FAULTY = 100_000
"""Of more rows with faults, the rest is not looked at."""


class FaultList:
    """The faults of the rows of one list.

    Attributes:
        rows: The numbers of the rows that have any.
        count: How many faults there are.
    """

    def __init__(self) -> None:
        self.rows: set[int] = set()
        self.count = 0
        self._alike: Counter[tuple[str, int]] = Counter()
        self._first: list[RowFault] = []

    @property
    def is_full(self) -> bool:
        """Whether there are so many that there is no use in going on."""
        return len(self.rows) > MOST_FAULTY

    def add(self, fault: RowFault) -> None:
        """Count a fault, and keep it if it is among the first of its kind."""
        self.rows.add(fault.row)
        self.count += 1
        kind = fault.code, fault.order
        self._alike[kind] += 1
        if self._alike[kind] <= MOST_ALIKE:
            self._first.append(fault)

    def explain(self, origin: ListSource) -> Iterator[Problem]:
        """Yield the first ones in the order of the list, and how many more there are of each."""
        first: dict[tuple[str, int], RowFault] = {}
        for fault in sorted(self._first, key=lambda one: (one.row, one.order)):
            first.setdefault((fault.code, fault.order), fault)
            yield origin.problem(fault.code, fault.message, line=fault.row, hint=fault.hint)
        for kind, fault in first.items():
            if (more := self._alike[kind] - MOST_ALIKE) > 0:
                message = f"{more:,} more are like the one there: {fault.message}"
                yield origin.problem(fault.code, message, line=fault.row, hint=fault.hint)
