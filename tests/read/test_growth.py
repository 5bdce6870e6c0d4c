"""The work of reading and composing an article grows in step with its length, whatever it is of.

What is counted is calls, which no other program on the machine can disturb; `benchmarks/growth.py`
has the shapes, and measures seconds at larger sizes.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.growth import SHAPES, Meter, repeat
from tests.conftest import choose_some

FEW = 80


def count_calls(action: Callable[[], object]) -> int:
    """Return how many functions are called by an action, in Python or not."""
    calls = 0

    def note(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        action()
    finally:
        sys.setprofile(before)
    return calls


@pytest.fixture(scope="module")
def meter(tmp_path_factory: pytest.TempPathFactory) -> Meter:
    meter = Meter(tmp_path_factory.mktemp("growth"))
    article = meter.read("md: headings", 1)
    assert article
    meter.compose(article)  # It compiles the templates.
    return meter


@pytest.mark.parametrize("shape", choose_some(SHAPES, 10))
def test_twice_the_text_takes_twice_the_calls(meter: Meter, shape: str) -> None:
    def work(count: int) -> None:
        article = meter.read(shape, count)
        if article is not None:
            meter.compose(article)

    work(4 * FEW)  # It loads what is loaded once.
    none, once, twice = (count_calls(lambda n=n: work(n)) for n in (FEW, 2 * FEW, 4 * FEW))  # type: ignore[misc]  # mypy does not see the default
    # With the square of the length, it would be four times as many.
    assert twice - once < 2.7 * max(once - none, 1_000)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (".txt", "a\n\n" * 200_000),
        (".txt", "About the author\n\nJo Marsh is a nurse.\n\n" * 4_000 + "jo marsh\n"),
        (".txt", "Text.\n\n" + "Related posts\n" * 6_000 + "\nA text that goes on.\n"),
    ],
    ids=["one-letter-lines", "about-things", "related-labels"],
)
def test_what_once_took_half_a_minute_is_read_in_seconds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str, text: str
) -> None:
    monkeypatch.setitem(SHAPES, "own", (suffix, repeat(text)))
    begun = time.perf_counter()
    assert Meter(tmp_path).read("own", 1)
    assert time.perf_counter() - begun < 15
