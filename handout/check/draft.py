"""Tell of articles that are not yet meant for clients."""

from __future__ import annotations

from handout.model import Article, Problem, make_warning


def check_draft(article: Article) -> tuple[Problem, ...]:
    """Return the warning of an article that is a draft."""
    if not article.is_draft:
        return ()
    message = "this is a draft, and not yet for clients."
    hint = "take out the line “draft” when it is ready."
    line = article.lines.get("draft")
    return (make_warning("article.draft", message, hint, path=article.path, line=line),)
