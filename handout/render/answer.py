"""Hold what the engine answers, as plain data for the process that asked.

It stands apart from the engine because who unpickles it imports this module: the parent of the
workers should not load WeasyPrint to read its answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from handout.compose.layout import Layout
from handout.model import Problem
from handout.render.master import Master


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of one request.

    Attributes:
        pdf: The PDF, unless there are errors.
        master: The PDF with gaps, if that was asked for instead.
        blocks: What sets the master's blocks anew, of use in this process alone.
        layout: The layout that it was composed with, or None if it never was.
        pages: How many pages were laid out.
        problems: All faults, errors among them mean that there is no PDF.
        dependencies: The files that were read, by absolute path, with their SHA-256; None for one
            that was not there.
    """

    pdf: bytes | None = None
    master: Master | None = None
    blocks: Mapping[int, Any] = field(default_factory=dict, repr=False)
    layout: Layout | None = None
    pages: int = 0
    problems: tuple[Problem, ...] = ()
    dependencies: Mapping[str, str | None] = field(default_factory=dict)
