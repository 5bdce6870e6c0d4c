"""Read Markdown for tests."""

from __future__ import annotations

from pathlib import Path

from handout.model import Blocks, Problem
from handout.read.markdown import read_blocks

PATH = Path("rain.md")


def read(text: str, base: Path = Path("/nowhere")) -> tuple[Blocks, list[Problem]]:
    problems: list[Problem] = []
    blocks = read_blocks(text, path=PATH, base=(base,), first_line=11, report=problems.append)
    return blocks, problems


def sound(text: str) -> Blocks:
    blocks, problems = read(text)
    assert problems == []
    return blocks
