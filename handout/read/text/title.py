"""Find the title of a text, or make one from its file's name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from handout.read.text.headings import Page
from handout.read.text.phrases import is_closing, is_faq, is_opening
from handout.read.text.records import Chunk
from handout.read.text.shape import (
    ends_sentence,
    is_capitals,
    is_heading_shaped,
    is_question,
    is_quoted,
    is_short,
    last_sign,
    plain_key,
)

_DATE_PREFIX = re.compile(r"^(?:19|20)\d\d[-_ ]?\d\d[-_ ]?\d\d[-_ ]+")
_COPY_SUFFIX = re.compile(
    r"(?:[-_ ]+(?:\(\d+\)|(?:copy|kopie|copie)(?: ?\(?\d+\)?)?)|\(\d+\))+$", re.IGNORECASE
)
_SMALL_WORDS = frozenset(
    {"a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "into", "nor", "of", "off"}
    | {"on", "onto", "or", "over", "per", "so", "than", "the", "to", "up", "via", "vs", "with"}
)


def find_title(page: Page) -> int | None:
    """Return the index of the chunk that is the title, if the text begins with one.

    It is the first line, marked as a heading or shaped like one. Not the title are a heading that
    the list of contents names or that opens articles (“Introduction”), a numbered one, and a
    question among questions.
    """
    if len(page.live) < 2:
        return None
    first, second = (page.chunks[index] for index in page.live[:2])
    if first.is_item or first.is_rule or not is_short(first.text):
        return None
    if is_opening(first.text) or (is_closing(first.text) and not is_faq(first.text)):
        return None
    if plain_key(first.text) in page.listed:
        return None
    rest = [page.chunks[index] for index in page.live[1:]]
    if first.hashes > 1 and any(chunk.hashes == first.hashes for chunk in rest):
        return None
    if first.hashes or first.underline:
        return page.live[0]
    words = first.text.strip('“”„"«»‘’') if is_quoted(first.text) else first.text
    if not is_heading_shaped(words) and not _is_exclaimed(words):
        return None
    if second.is_item and not second.has_gap:
        return None
    if is_question(first.text) and not is_question(second.text):
        questions = sum(is_question(chunk.text) and is_short(chunk.text) for chunk in rest)
        others = sum(is_heading_shaped(chunk.text) and not chunk.is_item for chunk in rest)
        if questions > 1 and questions == others:
            return None
    is_marked = any(chunk.hashes or chunk.underline for chunk in rest)
    body = is_marked or any(ends_sentence(chunk.text) for chunk in rest)
    return page.live[0] if body else None


def _is_exclaimed(text: str) -> bool:
    """Tell whether a line would be a heading but for its exclamation mark, as titles are."""
    return last_sign(text) == "!" and is_heading_shaped(text.rstrip("!")) and not is_capitals(text)


def derive_title(path: Path, language: str, chunks: Sequence[Chunk]) -> str:
    """Make a title from a file's name: words with capitals as the language sets them.

    Abbreviations get the capitals that the text gives them (“led” becomes “LED”).
    """
    stem = _DATE_PREFIX.sub("", path.stem)
    stem = _COPY_SUFFIX.sub("", stem) or stem
    words = re.sub(r"[-_\s]+", " ", stem).strip().split()
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
