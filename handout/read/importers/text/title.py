"""Make a title from a file's name, for a text that has none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from handout.read.importers.text.records import Chunk

_DATE_PREFIX = re.compile(r"^(?:19|20)\d\d[-_ ]?\d\d[-_ ]?\d\d[-_ ]+")
_COPY_SUFFIX = re.compile(
    r"(?:[-_ ]+(?:\(\d+\)|(?:copy|kopie|copie)(?: ?\(?\d+\)?)?)|\(\d+\))+$", re.IGNORECASE
)
# Also what no title can hold: controls, what turns the direction of text, bytes that are no UTF-8.
_SEPARATORS = re.compile("[-_\\s\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")
_SMALL_WORDS = frozenset(
    {"a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "into", "nor", "of", "off"}
    | {"on", "onto", "or", "over", "per", "so", "than", "the", "to", "up", "via", "vs", "with"}
)


def derive_title(path: Path, language: str, chunks: Sequence[Chunk]) -> str:
    """Make a title from a file's name: words with capitals as the language sets them.

    Abbreviations get the capitals that the text gives them (“led” becomes “LED”).
    """
    stem = _DATE_PREFIX.sub("", path.stem)
    stem = _COPY_SUFFIX.sub("", stem) or stem
    words = _SEPARATORS.sub(" ", stem).strip().split()
    if not words:
        return "Untitled"
    if not any(character.isupper() for character in stem):
        capitals = _abbreviations(words, chunks)
        if language.split("-")[0] == "en":
            words = [
                capitals.get(word)
                or (word if word in _SMALL_WORDS and 0 < place < len(words) - 1 else _raised(word))
                for place, word in enumerate(words)
            ]
        else:
            words = [capitals.get(word, word) for word in words]
    return " ".join([_raised(words[0]), *words[1:]])


def _raised(word: str) -> str:
    return word[:1].upper() + word[1:]


def _abbreviations(words: Sequence[str], chunks: Sequence[Chunk]) -> dict[str, str]:
    """Find which words the text writes in capitals and never small."""
    found = {}
    for word in {word for word in words if 2 <= len(word) <= 5}:
        low = re.compile(rf"\b{re.escape(word)}\b")
        high = re.compile(rf"\b{re.escape(word.upper())}\b")
        if any(high.search(chunk.text) for chunk in chunks if not chunk.text.isupper()) and not any(
            low.search(chunk.text) for chunk in chunks
        ):
            found[word] = word.upper()
    return found
