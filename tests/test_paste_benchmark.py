"""Hold the measurement of pasted text to the roles that its corpus is made with."""

from __future__ import annotations

import re
from pathlib import Path

from benchmarks.paste.measure import BOILERPLATE


def test_every_role_that_is_measured_is_one_that_the_corpus_has() -> None:
    script = Path(__file__).parents[1] / "benchmarks" / "paste" / "corpus.js"
    given = set(re.findall(r"'([a-z]+)'", script.read_text(encoding="utf-8")))
    assert given >= BOILERPLATE
