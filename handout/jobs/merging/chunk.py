"""Make the handouts of some recipients: the work that any `concurrent.futures.Executor` can do.

In goes a spec and rows, out goes what to write into the journal, and which rows failed. The PDFs
are written here, each whole or not at all. Nothing that goes out says who a recipient is: failures
have row numbers, and words of ours in the place of an exception's.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from handout.deliver.journal import write_entry
from handout.deliver.protection import LONGEST, protect_pdf
from handout.errors import EngineError, ExitCode, HandoutError, ProjectError
from handout.jobs.merging.limits import Clock, TimeUp, is_replaceable
from handout.jobs.merging.resident import Resident, forget, get_resident
from handout.jobs.merging.spec import MergeSpec, Row
from handout.jobs.outputs import FileWriter
from handout.model import EDITIONS, FORMATS, Problem, Recipient, Severity

# Two threads of one process would share an engine, which serves one document at a time.
_lock = threading.Lock()
_is_expendable = False
"""Whether this process is a worker that may be ended and replaced."""

_MODE = 0o600
_AT_ONCE = 64
"""So many handouts are made before they are written."""

_QUOTING = {
    "glyph.missing": "some handouts have a character that the font lacks.",
    "engine.message": "the engine has warned of something in some handouts.",
}
"""Codes of problems whose messages may quote what stands in a row, and what is said instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A row without a handout: a code, words for the list of such rows, and the exit code."""

    row: int
    code: str
    message: str
    reason: ExitCode = ExitCode.CONTENT


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkResult:
    """What came of some rows.

    Attributes:
        lines: What to write into the journal.
        built: How many PDFs were written.
        failures: The rows that have none.
        reasons: How many were rendered in full, by why.
        problems: What is to be said once.
        seconds: How long it took.
        stop: Why the rest was not made, if that stops the whole merge.
    """

    lines: bytes = b""
    built: int = 0
    failures: tuple[Failure, ...] = ()
    reasons: Counter[str] = field(default_factory=Counter)
    problems: tuple[Problem, ...] = ()
    seconds: float = 0
    stop: HandoutError | None = None


class Ready(NamedTuple):
    """A handout that is not written yet: its file's name, its pieces, its line for the journal."""

    file: str
    parts: tuple[bytes, ...]
    line: bytes
    reason: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What came of trying everything once, with nothing written.

    Attributes:
        problems: What there is to say of the article; with errors among it, nothing can be made.
        first: The first recipient's handout, or why there is none; None if it was not tried.
        stop: What makes the whole merge impossible.
    """

    problems: tuple[Problem, ...] = ()
    first: Ready | Failure | None = None
    stop: HandoutError | None = None


def make_chunk(spec: MergeSpec, rows: list[Row]) -> ChunkResult:
    """Make the handouts of some recipients, and write them."""
    begun = time.monotonic()
    lines: list[bytes] = []
    failures: list[Failure] = []
    reasons = Counter[str]()
    problems: dict[Problem, None] = {}
    stop: HandoutError | None = None
    writer = FileWriter(spec.output, mode=_MODE)
    with _lock:
        try:
            with Clock(spec.seconds, is_deadly=_is_expendable or is_replaceable()) as clock:
                for ready in _make_some(spec, rows, clock, failures):
                    for made in ready:
                        writer.write(made.file, made.parts)
                        lines.append(made.line)
                        problems.update(dict.fromkeys(made.problems))
                        if made.reason:
                            reasons[made.reason] += 1
            get_resident(spec).check()
        except HandoutError as error:
            stop = error
    if stop is not None and not _is_about_output(stop):
        # What was made since the last look may be of the old or of the new.
        lines = []
    return ChunkResult(
        lines=b"".join(lines),
        built=len(lines),
        failures=tuple(failures),
        reasons=reasons,
        problems=tuple(problems),
        seconds=time.monotonic() - begun,
        stop=stop,
    )


def hand_over(spec: MergeSpec, made: Ready | Failure) -> ChunkResult:
    """Write what a rehearsal has made, and return it as a chunk's result.

    Raises:
        OutputError: It cannot be written.
    """
    if isinstance(made, Failure):
        return ChunkResult(failures=(made,))
    FileWriter(spec.output, mode=_MODE).write(made.file, made.parts)
    return ChunkResult(
        lines=made.line,
        built=1,
        reasons=Counter({made.reason: 1} if made.reason else {}),
        problems=made.problems,
    )


def rehearse(spec: MergeSpec, trials: list[Row], first: Row | None) -> Rehearsal:
    """Try everything once: the fields of the article in each language, and one whole handout.

    Args:
        spec: What is to be made.
        trials: A row for each variant that is asked for.
        first: The row whose handout is made.
    """
    problems: dict[Problem, None] = {}
    made: Ready | Failure | None = None
    with _lock:
        try:
            resident = get_resident(spec)
            for _, values in trials:
                # What is empty may be looked into by no filter; here the columns are what is tried.
                fields = {
                    column: value or column
                    for column, value in zip(spec.columns, values, strict=True)
                }
                _compose(resident, values, Recipient(fields=fields), problems)
            if first is not None and not has_errors(problems):
                with Clock(spec.seconds, is_deadly=_is_expendable or is_replaceable()) as clock:
                    made = _make(resident, *first, clock)
                    if isinstance(made, Failure) and made.reason is ExitCode.CONTENT:
                        _make_blank(resident, first[1], clock, problems)
        except HandoutError as error:
            return Rehearsal(problems=tuple(problems), stop=error)
    return Rehearsal(problems=tuple(problems), first=made)


def get_ready(spec: MergeSpec, row: Row) -> None:
    """Make a handout for nobody, so that the first chunk finds what it needs."""
    with (
        _lock,
        suppress(HandoutError),
        Clock(spec.seconds, is_deadly=_is_expendable or is_replaceable()) as clock,
    ):
        _make(get_resident(spec), *row, clock)


def become_worker(parent: int) -> None:
    """Settle in as a process that works for another, and may be ended by it."""
    from handout.jobs.worker import settle_in

    global _is_expendable  # it is the process that is
    _is_expendable = True
    settle_in(parent)
    if not sys.platform.startswith("linux"):
        # There, no signal comes when the parent dies; its other workers hold its pipes open.
        threading.Thread(target=_leave_with_parent, daemon=True).start()


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
    spec: MergeSpec, rows: list[Row], clock: Clock, failures: list[Failure]
) -> Iterator[list[Ready]]:
    """Yield handouts, some at a time: to make and to write in turn empties the processor's cache.

    What was rendered in full is large and took its time, so it ends its batch.
    """
    ready: list[Ready] = []
    for row, values in rows:
        made = _make(get_resident(spec), row, values, clock)
        if isinstance(made, Failure):
            failures.append(made)
            continue
        ready.append(made)
        if made.reason or len(ready) == _AT_ONCE:
            yield ready
            ready = []
    yield ready


def _make(resident: Resident, row: int, values: list[str], clock: Clock) -> Ready | Failure:
    """Make one handout."""
    try:
        clock.start()
        try:
            return _make_in_time(resident, row, values)
        finally:
            clock.stop()
    except TimeUp:
        # Whatever was interrupted may be half done.
        forget()
        message = f"rendering took more than {resident.spec.seconds:g} s and was given up."
        return Failure(row=row, code="render.timeout", message=message, reason=ExitCode.ENGINE)
    except ProjectError as error:
        message = "the templates cannot be used for this row."
        return Failure(row=row, code="template.failed", message=_place(message, error))
    except EngineError as error:
        cause = f" ({type(error.__cause__).__name__})" if error.__cause__ else ""
        message = f"the engine failed{cause}."
        return Failure(row=row, code="render.failed", message=message, reason=ExitCode.ENGINE)
    except MemoryError:
        message = "there was not enough memory to render it."
        return Failure(row=row, code="render.memory", message=message, reason=ExitCode.ENGINE)
    except Exception as error:  # noqa: BLE001 # one odd row must not cost all others
        message = f"it failed by a bug in handout ({type(error).__name__})."
        return Failure(row=row, code="render.bug", message=message, reason=ExitCode.BUG)


def _make_in_time(resident: Resident, row: int, values: list[str]) -> Ready | Failure:
    spec, choice = resident.spec, resident.chooser.choose(values)
    recipient = Recipient(fields=dict(zip(spec.columns, values, strict=True)), row=row)
    made = resident.get_press(choice.variant, choice.format).make(recipient)
    if not made.parts:
        return _explain(row, made.problems)
    parts, sha256 = made.parts, made.sha256
    password = recipient.fields[spec.password_field] if spec.password_field else ""
    if password:
        try:
            parts = (protect_pdf(parts, password),)
        except ValueError:
            message = f"the password has more than {LONGEST} bytes."
            return Failure(row=row, code="merge.password", message=message)
        sha256 = hashlib.sha256(parts[0]).hexdigest()
    name = choice.namer.name(row, values)
    return Ready(
        file=f"{name}.pdf",
        parts=parts,
        line=write_entry(name, row, sha256, made.pages, choice.tail),
        reason=made.reason,
        problems=_silence(made.problems, spec.variants[choice.variant].path)
        if made.problems
        else (),
    )


def _explain(row: int, problems: tuple[Problem, ...]) -> Failure:
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    message = " ".join(dict.fromkeys(problem.message for problem in errors))
    return Failure(
        row=row,
        code=errors[0].code if errors else "render.failed",
        message=message or "no handout came out.",
    )


def _silence(problems: tuple[Problem, ...], path: Path) -> tuple[Problem, ...]:
    """Return what may be said aloud: no words that a row might have brought in."""
    if not problems:
        return ()
    return tuple(
        replace(problem, message=_QUOTING[problem.code], path=path, line=None, column=None)
        if problem.code in _QUOTING
        else problem
        for problem in problems
        if problem.severity is not Severity.ERROR
    )


def _place(message: str, error: HandoutError) -> str:
    where = error.where
    return message if where is None else f"{message} See {where.path.name}, line {where.line}."


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
                roots=resident.roots,
                final=True,
                allow_missing=resident.spec.allow_missing,
            )
        finally:
            clock.stop()
    except TimeUp:
        forget()
        return
    problems.update(dict.fromkeys(answer.problems))
