"""Tell how far a job is: by a bar on a terminal, gone at the end, or by a few lines in a log."""

from __future__ import annotations

import shutil
import sys
import time
from typing import TYPE_CHECKING, TextIO

from handout.cli.problems import clean
from handout.jobs.runtime.progress import Progress

if TYPE_CHECKING:
    from handout.cli.context import Invocation

_WIDTH = 20
_LEAST_S = 0.05
"""Redrawing more often than this would only flicker."""
_FIRST_RATE_S = 1.0
"""A rate that is told earlier would be a guess."""
_WHOLE_RATE = 10
_LINE_S = 10.0
"""Lines in a log are this far apart at least, and what takes no longer has none."""
_CLEAR = "\r\033[K"


class TerminalProgress(Progress):
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


class LineProgress(TerminalProgress):
    """Write a line now and then, where nothing can be drawn: into a log, above all."""

    _written_at = 0.0

    def _draw(self, *, is_due: bool = False) -> None:
        now = time.monotonic()
        is_last = self._done >= self._total
        if is_last or now - max(self._written_at, self._begun_at) < _LINE_S:
            return
        self._written_at = now
        rate = self._measure(now)
        count = f"{self._done:,} of {self._total:,}" + (f", {rate}" if rate else "")
        self._stream.write(f"{self._task}: {count}\n")
        self._stream.flush()


def _show_time(seconds: float) -> str:
    """Write a length of time as a person would say it."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02} min"
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"


def make_progress(invocation: Invocation) -> Progress:
    """Return a bar if stderr is a terminal that can draw one, else a line now and then."""
    import os

    is_able = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    encoding = (sys.stderr.encoding or "").lower().replace("-", "")
    if invocation.is_quiet:
        return Progress()
    kind = TerminalProgress if is_able and encoding.startswith("utf") else LineProgress
    return kind(sys.stderr)
