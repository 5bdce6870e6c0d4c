"""Share what most tests are made of: a clinic's folder, the command in process, a program beside it."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

CLINIC = """\
name = "Linden Clinic"
address = ["12 Linden Street", "Springfield"]
phone = "020 7946 0000"

[brand]
primary = "#1f6f5c"
"""

AUTHOR = """\
name = "Rebecca Meier"
credentials = "RN, BSc"
bio = "Rebecca has looked after skin for fifteen years."
"""

ARTICLE = """\
---
title: Rain and your skin
summary: What a wet day does, and what helps.
authors: [rebecca]
version: "1.0"
published: 2026-01-15
---

Rain is mostly water. Your skin knows what to do with it.

## What to do

Dry off, and put on a little cream.

- Pat, do not rub.
- Use a plain cream.

## When to call us

Call us if the skin is sore for more than two days.
"""

# What runs in the background may ignore these; what tests interrupt would inherit it.
for _number, _handler in (
    (signal.SIGINT, signal.default_int_handler),
    (getattr(signal, "SIGHUP", signal.SIGTERM), signal.SIG_DFL),
):
    if signal.getsignal(_number) is signal.SIG_IGN:
        signal.signal(_number, _handler)

Files = Mapping[str, str | bytes]
MakeProject = Callable[..., Path]
"""`make_project({path: text})`: the folder; `name=` makes a second one beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Hold what a command left: its exit code, and what it printed where."""

    exit_code: int
    stdout: str
    stderr: str


Run = Callable[..., Result]
"""`run("build", "rain", cwd=folder, stdin="…")`."""


def choose_some(items: Iterable[Any], every: int) -> list[Any]:
    """Return cases of which every so manyth is always tried, and the others in the slow form."""
    return [
        pytest.param(item, marks=pytest.mark.slow if number % every else ())
        for number, item in enumerate(items)
    ]


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away the variables of the user's shell that change what is printed or built."""
    for name in ("SOURCE_DATE_EPOCH", "NO_COLOR", "FORCE_COLOR", "_HANDOUT_COMPLETE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def warm_subprocess(request: pytest.FixtureRequest) -> Iterator[Any]:
    """Give what forks worker processes; None where that cannot be, or their lines are counted."""
    if sys.platform != "linux" or request.config.pluginmanager.hasplugin("_cov"):
        yield None
        return
    from tests.instruments.warm_workers import WarmSubprocess

    warm = WarmSubprocess()
    yield warm
    warm.close()


@pytest.fixture(autouse=True)
def warm_workers(warm_subprocess: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let worker processes begin at once."""
    if warm_subprocess is not None:
        from handout.jobs.runtime import worker_process

        monkeypatch.setattr(worker_process, "subprocess", warm_subprocess)


@pytest.fixture
def make_project(tmp_path: Path) -> MakeProject:
    """Write a clinic's folder: the files given, and a clinic, an author, an article if none is."""

    def make(files: Files | None = None, *, name: str = "clinic") -> Path:
        root = tmp_path / name
        given = dict(files or {})
        given.setdefault("content/clinic.toml", CLINIC)
        for folder, path, text in (
            ("content/authors/", "content/authors/rebecca.toml", AUTHOR),
            ("content/articles/", "content/articles/rain.md", ARTICLE),
        ):
            if not any(key.startswith(folder) for key in given):
                given[path] = text
        for path, content in given.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.encode() if isinstance(content, str) else content)
        return root

    return make


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `handout` in this process: `run("build", cwd=project)`."""

    def call(*args: str | os.PathLike[str], cwd: Path | None = None, stdin: str = "") -> Result:
        from handout.cli import run as run_command

        out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="surrogateescape")
        err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="backslashreplace")
        source = io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8")
        with (
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            contextlib.chdir(cwd or Path.cwd()),
            monkeypatch.context() as patch,
        ):
            patch.setattr(sys, "stdin", source)
            code = run_command([os.fspath(arg) for arg in args])
            out.flush()
            err.flush()
        return Result(
            exit_code=code,
            stdout=out.buffer.getvalue().decode("utf-8", "surrogateescape"),
            stderr=err.buffer.getvalue().decode("utf-8"),
        )

    return call


@pytest.fixture
def run_python() -> Callable[[str], str]:
    """Run a program in a process that has no thread but its own; return what it prints."""

    def call(program: str) -> str:
        command = [sys.executable, "-c", program]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    return call


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that run whole commands."""
    for item in items:
        if "run" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.commands)
