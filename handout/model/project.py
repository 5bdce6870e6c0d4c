"""Hold a clinic's folder as it was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from handout.model.article import Author
from handout.model.clinic import Clinic


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An article's file in the project, known by its slug (and language, if a translation)."""

    slug: str
    path: Path
    language: str | None = None

    @property
    def name(self) -> str:
        """What it is called: the slug, with `.<lang>` after it for a translation."""
        return f"{self.slug}.{self.language}" if self.language else self.slug


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A clinic's folder, read: the clinic, its authors by id, and where the articles are.

    `roots` are the real folders that its content may come from, the clinic's own first.
    """

    root: Path
    roots: tuple[Path, ...]
    clinic: Clinic
    authors: Mapping[str, Author]
    sources: tuple[Source, ...]
