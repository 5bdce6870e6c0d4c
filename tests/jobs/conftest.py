"""Share the stand-in for the engine among the tests of the jobs that render."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from handout.jobs.runtime import render_session
from tests.conftest import MakeProject
from tests.jobs import stand_in
from tests.jobs.merges import write_list, write_project

MakeMerge = Callable[[int], Path]
"""`make_merge(6)`: a project with an article, and a list of six to merge it for."""


@pytest.fixture
def make_merge(make_project: MakeProject) -> MakeMerge:
    """Make the folder of a project with a list of recipients."""

    def make(count: int) -> Path:
        root = make_project(write_project())
        write_list(root, count)
        return root

    return make


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put the stand-in in the engine's place, and let it log what it is asked for."""
    monkeypatch.setattr(render_session, "load_engine_at", stand_in.load_reading)
    monkeypatch.setenv("STAND_IN_LOG", str(tmp_path / "log"))
    return tmp_path / "log"


@pytest.fixture
def rendered(log: Path) -> Callable[[], list[str]]:
    """Tell which articles were rendered since it was last asked."""

    def read() -> list[str]:
        if not log.exists():
            return []
        lines = log.read_text().splitlines()
        log.unlink()
        return sorted(line.split()[0] for line in lines)

    return read
