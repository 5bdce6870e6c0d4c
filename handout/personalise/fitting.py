"""Fit a recipient's values into the blocks of a master: shape them, and break them into lines.

What comes out is what the engine would have set. Where this cannot be known, the values stay those
of a master that was rendered for them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from handout.personalise.breaking import Line, LineBreaker, collapse_spaces
from handout.personalise.shaping import Shaper
from handout.personalise.words import WordShaper
from handout.render.master import Master, MasterParagraph, TypeSetting, Unfit

if TYPE_CHECKING:
    from handout.render.block_setting import PlacedBlock, SetBlock

UNSURE = "a value needs signs or lines that other handouts have not"

_BLOCKS_KEPT = 64
"""Blocks that are kept, whose lines are large."""

_KEPT = 1024
"""Values that are kept for each paragraph: practitioners and dates come again."""


Shape = tuple[int, float] | tuple[str, ...]
"""How many lines a paragraph has, and how much higher than plain lines they are, in px; or what it
prints, where only a master that was rendered for just these values serves."""


class FittedParagraph(NamedTuple):
    """A recipient's values in one paragraph: shaped, set by the engine, or left as they are.

    Attributes:
        shape: Which masters serve.
        texts: Its lines, from the one that its first value may begin on.
        block: The paragraph as the engine has set it.
    """

    shape: Shape
    texts: tuple[Line, ...] = ()
    block: SetBlock | None = None

    @property
    def is_left(self) -> bool:
        """Whether it is left as it is in its master."""
        return not self.texts and self.block is None


Fitted = list[FittedParagraph]
"""A recipient's values, by paragraph."""


class Shapers:
    """Hold a shaper for each setting, shared by masters whose fonts hold the same glyphs."""

    def __init__(self) -> None:
        """Begin empty."""
        self._shapers: dict[int, tuple[TypeSetting, WordShaper]] = {}

    def get(self, setting: TypeSetting | None) -> WordShaper:
        """Return the shaper of a setting."""
        assert setting is not None
        known = self._shapers.get(id(setting))
        if known is None:
            known = self._shapers[id(setting)] = (setting, WordShaper(Shaper(setting)))
        return known[1]


def _make_getter(names: list[str]) -> Any:
    """Return what gives the values of some fields; of one, `itemgetter` gives the value alone."""
    (first, *others) = names
    return itemgetter(*names) if others else lambda values: (values[first],)


class Fitter:
    """Fit the values of one paragraph."""

    def __init__(
        self,
        paragraph: MasterParagraph,
        master: Master,
        shapers: Shapers,
        placed: PlacedBlock | None,
    ) -> None:
        """Look at how the paragraph is set.

        Args:
            paragraph: The paragraph.
            master: Its master.
            shapers: The shapers of all masters of an article.
            placed: What sets the paragraph anew, if anything does.
        """
        self._keeps_breaks = paragraph.keeps_breaks
        self._placed = placed
        self._names = sorted(paragraph.fields)
        fit = self._fit_nothing
        found = master.gaps[paragraph.gaps[0]].texts
        if found:
            self._begin, self._extra = found.line, found.extra
            places = {name: place for place, name in enumerate(self._names)}
            self._texts = [(run.text, places.get(run.field or "")) for run in found.runs]
            shaped = [shapers.get(run.setting) for run in found.runs]
            self._breaker = LineBreaker(
                paragraph.width, shaped, found.x, is_tied=found.is_tied, is_plain=found.is_plain
            )
            fit = self._fit_texts
        self._shaped: Callable[[tuple[str, ...]], FittedParagraph | None] = lru_cache(_KEPT)(fit)
        self._set = lru_cache(_BLOCKS_KEPT)(self._fit_block)
        # Whether the engine can set them.
        self._left: dict[tuple[str, ...], bool] = {}
        self._take: Callable[[Mapping[str, str]], tuple[str, ...]] = _make_getter(self._names)

    def fit(self, values: Mapping[str, str]) -> FittedParagraph:
        """Return the paragraph's lines for a recipient's values."""
        own = self._take(values)
        if self._left and own in self._left:
            return self._set(own) if self._left[own] else FittedParagraph(own)
        return self._shaped(own) or self._set(own)

    def doubt(self, values: Mapping[str, str]) -> None:
        """Fit in another way what has not come out as the engine has drawn it."""
        if self.fit(values).texts:
            self._shaped = self._fit_nothing
        else:
            self.leave(values)

    def leave(self, values: Mapping[str, str]) -> None:
        """Leave these values to the engine, or as they are in a master of their own."""
        self._left[self._take(values)] = bool(self.fit(values).texts)
        if len(self._left) > _KEPT:
            del self._left[next(iter(self._left))]

    def _fit_nothing(self, values: tuple[str, ...]) -> FittedParagraph | None:  # noqa: ARG002
        return None

    def _fit_block(self, values: tuple[str, ...]) -> FittedParagraph:
        """Have the engine set the paragraph anew."""
        if self._placed is None:
            return FittedParagraph(values)
        texts = {
            name: value if self._keeps_breaks else collapse_spaces(value)
            for name, value in zip(self._names, values, strict=True)
        }
        try:
            block = self._placed.set(texts)
        except Unfit:
            return FittedParagraph(values)
        return FittedParagraph(block.shape, block=block)

    def _fit_texts(self, values: tuple[str, ...]) -> FittedParagraph | None:
        """Shape the texts of the paragraph, the values among them, and break them into lines."""
        given = [values]
        if self._keeps_breaks and "\n" in "".join(values):
            if len(self._texts) > 1 or self._begin:
                return None
            given = [(text,) for text in values[0].replace("\r\n", "\n").split("\n")]
        lines: list[Line] = []
        for own in given:
            cleaned = [collapse_spaces(text) for text in own]
            texts = [text if place is None else cleaned[place] for text, place in self._texts]
            # A line without text is no line of text to the engine.
            broken = self._breaker.break_lines(texts) if all(cleaned) else None
            if broken is None:
                return None
            lines += broken
        if self._extra and len(lines) > 1:
            # It would have to be known which of them is higher.
            return None
        return FittedParagraph((self._begin + len(lines), self._extra), texts=tuple(lines))
