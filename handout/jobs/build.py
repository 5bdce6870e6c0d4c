"""Build handouts: read everything, render what is not up to date, write it, say what came of it.

The parent reads and writes; worker processes compose and render. What has a record that still
holds is neither read nor rendered: then nothing heavy is imported at all. A document that fails is
reported, keeps its old PDF, and the rest goes on.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, as_completed
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from handout.check.call_outs import check_call_outs
from handout.check.draft import check_draft
from handout.check.fields import check_fields
from handout.check.review import check_review, find_review
from handout.errors import (
    ContentError,
    EngineError,
    ExitCode,
    HandoutError,
    OutputError,
    RemoteBug,
)
from handout.files.digests import Digests, digest_parts
from handout.files.writing import prepare_folder, remove_stale, write_file
from handout.jobs.build_report import BuildReport, Built
from handout.jobs.clinic import read_clinic
from handout.jobs.options import BuildOptions
from handout.jobs.plan import DEFAULT_FOLDER, Document, find_displaced, plan_documents
from handout.jobs.reading import is_sound, list_dependencies, read_within
from handout.jobs.runtime.cache import FOLDER as CACHE
from handout.jobs.runtime.cache import Cache, Record
from handout.jobs.runtime.digests import digest_shared
from handout.jobs.runtime.progress import Progress
from handout.jobs.runtime.render_session import open_pool
from handout.jobs.runtime.worker import WorkerLost
from handout.jobs.runtime.worker_pool import WorkerPool
from handout.jobs.runtime.worker_process import Limits
from handout.jobs.sources import find_wanted
from handout.model import (
    Article,
    Problem,
    Project,
    Report,
    describe_bug,
    describe_failure,
    make_warning,
)
from handout.read.planning import read_plan

if TYPE_CHECKING:
    from handout.jobs.rendering import Rendered

ARTICLES = Path("content", "articles")


class _Pending(NamedTuple):
    """A document whose article is sound and waits to be rendered.

    Attributes:
        document: The PDF to be made.
        article: What it says.
        problems: What was said about it so far.
        dependencies: The digests of what was read so far, by path.
    """

    document: Document
    article: Article
    problems: tuple[Problem, ...]
    dependencies: dict[str, str | None]


def build(
    root: Path,
    options: BuildOptions,
    progress: Progress | None = None,
    report: Report | None = None,
    *,
    pool: WorkerPool | None = None,
) -> BuildReport:
    """Build the handouts that the options ask for.

    Args:
        root: The clinic's folder.
        options: What to build and how.
        progress: Is told how far it is.
        report: Is given each problem as soon as it is known; what is returned has them, too.
        pool: The workers of builds before; else there are new ones.

    Raises:
        ContentError: There are no articles.
        EngineError: The engine cannot be loaded.
        ProjectError: The clinic's file or a template cannot be used.
        UsageError: What was asked for does not exist, or makes no sense.
    """
    root = root.resolve()
    if pool is None:
        with open_build_pool(root, options) as new:
            return build(root, options, progress, report, pool=new)
    progress = progress or Progress()
    result = BuildReport(report)
    try:
        result.finish(_Build(root, options, progress, result, pool, Cache(root)).run())
    finally:
        progress.finish()
    return result


def open_build_pool(root: Path, options: BuildOptions) -> WorkerPool:
    """Return the workers that a build takes; none is started yet."""
    limits = Limits(seconds=options.seconds, memory=options.memory)
    return open_pool(root, options.jobs, limits)


@dataclass(slots=True)
class _Build:
    """One build, while it goes on."""

    root: Path
    options: BuildOptions
    progress: Progress
    report: BuildReport
    pool: WorkerPool
    cache: Cache
    digests: Digests = field(default_factory=Digests)
    shared: str = ""

    def run(self) -> tuple[Document, ...]:
        """Do it, and return what was to be built."""
        options, report = self.options, self.report
        if options.is_forced or not (self.root / CACHE).is_dir():
            # There will be something to render. To load the engine takes longer than to read, so
            # a worker begins with it while this process does not even know what.
            self.pool.warm_up()
        # Digested before it is read: should it change in between, it is built again next time.
        self.shared = digest_shared(self.root, self.digests)
        self.digests.get_all(self.root / "content" / "authors")
        project, faulty = read_clinic(self.root, report, allow_missing=options.allow_missing)
        wanted = find_wanted(options.sources, project, options.folder)
        plans = {one.path: read_plan(one.path) for one in wanted}
        if not options.sources:
            report.drafts = [one.name for one in wanted if plans[one.path].is_draft]
            wanted = tuple(one for one in wanted if one.name not in report.drafts)
        documents = plan_documents(wanted, plans, self.root, project.clinic, options)
        if not documents and not report.drafts:
            raise ContentError(
                "there are no articles in content/articles.",
                hint="write one there, or make one with `handout import FILE`.",
            )
        report.say_all(find_displaced(documents, project))
        stale = [document for document in documents if not self._reuse(document)]
        if stale:
            self._make(stale, project, faulty)
        if not options.sources and options.output is None:
            self._prune(documents)
        return documents

    def _make_key(self, document: Document) -> str:
        """Return what must be equal for a record to hold, beside the files it names."""
        parts = [self.shared, document.format.name]
        parts.append("allow-missing" if self.options.allow_missing else "")
        parts.append(document.flip if document.sheets else "")
        if document.source.path.suffix.lower() == ".txt":
            # Who wrote a pasted text is looked for among all the authors.
            parts += map(str, self.digests.get_all(self.root / "content" / "authors"))
        return digest_parts(parts)

    def _reuse(self, document: Document) -> bool:
        """Count a document as built if its record holds, and say again what was said about it."""
        if self.options.is_forced:
            return False
        record = self.cache.read(document.output)
        if (
            record is None
            or self.cache.lengthen(record.source) != str(document.source.path)
            or not self.cache.is_current(
                record, self._make_key(document), document.list_files(record.pages), self.digests
            )
        ):
            return False
        review = check_review(document.source.path, record.review)
        self.report.say_all((*record.problems, *review))
        self.report.built.append(Built(document=document, record=record, is_cached=True))
        return True

    def _make(self, documents: list[Document], project: Project, faulty: frozenset[Path]) -> None:
        """Read, compose, render and write what is not up to date."""
        from handout.jobs.rendering import RenderSettings, make_handout

        try:
            for folder in {document.output.parent for document in documents}:
                prepare_folder(folder)
        except OutputError as error:
            for document in documents:
                self._fail_output(document, error)
            return
        remove_stale(self.root / CACHE)
        self.pool.warm_up()
        pending = self._read(documents, project, faulty)
        if not pending:
            return
        common = RenderSettings(project.clinic, self.root, self.shared, self.options.allow_missing)
        self.progress.start("Building", len(pending))
        self.pool.warm_up(len(pending))
        futures = {
            self.pool.submit(make_handout, common, one.document, one.article): one
            for one in pending
        }
        for future in as_completed(futures):
            waiting = futures[future]
            self.progress.name(waiting.document.label)
            if future.exception() is not None:
                # That the engine cannot be loaded is no document's fault.
                self.pool.check()
            self._take(waiting, future)
            self.progress.advance()

    def _read(
        self, documents: list[Document], project: Project, faulty: frozenset[Path]
    ) -> list[_Pending]:
        """Read each article once; the documents of faulty ones fail.

        What a sound one has to be told of is said with what its rendering finds, by line.
        """
        options = self.options
        by_path: dict[Path, list[Document]] = {}
        for document in documents:
            by_path.setdefault(document.source.path, []).append(document)
        pending = []
        self.progress.start("Reading", len(by_path))
        for path, group in by_path.items():
            self.progress.name(group[0].source.name)
            # Before it is read: should it change in between, it is built again the next time.
            self.digests.get(str(path))
            found: list[Problem] = []
            article = bug = None
            try:
                article, found = read_within(path, project, options)
                if article:
                    found += (*check_draft(article), *check_fields(article))
                    found += check_call_outs(article, project.clinic)
            except EngineError as error:
                found.append(describe_failure(error, path, "article.limit"))
            except Exception as error:  # noqa: BLE001 # one article must not cost all others
                bug = error
                found.append(describe_bug(error, path))
            problems = tuple(dict.fromkeys(found))
            if article and is_sound(article, problems, faulty):
                read = list_dependencies(article, project, self.digests)
                pending += [_Pending(document, article, problems, read) for document in group]
            else:
                reason = ExitCode.CONTENT if bug is None else ExitCode.BUG
                for document in group:
                    self.report.fail(document, problems, reason=reason, bug=bug)
            self.progress.advance()
        return pending

    def _take(self, waiting: _Pending, future: Future[Rendered]) -> None:
        """Write what came of a document, or say why nothing did."""
        from handout.personalise.rendering import join_problems

        report, document, path = self.report, waiting.document, waiting.article.path
        review = check_review(path, find_review(waiting.article))
        known = (*waiting.problems, *review)
        try:
            made = future.result()
        except HandoutError as error:
            code = "render.failed" if error.exit_code is ExitCode.ENGINE else "compose.failed"
            code = error.code if isinstance(error, WorkerLost) else code
            problem = describe_failure(error, path, code)
            report.fail(document, (*known, problem), reason=error.exit_code)
            return
        except RemoteBug as bug:
            problem = describe_bug(bug, path)
            report.fail(document, (*known, problem), reason=ExitCode.BUG, bug=bug)
            return
        problems = join_problems(waiting.problems, made.problems)
        if not made.files:
            report.fail(document, (*problems, *review))
            return
        report.say_all((*problems, *review))
        try:
            for target, data in made.files.items():
                write_file(target, data)
        except OutputError as error:
            self._fail_output(document, error)
        else:
            self._remember(waiting, made._replace(problems=problems))

    def _fail_output(self, document: Document, error: OutputError) -> None:
        problem = describe_failure(error, document.output, "output.not-writable")
        self.report.fail(document, [problem], reason=ExitCode.OUTPUT)

    def _remember(self, waiting: _Pending, rendered: Rendered) -> None:
        """Count a document as built, and record what it was made from."""
        document, shorten = waiting.document, self.cache.shorten
        files = {
            shorten(path): hashlib.sha256(data).hexdigest() for path, data in rendered.files.items()
        }
        output = shorten(document.output)
        read = {**waiting.dependencies, **rendered.dependencies}
        record = Record(
            key=self._make_key(document),
            source=shorten(document.source.path),
            output=output,
            files=self._replace_files(document, files),
            dependencies={shorten(path): one for path, one in read.items()},
            pages=rendered.pages,
            problems=rendered.problems,
            review=find_review(waiting.article),
        )
        built = Built(document=document, record=record, seconds=rendered.seconds)
        self.report.built.append(built)
        try:
            self.cache.write(record)
        except OutputError as error:
            message = "what was built cannot be remembered, and will be built again next time."
            hint = "make the folder .handout writable, or remove it."
            path = error.where.path.parent if error.where else None
            self.report.say(make_warning("cache.not-writable", message, hint, path=path))

    def _prune(self, documents: tuple[Document, ...]) -> None:
        """Remove what in dist/ we wrote of articles that are gone."""
        for record in self.cache.read_others([document.output for document in documents]):
            source = Path(self.cache.lengthen(record.source))
            if source.parent == self.root / ARTICLES and not os.path.lexists(source):
                self.report.removed += self._remove_files(record.files, self.root / DEFAULT_FOLDER)
                self.cache.remove(record)

    def _replace_files(self, document: Document, written: dict[str, str]) -> dict[str, str]:
        """Return the files of a document with what stood beside it, which goes if the PDF changed.

        Args:
            document: The document.
            written: What was written now, by the names and digests that records have.
        """
        record = self.cache.read(document.output)
        files = record.files if record else {}
        others = {name: digest for name, digest in files.items() if name not in written}
        output = self.cache.shorten(document.output)
        if files.get(output) == written[output]:
            return written | others
        self.report.outdated += self._remove_files(others, document.output.parent)
        return written

    def _remove_files(self, files: Mapping[str, str], folder: Path) -> Iterator[Path]:
        """Remove those of a folder, and give their paths; what somebody has changed is theirs."""
        for name, digest in files.items():
            path = Path(self.cache.lengthen(name))
            if path.parent == folder and self.digests.get(str(path)) == digest:
                with suppress(OSError):
                    path.unlink()
                    yield path
