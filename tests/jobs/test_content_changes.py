"""Hold a merge to what its content was when it began, and an engine that goes to stopping it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from handout.errors import EngineError
from handout.jobs.merging import worker_state
from handout.jobs.runtime import render_session
from tests.jobs import stand_in
from tests.jobs.merges import WHOLE_ARTICLE, Inline, read_index, run, write_list, write_project

FIRST_CHUNK = 1
"""What is submitted before it: the trial run."""

LONG = "Drink water and rest, and keep out of the sun. " * 5
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h{0}v{0}z"/></svg>'
)


@pytest.fixture(autouse=True)
def forget() -> Iterator[Callable[[], None]]:
    """Let no test find what another one has loaded; give what forgets it once more."""

    def clear() -> None:
        worker_state._states.clear()
        render_session._engines.clear()

    clear()
    yield clear
    clear()


def test_what_was_made_of_a_change_goes_even_if_it_is_undone(make_project: Any) -> None:
    article = f"{WHOLE_ARTICLE}\n![A corner](corner.svg)\n"
    files = {"content/articles/rain.md": article, "content/images/corner.svg": PICTURE.format(9)}
    root = make_project(files)
    write_list(root, [("Quintessa 1", "Dry."), *((f"Quintessa {n}", LONG) for n in range(2, 6))])

    def change(count: int) -> None:
        # Two chunks need a master for long notes; the first of them renders it of the change.
        size = 4 if count == FIRST_CHUNK + 1 else 9
        (root / "content/images/corner.svg").write_text(PICTURE.format(size))

    report = run(root, workers=Inline(change), is_full=False)
    assert report.is_stopped
    assert report.built
    run(root, workers=Inline(), is_full=False, is_resumed=True)
    run(root, workers=Inline(), is_full=False, output=Path("fresh"))
    made, fresh = read_index(root / "dist/rain-merge"), read_index(root / "fresh")
    assert [row["sha256"] for row in made] == [row["sha256"] for row in fresh]


def test_an_engine_that_is_not_there_is_no_rows_fault(
    make_project: Any, monkeypatch: pytest.MonkeyPatch, forget: Callable[[], None]
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
        run(root, workers=Inline(take_away))
    is_gone = False
    assert run(root, workers=Inline(), is_resumed=True).built == 4
    assert len(read_index(root / "dist/rain-merge")) == 5


def test_a_change_is_noticed_while_masters_are_filled(make_project: Any) -> None:
    root = make_project({"content/articles/rain.md": WHOLE_ARTICLE})
    write_list(root, 40)

    def change(count: int) -> None:
        if count == 7:
            (root / "content/articles/rain.md").write_text("---\ntitle: Sun\n---\n\nDry.\n")

    report = run(root, workers=Inline(change), is_full=False)
    assert report.is_stopped
    assert 0 < report.built < 40
