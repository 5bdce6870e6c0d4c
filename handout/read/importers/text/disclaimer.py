"""Find the paragraph that says the article is for information and no substitute for advice.

It speaks of the text itself (“this article”, “the information here”) and says either that it is
for education or that it does not stand in for a professional. “A facial does not replace treatment”
says nothing of the text, and stays where it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from handout.read.importers.text.phrases import DISCLAIMER_LABELS, compile_any, phrase_key
from handout.read.importers.text.records import Chunk
from handout.read.importers.text.shape import is_body

_LONGEST = 1200
"""Characters; a longer paragraph is more than a disclaimer."""

_SHORT_SENTENCE = 40
"""Characters; a shorter sentence (“Please read this first.”) may stand in a disclaimer."""

_SENTENCE = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[^\W\d_])")
_OF_THE_TEXT = compile_any("of_the_text")
_FOR_EDUCATION = compile_any("for_education")
_NO_SUBSTITUTE = compile_any("no_substitute")
_ADVISING = compile_any("advising")


def is_disclaimer(text: str) -> bool:
    """Tell whether a paragraph is a disclaimer from its first words to its last."""
    if len(text) > _LONGEST or not is_body(text):
        return False
    sentences = _SENTENCE.split(text.casefold())
    speaks = [_speaks_of_itself(sentence) for sentence in sentences]
    if not any(speaks[:2]):
        return False
    return all(
        spoken
        or _ADVISING.search(sentence)
        or _NO_SUBSTITUTE.search(sentence)
        or len(sentence) < _SHORT_SENTENCE
        for spoken, sentence in zip(speaks, sentences, strict=True)
    )


def _speaks_of_itself(sentence: str) -> bool:
    if not _OF_THE_TEXT.search(sentence):
        return False
    return bool(_NO_SUBSTITUTE.search(sentence) or _FOR_EDUCATION.search(sentence))


def find_disclaimers(chunks: Sequence[Chunk], skipped: Collection[int]) -> Mapping[int, bool]:
    """Find the disclaimer's chunks; True stands for its text, False for a label to leave out.

    A paragraph below a line that says just “Disclaimer” is one whatever its words are.
    """
    found: dict[int, bool] = {}
    live = [index for index in range(len(chunks)) if index not in skipped]
    for place, index in enumerate(live):
        chunk = chunks[index]
        if index in found or chunk.is_rule:
            continue
        if not chunk.is_item and phrase_key(chunk.text) in DISCLAIMER_LABELS:
            below = live[place + 1 : place + 2]
            if below and is_body(chunks[below[0]].text) and not chunks[below[0]].is_rule:
                found[index] = False
                found[below[0]] = True
        elif not chunk.is_item and is_disclaimer(chunk.text):
            found[index] = True
    return found
