"""Hold two processes, each with masters of its own, to the handouts that one makes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.jobs.merges import WHOLE_ARTICLE, read_index, run, write_list


def test_two_processes_make_what_one_makes(make_project: Any) -> None:
    root = make_project({"content/articles/rain.md": WHOLE_ARTICLE})
    write_list(root, [(f"Quintessa {n}", "word " * (n % 3 * 30 + 5)) for n in range(30)])
    made = []
    for jobs in (1, 2):
        output = Path(f"out-{jobs}")
        report = run(root, output=output, workers=None, is_full=False, jobs=jobs)
        # Of three masters, each process may render every one.
        assert report.built == 30
        assert sum(report.reasons.values()) <= 3 * jobs
        made.append([(row["row"], row["sha256"]) for row in read_index(root / output)])
    assert made[0] == made[1]


def test_an_odd_row_spoils_nothing_for_the_others(make_project: Any) -> None:
    # In a line that has to be broken, a value cannot be replaced; the longest one breaks it.
    text = WHOLE_ARTICLE.replace(
        "For {{ recipient.name }}.", "For {{ recipient.name }}, until May."
    )
    root = make_project({"content/articles/rain.md": text})
    long = "Wolfeschlegelsteinhausen Bergerdorff " * 4
    write_list(root, [(long if n == 30 else f"Quintessa {n}", "Dry.") for n in range(60)])
    report = run(root, workers=None, is_full=False, jobs=2)
    assert report.built == 60
    assert sum(report.reasons.values()) <= 3
