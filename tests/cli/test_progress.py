"""Hold the progress bar to what a terminal may be sent."""

from __future__ import annotations

import io
import re
import sys
import time

import pytest

from handout.cli.progress import LineProgress, TerminalProgress, make_progress
from handout.jobs.runtime.progress import Progress


class Terminal(io.StringIO):
    """Say that it is one."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def test_a_bar_names_the_article_and_goes_away() -> None:
    terminal = Terminal()
    bar = TerminalProgress(terminal)
    bar.start("Building", 2)
    bar.name("rain (a4)\033[2J")
    bar.advance()
    bar.advance()
    drawn = terminal.getvalue()
    assert "2/2 rain (a4)\\x1b[2J" in drawn, "what an article is called cannot steer the terminal"
    assert "\n" not in drawn
    bar.finish()
    assert terminal.getvalue().endswith("\r\033[K")
    length = len(terminal.getvalue())
    bar.finish()
    assert len(terminal.getvalue()) == length


def test_a_bar_is_for_terminals_that_can_draw_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from handout.cli.context import Invocation

    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert type(make_progress(Invocation())) is TerminalProgress
    assert type(make_progress(Invocation(verbosity=-1))) is Progress
    monkeypatch.setenv("TERM", "dumb")
    assert type(make_progress(Invocation())) is LineProgress
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert type(make_progress(Invocation())) is LineProgress
    assert type(make_progress(Invocation(verbosity=-1))) is Progress


@pytest.mark.parametrize(
    ("seconds_a_step", "steps", "lines"),
    [(0.001, 1000, 0), (9.9, 1, 0), (0.09, 111, 0), (1, 35, 3), (4, 20, 6), (30, 5, 4)],
)
def test_a_log_gets_a_line_every_ten_seconds_at_most(
    monkeypatch: pytest.MonkeyPatch, seconds_a_step: float, steps: int, lines: int
) -> None:
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    log = io.StringIO()
    told = LineProgress(log)
    for _ in range(2):
        told.start("Merging", steps)
        for number in range(steps):
            told.name(f"n{number}")
            now += seconds_a_step
            told.advance()
        told.clear()
        told.finish()
    written = log.getvalue().splitlines()
    assert len(written) == 2 * lines
    assert all(re.fullmatch(r"Merging: \d+ of \d+, [\d.]+/s, .* left", line) for line in written)
    assert log.getvalue().isascii()
