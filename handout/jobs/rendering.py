"""Have documents composed and rendered by the workers, and take what comes back."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, as_completed
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from handout.check.review import check_review, find_review
from handout.errors import ExitCode, HandoutError, RemoteBug
from handout.jobs.build_report import BuildReport
from handout.jobs.plan import Document
from handout.jobs.reading import PendingDocument
from handout.jobs.runtime.progress import Progress
from handout.jobs.runtime.render_session import FONTS, get_engine
from handout.jobs.runtime.worker import WorkerLost
from handout.jobs.runtime.worker_pool import WorkerPool
from handout.model import (
    RIGHT_TO_LEFT,
    SCREEN,
    Article,
    Clinic,
    Problem,
    describe_bug,
    describe_failure,
)
from handout.personalise.rendering import join_problems

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


def render_documents(
    pending: list[PendingDocument],
    pool: WorkerPool,
    settings: RenderSettings,
    report: BuildReport,
    progress: Progress,
) -> Iterator[tuple[PendingDocument, Rendered]]:
    """Have all pending made; what fails goes to the report, the rest comes as it is finished.

    Args:
        pending: What is to be made.
        pool: Has the workers.
        settings: What is the same for all of them.
        report: Takes problems and failures.
        progress: Is told of each document.

    Raises:
        EngineError: The engine cannot be loaded.
    """
    progress.start("Building", len(pending))
    pool.warm_up(len(pending))
    futures = {
        pool.submit(make_handout, settings, one.document, one.article): one for one in pending
    }
    for future in as_completed(futures):
        waiting = futures[future]
        progress.name(waiting.document.label)
        if future.exception() is not None:
            # That the engine cannot be loaded is no document's fault.
            pool.check()
        made = _take(waiting, future, report)
        progress.advance()
        if made is not None:
            yield waiting, made


def _take(
    waiting: PendingDocument, future: Future[Rendered], report: BuildReport
) -> Rendered | None:
    """Return what came of a document, with what was known of it before; None if it failed."""
    path = waiting.article.path
    review = check_review(path, find_review(waiting.article))
    known = (*waiting.problems, *review)
    try:
        made = future.result()
    except HandoutError as error:
        code = "render.failed" if error.exit_code is ExitCode.ENGINE else "compose.failed"
        code = error.code if isinstance(error, WorkerLost) else code
        problem = describe_failure(error, path, code)
        report.fail(waiting.document, (*known, problem), reason=error.exit_code)
        return None
    except RemoteBug as bug:
        problem = describe_bug(bug, path)
        report.fail(waiting.document, (*known, problem), reason=ExitCode.BUG, bug=bug)
        return None
    problems = join_problems(waiting.problems, made.problems)
    if not made.files:
        report.fail(waiting.document, (*problems, *review))
        return None
    report.say_all((*problems, *review))
    dependencies = {**waiting.dependencies, **made.dependencies}
    return made._replace(problems=problems, dependencies=dependencies)
