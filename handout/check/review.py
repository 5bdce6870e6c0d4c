"""Tell of articles that should have been reviewed by now (PIF TICK, criterion 3)."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from handout.model import Article, Problem, make_warning


class Review(NamedTuple):
    """By when an article is to be reviewed, and the line that says so."""

    by: date
    line: int | None

    @property
    def is_past(self) -> bool:
        """Whether that was before today."""
        return self.by < datetime.now().astimezone().date()


def find_review(article: Article) -> Review | None:
    """Return by when an article is to be reviewed, if that is known."""
    if article.review_by is None:
        return None
    line = article.lines.get("review_by") or article.lines.get("published")
    return Review(article.review_by, line)


def check_review(path: Path, review: Review | None) -> tuple[Problem, ...]:
    """Return the warning of an article that is past its review."""
    if review is None or not review.is_past:
        return ()
    message = f"this was to be reviewed by {review.by}, and may not hold any more."
    hint = "look it over, then change `version`, `published` and `review_by`."
    return (make_warning("article.past-review", message, hint, path=path, line=review.line),)
