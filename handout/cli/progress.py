"""Draw how far a job is: one line on stderr, on a terminal only, gone when the job is done."""

from __future__ import annotations

import shutil
import sys
import time
from typing import TYPE_CHECKING, TextIO

from handout.cli.problems import clean

if TYPE_CHECKING:
    from handout.cli.context import Invocation
    from handout.jobs.progress import Progress

_WIDTH = 20
_LEAST_S = 0.05
"""Redrawing more often than this would only flicker."""
_CLEAR = "\r\033[K"


class TerminalProgress:
    """Draw a bar with the name of what is being worked on."""

    def __init__(self, stream: TextIO) -> None:
        """Draw nothing yet.

        Args:
            stream: The terminal.
        """
        self._stream = stream
        self._task = self._label = ""
        self._total = self._done = 0
        self._drawn_at = 0.0
        self._is_drawn = False

    def start(self, task: str, total: int) -> None:
        """Begin a task of so many steps."""
        self._task, self._total, self._done, self._label = task, total, 0, ""
        self._draw(is_due=True)

    def name(self, label: str) -> None:
        """Show what is being worked on."""
        self._label = label
        self._draw()

    def advance(self) -> None:
        """Move the bar on by one step."""
        self._done += 1
        self._draw(is_due=self._done == self._total)

    def finish(self) -> None:
        """Take the bar away."""
        self.clear()
        self._total = 0

    def clear(self) -> None:
        """Take the bar away for as long as something else is printed."""
        if self._is_drawn:
            self._stream.write(_CLEAR)
            self._stream.flush()
            self._is_drawn = False
            self._drawn_at = 0.0

    def _draw(self, *, is_due: bool = False) -> None:
        now = time.monotonic()
        if not self._total or not (is_due or now - self._drawn_at >= _LEAST_S):
            return
        self._drawn_at = now
        filled = _WIDTH * min(self._done, self._total) // self._total
        bar = "━" * filled + "╌" * (_WIDTH - filled)
        line = f"{self._task} {bar} {self._done}/{self._total} {clean(self._label)}".rstrip()
        room = max(shutil.get_terminal_size().columns - 1, 1)
        self._stream.write(_CLEAR + line[:room])
        self._stream.flush()
        self._is_drawn = True


def make_progress(invocation: Invocation) -> Progress:
    """Return a bar if stderr is a terminal that can draw one, else what draws nothing."""
    import os

    from handout.jobs.progress import NullProgress

    is_able = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    encoding = (sys.stderr.encoding or "").lower().replace("-", "")
    if invocation.is_quiet or not is_able or not encoding.startswith("utf"):
        return NullProgress()
    return TerminalProgress(sys.stderr)
