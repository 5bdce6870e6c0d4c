"""Set texts from words that were shaped before, where a font lets each word be shaped alone.

Names, days and much of what people write come again and again, and to look up a word takes a tenth
of the time that shaping it takes. `spacing` knows for which fonts this gives the same glyphs.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, partial
from typing import NamedTuple, cast

from handout.personalise.shaping import GlyphPiece, Shaped, Shaper, show, split_scripts
from handout.personalise.spacing import keeps_words_apart

LOOK_AFTER = 200
"""So many texts are shaped whole before it is worth to find out whether words will do."""

_KEPT = 8192
"""Words that are kept for each setting."""

_PLAIN_WORD = r"""[("'“‘]*[^\W_]+(?:[.,:'’][^\W_]+|-[^\W\d_]+)*[.,;:!?)"'”’%°]*"""
WORD = rf"{_PLAIN_WORD}(?:\u00a0{_PLAIN_WORD})*"
"""A word in which no line can end but after a hyphen; several, with no-break spaces between."""

HYPHEN = re.compile(r"(?<=[^\W_])-(?=[^\W\d_])")
"""A hyphen after which a line can end."""

_WORD = re.compile(WORD)


@lru_cache(_KEPT)
def is_word(text: str) -> bool:
    """Tell whether lines can end in a text nowhere but after its hyphens."""
    return _WORD.fullmatch(text) is not None


class Word(NamedTuple):
    """A shaped word, or a space.

    Attributes:
        width: Its width in Pango's units.
        shown: Its part of the operand of a `TJ`.
        pieces: Its parts, after each of which a line can end; none where this is not known.
    """

    width: int
    shown: str
    pieces: tuple[GlyphPiece, ...]


class WordLine(NamedTuple):
    """A text word by word, what stands between the words, and its width in Pango's units."""

    words: list[Word]
    space: Word
    width: int

    def set(self, width: int, text: int = 0) -> Shaped:
        """Return them as one text, which is so wide and has this number."""
        return show(width, f"<{self.space.shown.join([word[1] for word in self.words])}>", text)


class WordShaper:
    """Shape texts in one setting word by word.

    Attributes:
        shaper: Shapes texts as a whole in that setting.
    """

    def __init__(self, shaper: Shaper) -> None:
        """Know no word yet.

        Args:
            shaper: Shapes in that setting.
        """
        self.shaper = shaper
        self._known: dict[str, Callable[[str], Word | None]] = {}
        self._until_look = LOOK_AFTER
        self._is_usable = False

    def split(self, text: str, *, is_needed: bool = False) -> WordLine | None:
        """Return a text's words, or None where they cannot be shaped one by one.

        Args:
            text: The text, with single spaces between words.
            is_needed: Find out whether they can, however few texts there were.
        """
        if is_needed and self._until_look > 0:
            self._until_look = 1
        if not self._is_usable and not self._look():
            return None
        items = split_scripts(text)
        if items is None or len(items) > 1:
            return None
        ((script, _),) = items
        if script not in self._known:
            self._known[script] = lru_cache(_KEPT)(partial(self._shape_word, script))
        known = self._known[script]
        space = known(" ")
        words = list(map(known, text.split(" ")))
        if space is None or None in words:
            return None
        own = cast("list[Word]", words)
        width = sum([word[0] for word in own]) + space.width * (len(own) - 1)
        return WordLine(own, space, width)

    def _look(self) -> bool:
        """Look through the font once it is worth it: this takes as long as some hundred texts."""
        self._until_look -= 1
        if self._until_look == 0:
            setting = self.shaper.setting
            features = tuple(name for name, _ in setting.features)
            characters = frozenset().union(*setting.texts.values())
            self._is_usable = keeps_words_apart(setting.font, features, characters)
        return self._is_usable

    def _shape_word(self, script: str, word: str) -> Word | None:
        run = self.shaper.shape_item(script, word)
        if run is None:
            return None
        ends = [*(match.end() for match in HYPHEN.finditer(word)), len(word)]
        whole, pieces = run.part(ends[-1:]), run.part(ends) if is_word(word) else None
        return Word(*whole[0], tuple(pieces or ())) if whole else None
