"""Say how far a job is, to whoever draws it: a bar on a terminal, a page in a browser, nobody."""

from __future__ import annotations


class Progress:
    """Follow a job of some steps, each about one named thing; this one tells nobody."""

    def start(self, task: str, total: int) -> None:
        """Begin a task of so many steps; a task that was going on is over."""

    def name(self, label: str) -> None:
        """Say what is being worked on now."""

    def advance(self) -> None:
        """Count one step as done."""

    def clear(self) -> None:
        """Make room for something else to be told."""

    def finish(self) -> None:
        """End the task and leave no trace of it; may be called twice."""
