"""Read `content/authors/<id>.toml`: who writes, and what stands on their card."""

from __future__ import annotations

from pathlib import Path

from handout.files.names import unify_name
from handout.model import Author, Project, Report
from handout.read.clinic import read_picture
from handout.read.faults import TOLERATED, FaultGate
from handout.read.fields import FieldReader
from handout.read.links import refuse_link
from handout.read.pictures import SUFFIXES
from handout.read.toml import read_toml

_SYNONYMS = {
    "title": "role",
    "job": "role",
    "position": "role",
    "qualifications": "credentials",
    "degree": "credentials",
    "registration_number": "registration",
    "biography": "bio",
    "about": "bio",
    "image": "photo",
    "picture": "photo",
    "url": "website",
}


def read_author(path: Path, roots: tuple[Path, ...], report: Report) -> Author | None:
    """Return an author, or None after reporting every fault of the file.

    A photo that is missing is an error too, but leaves the author usable without it.

    Args:
        path: The author's file; its name without suffix is the author's id.
        roots: The real folders that the file and the photo must lie in, the project's own first.
        report: Where the faults go.
    """
    gate = FaultGate(report, tolerated=TOLERATED)
    if refuse_link(path, roots, gate):
        return None
    table = read_toml(path, gate, kind="author")
    if table is None:
        return None
    fields = FieldReader(table, path=path, kind="author", report=gate)
    name = fields.text(
        "name", required=True, hint='add the author\'s name, such as `name = "Rebecca Moss"`.'
    )
    author = Author(
        id=unify_name(path.stem),
        path=path,
        name=name,
        role=fields.text("role"),
        credentials=fields.text("credentials"),
        registration=fields.text("registration"),
        bio=fields.prose("bio"),
        photo=read_picture(
            fields.text("photo"),
            fields.text("photo_alt"),
            fields=fields,
            line=fields.line("photo"),
            roots=roots,
            report=gate,
            suffixes=SUFFIXES,
        ),
        email=fields.email("email"),
        website=fields.website("website"),
    )
    fields.finish(synonyms=_SYNONYMS)
    return None if gate.is_unusable else author


def find_author(name: str, project: Project) -> Author | None:
    """Return the clinic's author of that name; a first name will do where only one has it."""
    words = set(name.casefold().split())
    authors = project.authors.values()
    same = [author for author in authors if set(author.name.casefold().split()) == words]
    alike = [author for author in authors if words <= set(author.name.casefold().split())]
    if same:
        return same[0]
    return alike[0] if len(alike) == 1 else None
