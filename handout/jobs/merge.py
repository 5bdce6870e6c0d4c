"""Make one handout a recipient, and be safe to interrupt at any moment.

First everything is read and tried, and nothing is written while anything is wrong. Then the rows
go in chunks to processes that compose and render; what comes of them goes to a sink: a folder with
a PDF a recipient, or one file for the printer.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from threading import TIMEOUT_MAX
from typing import BinaryIO

from handout.check.fields import check_columns
from handout.deliver.folder import MergeFolder
from handout.deliver.journal import SAMPLE, Extent
from handout.deliver.print_file import PrintFile
from handout.deliver.sink import Sink
from handout.errors import ContentError, EngineError, UsageError
from handout.jobs.merging.checking import check_list, refuse_list
from handout.jobs.merging.chunk import run_trial
from handout.jobs.merging.chunk_result import ChunkResult
from handout.jobs.merging.cluster import ClusterExecutor, join_cluster
from handout.jobs.merging.merge_results import MergeResults
from handout.jobs.merging.preparing import (
    ProjectContent,
    check_options,
    choose_password_field,
    make_list_options,
    make_spec,
    make_variants,
    place_output,
    read_articles,
    read_content,
)
from handout.jobs.merging.reports import MergeOptions, MergeReport
from handout.jobs.merging.scheduler import Scheduler, Work, get_result
from handout.jobs.merging.selection import Selection
from handout.jobs.merging.spec import Chooser, MergeSpec, list_languages
from handout.jobs.runtime.limits import bound_memory, limit_work
from handout.jobs.runtime.progress import NullProgress, Progress
from handout.jobs.runtime.render_session import collect_rarely, count_workers, open_pool
from handout.jobs.runtime.worker import WorkerLost
from handout.jobs.runtime.worker_pool import WorkerPool
from handout.jobs.runtime.worker_process import Limits
from handout.model import Article, Place, ProblemLog, Report
from handout.personalise.offers import Offer
from handout.read.recipients import RecipientList, read_recipients
from handout.read.recipients.keys import Row

_LIST_SECONDS = 180.0
"""What reading a list may take: a workbook of a million rows with days takes half of it."""


def merge(
    root: Path,
    options: MergeOptions,
    progress: Progress | None = None,
    report: Report | None = None,
    *,
    stdin: BinaryIO | None = None,
    executor: Executor | None = None,
) -> MergeReport:
    """Make the handouts of the recipients in a list.

    Args:
        root: The clinic's folder.
        options: What to make and how.
        progress: Is told how far it is.
        report: Is given each problem as soon as it is known.
        stdin: Standard input, if the list is to be read from there.
        executor: Does the work, in the place of processes of this machine; it may be a cluster's,
            if what `options.cluster` would look at is known to be right.

    Raises:
        ContentError: Nothing was made because of the article or the list.
        EngineError: The engine cannot be loaded.
        OutputError: The folder cannot be written to.
        ProjectError: A template cannot be used.
        UsageError: What was asked for does not exist, or makes no sense.
    """
    progress = progress or NullProgress()
    check_options(options)
    root = root.resolve()
    thresholds = gc.get_threshold()
    collect_rarely()
    try:
        with _open_executor(root, options, executor) as (given, size), bound_memory():
            return _Merge(root, options, progress, ProblemLog(report), given, size).run(stdin)
    finally:
        gc.set_threshold(*thresholds)
        progress.finish()


@contextmanager
def _open_executor(
    root: Path, options: MergeOptions, executor: Executor | None
) -> Iterator[tuple[Executor, int]]:
    """Give who does the work, and how many tasks at once; end what was begun for it."""
    most = options.jobs
    if isinstance(options.extent, int):
        most = min(most or options.extent, options.extent)
    elif options.extent == SAMPLE and not options.has_choice and not options.is_resumed:
        most = 1
    if options.cluster is not None:
        with join_cluster(options.cluster, root, most) as cluster:
            yield cluster, cluster.size
        return
    size = options.jobs or count_workers()
    size = min(size, most or size)
    if executor is not None:
        yield executor, size
        return
    with open_pool(root, size, Limits(seconds=options.seconds)) as pool:
        # They load the engine while this process does not even know what for.
        pool.warm_up(size)
        yield pool, size


class _Merge:
    """One merge, while it goes on."""

    def __init__(
        self,
        root: Path,
        options: MergeOptions,
        progress: Progress,
        log: ProblemLog,
        executor: Executor,
        size: int,
    ) -> None:
        self.root = root
        self.options = options
        self.progress = progress
        self.log = log
        self.executor = executor
        self.size = size
        self.results = MergeResults(log)
        self.wanted = 0
        self.last: Extent = SAMPLE

    def run(self, stdin: BinaryIO | None) -> MergeReport:
        content = read_content(self.root, self.options, self.log)
        if content is None:
            return MergeReport(is_project_usable=False)
        source = self.options.recipients
        if str(source) != "-":
            source = self.options.folder / source
            if not os.path.exists(source):  # noqa: PTH110 # never raises
                # What is in the output folder does not matter then.
                self._read_list(content, source, stdin)
        with self._make_sink(content) as sink:
            if isinstance(self.executor, ClusterExecutor):
                self.executor.examine_folder(sink.folder)
            self.last = sink.examine(is_resumed=self.options.is_resumed)
            extent = self.options.extent
            if self.options.has_choice:
                extent = None
            elif extent == SAMPLE and self.options.is_resumed:
                extent = self.last
            recipients = self._read_list(content, source, stdin)
            return self._merge(content, sink, recipients, extent)

    def _read_list(
        self, content: ProjectContent, source: Path, stdin: BinaryIO | None
    ) -> RecipientList:
        """Read the list of recipients.

        Raises:
            ContentError: It cannot be used.
            EngineError: That takes too long, or too much memory.
        """
        options = make_list_options(content.project.clinic, self.options)
        # Who writes into standard input may take their time.
        seconds = TIMEOUT_MAX if str(source) == "-" else max(self.options.seconds, _LIST_SECONDS)
        with limit_work("reading it", source, seconds=seconds):
            recipients = read_recipients(source, self.log.say, stdin=stdin, options=options)
        if recipients is None:
            raise refuse_list(source)
        return recipients

    def _make_sink(self, content: ProjectContent) -> Sink:
        options = self.options
        if options.single_file is None:
            return MergeFolder(place_output(self.root, options, content.wanted))
        return PrintFile(
            Path(os.path.abspath(options.folder / options.single_file)),  # noqa: PTH100 # links as they are
            handouts_per_file=options.handouts_per_file,
            is_one_sided=options.is_one_sided,
        )

    def _merge(
        self, content: ProjectContent, sink: Sink, recipients: RecipientList, extent: Extent
    ) -> MergeReport:
        password_field = choose_password_field(recipients, self.options)
        if password_field is not None and self.options.single_file is not None:
            raise UsageError(
                "one file for all cannot have a password for each.",
                where=Place(path=recipients.origin.path),
                hint="leave out the column of the passwords, or make a PDF a recipient.",
            )
        articles = read_articles(
            content,
            self.options,
            self.log,
            with_translations="language" in recipients.columns,
        )
        variants = make_variants(content, articles, self.options, password_field)

        findings = check_list(
            recipients,
            list_languages(variants),
            self.results.note_fault,
            skips_faulty=self.options.skips_faulty,
        )
        spec = make_spec(
            content,
            articles[0],
            variants,
            recipients,
            self.options,
            output=sink.folder,
            characters=findings.characters,
            password_field=password_field,
        )
        selection = Selection(
            recipients, spec, sink.past, findings=findings, options=self.options, extent=extent
        )
        rows = sink.follow(selection.list_rows())
        first = next(rows, None)
        faulty = findings.faulty
        sound = findings.rows - len(faulty)
        self.wanted = selection.count_wanted()
        trials = selection.find_trials() if first else []
        chooser = Chooser(spec)
        asked = {variants[chooser.choose(row[1]).variant].path for row in trials}
        self._check_columns([one for one in articles if one.path in asked], recipients)
        offers = self._try(spec, trials, first)
        self.progress.start("Merging", self.wanted)
        # Some that were named are not what the whole of it was to be.
        sink.open(self.last if self.options.has_choice else extent, title=articles[0].title)
        self.log.say_all(sink.find_warnings())
        try:
            self._make(spec, sink, chain(filter(None, [first]), rows), offers)
        except ContentError as error:
            self._close()
            sink.leave()
            if self.options.single_file is not None:
                raise
            self.results.tell_stop(error)
            return self.results.finish(
                selection, sink, faulty=len(faulty), sound=sound, is_stopped=True
            )
        except BaseException:
            self._close()
            sink.leave()
            raise
        self._close()
        self.results.warn_of_unprotected(selection, recipients)
        self.results.tell_failures(recipients)
        if self.results.has_failures or faulty:
            failed = self.results.list_failed(recipients, faulty)
            sink.write_failed(recipients.columns, failed)
        else:
            sink.remove_failed()
        sink.finish()
        self.log.say_all(sink.find_warnings())
        return self.results.finish(selection, sink, faulty=len(faulty), sound=sound)

    def _close(self) -> None:
        """End who does the work, before what they were writing is removed."""
        if isinstance(self.executor, WorkerPool | ClusterExecutor):
            self.executor.close()

    def _check(self) -> None:
        if isinstance(self.executor, ClusterExecutor):
            self.executor.check()

    def _check_columns(self, articles: list[Article], recipients: RecipientList) -> None:
        """Refuse a list that lacks what articles print.

        Raises:
            ContentError: It does.
        """
        columns = recipients.columns
        missing = [one for article in articles for one in check_columns(article, columns)]
        self.log.say_all(missing)
        if missing:
            raise ContentError(
                "nothing was made, because the list lacks what the article needs.",
                where=Place(path=recipients.origin.path),
                hint="add the columns that are named above, then call again.",
            )

    def _try(self, spec: MergeSpec, trials: list[Row], first: Row | None) -> list[Offer]:
        """Try everything once, and return the master that came of it, if others may use it.

        Raises:
            ContentError: The article has faults that only show when it is filled.
            EngineError: The engine cannot be loaded.
        """
        if first is None:
            return []
        path = spec.variants[0].path
        try:
            result = self._run_trial(spec, trials, first)
        except (WorkerLost, BrokenExecutor):
            try:
                # If it is the first row that loses its worker, that is told of later.
                result = self._run_trial(spec, trials, None)
            except (WorkerLost, BrokenExecutor) as error:
                raise EngineError(
                    f"nothing was made: {error}",
                    where=Place(path=path),
                    hint=getattr(error, "hint", "") or "run `handout doctor`.",
                ) from error
        if result.stop is not None:
            raise result.stop
        self.log.say_all(result.problems)
        if any(one.is_error for one in result.problems):
            raise ContentError(
                "nothing was made, because the article has faults.",
                where=Place(path=path),
                hint="mend what is named above, then call again.",
            )
        return [result.offer] if result.offer else []

    def _run_trial(self, spec: MergeSpec, trials: list[Row], first: Row | None) -> ChunkResult:
        work = Work(run_trial, spec, trials, first, self.size > 1)
        return get_result(self.executor.submit(work))

    def _make(
        self, spec: MergeSpec, sink: Sink, rows: Iterator[Row], offers: Iterable[Offer]
    ) -> None:
        """Have all handouts made."""

        def take(count: int, result: ChunkResult) -> None:
            sink.take(result.given, result.handouts, [one.row for one in result.failures])
            self.results.take(result)
            for _ in range(count if result.stop is None else 0):
                self.progress.advance()

        scheduler = Scheduler(
            self.executor,
            self.size,
            spec,
            take,
            most=self.wanted,
            has_room=lambda: sink.has_room,
            offers=offers,
            check=self._check,
        )
        scheduler.run(rows)
