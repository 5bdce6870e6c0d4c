"""Find who speaks in an interview, by the names before colons that open its paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_SPEAKER = re.compile(r"([^\W\d_][\w.’'-]*(?: [^\W\d_][\w.’'-]*){0,3}):\s+(?=\S)")
_LONGEST = 60
"""Characters of a name with its colon."""
_LONE_TURNS = 4
"""How often a name must speak where no other one does."""


def find_speakers(texts: Iterable[str]) -> frozenset[str]:
    """Return the names that open paragraphs: two that each speak twice, or one again and again."""
    turns = Counter(name for text in texts if (name := _name_of(text)))
    again = {name for name, count in turns.items() if count > 1}
    is_talk = len(again) > 1 or any(turns[name] >= _LONE_TURNS for name in again)
    return frozenset(again) if is_talk else frozenset()


def split_speaker(text: str, speakers: frozenset[str]) -> tuple[str, str]:
    """Split a paragraph into the speaker's name with its colon, if it has one, and the rest."""
    name = _name_of(text) if speakers else ""
    if name not in speakers:
        return "", text
    return text[: len(name) + 1], text[len(name) + 1 :]


def _name_of(text: str) -> str:
    match = _SPEAKER.match(text[:_LONGEST])
    return match[1] if match else ""
