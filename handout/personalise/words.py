"""Set texts from words that were shaped before, where a font lets each word be shaped alone.

Names, days and much of what people write come again and again, and to look up a word takes a tenth
of the time that shaping it takes. `spacing` knows for which fonts this gives the same glyphs.
"""

from __future__ import annotations

import re
from functools import partial
from typing import NamedTuple, cast

from handout.personalise.memo import Memo
from handout.personalise.shaping import COMMON, LATIN, Shaped, Shaper, show
from handout.personalise.spacing import keeps_words_apart

LOOK_AFTER = 1000
"""So many texts are shaped whole before it is worth to find out whether words will do."""

_KEPT = 8192
"""Words that are kept for each setting."""

WORD = r"""[("'“‘]*[^\W_]+(?:[.,:'’][^\W_]+|-[^\W\d_]+)*[.,;:!?)"'”’%°]*"""
"""A word in which no line can end but after a hyphen."""

_WORD = re.compile(WORD)


class Word(NamedTuple):
    """A shaped word, or a space.

    Attributes:
        width: Its width in Pango's units.
        shown: Its part of the operand of a `TJ`.
        is_solid: Whether no line can end within it.
    """

    width: int
    shown: str
    is_solid: bool


class Words(NamedTuple):
    """A text word by word: what `Word` says of each of them, and what stands between them."""

    widths: tuple[int, ...]
    shown: tuple[str, ...]
    are_solid: tuple[bool, ...]
    space: Word

    @property
    def width(self) -> int:
        """How wide they are together, in Pango's units."""
        return sum(self.widths) + self.space.width * (len(self.widths) - 1)

    def set(self, width: int, begin: int = 0, end: int | None = None) -> Shaped:
        """Return some of the words as one text.

        Args:
            width: How wide they are together, in Pango's units.
            begin: The first of them.
            end: The one after the last.
        """
        return show(width, f"<{self.space.shown.join(self.shown[begin:end])}>")


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
        self._latin = Memo(partial(self._shape_word, "Latn"), most=_KEPT)
        self._common = Memo(partial(self._shape_word, "Zyyy"), most=_KEPT)
        self._until_look = LOOK_AFTER
        self._is_usable = False

    def split(self, text: str) -> Words | None:
        """Return a text's words, or None where they cannot be shaped one by one.

        Args:
            text: The text, with single spaces between words.
        """
        if not self._is_usable and not self._look():
            return None
        known = self._common if COMMON.issuperset(text) else self._latin
        space = known[" "]
        words = [known[word] for word in text.split(" ")]
        if space is None or None in words:
            return None
        widths, shown, are_solid = zip(*cast("list[Word]", words), strict=True)
        return Words(widths, shown, are_solid, space)

    def shape(self, text: str) -> Shaped | None:
        """Return a text on one line, or None where it cannot be known how Pango would set it."""
        words = self.split(text)
        if words is None:
            run = self.shaper.shape(text)
            return None if run is None else run.whole
        return words.set(words.width)

    def _look(self) -> bool:
        """Look through the font once it is worth it: this takes as long as some thousand texts."""
        self._until_look -= 1
        if self._until_look == 0:
            setting = self.shaper.setting
            features = [name for name, _ in setting.features]
            self._is_usable = keeps_words_apart(setting.font, features)
        return self._is_usable

    def _shape_word(self, script: str, word: str) -> Word | None:
        if not LATIN.issuperset(word):
            return None
        found = self.shaper.shape_item(script, word)
        if found is None:
            return None
        is_solid = "-" not in word and _WORD.fullmatch(word) is not None
        return Word(*found, is_solid)
