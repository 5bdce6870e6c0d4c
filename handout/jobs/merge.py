"""Make one handout a recipient, and be safe to interrupt at any moment.

First everything is read and tried, and nothing is written while anything is wrong. Then the rows
go in chunks to processes that compose and render; what comes of them goes to a sink: a folder with
a PDF a recipient, or one file for the printer.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from handout.check.fields import check_columns
from handout.deliver.folder import MergeFolder
from handout.deliver.identity import read_key
from handout.deliver.journal import SAMPLE, Extent
from handout.deliver.print_file import PrintFile
from handout.deliver.sink import Sink
from handout.errors import ContentError, EngineError
from handout.jobs.merging.chunk import run_trial
from handout.jobs.merging.cluster import ClusterExecutor, join_cluster
from handout.jobs.merging.options import MergeOptions, check_options
from handout.jobs.merging.preparing import (
    ProjectContent,
    check_list,
    choose_password_field,
    make_variants,
    place_output,
    read_articles,
    read_content,
    read_list,
    refuse,
)
from handout.jobs.merging.report import MergeReport
from handout.jobs.merging.scheduler import Scheduler, Workers
from handout.jobs.merging.selection import Selection
from handout.jobs.merging.spec import MergeSpec
from handout.jobs.runtime.limits import bound_memory
from handout.jobs.runtime.progress import Progress
from handout.jobs.runtime.render_session import (
    count_workers,
    open_pool,
)
from handout.jobs.runtime.worker import WorkerLost
from handout.jobs.runtime.worker_process import Limits
from handout.model import Article, Place, Report
from handout.read.languages import index_languages
from handout.read.project import split_name
from handout.read.recipients import RecipientList
from handout.read.recipients.keys import Row


def merge(
    root: Path,
    options: MergeOptions,
    progress: Progress | None = None,
    report: Report | None = None,
    *,
    stdin: BinaryIO | None = None,
    workers: Workers | None = None,
) -> MergeReport:
    """Make the handouts of the recipients in a list.

    Args:
        root: The clinic's folder.
        options: What to make and how.
        progress: Is told how far it is.
        report: Is given each problem as soon as it is known.
        stdin: Standard input, if the list is to be read from there.
        workers: Do the work; else there are new processes, or the cluster's.

    Raises:
        ContentError: Nothing was made because of the article or the list.
        EngineError: The engine cannot be loaded.
        OutputError: The folder cannot be written to.
        ProjectError: The clinic's file or a template cannot be used.
        UsageError: What was asked for does not exist, or makes no sense.
    """
    progress = progress or Progress()
    check_options(options)
    root = root.resolve()
    result = MergeReport(report)
    try:
        with _open_workers(root, options, workers) as given, bound_memory():
            return _Merge(root, options, progress, result, given).run(stdin)
    finally:
        progress.finish()


@contextmanager
def _open_workers(root: Path, options: MergeOptions, given: Workers | None) -> Iterator[Workers]:
    """Give who does the work; end what was begun for it."""
    most = options.jobs
    if isinstance(options.extent, int):
        most = min(most or options.extent, options.extent)
    elif options.extent == SAMPLE and not options.has_choice and not options.is_resumed:
        most = 1
    limits = Limits(seconds=options.seconds, memory=options.memory)
    if given is not None:
        yield given
    elif options.cluster is not None:
        with join_cluster(options.cluster, root, limits, most) as cluster:
            yield cluster
    else:
        size = options.jobs or count_workers()
        with open_pool(root, min(size, most or size), limits) as pool:
            # They load the engine while this process does not even know what for.
            pool.warm_up(pool.size)
            yield pool


@dataclass(frozen=True, slots=True)
class _Merge:
    """One merge, while it goes on."""

    root: Path
    options: MergeOptions
    progress: Progress
    report: MergeReport
    workers: Workers

    def run(self, stdin: BinaryIO | None) -> MergeReport:
        content = read_content(self.root, self.options, self.report)
        options, source = self.options, self.options.recipients
        recipients = read_list(
            source if str(source) == "-" else options.folder / source,
            content.project.clinic,
            options.reading,
            self.report.say,
            stdin=stdin,
            password_field=options.password_field,
            seconds=options.seconds,
        )
        with self._make_sink(content) as sink:
            if isinstance(self.workers, ClusterExecutor):
                self.workers.examine_folder(sink.folder)
            last = sink.examine(is_resumed=options.is_resumed)
            self._merge(content, sink, recipients, last)
            return self.report.finish(sink)

    def _make_sink(self, content: ProjectContent) -> Sink:
        options = self.options
        if options.single_file is None:
            return MergeFolder(place_output(self.root, options, content.source))
        return PrintFile(
            Path(os.path.abspath(options.folder / options.single_file)),  # noqa: PTH100 # links as they are
            handouts_per_file=options.handouts_per_file,
            is_one_sided=options.is_one_sided,
        )

    def _merge(
        self, content: ProjectContent, sink: Sink, recipients: RecipientList, last: Extent
    ) -> None:
        options, report = self.options, self.report
        password_field = choose_password_field(recipients, options)
        articles = read_articles(
            content, options, report, with_translations="language" in recipients.columns
        )
        variants = make_variants(content, articles, options, password_field)
        findings = check_list(
            recipients,
            index_languages([one.language for one in variants]),
            report.note_fault,
            skips_faulty=options.skips_faulty,
        )
        defaults = content.project.clinic.defaults
        spec = MergeSpec(
            root=self.root,
            output=sink.folder,
            options=options,
            key=read_key(self.root),
            slug=split_name(content.source.path)[0],
            variants=variants,
            columns=recipients.columns,
            characters=findings.characters,
            format=options.format or (*articles[0].formats, *defaults.formats)[0],
            password_field=password_field,
            token=secrets.token_hex(),
        )
        extent = last if options.extent == SAMPLE and options.is_resumed else options.extent
        extent = None if options.has_choice else extent
        selection = Selection(recipients, spec, sink.past, findings=findings, extent=extent)
        rows = sink.follow(selection.list_rows())
        first = next(rows, None)
        wanted = selection.count_wanted()
        if first is not None:
            trials = selection.find_trials()
            asked = {variants[selection.chooser.choose(row[1]).variant].path for row in trials}
            self._check_columns([one for one in articles if one.path in asked], recipients)
            self._try(spec, trials, first)
            rows = chain([first], rows)
        self.progress.start("Merging", wanted)
        # Some that were named are not what the whole of it was to be.
        sink.open(last if options.has_choice else extent, title=articles[0].title)
        report.say_all(sink.find_warnings())
        report.faulty, report.sound = len(findings.faulty), findings.rows - len(findings.faulty)
        try:
            try:
                Scheduler(self.workers, spec, sink, report, self.progress, most=wanted).run(rows)
            finally:
                # Who does the work ends before what they were writing is removed.
                self.workers.shutdown()
        except BaseException as error:
            sink.leave()
            if options.single_file is not None or not isinstance(error, ContentError):
                raise
            report.tell_stop(error)
        else:
            report.warn_of_unprotected(selection.unprotected, recipients.origin.path)
            report.tell_failures(recipients)
            if report.failed or findings.faulty:
                failed = report.list_failed(recipients, findings.faulty)
                sink.write_failed(recipients.columns, failed)
            else:
                sink.remove_failed()
            sink.finish()
            report.say_all(sink.find_warnings())
            report.remaining = report.sound - selection.wanted
        report.kept = selection.kept

    def _check_columns(self, articles: list[Article], recipients: RecipientList) -> None:
        """Refuse a list that lacks what articles print.

        Raises:
            ContentError: It does.
        """
        columns = recipients.columns
        missing = [one for article in articles for one in check_columns(article, columns)]
        self.report.say_all(missing)
        if missing:
            hint = "add the columns that are named above, then call again."
            raise refuse("the list lacks what the article needs", recipients.origin.path, hint)

    def _try(self, spec: MergeSpec, trials: list[Row], first: Row) -> None:
        """Try everything once.

        Raises:
            ContentError: The article has faults that only show when it is filled.
            EngineError: The engine cannot be loaded.
        """
        path = spec.variants[0].path
        try:
            try:
                result = self.workers.submit(run_trial, spec, trials, first).result()
            except WorkerLost:
                # If it is the first row that loses its worker, that is told of later.
                result = self.workers.submit(run_trial, spec, trials, None).result()
        except WorkerLost as error:
            message = f"nothing was made: {error}"
            raise EngineError(message, where=Place(path=path), hint=error.hint) from error
        if result.stop is not None:
            raise result.stop
        self.report.say_all(result.problems)
        if any(one.is_error for one in result.problems):
            raise refuse("the article has faults", path)
