"""Find the title of a text, or make one from its file's name."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from pathlib import Path

from handout.read.text.page import Page
from handout.read.text.phrases import is_closing, is_faq, is_opening
from handout.read.text.records import Chunk
from handout.read.text.shape import (
    ends_sentence,
    is_body,
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
# Also what no title can hold: controls, what turns the direction of text, bytes that are no UTF-8.
_SEPARATORS = re.compile("[-_\\s\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")
_SMALL_WORDS = frozenset(
    {"a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "into", "nor", "of", "off"}
    | {"on", "onto", "or", "over", "per", "so", "than", "the", "to", "up", "via", "vs", "with"}
)


_MOST_LINES_ABOVE = 8


def find_title(page: Page, name: str, below: Collection[int]) -> int | None:
    """Return the index of the chunk that is the title, if the text begins with one.

    Among the lines before the first paragraph that are shaped like headings, it is the one that the
    file is named after, else the one right above the byline or the date, else the first. A heading
    that the list of contents names or that opens articles (“Introduction”) is not the title, nor is
    a numbered one, or a question among questions.

    Args:
        page: What is left of the text.
        name: The name of its file, without suffix.
        below: The indices of bylines and dates, which stand below titles.
    """
    candidates = []
    for place, index in enumerate(page.live[:_MOST_LINES_ABOVE]):
        if is_body(page.chunks[index].text) and not _is_exclaimed(page.chunks[index].text):
            break
        if _can_be_title(page, place):
            candidates.append(index)
    for index in candidates:
        if plain_key(page.chunks[index].text) == plain_key(name):
            return index
    top = candidates[-1] if candidates else -1
    dated = [at for at in below if page.live[:1] and page.live[0] < at <= top + 3]
    if len(candidates) > 1 and below and page.live[:1] and max(below) < page.live[0]:
        # What tells who and when stands above the title, and what it is about between.
        return candidates[-1]
    above = [index for index in candidates if dated and index < min(dated)]
    if above:
        return above[-1]
    return page.live[0] if page.live[:1] == candidates[:1] and candidates else None


def _can_be_title(page: Page, place: int) -> bool:
    """Tell whether a line near the top has the shape of a title."""
    chunk = page.chunks[page.live[place]]
    if chunk.is_item or chunk.is_rule or not is_short(chunk.text) or place + 1 == len(page.live):
        return False
    if is_opening(chunk.text) or (is_closing(chunk.text) and not is_faq(chunk.text)):
        return False
    if plain_key(chunk.text) in page.listed:
        return False
    rest = [page.chunks[index] for index in page.live[place + 1 :]]
    if chunk.hashes or chunk.underline:
        return chunk.hashes < 2 or all(other.hashes != chunk.hashes for other in rest)
    words = chunk.text.strip('“”„"«»‘’') if is_quoted(chunk.text) else chunk.text
    if not is_heading_shaped(words) and not _is_exclaimed(words):
        return False
    if rest[0].is_item and not rest[0].has_gap:
        return False
    if is_question(chunk.text) and not is_question(rest[0].text):
        questions = sum(is_question(other.text) and is_short(other.text) for other in rest)
        others = sum(is_heading_shaped(other.text) and not other.is_item for other in rest)
        if questions > 1 and questions == others:
            return False
    return any(other.hashes or other.underline or ends_sentence(other.text) for other in rest)


def _is_exclaimed(text: str) -> bool:
    """Tell whether a line would be a heading but for its exclamation mark, as titles are."""
    return last_sign(text) == "!" and is_heading_shaped(text.rstrip("!")) and not is_capitals(text)


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
