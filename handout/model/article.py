"""Hold an article, who wrote it and who checked it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from handout.model.clinic import Picture
from handout.model.content import Blocks, Inlines


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who wrote an article; `id` is the name of the file that describes them."""

    id: str
    path: Path
    name: str
    role: str = ""
    credentials: str = ""
    registration: str = ""
    bio: str = ""
    photo: Picture | None = None
    email: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewer:
    """Who checked an article, and when."""

    name: str
    role: str = ""
    checked: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article as read: its metadata, and its body as one list of blocks.

    `title_is_derived` says that the title was made from the file's name. `lines` gives the line of
    each front-matter key. Without `formats`, those of the clinic are built. `language` is a BCP 47
    tag. `notes` is one of `NOTES`. A draft is built when it is named, and given to nobody. `extra`
    is as a clinic's.
    """

    slug: str
    path: Path
    title: str
    content: Blocks
    language: str
    title_is_derived: bool = False
    summary: str = ""
    key_points: tuple[Inlines, ...] = ()
    topic: str = ""
    authors: tuple[Author, ...] = ()
    reviewers: tuple[Reviewer, ...] = ()
    version: str = ""
    published: date | None = None
    review_by: date | None = None
    tags: tuple[str, ...] = ()
    references: tuple[Inlines, ...] = ()
    disclaimer: str = ""
    link: str = ""
    questions: tuple[str, ...] = ()
    feedback: str = ""
    other_formats: str = ""
    formats: tuple[str, ...] = ()
    notes: str = "auto"
    is_draft: bool = False
    extra: Mapping[str, object] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
