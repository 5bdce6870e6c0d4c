"""Say why a handout was rendered in full, and what in the article would make such handouts fast."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from handout.check.fields import find_printed
from handout.model import Article

FIRST = "it was the first of its kind, from which others were made"

_MENDS = {
    "stands in a link, or before one": "write it outside of the link",
    "stands in a box that grows with its text, such as a table's cell": "give that box a width",
    "is in a running head or foot": "write it in the text",
    "has something floating beside it": "write it where nothing floats",
    "shares its line with a picture or a box": "write it on a line of its own",
}
_USED = "is compared, changed or printed without its mark"


def explain_fixed(article: Article, fixed: Mapping[str, str]) -> str:
    """Return why each value of some fields takes a rendering, with what would change that.

    Args:
        article: The article.
        fixed: What keeps each field's values from being replaced.
    """
    mends = dict.fromkeys(_MENDS.get(why, "write it in a paragraph") for why in fixed.values())
    return _say(article, fixed, ", or ".join(mends))


def explain_used(article: Article, names: Iterable[str]) -> str:
    """Return why each value of some fields takes a rendering: more is done than printing them."""
    return _say(article, dict.fromkeys(names, _USED), "only print it, in the template too")


def _say(article: Article, reasons: Mapping[str, str], mend: str) -> str:
    lines = find_printed(article)
    said = []
    for name, why in sorted(reasons.items()):
        line = lines.get(name)
        place = f" ({article.path.name}, line {line})" if line else ""
        said.append(f"“{name}”{place} {why}")
    return f"{' and '.join(said)}, so that each other value takes a rendering; {mend}"
