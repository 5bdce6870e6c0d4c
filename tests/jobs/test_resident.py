"""Hold the engine to being loaded by who renders, and its absence to stopping the merge."""

from __future__ import annotations

import gc
import time
import weakref
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from handout.errors import ContentError, EngineError
from handout.jobs import workshop
from handout.jobs.merging import resident
from handout.jobs.merging.chunk import get_ready_to_adopt, rehearse
from handout.jobs.merging.resident import forget, get_resident
from handout.jobs.merging.spec import MergeSpec
from tests.jobs import stand_in
from tests.jobs.merges import WHOLE_ARTICLE, Inline, read_index, run, write_list, write_project

FIRST_CHUNK = 3
"""What is submitted before it: to get two processes ready, and the rehearsal."""


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
        """Look at a rehearsal's."""
        work = fn._function
        if work is rehearse:
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
def test_who_gets_masters_from_others_loads_no_engine(spec: MergeSpec) -> None:
    loaded = []

    def load(_: Path) -> Any:
        loaded.append(True)
        return stand_in.load_obeying()

    spec = replace(spec, load=load)
    # A value so long, and one that the text depends on, are for the engine alone.
    get_ready_to_adopt(spec, (2, ["Anna", "x" * 5000], 0))
    get_ready_to_adopt(spec, (3, ["Bert", "x"], 0))
    assert not loaded
    # It went as far as it could.
    assert get_resident(spec).get_personaliser(0, "a4")._used == {("name", "note"): ("name",)}


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize("reason", ["something was rendered", "a second has passed"])
def test_a_change_is_looked_for_when_it_may_show(
    spec: MergeSpec, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    resident = get_resident(spec)
    spec.variants[0].path.write_text("---\ntitle: Sun\n---\n\nDry.\n")
    # Until then all was made before the change.
    resident.check()
    if reason == "something was rendered":
        # With so long a value, it is rendered in full.
        resident.get_personaliser(0, "a4").make(resident.introduce((2, ["Anna", "x" * 5000], 0)))
    else:
        now = time.monotonic()
        monkeypatch.setattr(time, "monotonic", lambda: now + 2)
    with pytest.raises(ContentError, match="changed"):
        resident.check()


@pytest.mark.usefixtures("log")
def test_what_was_made_of_a_change_goes_even_if_it_is_undone(spec: MergeSpec) -> None:
    first, path = get_resident(spec), spec.variants[0].path
    before = path.read_bytes()
    path.write_text("---\ntitle: Sun\n---\n\nDry.\n")
    first.prepare((2, ["Anna", "x"], 0))
    with pytest.raises(ContentError, match="changed"):
        first.check()
    path.write_bytes(before)
    assert get_resident(spec) is not first


@pytest.mark.usefixtures("log")
def test_what_a_rendering_leaves_goes_once(spec: MergeSpec) -> None:
    class Ring:
        """Hold itself, as what the engine leaves does."""

        def __init__(self) -> None:
            self.itself = self

    resident = get_resident(spec)
    gc.disable()
    try:
        resident.get_personaliser(0, "a4").make(resident.introduce((2, ["Anna", "x" * 5000], 0)))
        first = weakref.ref(Ring())
        resident.tidy()
        assert first() is None
        second = weakref.ref(Ring())
        # To look costs as much as a hundred handouts.
        resident.tidy()
        assert second() is not None
    finally:
        gc.enable()


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
        if count == FIRST_CHUNK:
            is_gone = True
            forget()

    monkeypatch.setattr(workshop, "load_engine_at", load)
    with pytest.raises(EngineError, match="no Pango"):
        run(root, executor=Inline(take_away))
    is_gone = False
    assert run(root, executor=Inline(), is_resumed=True).built == 4
    assert len(read_index(root / "dist/rain-merge")) == 5


def test_a_change_is_noticed_while_masters_are_filled(
    make_project: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_project({"content/articles/rain.md": WHOLE_ARTICLE})
    write_list(root, 40)
    # As if each chunk took longer than a second.
    monkeypatch.setattr(resident, "_CHECKED_AGAIN_AFTER_S", -1.0)

    def change(count: int) -> None:
        if count == 7:
            (root / "content/articles/rain.md").write_text("---\ntitle: Sun\n---\n\nDry.\n")

    report = run(root, executor=Inline(change), is_full=False)
    assert report.is_stopped
    assert 0 < report.built < 40
