"""Fit a recipient's values into the lines of a master: shape them, and break them into lines.

What comes out is what the engine would have set, or a `Misfit` that says why this cannot be known.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from handout.personalise.breaking import LineBreaker, collapse_spaces
from handout.personalise.shaping import Shaped, Shaper
from handout.personalise.words import WordShaper
from handout.render.master import (
    Master,
    MasterLine,
    MasterParagraph,
    TypeSetting,
    Unfit,
)

if TYPE_CHECKING:
    from handout.render.block_setting import PlacedBlock, SetBlock

UNSURE = "a value needs signs or lines that other handouts have not"

ROOM_CLEARANCE_PX = 0.5
"""How near to its end a line of several pieces may come: they are measured one by one."""

_BLOCKS_KEPT = 64
"""Blocks that are kept, whose lines are large."""

_KEPT = 1024
"""Values that are kept for each paragraph: practitioners and dates come again."""


class Misfit(Exception):
    """Say why a value cannot be put into a master."""


Lines = tuple[tuple[Shaped, ...], ...]
"""A paragraph's values shaped, by line, and place in the line."""

Shape = tuple[int, float]
"""How many lines a paragraph has, and how much higher than plain lines they are, in px."""


class FittedParagraph(NamedTuple):
    """A recipient's values in one paragraph: shaped line by line, or set by the engine."""

    shape: Shape
    lines: Lines
    block: SetBlock | None = None


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
        self._shape = paragraph.shape
        self._names = sorted(paragraph.fields)
        fit = self._fit_block
        line = master.gaps[paragraph.gaps[0]]
        if isinstance(line, MasterLine):
            runs = [run for run in line.runs if run.field]
            self._runs = [(run.width, shapers.get(run.setting)) for run in runs]
            self._room = line.room - ROOM_CLEARANCE_PX
            self._fields = [run.field or "" for run in runs]
            fit = self._fit_line
            if paragraph.alone is not None:
                self._breaker = LineBreaker(paragraph.width, self._runs[0][1])
                fit = self._fit_lines
        self._fitted = lru_cache(_KEPT if fit != self._fit_block else _BLOCKS_KEPT)(fit)
        # Of one name, it gives the value alone.
        self._pick: itemgetter[Any] = itemgetter(*self._names)

    def fit(self, values: Mapping[str, str]) -> FittedParagraph:
        """Return the paragraph's lines for a recipient's values.

        Raises:
            Misfit: They cannot be set exactly as the engine would.
        """
        picked = self._pick(values)
        return self._fitted((picked,) if len(self._names) == 1 else picked)

    def _fit_block(self, values: tuple[str, ...]) -> FittedParagraph:
        """Have the engine set the paragraph anew."""
        if self._placed is None:
            raise Misfit(UNSURE)
        texts = {
            name: value if self._keeps_breaks else collapse_spaces(value)
            for name, value in zip(self._names, values, strict=True)
        }
        try:
            block = self._placed.set(texts)
        except Unfit as error:
            raise Misfit(UNSURE) from error
        return FittedParagraph(block.shape, (), block)

    def _fit_lines(self, values: tuple[str, ...]) -> FittedParagraph:
        """Fit the one value that the paragraph prints."""
        (value,) = values
        texts = [value]
        if self._keeps_breaks:
            texts = value.replace("\r\n", "\n").split("\n")
        lines: list[tuple[Shaped, ...]] = []
        for text in map(collapse_spaces, texts):
            # A line without text is no line of text to the engine.
            broken = self._breaker.break_lines(text) if text else None
            if broken is None:
                return self._fit_block(values)
            lines += [(line,) for line in broken]
        return FittedParagraph((len(lines), self._shape[1]), tuple(lines))

    def _fit_line(self, values: tuple[str, ...]) -> FittedParagraph:
        """Fit the values of a paragraph of one line, with other text among them."""
        value_of = dict(zip(self._names, values, strict=True))
        shaped: list[Shaped] = []
        growth = 0.0
        for field, (width, shaper) in zip(self._fields, self._runs, strict=True):
            value = value_of[field]
            is_broken = self._keeps_breaks and "\n" in value
            one = None if is_broken else shaper.shape(collapse_spaces(value))
            if one is None:
                return self._fit_block(values)
            shaped.append(one)
            growth += one.width - width
        if growth > self._room:
            return self._fit_block(values)
        return FittedParagraph(self._shape, (tuple(shaped),))
