"""Write the articles that tests read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from handout.model import Article, Problem

MakeProject = Callable[..., Path]
Answer = tuple[Article | None, list[Problem]]
RAIN = "content/articles/rain.md"


def matter(*lines: str) -> str:
    return "\n".join(["---", "title: Rain", *lines, "---", "Text.", ""])
