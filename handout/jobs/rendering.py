"""Have pending composed and rendered by the workers, and take what comes back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from handout.check.review import check_review, find_review
from handout.errors import ExitCode, HandoutError, RemoteBug
from handout.jobs.build_results import BuildResults
from handout.jobs.reading import PendingDocument
from handout.jobs.runtime.progress import Progress
from handout.jobs.runtime.render_session import FONTS, LoadRenderer, find_loader, get_renderer
from handout.jobs.runtime.worker import WorkerLost
from handout.jobs.runtime.worker_pool import WorkerPool
from handout.model import (
    RIGHT_TO_LEFT,
    Article,
    Clinic,
    Edition,
    Format,
    Problem,
    describe_bug,
    describe_failure,
)
from handout.personalise.rendering import join_problems

if TYPE_CHECKING:
    from handout.compose.composed import Composed
    from handout.compose.composer import Composer
    from handout.render.answer import Answer
    from handout.render.engine import Engine


class Request(NamedTuple):
    """Ask for one handout.

    Attributes:
        article: What it says.
        format: The sheet.
        edition: What the PDF is for.
        clinic: Whose handout it is.
        root: The clinic's folder.
        shared: The digest of all that its handouts share; another one means other templates.
        allow_missing: Take missing images, texts, glyphs and fonts as warnings.
        with_html: Send back what was rendered, too.
        load: Loads the engine.
        with_pictures: Draw the pages as pictures, too.
        flip: The edge that the printer turns sheets about, if they are to be made, too.
    """

    article: Article
    format: Format
    edition: Edition
    clinic: Clinic
    root: Path
    shared: str
    allow_missing: bool
    with_html: bool
    load: LoadRenderer
    with_pictures: bool = False
    flip: str | None = None


class Made(NamedTuple):
    """What the engine answered, what was asked for beside it, and how many seconds it all took."""

    answer: Answer
    composed: Composed | None
    sheets: bytes | None
    pictures: tuple[bytes, ...]
    seconds: float


_composers: dict[str, Composer] = {}
"""This process's one composer, by the digest of what handouts share."""


def make_handout(request: Request) -> Made:
    """Make one handout in this process, with templates and engine kept from one to the next.

    Raises:
        EngineError: The engine failed.
        ProjectError: A template cannot be used.
    """
    from handout.compose.composer import Composer
    from handout.personalise.rendering import render_handout

    begun = time.monotonic()
    if request.shared not in _composers:
        _composers.clear()
        _composers[request.shared] = Composer(request.clinic, root=request.root)
    answer, composed = render_handout(
        _composers[request.shared],
        cast("Engine", get_renderer(request.load, request.root / FONTS)),
        request.article,
        format=request.format,
        edition=request.edition,
        allow_missing=request.allow_missing,
    )
    sheets: bytes | None = None
    pictures: tuple[bytes, ...] = ()
    if answer.pdf is not None and request.flip:
        from handout.render.imposition import impose

        primary = request.article.language.split("-")[0]
        sheets = impose(answer.pdf, flip=request.flip, is_right_to_left=primary in RIGHT_TO_LEFT)
    if answer.pdf is not None and request.with_pictures:
        from handout.render.preview import draw_pages

        pictures = draw_pages(answer.pdf)
    return Made(
        answer,
        composed if request.with_html else None,
        sheets,
        pictures,
        time.monotonic() - begun,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingPdf:
    """A handout as PDF, not yet written; `problems` and `dependencies` are of the whole way."""

    waiting: PendingDocument
    composed: Composed | None
    pdf: bytes
    sheets: bytes | None
    pictures: tuple[bytes, ...]
    pages: int
    problems: tuple[Problem, ...]
    dependencies: dict[str, str | None]
    seconds: float

    def get_files(self, fonts: Path) -> dict[Path, bytes]:
        """Return all that is to be written, by where it goes.

        Args:
            fonts: The folder of the static font faces, which the HTML names.
        """
        document = self.waiting.document
        files = {document.output: self.pdf}
        if document.sheets is not None and self.sheets is not None:
            files[document.sheets] = self.sheets
        if document.html is not None and self.composed is not None:
            from handout.render.fonts import declare_faces

            html = self.composed.alone(declare_faces(self.composed.font, fonts))
            files[document.html] = html.encode()
        return files | dict(zip(document.list_pictures(self.pages), self.pictures, strict=True))


def render_documents(
    pending: list[PendingDocument],
    pool: WorkerPool,
    request: Callable[[PendingDocument], Request],
    results: BuildResults,
    progress: Progress,
) -> Iterator[PendingPdf]:
    """Have all pending made; what fails goes to the results, the rest comes as it is finished.

    Args:
        pending: What is to be made.
        pool: Has the workers.
        request: Says what to ask for a document.
        results: Takes problems and failures.
        progress: Is told of each document.

    Raises:
        EngineError: The engine cannot be loaded.
    """
    progress.start("Building", len(pending))
    pool.warm_up(len(pending))
    futures = {pool.submit(make_handout, request(waiting)): waiting for waiting in pending}
    for future in as_completed(futures):
        waiting = futures[future]
        progress.name(waiting.document.label)
        if future.exception() is not None:
            # That the engine cannot be loaded is no document's fault.
            pool.check()
        made = _take(waiting, future, results)
        progress.advance()
        if made is not None:
            yield made


def make_request(
    waiting: PendingDocument,
    *,
    clinic: Clinic,
    root: Path,
    shared: str,
    allow_missing: bool,
) -> Request:
    """Return what a worker is asked for a document.

    Args:
        waiting: The document and its article.
        clinic: Whose handout it is.
        root: The clinic's folder.
        shared: The digest of all that its handouts share.
        allow_missing: Take missing images, texts, glyphs and fonts as warnings.
    """
    return Request(
        article=waiting.article,
        format=waiting.document.format,
        edition=waiting.document.edition,
        clinic=clinic,
        root=root,
        shared=shared,
        allow_missing=allow_missing,
        with_html=waiting.document.with_html,
        with_pictures=waiting.document.with_pictures,
        flip=waiting.document.flip if waiting.document.sheets else None,
        load=find_loader(),
    )


def _take(
    waiting: PendingDocument, future: Future[Made], results: BuildResults
) -> PendingPdf | None:
    path = waiting.article.path
    review = check_review(path, find_review(waiting.article))
    known = (*waiting.problems, *review)
    try:
        made = future.result()
    except HandoutError as error:
        code = "render.failed" if error.exit_code is ExitCode.ENGINE else "compose.failed"
        code = error.code if isinstance(error, WorkerLost) else code
        problem = describe_failure(error, path, code)
        results.fail(waiting.document, (*known, problem), reason=error.exit_code)
        return None
    except RemoteBug as bug:
        problem = describe_bug(bug, path)
        results.fail(waiting.document, (*known, problem), reason=ExitCode.BUG, bug=bug)
        return None
    answer = made.answer
    problems = join_problems(waiting.problems, answer.problems)
    if answer.pdf is None:
        results.fail(waiting.document, (*problems, *review), reason=ExitCode.CONTENT)
        return None
    results.say_all((*problems, *review))
    return PendingPdf(
        waiting=waiting,
        composed=made.composed,
        pdf=answer.pdf,
        sheets=made.sheets,
        pictures=made.pictures,
        pages=answer.pages,
        problems=problems,
        dependencies={**waiting.dependencies, **answer.dependencies},
        seconds=made.seconds,
    )
