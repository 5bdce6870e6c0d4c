"""Say how far a job is, to whoever draws it: a bar on a terminal, a page in a browser, nobody."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Follow a job of some steps, each about one named thing."""

    def start(self, task: str, total: int) -> None:
        """Begin a task of so many steps; a task that was going on is over."""

    def name(self, label: str) -> None:
        """Say what is being worked on now."""

    def advance(self) -> None:
        """Count one step as done."""

    def finish(self) -> None:
        """End the task and leave no trace of it; may be called twice."""


class NullProgress:
    """Tell nobody."""

    def start(self, task: str, total: int) -> None:
        """Do nothing."""

    def name(self, label: str) -> None:
        """Do nothing."""

    def advance(self) -> None:
        """Do nothing."""

    def finish(self) -> None:
        """Do nothing."""
