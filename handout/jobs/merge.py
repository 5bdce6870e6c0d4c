"""Make one handout a recipient, and be safe to interrupt at any moment.

First everything is read and tried, and nothing is written while anything is wrong. Then the rows
go in chunks to processes that compose and render; what comes of them goes to a sink: a folder with
a PDF a recipient, or one file for the printer.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, wait
from contextlib import AbstractContextManager, suppress
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from handout.deliver.journal import SAMPLE, Extent
from handout.errors import ContentError, EngineError, UsageError
from handout.jobs.limits import bound_memory
from handout.jobs.merging.checking import ListCheck, refuse_list
from handout.jobs.merging.chunk import (
    get_ready,
    get_ready_to_adopt,
    hand_over,
    has_errors,
    rehearse,
)
from handout.jobs.merging.crew import Crew
from handout.jobs.merging.dispatch import Dispatch
from handout.jobs.merging.folder import MergeFolder
from handout.jobs.merging.preparing import (
    Content,
    check_options,
    choose_password_field,
    make_spec,
    make_variants,
    place_output,
    read_articles,
    read_content,
)
from handout.jobs.merging.print_file import PrintFile
from handout.jobs.merging.reports import MergeOptions, MergeReport
from handout.jobs.merging.resident import (
    collect_rarely,
    import_all,
    prepare_process,
)
from handout.jobs.merging.results import ChunkResult, MasterOffer, Rehearsal
from handout.jobs.merging.selection import Selection, find_kinds
from handout.jobs.merging.sink import Sink
from handout.jobs.merging.spec import MergeSpec, Row, list_languages
from handout.jobs.merging.tally import Tally
from handout.jobs.outcome import Outcome
from handout.jobs.progress import NullProgress, Progress
from handout.jobs.workshop import FONTS, count_workers, find_loader
from handout.model import Place, Report
from handout.read.recipients import RecipientList, open_recipients

_PATIENCE_S = 0.5
"""So long is waited for further masters when the first one is there."""


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
        with bound_memory(), _gather(root, options, executor) as crew:
            return _Merge(root, options, progress, Outcome(report), crew).run(stdin)
    finally:
        gc.set_threshold(*thresholds)
        progress.finish()


def _gather(
    root: Path, options: MergeOptions, executor: Executor | None
) -> AbstractContextManager[Crew]:
    """Return who does the work, of a size that fits it."""
    most = options.jobs
    if isinstance(options.extent, int):
        most = min(most or options.extent, options.extent)
    elif options.extent == SAMPLE and not options.has_choice and not options.is_resumed:
        most = 1
    if options.cluster is not None:
        from handout.jobs.merging.cluster import join_cluster

        return join_cluster(options.cluster, root, most)
    size = options.jobs or count_workers()
    return Crew(min(size, most or size), executor=executor)


class _Merge:
    """One merge, while it goes on."""

    def __init__(
        self,
        root: Path,
        options: MergeOptions,
        progress: Progress,
        outcome: Outcome,
        crew: Crew,
    ) -> None:
        self.root = root
        self.options = options
        self.progress = progress
        self.outcome = outcome
        self.crew = crew
        self.tally = Tally(outcome)
        self.wanted = 0
        self.last: Extent = SAMPLE
        # With several processes of our own, what all of them need is made ready here, once.
        self.is_seed = crew.will_fork
        self._ready: list[Future[MasterOffer | None]] = []
        self._offers: list[MasterOffer] = []

    def run(self, stdin: BinaryIO | None) -> MergeReport:
        if not self.is_seed:
            self._warm_up()
        content = read_content(self.root, self.options, self.outcome)
        if content is None:
            return MergeReport(is_project_usable=False)
        with self._make_sink(content) as sink:
            self.crew.examine_folder(sink.folder)
            self.last = sink.examine(is_resumed=self.options.is_resumed)
            extent = self.options.extent
            if self.options.has_choice:
                extent = None
            elif extent == SAMPLE and self.options.is_resumed:
                extent = self.last
            source = self.options.recipients
            if str(source) != "-":
                source = self.options.folder / source
            recipients = open_recipients(source, self.outcome.say, stdin=stdin)
            if recipients is None:
                raise refuse_list(source)
            return self._merge(content, sink, recipients, extent)

    def _make_sink(self, content: Content) -> Sink:
        options = self.options
        if options.single_file is None:
            return MergeFolder(place_output(self.root, options, content.wanted))
        return PrintFile(
            Path(os.path.abspath(options.folder / options.single_file)),  # noqa: PTH100 # links as they are
            handouts_per_file=options.handouts_per_file,
            is_one_sided=options.is_one_sided,
        )

    def _warm_up(self) -> None:
        """Let the workers load the engine while this process does not even know what for."""
        for _ in range(self.crew.size):
            self.crew.submit(prepare_process, find_loader(), self.root / FONTS)

    def _get_ready(self, spec: MergeSpec, recipients: RecipientList, extent: Extent) -> None:
        """Let workers make a first handout of each kind, for nobody, while the list is checked.

        The others go as far as one does who gets the masters from them. Nothing is composed in this
        process, which nobody could end if a template never came to its own end.
        """
        if spec.is_full:
            return
        # Whatever is wrong is said later, by who is there to say it.
        with suppress(ContentError, BrokenExecutor):
            most = extent if isinstance(extent, int) else None
            rows = find_kinds(islice(recipients.read_values(), most), spec, self.crew.size)
            if not rows:
                return
            has_others = self.crew.size > 1
            self._ready += [
                self.crew.submit(get_ready, spec, row, has_others, row is rows[0]) for row in rows
            ]
            for _ in range(self.crew.size - len(rows)):
                self.crew.submit(get_ready_to_adopt, spec, rows[0])

    def _merge(
        self, content: Content, sink: Sink, recipients: RecipientList, extent: Extent
    ) -> MergeReport:
        password_field = choose_password_field(recipients, self.options)
        if password_field is not None and self.options.single_file is not None:
            raise UsageError(
                "one file for all cannot have a password for each.",
                where=Place(path=recipients.path),
                hint="leave out the column of the passwords, or make a PDF a recipient.",
            )
        articles = read_articles(
            content,
            self.options,
            self.outcome,
            with_translations="language" in recipients.columns,
        )
        variants = make_variants(content, articles, self.options, password_field)

        def specify(characters: frozenset[str]) -> MergeSpec:
            return make_spec(
                content,
                variants,
                recipients,
                self.options,
                output=sink.folder,
                characters=characters,
                password_field=password_field,
            )

        spec = None
        with ListCheck(
            recipients,
            list_languages(variants),
            skips_faulty=self.options.skips_faulty,
            is_apart=self.is_seed,
        ) as check:
            if self.is_seed:
                import_all()
            characters = check.find_characters()
            if characters is not None:
                spec = specify(characters)
                self._get_ready(spec, recipients, extent)
            findings = check.finish(self.tally.note_fault)
        spec = spec or specify(findings.characters)
        selection = Selection(
            recipients, spec, sink.past, findings=findings, options=self.options, extent=extent
        )
        rows = sink.follow(selection.list_rows())
        first = next(rows, None)
        faulty = findings.faulty
        sound = findings.rows - len(faulty)
        self.wanted = selection.count_wanted()
        rehearsal, suspects = self._rehearse(spec, selection, first)
        self.progress.start("Merging", self.wanted)
        # Some that were named are not what the whole of it was to be.
        sink.open(self.last if self.options.has_choice else extent, title=articles[0].title)
        self.outcome.say_all(sink.find_warnings())
        try:
            self._make(spec, sink, rows, first, rehearsal, suspects)
        except ContentError as error:
            self._leave(sink)
            if self.options.single_file is not None:
                raise
            self.tally.tell_stop(error)
            return self.tally.finish(
                selection, sink, faulty=len(faulty), sound=sound, is_stopped=True
            )
        except BaseException:
            self._leave(sink)
            raise
        self.crew.end()
        self.tally.warn_of_unprotected(selection, recipients)
        self.tally.tell_failures(recipients)
        if self.tally.has_failures or faulty:
            failed = self.tally.list_failed(recipients, faulty)
            sink.write_failed(recipients.columns, failed)
        else:
            sink.remove_failed()
        sink.finish(is_unbroken=self.crew.is_unbroken)
        self.outcome.say_all(sink.find_warnings())
        return self.tally.finish(selection, sink, faulty=len(faulty), sound=sound)

    def _leave(self, sink: Sink) -> None:
        """End the processes, and remove what they were writing."""
        self.crew.end()
        sink.leave()

    def _rehearse(
        self, spec: MergeSpec, selection: Selection, first: Row | None
    ) -> tuple[Rehearsal, list[Row]]:
        """Try everything once; also return the first row if it may have killed its process.

        Raises:
            ContentError: The article has faults that only show when it is filled.
            EngineError: The engine cannot be loaded.
        """
        if first is None:
            return Rehearsal(), []
        trials = selection.find_trials()
        try:
            self._take_offers()
            has_others = self.crew.size > 1
            result = self.crew.call(rehearse, spec, trials, first, has_others, tuple(self._offers))
            suspects: list[Row] = []
        except BrokenExecutor:
            self.crew.shrink()
            try:
                result, suspects = self.crew.call(rehearse, spec, trials, None), [first]
            except BrokenExecutor as error:
                raise EngineError(
                    "nothing was made: the engine cannot be loaded, or a template comes to no end.",
                    where=Place(path=spec.variants[0].path),
                    hint="run `handout doctor`; if all is there, look at what you changed last.",
                ) from error
        if result.stop is not None:
            raise result.stop
        self.outcome.say_all(result.problems)
        if has_errors(result.problems):
            raise ContentError(
                "nothing was made, because the article has faults.",
                where=Place(path=spec.variants[0].path),
                hint="mend what is named above, then call again.",
            )
        return result, suspects

    def _take_offers(self) -> None:
        """Take the masters that were made ready, once the first is there.

        Raises:
            BrokenExecutor: A process died.
        """
        ready, self._ready = self._ready, []
        offers = [self.crew.finish(future) for future in ready[:1]]
        # Another may be of a row that takes for ever, which nobody has to wait for yet.
        done = wait(ready[1:], _PATIENCE_S).done
        offers += [self.crew.take(future) for future in ready[1:] if future in done]
        self._offers += filter(None, offers)

    def _make(
        self,
        spec: MergeSpec,
        sink: Sink,
        rows: Iterator[Row],
        first: Row | None,
        rehearsal: Rehearsal,
        suspects: list[Row],
    ) -> None:
        """Have all handouts made."""

        def take(count: int, result: ChunkResult) -> None:
            sink.take(result)
            self.tally.take(result)
            for _ in range(count if result.stop is None else 0):
                self.progress.advance()

        self._offers += [rehearsal.offer] if rehearsal.offer else []
        made = rehearsal.first
        if first is not None and made is not None:
            take(1, hand_over(spec, made))
        dispatch = Dispatch(
            self.crew,
            spec,
            take,
            most=self.wanted,
            has_room=lambda: sink.has_room,
            offers=self._offers,
        )
        dispatch.run(rows, suspects)
