"""Hold what is wrong: how bad, where, and what would mend it."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


class Severity(enum.StrEnum):
    """Say how much a problem matters: an error stops its handout, a warning and a note do not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Point at a file and, where known, a line and a column in it."""

    path: Path
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Describe one fault: a stable code, where it is, what is wrong and what would mend it."""

    code: str
    severity: Severity
    path: Path | None
    line: int | None = None
    column: int | None = None
    message: str
    hint: str | None = None

    @property
    def is_error(self) -> bool:
        """Whether nothing can be made because of it."""
        return self.severity is Severity.ERROR


Report = Callable[[Problem], None]
"""What every stage is given to hand its problems to: all of them, not the first."""
