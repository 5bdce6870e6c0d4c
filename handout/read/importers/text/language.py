"""Recognise the language that a pasted text is in, without a network.

The models of `lingua` for single letters to five at a time are loaded on first use, in the smaller
form that does for texts of a paragraph and more.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lingua import LanguageDetector

_SAMPLE = 2_000
"""Characters of the text that are looked at: more do not make it surer."""
_FEWEST_LETTERS = 80
_LEAST_CONFIDENCE = 0.9

_ADDRESS = re.compile(r"\S*(?:@|://|www\.)\S*")


def recognise_language(text: str, *, expected: str) -> str:
    """Return the language tag of a text: the expected one, unless it is surely in another.

    Args:
        text: The text.
        expected: A BCP 47 tag; of the same language, it stands as it is.
    """
    sample = _ADDRESS.sub(" ", text[: 2 * _SAMPLE])[:_SAMPLE]
    if sum(sign.isalpha() for sign in sample) < _FEWEST_LETTERS:
        return expected
    best = _get_detector().compute_language_confidence_values(sample)[0]
    tag = best.language.iso_code_639_1.name.lower()
    is_other = best.value >= _LEAST_CONFIDENCE and tag != expected.split("-")[0]
    return tag if is_other else expected


@cache
def _get_detector() -> LanguageDetector:
    from lingua import LanguageDetectorBuilder

    return LanguageDetectorBuilder.from_all_languages().with_low_accuracy_mode().build()
