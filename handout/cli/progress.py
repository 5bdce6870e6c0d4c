"""Draw how far a job is: one line on stderr, on a terminal only, gone when the job is done."""

from __future__ import annotations

import shutil
import sys
import time
from typing import TYPE_CHECKING, TextIO

from handout.cli.problems import clean

if TYPE_CHECKING:
    from handout.cli.context import Invocation
    from handout.jobs.runtime.progress import Progress

_WIDTH = 20
_LEAST_S = 0.05
"""Redrawing more often than this would only flicker."""
_FIRST_RATE_S = 1.0
"""A rate that is told earlier would be a guess."""
_WHOLE_RATE = 10
_CLEAR = "\r\033[K"


class TerminalProgress:
    """Draw a bar with the name of what is being worked on, or how fast it goes if that has none."""

    def __init__(self, stream: TextIO) -> None:
        """Draw nothing yet.

        Args:
            stream: The terminal.
        """
        self._stream = stream
        self._task = self._label = ""
        self._total = self._done = 0
        self._drawn_at = self._begun_at = 0.0
        self._is_drawn = False

    def start(self, task: str, total: int) -> None:
        """Begin a task of so many steps."""
        self._task, self._total, self._done, self._label = task, total, 0, ""
        self._begun_at = time.monotonic()
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
        label = clean(self._label) or self._measure(now)
        line = f"{self._task} {bar} {self._done}/{self._total} {label}".rstrip()
        room = max(shutil.get_terminal_size().columns - 1, 1)
        self._stream.write(_CLEAR + line[:room])
        self._stream.flush()
        self._is_drawn = True

    def _measure(self, now: float) -> str:
        """Say how many steps a second are done, and how long the rest will take at that rate."""
        seconds = now - self._begun_at
        if not self._done or seconds < _FIRST_RATE_S:
            return ""
        rate = self._done / seconds
        left = max(self._total - self._done, 0) / rate
        shown = f"{rate:,.0f}" if rate >= _WHOLE_RATE else f"{rate:.1f}"
        return f"{shown}/s, {_show_time(left)} left"


def _show_time(seconds: float) -> str:
    """Write a length of time as a person would say it."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02} min"
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"


def make_progress(invocation: Invocation) -> Progress:
    """Return a bar if stderr is a terminal that can draw one, else what draws nothing."""
    import os

    from handout.jobs.runtime.progress import NullProgress

    is_able = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    encoding = (sys.stderr.encoding or "").lower().replace("-", "")
    if invocation.is_quiet or not is_able or not encoding.startswith("utf"):
        return NullProgress()
    return TerminalProgress(sys.stderr)
