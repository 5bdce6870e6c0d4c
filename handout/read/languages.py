"""Check language tags against BCP 47."""

from __future__ import annotations

import re
from collections.abc import Sequence

_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")


def normalise_language(text: str) -> str | None:
    """Return a language tag in the usual case (`en-GB`, `zh-Hant`), or None if it is none.

    RFC 5646, section 2.1.1: case means nothing, and this is how tags are customarily written.
    """
    if not _TAG.fullmatch(text):
        return None
    first, *rest = text.split("-")
    parts = [first.lower()]
    is_extension = False
    for part in rest:
        is_extension = is_extension or len(parts[-1]) == 1
        if len(part) == 2 and not is_extension:
            parts.append(part.upper())
        elif len(part) == 4 and part.isalpha() and not is_extension:
            parts.append(part.title())
        else:
            parts.append(part.lower())
    return "-".join(parts)


def explain_language(text: str) -> tuple[str, str] | None:
    """Return what is wrong with a language and what would mend it, or None if nothing is."""
    if normalise_language(text) is not None:
        return None
    mended = normalise_language(text.replace("_", "-").strip())
    hint = f"did you mean “{mended}”?" if mended else "write a tag such as “en” or “en-GB”."
    return f"“{text}” is no language tag.", hint


def index_languages(tags: Sequence[str]) -> dict[str, int]:
    """Return which of some texts serves a language: its own, and the first of each the general one.

    Who asks for “en” or “en-US” gets “en-GB” where there is nothing nearer (RFC 4647, 3.4).

    Args:
        tags: The language of each.
    """
    found: dict[str, int] = {}
    for names in (tags, [tag.split("-")[0] for tag in tags]):
        for index, name in enumerate(names):
            found.setdefault(name, index)
    return found
