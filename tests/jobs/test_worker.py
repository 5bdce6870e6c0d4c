"""Hold a worker to its manners, in this process: what it answers, and when it ends."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from handout.errors import EngineError, ExitCode, ProjectError
from handout.jobs.worker import Fault, Ready, _answer_all
from handout.model import Place
from tests.jobs.stand_in import load_nothing, load_obeying


class Pipe:
    """Hand over some requests, then be closed; keep what is sent."""

    def __init__(self, *orders: Any) -> None:
        self.orders = list(orders)
        self.sent: list[Any] = []

    def recv(self) -> Any:
        """Give the next request."""
        if not self.orders:
            raise EOFError
        return self.orders.pop(0)

    def send(self, message: Any) -> None:
        """Keep it."""
        self.sent.append(message)


def answer(pipe: Any, load: Any = load_obeying) -> list[Any]:
    with pytest.raises(EOFError):
        _answer_all(pipe, load)
    sent: list[Any] = pipe.sent
    return sent


def test_it_says_that_it_is_ready_and_answers_until_the_pipe_is_closed() -> None:
    ready, first, second = answer(Pipe(("answer", 0), ("answer", 0)))
    assert ready == Ready()
    assert first == second


def test_whatever_is_raised_is_an_answer() -> None:
    errors: list[BaseException] = [
        EngineError("no ink", hint="buy some"),
        ValueError(""),
        MemoryError(),
    ]
    place = Place(path=Path("head.html"), line=3)
    errors += [ProjectError("no such block", where=place), SystemExit()]
    _, ink, bug, memory, template, end = answer(Pipe(*(("raise", error) for error in errors)))
    assert ink == Fault("render.failed", "no ink", "buy some", error=EngineError)
    assert bug.message == "it failed by a bug in handout (ValueError)."
    assert (bug.code, bug.reason) == ("handout.bug", ExitCode.BUG)
    assert "in make" in bug.trace
    assert memory == Fault("render.memory", "there was not enough memory to make it.")
    assert template[:2] == ("compose.failed", "no such block")
    assert template[3:5] == (place, ExitCode.PROJECT)
    assert end.message == "the engine failed: SystemExit: no reason given."


@pytest.mark.parametrize(
    ("load", "words"),
    [
        (load_nothing, "no Pango"),
        (lambda: SimpleNamespace().engine, "AttributeError"),
    ],
)
def test_an_engine_that_cannot_be_loaded_is_said_and_ends_it(load: Any, words: str) -> None:
    pipe = Pipe(("answer", 0))
    _answer_all(pipe, load)  # type: ignore[arg-type] # it has what is asked of a pipe
    (fault,) = pipe.sent
    assert fault.code == "render.not-loaded"
    assert words in fault.message
