"""Say what came of the work on some recipients, as plain data that goes back to whoever asked.

Nothing here says who a recipient is but the pieces of a PDF, which `repr` does not show, since an
executor may log it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from handout.deliver.journal import Given
from handout.deliver.sink import Ready
from handout.errors import ExitCode, HandoutError
from handout.model import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A row without a handout: a code, words for the list of such rows, and the exit code."""

    row: int
    code: str
    message: str
    reason: ExitCode = ExitCode.CONTENT


@dataclass(slots=True, kw_only=True)
class ChunkResult:
    """What came of some rows, or of trying them with nothing written; it grows with each.

    Attributes:
        given: What to write into the journal, of PDFs that are written.
        handouts: What is to be bound by who asked, in the place of being written.
        built: How many handouts were made.
        failures: The rows that have none.
        reasons: How many were rendered in full, by why.
        problems: What is to be said once.
        seconds: How long it took.
        stop: Why the rest was not made, if that stops the whole merge.
    """

    given: list[Given] = field(default_factory=list)
    handouts: list[Ready] = field(default_factory=list)
    built: int = 0
    failures: list[Failure] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    problems: dict[Problem, None] = field(default_factory=dict)
    seconds: float = 0
    stop: HandoutError | None = None

    def take(self, made: Ready | Failure, *, is_bound: bool) -> None:
        """Take what came of one row."""
        if isinstance(made, Failure):
            self.failures.append(made)
        else:
            self.built += 1
            if is_bound:
                self.handouts.append(made)
            else:
                self.given.append(made.given)
            self.problems.update(dict.fromkeys(made.pdf.problems))
            if made.pdf.reason:
                self.reasons[made.pdf.reason] += 1

    def drop_handouts(self) -> None:
        """Take no handout for made."""
        self.given, self.handouts, self.built = [], [], 0
