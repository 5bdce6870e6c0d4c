"""Tell what a build has to know of an article before it is read: most builds read none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from handout.model import FORMATS, Problem
from handout.read.fields import FieldReader
from handout.read.files import read_text
from handout.read.frontmatter import read_front_matter, split_front_matter
from handout.read.project import MARKDOWN_SUFFIXES

_KEYS = re.compile("draft|formats")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePlan:
    """How an article is to be built: not unless it is named, and in which formats of its own."""

    is_draft: bool = False
    formats: tuple[str, ...] = ()


def read_draft(fields: FieldReader) -> bool:
    """Return whether a front matter says that its article is a draft."""
    text = fields.text("draft").lower()
    if text not in ("", "true", "false", "yes", "no"):
        message = f"“draft” is “{text}”, where true or false is meant."
        fields.fault("draft", "wrong-type", message, "write `draft: true`, or take the line out.")
    return text in ("true", "yes")


def read_formats(fields: FieldReader) -> tuple[str, ...]:
    """Return the formats that a front matter names."""
    return fields.choices("formats", FORMATS, default=())


def read_plan(path: Path) -> ArticlePlan:
    """Return what a file's front matter says of how it is built; no more of it is understood."""
    if path.suffix.lower() not in MARKDOWN_SUFFIXES:
        return ArticlePlan()
    text = read_text(path, _ignore)
    split = split_front_matter(text, path, _ignore) if text else None
    # To understand it takes longer than to see that it says nothing of them.
    if split is None or split.matter is None or not _KEYS.search(split.matter):
        return ArticlePlan()
    matter = read_front_matter(split.matter, path, split.matter_line, _ignore) or {}
    fields = FieldReader(matter, path=path, kind="article", report=_ignore)
    return ArticlePlan(is_draft=read_draft(fields), formats=read_formats(fields))


def _ignore(problem: Problem) -> None:
    """Leave faults to whoever reads the article."""
