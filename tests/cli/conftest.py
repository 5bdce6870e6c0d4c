"""Share the stand-in for the engine among the tests of commands."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from handout.jobs.runtime import render_session
from tests.cli.processes import COMMAND, REPOSITORY
from tests.jobs import stand_in


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the stand-in in the engine's place."""
    monkeypatch.setattr(render_session, "load_engine_at", stand_in.load_reading)


@pytest.fixture
def started() -> Iterator[Any]:
    """Start `handout` with the stand-in beside this process; see that it ends."""
    processes: list[subprocess.Popen[str]] = []

    def start(*args: str, cwd: Path) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [*COMMAND, *args],
            cwd=cwd,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        processes.append(process)
        return process

    yield start
    for process in processes:
        if process.poll() is None:
            process.kill()
        process.communicate()
