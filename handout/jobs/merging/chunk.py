"""Make the handouts of some recipients: the work that any `concurrent.futures.Executor` can do.

In goes a spec and rows, out goes what to write into the journal, and which rows failed. The PDFs
are written here, each whole or not at all. Nothing that goes out says who a recipient is: failures
have row numbers, and words of ours in the place of an exception's.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from handout.errors import EngineError, ExitCode, HandoutError
from handout.jobs.limits import Clock, TimeUp, is_replaceable, limit_work
from handout.jobs.merging.making import make_handout
from handout.jobs.merging.resident import (
    Resident,
    collect_rarely,
    forget,
    get_resident,
    load_renderer,
)
from handout.jobs.merging.results import (
    ChunkResult,
    Deferred,
    Failure,
    MasterOffer,
    Ready,
    Rehearsal,
    Terms,
)
from handout.jobs.merging.spec import MergeSpec, Row
from handout.jobs.outputs import FileWriter
from handout.model import EDITIONS, FORMATS, Problem, Recipient, Severity

# Two threads of one process would share an engine, which serves one document at a time.
_lock = threading.Lock()
_is_expendable = False
"""Whether this process is a worker that may be ended and replaced."""

_MODE = 0o600
_AT_ONCE = 1024
"""So many handouts are made before they are written; a few kB each, next to what they share."""

_ON_ITS_OWN = Terms()


def make_chunk(spec: MergeSpec, rows: list[Row], terms: Terms = _ON_ITS_OWN) -> ChunkResult:
    """Make the handouts of some recipients, and write them unless they are to be bound.

    Args:
        spec: What is to be made.
        rows: For whom.
        terms: Which masters come from other processes, and which are for them.
    """
    begun = time.monotonic()
    ready: list[Ready] = []
    lines: list[bytes] = []
    failures: list[Failure] = []
    deferred: list[Deferred] = []
    offer: MasterOffer | None = None
    reasons = Counter[str]()
    problems: dict[Problem, None] = {}
    stop: HandoutError | None = None
    writer = FileWriter(spec.output, mode=_MODE)
    with _lock:
        try:
            with Clock(spec.seconds, is_deadly=_may_end()) as clock:
                get_resident(spec).adopt(terms.offers)
                for some in _make_some(spec, rows, clock, renders=terms.renders):
                    for made in some:
                        if isinstance(made, Ready):
                            if spec.is_bound:
                                ready.append(made)
                            else:
                                writer.write(made.file, made.parts)
                                lines.append(made.line)
                            problems.update(dict.fromkeys(made.problems))
                            if made.reason:
                                reasons[made.reason] += 1
                        elif isinstance(made, Failure):
                            failures.append(made)
                        else:
                            deferred.append(made)
            if terms.asked is not None and (lines or ready):
                offer = get_resident(spec).offer(rows[0], terms.asked)
            get_resident(spec).check()
            get_resident(spec).tidy()
        except HandoutError as error:
            stop = error
        except MemoryError:
            stop = EngineError(
                "there is not enough memory.", hint="make fewer at once: “--jobs 1”."
            )
    if stop is not None and not _is_about_output(stop):
        # What was made since the last look may be of the old or of the new.
        lines, ready = [], []
    return ChunkResult(
        lines=b"".join(lines),
        handouts=tuple(ready),
        built=len(lines) + len(ready),
        failures=tuple(failures),
        reasons=reasons,
        problems=tuple(problems),
        deferred=tuple(deferred),
        offer=offer,
        seconds=time.monotonic() - begun,
        stop=stop,
    )


def hand_over(spec: MergeSpec, made: Ready | Failure) -> ChunkResult:
    """Write what a rehearsal has made, unless it is to be bound; return it as a chunk's result.

    Raises:
        OutputError: It cannot be written.
    """
    if isinstance(made, Failure):
        return ChunkResult(failures=(made,))
    if not spec.is_bound:
        FileWriter(spec.output, mode=_MODE).write(made.file, made.parts)
    return ChunkResult(
        lines=b"" if spec.is_bound else made.line,
        handouts=(made,) if spec.is_bound else (),
        built=1,
        reasons=Counter({made.reason: 1} if made.reason else {}),
        problems=made.problems,
    )


def rehearse(
    spec: MergeSpec,
    trials: list[Row],
    first: Row | None,
    has_others: bool = False,
    offers: tuple[MasterOffer, ...] = (),
) -> Rehearsal:
    """Try everything once: the fields of the article in each language, and one whole handout.

    Args:
        spec: What is to be made.
        trials: A row for each variant that is asked for.
        first: The row whose handout is made.
        has_others: Whether other processes want what it was made from.
        offers: What it may be made from, if other processes were ready before.
    """
    problems: dict[Problem, None] = {}
    made: Ready | Failure | None = None
    offer: MasterOffer | None = None
    with _lock:
        try:
            # Here it still stops the merge if there is no engine; later, each row would fail.
            load_renderer(spec)
            resident = get_resident(spec)
            resident.adopt(offers)
            for _, values, _ in trials:
                # What is empty may be looked into by no filter; here the columns are what is tried.
                fields = {
                    column: value or column
                    for column, value in zip(spec.columns, values, strict=True)
                }
                with limit_work(
                    "composing it",
                    spec.variants[0].path,
                    seconds=spec.seconds,
                    is_deadly=_may_end(),
                ):
                    _compose(resident, values, Recipient(fields=fields), problems)
            if first is not None and not has_errors(problems):
                with Clock(spec.seconds, is_deadly=_may_end()) as clock:
                    tried = make_handout(resident, first, clock)
                    made = None if isinstance(tried, Deferred) else tried
                    if isinstance(made, Failure) and made.reason is ExitCode.CONTENT:
                        _make_blank(resident, first[1], clock, problems)
                resident.check()
                if has_others and isinstance(made, Ready) and made.reason:
                    offer = resident.offer(first)
        except HandoutError as error:
            return Rehearsal(problems=tuple(problems), stop=error)
    return Rehearsal(problems=tuple(problems), first=made, offer=offer)


def get_ready(
    spec: MergeSpec, row: Row, has_others: bool, is_kept: bool = True
) -> MasterOffer | None:
    """Make a handout for nobody, so that a rehearsal and the first chunk find what they need.

    Args:
        spec: What is to be made.
        row: Whose handout it would be.
        has_others: Whether other processes want the master, which is returned then.
        is_kept: Whether this process keeps it. All of a family are measured by the first, which is
            better not one of an odd row.
    """
    with (
        _lock,
        suppress(HandoutError),
        Clock(spec.seconds, is_deadly=_may_end()) as clock,
    ):
        made = make_handout(get_resident(spec), row, clock)
        try:
            if has_others and isinstance(made, Ready):
                return get_resident(spec).offer(row)
        finally:
            if not is_kept:
                get_resident(spec).drop_masters()
    return None


def get_ready_to_adopt(spec: MergeSpec, row: Row) -> None:
    """Go as far as one does who gets the master from others; nothing is rendered.

    Args:
        spec: What is to be made.
        row: Whose handout it would be.
    """
    with (
        _lock,
        # Whatever is wrong with it is said by who makes it.
        suppress(Exception),
        Clock(spec.seconds, is_deadly=_may_end()) as clock,
    ):
        clock.start()
        try:
            get_resident(spec).prepare(row)
        except TimeUp:
            forget()
        finally:
            clock.stop()


def become_worker(parent: int) -> None:
    """Settle in as a process that works for another, and may be ended by it."""
    from handout.jobs.worker import settle_in

    global _is_expendable  # it is the process that is
    _is_expendable = True
    settle_in(parent)
    collect_rarely()
    if not sys.platform.startswith("linux"):
        # There, no signal comes when the parent dies; its other workers hold its pipes open.
        threading.Thread(target=_leave_with_parent, daemon=True).start()


def _may_end() -> bool:
    """Tell whether this process may be ended when it is stuck: another takes its place."""
    return _is_expendable or is_replaceable()


def _leave_with_parent() -> None:
    """End this process when its parent has ended."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def has_errors(problems: Iterable[Problem]) -> bool:
    """Tell whether there is an error among some problems."""
    return any(problem.severity is Severity.ERROR for problem in problems)


