"""Fit a recipient's values into the lines of a master: shape them, and break them into lines.

What comes out is what the engine would have set, or a `Misfit` that says why this cannot be known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from handout.personalise.breaking import LineBreaker, collapse_spaces
from handout.personalise.shaping import Shaped, Shaper
from handout.personalise.words import WordShaper
from handout.render.master import MasterLine, MasterParagraph, TypeSetting

UNSURE = "a value has characters or breaks that only the engine can set"

ROOM_CLEARANCE_PX = 0.5
"""How near to its end a line of several pieces may come: they are measured one by one."""

_KEPT = 1024
"""Values that are kept for each paragraph: practitioners and dates come again."""


class Misfit(Exception):
    """Say why a value cannot be put into a master."""


Lines = tuple[tuple[Shaped, ...], ...]
"""A paragraph's values shaped, by line, and place in the line."""

Fitted = list[Lines]
"""A recipient's values shaped, by paragraph."""


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
        self, paragraph: MasterParagraph, lines: Sequence[MasterLine], shapers: Shapers
    ) -> None:
        """Look at how the paragraph is set.

        Args:
            paragraph: The paragraph.
            lines: All lines of its master.
            shapers: The shapers of all masters of an article.
        """
        self._keeps_breaks = paragraph.keeps_breaks
        line = lines[paragraph.lines[0]]
        runs = [run for run in line.runs if run.field]
        self._runs = [(run.width, shapers.get(run.setting)) for run in runs]
        self._room = line.room - ROOM_CLEARANCE_PX
        names = [run.field or "" for run in runs]
        fit: Callable[[Any], Lines] = self._fit_line if len(names) > 1 else self._fit_one
        if paragraph.alone is not None:
            names = [paragraph.alone]
            self._breaker = LineBreaker(paragraph.width, self._runs[0][1])
            fit = self._fit_lines
        # Of one name, it gives the value alone.
        self._pick: itemgetter[Any] = itemgetter(*names)
        self._fitted = lru_cache(_KEPT)(fit)

    def fit(self, values: Mapping[str, str]) -> Lines:
        """Return the paragraph's lines for a recipient's values.

        Raises:
            Misfit: They cannot be set exactly as the engine would.
        """
        return self._fitted(self._pick(values))

    def _fit_lines(self, value: str) -> Lines:
        """Fit the one value that the paragraph prints."""
        texts = [value]
        if self._keeps_breaks:
            texts = value.replace("\r\n", "\n").split("\n")
        lines: list[tuple[Shaped, ...]] = []
        for text in map(collapse_spaces, texts):
            # A line without text is no line of text to the engine.
            broken = self._breaker.break_lines(text) if text else None
            if broken is None:
                raise Misfit(UNSURE)
            lines += [(line,) for line in broken]
        return tuple(lines)

    def _fit_one(self, value: str) -> Lines:
        return self._fit_line((value,))

    def _fit_line(self, values: tuple[str, ...]) -> Lines:
        """Fit the values of a paragraph of one line, with other text among them."""
        shaped: list[Shaped] = []
        growth = 0.0
        for value, (width, shaper) in zip(values, self._runs, strict=True):
            is_broken = self._keeps_breaks and "\n" in value
            one = None if is_broken else shaper.shape(collapse_spaces(value))
            if one is None:
                raise Misfit(UNSURE)
            shaped.append(one)
            growth += one.width - width
        if growth > self._room:
            raise Misfit("a value is too long for its line")
        return (tuple(shaped),)
