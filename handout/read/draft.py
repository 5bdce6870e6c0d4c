"""Tell what a build has to know of an article before it is read: most builds read none."""

from __future__ import annotations

from pathlib import Path

from handout.model import FORMATS, Problem
from handout.read.fields import FieldReader
from handout.read.files import read_text
from handout.read.frontmatter import read_front_matter, split_front_matter
from handout.read.project import MARKDOWN_SUFFIXES


def read_draft(fields: FieldReader) -> bool:
    """Return whether a front matter says that its article is a draft."""
    text = fields.text("draft").lower()
    if text not in ("", "true", "false", "yes", "no"):
        fields.fault(
            "draft",
            "wrong-type",
            f"“draft” is “{text}”, where true or false is meant.",
            hint="write `draft: true`, or take the line out.",
        )
    return text in ("true", "yes")


def read_formats(fields: FieldReader) -> tuple[str, ...]:
    """Return the formats that a front matter names."""
    return fields.choices("formats", FORMATS, default=())


def is_draft(path: Path) -> bool:
    """Tell whether a file's front matter says that it is a draft; no more of it is understood."""
    fields = _read_fields(path, "draft")
    return fields is not None and read_draft(fields)


def find_formats(path: Path) -> tuple[str, ...]:
    """Return the formats that a file's front matter names; no more of it is understood."""
    fields = _read_fields(path, "formats")
    return read_formats(fields) if fields else ()


def _read_fields(path: Path, key: str) -> FieldReader | None:
    """Return a file's front matter if it has a key."""
    if path.suffix.lower() not in MARKDOWN_SUFFIXES:
        return None
    text = read_text(path, _ignore)
    split = split_front_matter(text, path, _ignore) if text else None
    if split is None or split.matter is None or key not in split.matter:
        return None
    matter = read_front_matter(split.matter, path, split.matter_line, _ignore) or {}
    return FieldReader(matter, path=path, kind="article", report=_ignore)


def _ignore(problem: Problem) -> None:
    """Leave faults to whoever reads the article."""
