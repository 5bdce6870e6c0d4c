"""Make one recipient's handout with what a process holds, and say in words of ours if it fails."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from handout.deliver.protection import LONGEST, protect_pdf
from handout.deliver.sink import Ready
from handout.errors import EngineError, ExitCode, HandoutError, ProjectError
from handout.jobs.merging.chunk_result import Failure
from handout.jobs.merging.worker_state import WorkerState, forget
from handout.jobs.runtime.limits import Clock, TimeUp
from handout.model import Problem
from handout.read.recipients.keys import Row

_QUOTING = {
    "glyph.missing": "some handouts have a character that the font lacks.",
    "text.lost": "some words of some handouts are on no page, or cut off there.",
    "engine.message": "the engine has warned of something in some handouts.",
}
"""Codes of problems whose messages may quote what stands in a row, and what is said instead."""


def make_handout(state: WorkerState, row: Row, clock: Clock, *, item: int) -> Ready | Failure:
    """Make one handout.

    Args:
        state: Holds what it is made from.
        row: The recipient's row.
        clock: Gives it up when it takes too long.
        item: Its number, for the clock.
    """
    number = row[0]
    try:
        clock.start(item)
        try:
            return _make_in_time(state, row)
        finally:
            clock.stop()
    except TimeUp:
        # Whatever was interrupted may be half done.
        forget()
        message = f"rendering took more than {state.spec.options.seconds:g} s and was given up."
        return Failure(row=number, code="render.timeout", message=message, reason=ExitCode.ENGINE)
    except ProjectError as error:
        message = "the templates cannot be used for this row."
        return Failure(row=number, code="template.failed", message=_place(message, error))
    except EngineError as error:
        cause = f" ({type(error.__cause__).__name__})" if error.__cause__ else ""
        message = f"the engine failed{cause}."
        return Failure(row=number, code="render.failed", message=message, reason=ExitCode.ENGINE)
    except MemoryError:
        message = "there was not enough memory to render it."
        return Failure(row=number, code="render.memory", message=message, reason=ExitCode.ENGINE)
    except Exception as error:  # noqa: BLE001 # one odd row must not cost all others
        message = f"it failed by a bug in handout ({type(error).__name__})."
        return Failure(row=number, code="render.bug", message=message, reason=ExitCode.BUG)


def _make_in_time(state: WorkerState, row: Row) -> Ready | Failure:
    spec = state.spec
    made = state.make(row)
    if not made.parts:
        return _explain(row[0], made.problems)
    password = row[1][spec.columns.index(spec.password_field)] if spec.password_field else ""
    if password:
        try:
            pdf = protect_pdf(made.parts, password)
        except ValueError:
            message = f"the password has more than {LONGEST} bytes."
            return Failure(row=row[0], code="merge.password", message=message)
        made = made._replace(parts=(pdf,), sha256=hashlib.sha256(pdf).hexdigest())
    if made.problems:
        path = spec.variants[state.chooser.choose(row[1]).variant].path
        made = made._replace(problems=_silence(made.problems, path))
    return Ready(state.chooser.describe(row, made), made)


def _explain(row: int, problems: tuple[Problem, ...]) -> Failure:
    errors = [problem for problem in problems if problem.is_error]
    said = (_QUOTING[p.code] if p.code == "text.lost" else p.message for p in errors)
    message = " ".join(dict.fromkeys(said))
    return Failure(
        row=row,
        code=errors[0].code if errors else "render.failed",
        message=message or "no handout came out.",
    )


def _silence(problems: tuple[Problem, ...], path: Path) -> tuple[Problem, ...]:
    """Return what may be said aloud: no words that a row might have brought in."""
    return tuple(
        replace(problem, message=_QUOTING[problem.code], path=path, line=None, column=None)
        if problem.code in _QUOTING
        else problem
        for problem in problems
        if not problem.is_error
    )


def _place(message: str, error: HandoutError) -> str:
    where = error.where
    return message if where is None else f"{message} See {where.path.name}, line {where.line}."
