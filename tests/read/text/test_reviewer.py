"""Who checked a text is a reviewer with a day, and the day in its byline is when it was published."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from handout.model import Reviewer
from handout.read.importers.text import recognise
from handout.read.importers.text.reviewer import find_day
from tests.conftest import MakeProject, Run
from tests.read.text.test_kinds import BODY, LEAD


@pytest.mark.parametrize(
    ("line", "reviewer"),
    [
        ("Medically reviewed by Dr Jane Kim", Reviewer(name="Dr Jane Kim")),
        (
            "Reviewed by Jane Kim, MD, on 5 January 2024",
            Reviewer(name="Jane Kim", role="MD", checked=date(2024, 1, 5)),
        ),
        (
            "Medically reviewed by: Jane Kim, consultant dermatologist — January 5, 2024",
            Reviewer(name="Jane Kim", role="consultant dermatologist", checked=date(2024, 1, 5)),
        ),
        (
            "Page reviewed by Jane Kim, Head of Care & Midwife · Last updated 5 January 2024",
            Reviewer(name="Jane Kim", role="Head of Care & Midwife", checked=date(2024, 1, 5)),
        ),
    ],
)
def test_a_reviewer_is_one(line: str, reviewer: Reviewer) -> None:
    text = f"Caring for a burn\n{line}\n\n{LEAD}\n\n{BODY}\n"
    found = recognise(text, path=Path("burn.txt"), language="en")
    assert found.reviewers == (reviewer,)
    assert found.author is None


def test_a_sentence_on_a_review_is_text() -> None:
    text = f"Burns\n\n{LEAD}\n\nThe film was reviewed by Jane Kim in a paper that we like.\n"
    assert not recognise(text, path=Path("burn.txt"), language="en").reviewers


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Published 4 May 2026", date(2026, 5, 4)),
        ("May 4th, 2026 by Ann", date(2026, 5, 4)),
        ("2026-05-04", date(2026, 5, 4)),
        ("4/5/2026", None),
        ("31 February 2026", None),
        ("in May", None),
    ],
)
def test_a_day_is_read_where_it_is_one_everywhere(text: str, day: date | None) -> None:
    assert find_day(text) == day


def test_import_proposes_what_it_found(make_project: MakeProject, run: Run) -> None:
    root = make_project({"content/clinic.toml": 'name = "L"\n[brand]\nprimary = "#123456"\n'})
    (root / "burn.txt").write_text(
        f"Caring for a burn\nBy Ann Lee, May 4, 2026\nReviewed by Jane Kim\n\n{LEAD}\n\n{BODY}\n"
    )
    run("import", "burn.txt", cwd=root)
    article = (root / "content" / "articles" / "caring-for-a-burn.md").read_text("utf-8")
    assert "published: 2026-05-04" in article
    assert "name: Jane Kim" in article
    for key in ("reviewers", "published"):
        assert f"  - {key} #" in article.split("confirm:")[1]
