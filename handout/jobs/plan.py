"""Plan a build: which files are to be made of which articles, before any is read."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from handout.errors import UsageError
from handout.jobs.options import BuildOptions, find_format
from handout.model import (
    Clinic,
    Format,
    Problem,
    Project,
    Source,
    make_warning,
)
from handout.read.planning import ArticlePlan

DEFAULT_FOLDER = "dist"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One PDF to be made, and what is asked for beside it: an article in a format.

    `flip` is the edge that the printer turns the sheets of a booklet about.
    """

    source: Source
    format: Format
    output: Path
    flip: str
    with_html: bool
    with_pictures: bool

    @property
    def html(self) -> Path | None:
        """Where the composed HTML goes, if it is asked for."""
        return self.output.with_suffix(".html") if self.with_html else None

    @property
    def sheets(self) -> Path | None:
        """Where the sheets for an office printer go, of a booklet; a print shop makes its own."""
        return self._name_beside("sheets.pdf") if self.format.is_booklet else None

    def list_pictures(self, pages: int) -> tuple[Path, ...]:
        """Return where the pictures of so many pages go, if they are asked for."""
        numbers = range(1, pages + 1) if self.with_pictures else ()
        return tuple(self._name_beside(f"{number}.png") for number in numbers)

    def list_files(self, pages: int) -> tuple[Path, ...]:
        """Return all that is written for it if it has so many pages, the PDF first."""
        beside = (path for path in (self.sheets, self.html) if path is not None)
        return (self.output, *beside, *self.list_pictures(pages))

    def _name_beside(self, end: str) -> Path:
        return self.output.with_name(f"{self.output.stem}-{end}")

    @property
    def label(self) -> str:
        """What to call it while it is being made."""
        return f"{self.source.name} ({self.format.name})"


def plan_documents(
    wanted: tuple[Source, ...],
    plans: Mapping[Path, ArticlePlan],
    root: Path,
    clinic: Clinic,
    options: BuildOptions,
) -> tuple[Document, ...]:
    """List the PDFs to be made.

    Args:
        wanted: The articles.
        plans: What each of them says of how it is built.
        root: The clinic's folder.
        clinic: What holds for articles that say nothing.
        options: What was asked for.

    Raises:
        UsageError: Two of them would be the same file, or more than one is to go to one file; or a
            format is not known.
    """
    folder, file = _place_output(root, options)
    documents = tuple(
        Document(
            source=one,
            format=sheet,
            output=file or folder / f"{one.name}-{sheet.name}.pdf",
            flip=options.flip or clinic.print.flip,
            with_html=options.with_html,
            with_pictures=options.with_pictures,
        )
        for one in wanted
        for name in dict.fromkeys(
            options.formats or plans[one.path].formats or clinic.defaults.formats
        )
        for sheet in [find_format(name, where=clinic.path)]
    )
    if file is not None and len(documents) != 1:
        raise UsageError(
            f"“--output {options.output}” names one file, but {len(documents)} handouts would go"
            " there.",
            hint="name a folder, or one article and one format.",
        )
    _refuse_clashes(documents)
    return documents


def find_displaced(documents: tuple[Document, ...], project: Project) -> Iterator[Problem]:
    """Warn of each PDF in dist/ that is an article's by its name, and now comes of another file."""
    own = {source.name: source.path for source in project.sources}
    for document in documents:
        path = own.get(document.source.name, document.source.path)
        if path != document.source.path and document.output.parent == project.root / DEFAULT_FOLDER:
            message = (
                f"“{document.output.name}” is also the name of the PDF of your article"
                f" “{path.relative_to(project.root)}”, which it replaces until the next build."
            )
            hint = "rename the file, or name another folder with “--output”."
            yield make_warning("output.displaced", message, hint, path=document.source.path)


def _place_output(root: Path, options: BuildOptions) -> tuple[Path, Path | None]:
    """Return the folder that PDFs go to, and the file if one is named."""
    if options.output is None:
        return root / DEFAULT_FOLDER, None
    # Without `..` and relative to nothing, but with links as the user made them.
    output = Path(os.path.abspath(options.folder / options.output))  # noqa: PTH100
    if output.suffix.lower() == ".pdf" and not output.is_dir():
        return output.parent, output
    return output, None


def _refuse_clashes(documents: tuple[Document, ...]) -> None:
    first: dict[Path, Document] = {}
    for document in documents:
        other = first.setdefault(document.output, document)
        if other is not document:
            raise UsageError(
                f"“{other.source.path}” and “{document.source.path}” would both become"
                f" “{document.output.name}”.",
                hint="rename one of them, or build each into a folder of its own.",
            )
