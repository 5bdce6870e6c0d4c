"""Make one handout of a build: what its workers do."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from handout.jobs.plan import Document
from handout.jobs.runtime.render_session import FONTS, get_engine
from handout.model import RIGHT_TO_LEFT, SCREEN, Article, Clinic, Problem

if TYPE_CHECKING:
    from handout.compose.composer import Composer


class RenderSettings(NamedTuple):
    """What is the same for all handouts of a build.

    Attributes:
        clinic: Whose handouts they are.
        root: The clinic's folder.
        shared: The digest of all that they share; another one means other templates.
        allow_missing: Take missing images, texts, glyphs and fonts as warnings.
    """

    clinic: Clinic
    root: Path
    shared: str
    allow_missing: bool


class Rendered(NamedTuple):
    """What came of one document; there are no files if errors are among the problems.

    Attributes:
        files: All that is to be written, by where it goes.
        pages: How many pages the PDF has.
        problems: What there is to say of it.
        dependencies: The digests of what was read, by path.
        seconds: How long it took.
    """

    files: dict[Path, bytes]
    pages: int
    problems: tuple[Problem, ...]
    dependencies: Mapping[str, str | None]
    seconds: float


_composers: dict[str, Composer] = {}
"""This process's one composer, by the digest of what handouts share."""


def make_handout(settings: RenderSettings, document: Document, article: Article) -> Rendered:
    """Make one handout in this process, with templates and engine kept from one to the next.

    Raises:
        EngineError: The engine failed.
        ProjectError: A template cannot be used.
    """
    from handout.compose.composer import Composer
    from handout.personalise.rendering import render_handout

    begun = time.monotonic()
    if settings.shared not in _composers:
        _composers.clear()
        _composers[settings.shared] = Composer(settings.clinic, root=settings.root)
    answer, composed = render_handout(
        _composers[settings.shared],
        get_engine(settings.root),
        article,
        format=document.format,
        edition=SCREEN,
        allow_missing=settings.allow_missing,
    )
    files: dict[Path, bytes] = {}
    if answer.pdf is not None and composed is not None:
        files[document.output] = answer.pdf
        if document.sheets is not None:
            from handout.render.imposition import impose

            is_right_to_left = article.language.split("-")[0] in RIGHT_TO_LEFT
            files[document.sheets] = impose(
                answer.pdf, flip=document.flip, is_right_to_left=is_right_to_left
            )
        if document.html is not None:
            from handout.render.fonts import declare_faces

            html = composed.alone(declare_faces(composed.font, settings.root / FONTS))
            files[document.html] = html.encode()
        if document.with_pictures:
            from handout.render.preview import draw_pages

            paths = document.list_pictures(answer.pages)
            files |= dict(zip(paths, draw_pages(answer.pdf), strict=True))
    seconds = time.monotonic() - begun
    return Rendered(files, answer.pages, answer.problems, answer.dependencies, seconds)
