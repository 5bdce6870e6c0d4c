"""Make the handouts of some recipients: the work that any `concurrent.futures.Executor` can do.

In goes a spec and rows, out goes what to write into the journal, and which rows failed. The PDFs
are written here, each whole or not at all. Nothing that goes out says who a recipient is: failures
have row numbers, and words of ours in the place of an exception's.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
import threading
import time

from handout.errors import EngineError, ExitCode, HandoutError
from handout.jobs.limits import Clock, TimeUp, is_replaceable, limit_work
from handout.jobs.merging.making import make_handout
from handout.jobs.merging.resident import (
    Resident,
    collect_rarely,
    forget,
    get_resident,
)
from handout.jobs.merging.results import (
    ChunkResult,
    Failure,
    Ready,
    Terms,
)
from handout.jobs.merging.spec import MergeSpec, Row
from handout.jobs.outputs import FileWriter
from handout.model import Problem

# Two threads of one process would share an engine, which serves one document at a time.
_lock = threading.Lock()
_is_expendable = False
"""Whether this process is a worker that may be ended and replaced."""

_MODE = 0o600

_ON_ITS_OWN = Terms()


def make_chunk(spec: MergeSpec, rows: list[Row], terms: Terms = _ON_ITS_OWN) -> ChunkResult:
    """Make the handouts of some recipients, and write them unless they are to be bound.

    Args:
        spec: What is to be made.
        rows: For whom.
        terms: Which masters come from other processes, and which are for them.
    """
    begun = time.monotonic()
    result = ChunkResult()
    writer = FileWriter(spec.output, mode=_MODE)
    with _lock:
        try:
            with Clock(spec.seconds, is_deadly=_may_end()) as clock:
                for offer in terms.offers:
                    get_resident(spec).adopt(offer)
                for row in rows:
                    # It may have been forgotten with the row before.
                    resident = get_resident(spec)
                    made = make_handout(resident, row, clock, renders=terms.renders)
                    if isinstance(made, Ready) and not spec.is_bound:
                        writer.write(f"{made.given.id}.pdf", made.pdf.parts)
                    result.take(made, is_bound=spec.is_bound)
            if terms.asked is not None and result.built:
                result.offer = get_resident(spec).offer(rows[0], terms.asked)
            get_resident(spec).check()
            if result.reasons:
                # Each rendering has left some 10 MB of objects that hold each other.
                gc.collect()
        except HandoutError as error:
            result.stop = error
        except MemoryError:
            result.stop = EngineError(
                "there is not enough memory.", hint="make fewer at once: “--jobs 1”."
            )
    if result.stop is not None and result.stop.exit_code is not ExitCode.OUTPUT:
        # What was made since the last look may be of the old or of the new.
        result.drop_handouts()
    result.seconds = time.monotonic() - begun
    return result


def rehearse(
    spec: MergeSpec, trials: list[Row], first: Row | None, has_others: bool = False
) -> ChunkResult:
    """Try everything once: the fields of the article in each language, and one whole handout.

    Args:
        spec: What is to be made.
        trials: A row for each variant that is asked for.
        first: The row whose handout is tried.
        has_others: Whether other processes want what it was made from.
    """
    result = ChunkResult()
    with _lock:
        try:
            resident = get_resident(spec)
            for row in trials:
                with limit_work(
                    "composing it",
                    spec.variants[0].path,
                    seconds=spec.seconds,
                    is_deadly=_may_end(),
                ):
                    result.problems.update(dict.fromkeys(resident.try_fields(row)))
            if first is not None and not any(one.is_error for one in result.problems):
                with Clock(spec.seconds, is_deadly=_may_end()) as clock:
                    made = make_handout(resident, first, clock)
                    if isinstance(made, Failure) and made.reason is ExitCode.CONTENT:
                        result.problems.update(_find_own_problems(resident, first, clock))
                resident.check()
                if has_others and isinstance(made, Ready):
                    result.offer = resident.offer(first)
        except HandoutError as error:
            result.stop = error
    return result


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


def _find_own_problems(resident: Resident, row: Row, clock: Clock) -> dict[Problem, None]:
    """Return what is the article's fault, and not the row's."""
    clock.start()
    try:
        return dict.fromkeys(resident.make_blank(row).problems)
    except TimeUp:
        forget()
        return {}
    finally:
        clock.stop()
