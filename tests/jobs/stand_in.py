"""Stand in for the engine in worker processes: quick, and as bad as a test wants it.

These are here, not in a test's file, because a spawned worker has to import them by name.
"""

from __future__ import annotations

import faulthandler
import hashlib
import os
import re
import signal
import time
from pathlib import Path
from typing import Any

from handout.errors import EngineError
from handout.jobs.runtime.worker import show_item
from handout.model import Problem, Severity
from handout.render.answer import Answer

MIB = 1024**2


_kept: list[bytearray] = []


def do_nothing() -> None:
    """Make a worker ready."""


def obey(order: str, value: Any) -> Any:
    """Do what is ordered, and return this process's number."""
    if order == "raise":
        raise value
    if order == "lambda":
        return lambda: value
    _obey(order, value)
    return os.getpid()


def obey_all(orders: list[tuple[str, Any]]) -> int:
    """Do one order after another, and return how many they were."""
    for number, (order, value) in enumerate(orders):
        show_item(number)
        _obey(order, value)
    return len(orders)


class Reading:
    """Render by doing what the words of a handout say; the “PDF” is a digest of its HTML.

    In the text, `ORDER sleep 30` and the like are obeyed, `NEEDS path` names a dependency below the
    first root, and `SAY error` reports a problem.
    """

    def render(
        self,
        composed: Any,
        *,
        roots: Any,
        allow_missing: bool,
        compose_again: Any = None,
        characters: Any = None,
    ) -> Any:
        """Obey, then “render”."""
        del allow_missing, compose_again, characters
        html = composed.html
        log = os.environ.get("STAND_IN_LOG")
        if log:
            with Path(log).open("a") as file:
                file.write(f"{composed.source.name} {os.getpid()}\n")
        for order, value in re.findall(r"ORDER (\w+) (\d+(?:\.\d+)?)", html):
            _obey(order, float(value) if "." in value else int(value))
        problems = tuple(
            Problem(
                code="stand-in.said",
                severity=Severity(word),
                path=composed.source,
                message=f"the stand-in says {word}.",
            )
            for word in re.findall(r"SAY\s(\w+)", html)
        )
        needs = {str(roots[0] / name) for name in re.findall(r"NEEDS ([\w./-]+)", html)}
        digests = {name: hashlib.sha256(Path(name).read_bytes()).hexdigest() for name in needs}
        styles = "".join(style.text for style in composed.styles)
        text = f"%PDF {hashlib.sha256(f'{html}{styles}'.encode()).hexdigest()}"
        is_faulty = any(problem.severity is Severity.ERROR for problem in problems)
        return _answer(
            pdf=None if is_faulty else text.encode(),
            layout=composed.layout,
            problems=problems,
            dependencies=digests,
        )


def load_reading(cache: Path) -> Any:
    """Make one."""
    return Reading()


def load_nothing(cache: Path | None = None) -> Any:
    """Fail as the engine does when a library is missing."""
    raise EngineError("WeasyPrint cannot be loaded: no Pango.", hint="install it.")


def load_with_bug(cache: Path) -> Any:
    """Fail as no engine should, with a name in the message."""
    raise RuntimeError("it went wrong for\n  Quintessa")


def load_and_die(cache: Path | None = None) -> Any:
    """Die as the engine does on a system that it cannot stand."""
    os._exit(7)


def _answer(**given: Any) -> Answer:
    return Answer(**{"pages": 2, **given})


def _obey(order: str, value: Any) -> None:
    if order == "sleep":
        time.sleep(value)
    elif order == "keep":
        _kept[:] = [bytearray(b"x") * value]
    elif order == "spin":
        end = time.monotonic() + value
        while time.monotonic() < end:
            pass
    elif order == "allocate":
        hoard = bytearray(b"x") * value
        time.sleep(30)
        del hoard
    elif order == "crash":
        faulthandler.disable()
        os.kill(os.getpid(), signal.SIGSEGV)
    elif order == "leave":
        os._exit(value)
    elif order == "fail":
        raise EngineError("the engine failed: no ink.")
    elif order == "shout":
        os.write(1, b"on stdout")
        os.write(2, b"on stderr")
