"""Hold the measurement of pasted text to the roles that its corpus is made with."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks.paste.made import make_texts
from benchmarks.paste.measure import BOILERPLATE, find_depths


def test_every_role_that_is_measured_is_one_that_the_corpus_has() -> None:
    script = Path(__file__).parents[1] / "benchmarks" / "paste" / "corpus.js"
    given = set(re.findall(r"'([a-z]+)'", script.read_text(encoding="utf-8")))
    assert given >= BOILERPLATE


@pytest.mark.parametrize(
    ("levels", "depths"),
    [
        ((2, 0, 3, 3, 2), (0, 0, 1, 1, 0)),
        ((4, 0, 4, 3, 2, 4), (0, 0, 0, 0, 0, 1)),
        ((2, 4, 6, 4, 2), (0, 1, 2, 1, 0)),
        ((2, 4, 0, 4, 4), (0, 0, 0, 0, 0)),
    ],
)
def test_a_heading_is_below_the_last_one_of_a_higher_level(
    levels: tuple[int, ...], depths: tuple[int, ...]
) -> None:
    assert tuple(find_depths(levels)) == depths


def test_a_made_up_text_is_the_same_each_time() -> None:
    assert list(make_texts([3, 4])) == list(make_texts([3, 4]))
