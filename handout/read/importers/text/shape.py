"""Judge a line by its shape alone: how long it is, how it starts and how it ends.

A heading is a short line without a full stop. The rest here says what that rules out: sentences,
addresses, prices, dates and lines that announce what follows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

MOST_CHARACTERS = 100
MOST_WORDS = 14
MOST_QUESTION_CHARACTERS = 130
MOST_QUESTION_WORDS = 20
_PRICED_WORDS = 2

_CLOSERS = "\"'”’»›)]*"
_OPENERS = "\"'“‘«‹([¿¡„‚"
_SENTENCE_ENDS = ".!?…。！？؟۔।"
_QUESTION_ENDS = "?？؟"
_NO_HEADING_END = ".!…。！۔।,;:،؛、-–—/\\&+=|>→»(["
_INNER_END = re.compile(r"(?<!\bDr)(?<!\bSt)(?<!\bMr)(?<!\bMs)(?<!\bvs)(?<!\bNo)[.!?…]\S?\s+(?=\S)")
_ADDRESS = re.compile(r"@|https?:|www\.|\d[\d ()/-]{6,}\d")
_PRICE = re.compile(r"[$€£]\s?\d|\d\s?[$€£]")
_COUNTS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_COUNT = re.compile(rf"\b(\d{{1,2}}|{'|'.join(_COUNTS)})\b[^.!?]*:\W*$", re.IGNORECASE)
_SMALL_WORDS = frozenset(
    {"a", "an", "and", "as", "at", "but", "by", "for", "from", "if", "in", "into", "is", "it"}
    | {"its", "nor", "of", "off", "on", "onto", "or", "per", "so", "than", "that", "the", "to"}
    | {"up", "via", "vs", "with", "yet", "your", "you", "are", "can", "do", "be", "our"}
)


def last_sign(text: str) -> str:
    """Return the last sign of a text, not counting closing quotes and brackets."""
    return text[-160:].rstrip(_CLOSERS + " ")[-1:] or text[-1:]


def ends_sentence(text: str) -> bool:
    """Tell whether the text ends as a sentence does."""
    return last_sign(text) in _SENTENCE_ENDS


def is_question(text: str) -> bool:
    """Tell whether the text ends in a question mark."""
    return last_sign(text) in _QUESTION_ENDS


def is_short(text: str) -> bool:
    """Tell whether the text is no longer than a heading may be."""
    if is_question(text):
        return len(text) <= MOST_QUESTION_CHARACTERS and text.count(" ") < MOST_QUESTION_WORDS
    return len(text) <= MOST_CHARACTERS and text.count(" ") < MOST_WORDS


def is_body(text: str) -> bool:
    """Tell whether the text reads as a paragraph: sentences, or too long for a heading."""
    return not is_short(text) or (last_sign(text) in ".!…。！۔।:;," and " " in text)


def is_heading_shaped(text: str) -> bool:
    """Tell whether a line could be a heading, going by nothing but its own words."""
    if not is_short(text):
        return False
    end = last_sign(text)
    if end in _NO_HEADING_END or text[-1] in _NO_HEADING_END:
        return False
    start = text.lstrip(_OPENERS + " ")[:1]
    if not start or start.islower() or not start.isalnum():
        return False
    letters = sum(map(str.isalpha, text))
    if letters < 2 or letters < 0.5 * len(text.replace(" ", "")):
        return False
    if text[0] in '"“«„' and text[-1] in '"”»“':
        return False
    # A price may come after a name, which has two words or more.
    if _ADDRESS.search(text) or (_PRICE.search(text) and text.count(" ") < _PRICED_WORDS):
        return False
    return is_question(text) or not _INNER_END.search(text)


def is_capitals(text: str) -> bool:
    """Tell whether the text is set in capitals: four letters or more, none of them small."""
    return text.isupper() and sum(map(str.isalpha, text)) >= 4


def is_title_case(text: str) -> bool:
    """Tell whether every word but the small ones starts with a capital, in two words or more."""
    words = [word.lstrip(_OPENERS) for word in text.split()]
    weighty = [word for word in words if word[:1].isalpha() and word not in _SMALL_WORDS]
    return len(weighty) >= 2 and all(not word[0].islower() for word in weighty)


def plain_key(text: str) -> str:
    """Reduce a heading to what it is compared by: its letters and digits in one case."""
    return "".join(filter(str.isalnum, text)).casefold()


def count_announced(text: str) -> int:
    """Return how many things a line that ends in a colon announces, 0 if it does not say."""
    match = _COUNT.search(text[-160:])
    if not match:
        return 0
    word = match[1].casefold()
    return int(word) if word.isdecimal() else _COUNTS.index(word) + 1


def name_bucket(number: float, limits: Sequence[float]) -> str:
    """Name the first limit that a number does not pass."""
    return next((f"{limit}" for limit in limits if number <= limit), "more")
