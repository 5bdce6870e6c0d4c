"""Tell of call-outs that are to print the clinic's telephone number, where it has none."""

from __future__ import annotations

from handout.model import Article, CallOut, CallOutKind, Clinic, Problem, find_nodes, make_warning


def check_call_outs(article: Article, clinic: Clinic) -> tuple[Problem, ...]:
    """Return a warning at the first `[!CALL]` of an article, if the clinic has no number."""
    found = [one for one in find_nodes(article.content, CallOut) if one.kind is CallOutKind.CALL]
    if clinic.phone or not found:
        return ()
    message = "“[!CALL]” is to print the clinic's telephone number, and there is none."
    hint = 'write `phone = "…"` into content/clinic.toml, with your number.'
    line = found[0].line
    return (make_warning("article.no-telephone", message, hint, path=article.path, line=line),)
