"""Hold the engine to being loaded by who renders, and its absence to stopping the merge."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from handout.errors import ContentError, EngineError
from handout.jobs.merging.chunk import run_trial
from handout.jobs.merging.spec import MergeSpec
from handout.jobs.merging.worker_state import forget, get_state
from handout.jobs.runtime import render_session
from tests.jobs import stand_in
from tests.jobs.merges import WHOLE_ARTICLE, Inline, read_index, run, write_list, write_project

FIRST_CHUNK = 1
"""What is submitted before it: the trial run."""


@pytest.fixture(autouse=True)
def leave_nothing() -> Any:
    """Let no test find what another one has loaded."""
    forget()
    yield
    forget()


class Spy(Inline):
    """Keep the spec that comes by."""

    spec: MergeSpec

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Look at a trial run's."""
        work = fn._function
        if work is run_trial:
            self.spec = fn._args[0]
        return super().submit(fn, *args, **kwargs)


@pytest.fixture
def spec(make_project: Any) -> MergeSpec:
    """Give what the workers are told of a merge."""
    root: Path = make_project(write_project("For {{ recipient.name | upper }}."))
    write_list(root, 2)
    spy = Spy()
    # What comes of it does not matter: the stand-in knows no masters.
    run(root, executor=spy, is_full=False)
    forget()
    return spy.spec


@pytest.mark.usefixtures("log")
def test_what_was_made_of_a_change_goes_even_if_it_is_undone(spec: MergeSpec) -> None:
    first, path = get_state(spec), spec.variants[0].path
    before = path.read_bytes()
    path.write_text("---\ntitle: Sun\n---\n\nDry.\n")
    with pytest.raises(ContentError, match="changed"):
        first.check()
    path.write_bytes(before)
    assert get_state(spec) is not first


def test_an_engine_that_is_not_there_is_no_rows_fault(
    make_project: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    root: Path = make_project(write_project())
    write_list(root, 5)
    is_gone = False

    def load(cache: Path) -> Any:
        return stand_in.load_nothing() if is_gone else stand_in.load_reading(cache)

    def take_away(count: int) -> None:
        nonlocal is_gone
        if count == FIRST_CHUNK + 1:
            is_gone = True
            forget()

    monkeypatch.setattr(render_session, "load_engine_at", load)
    with pytest.raises(EngineError, match="no Pango"):
        run(root, executor=Inline(take_away))
    is_gone = False
    assert run(root, executor=Inline(), is_resumed=True).built == 4
    assert len(read_index(root / "dist/rain-merge")) == 5


def test_a_change_is_noticed_while_masters_are_filled(make_project: Any) -> None:
    root = make_project({"content/articles/rain.md": WHOLE_ARTICLE})
    write_list(root, 40)

    def change(count: int) -> None:
        if count == 7:
            (root / "content/articles/rain.md").write_text("---\ntitle: Sun\n---\n\nDry.\n")

    report = run(root, executor=Inline(change), is_full=False)
    assert report.is_stopped
    assert 0 < report.built < 40
