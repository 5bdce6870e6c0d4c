"""Tell of articles that are not yet meant for clients."""

from __future__ import annotations

from handout.model import Article, Problem, Severity


def check_draft(article: Article) -> tuple[Problem, ...]:
    """Return the warning of an article that is a draft."""
    if not article.is_draft:
        return ()
    problem = Problem(
        code="article.draft",
        severity=Severity.WARNING,
        path=article.path,
        line=article.lines.get("draft"),
        message="this is a draft, and not yet for clients.",
        hint="take out the line “draft” when it is ready.",
    )
    return (problem,)