def _is_about_output(error: HandoutError) -> bool:
    return error.exit_code is ExitCode.OUTPUT


def _make_some(
    spec: MergeSpec, rows: list[Row], clock: Clock, *, renders: bool
) -> Iterator[list[Ready | Failure | Deferred]]:
    """Yield handouts, some at a time: to make and to write in turn empties the processor's cache.

    What was rendered, or is locked and so in one piece, is large: nothing more waits with it.
    """
    some: list[Ready | Failure | Deferred] = []
    for row in rows:
        made = make_handout(get_resident(spec), row, clock, renders=renders)
        some.append(made)
        is_large = isinstance(made, Ready) and (made.reason or len(made.parts) == 1)
        if is_large or len(some) == _AT_ONCE:
            yield some
            some = []
    yield some


def _compose(
    resident: Resident,
    values: list[str],
    recipient: Recipient | None,
    problems: dict[Problem, None],
) -> Any:
    choice = resident.chooser.choose(values)
    return resident.composer.compose(
        resident.articles[choice.variant],
        format=FORMATS[choice.format],
        edition=EDITIONS[resident.spec.edition],
        recipient=recipient,
        report=lambda problem: problems.setdefault(problem),
    )


def _make_blank(
    resident: Resident, values: list[str], clock: Clock, problems: dict[Problem, None]
) -> None:
    """Find out whether it is the article's fault that a recipient has no handout."""
    composed = _compose(resident, values, None, problems)
    if composed is None:
        return
    try:
        clock.start()
        try:
            answer = resident.engine.render(
                composed,
                roots=resident.composer.list_roots(composed.source),
                final=True,
                allow_missing=resident.spec.allow_missing,
            )
        finally:
            clock.stop()
    except TimeUp:
        forget()
        return
    problems.update(dict.fromkeys(answer.problems))
