"""Hold the progress bar to what a terminal may be sent."""

from __future__ import annotations

import io
import sys

import pytest

from handout.cli.progress import TerminalProgress, make_progress


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
    assert isinstance(make_progress(Invocation()), TerminalProgress)
    assert not isinstance(make_progress(Invocation(verbosity=-1)), TerminalProgress)
    monkeypatch.setenv("TERM", "dumb")
    assert not isinstance(make_progress(Invocation()), TerminalProgress)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert not isinstance(make_progress(Invocation()), TerminalProgress)
