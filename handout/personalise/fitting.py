"""Fit a recipient's values into the lines of a master: shape them, and break them into lines.

What comes out is what the engine would have set, or a `Misfit` that says why this cannot be known.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from handout.personalise.breaking import break_lines, collapse_spaces
from handout.personalise.shaping import Shaped, Shaper
from handout.render.master import Line, Paragraph, TypeSetting

UNSURE = "a value has characters or breaks that only the engine can set"

ROOM_CLEARANCE_PX = 0.5
"""How near to its end a line of several pieces may come: they are measured one by one."""

_KEPT = 256
"""Values that are kept for each paragraph: practitioners and dates come again."""


class Misfit(Exception):
    """Say why a value cannot be put into a master."""


Fitted = list[tuple[tuple[Shaped, ...], ...]]
"""A recipient's values shaped, by paragraph, line, and place in the line."""


class Shapers:
    """Hold a shaper for each setting, shared by masters whose fonts hold the same glyphs."""

    def __init__(self) -> None:
        """Begin empty."""
        self._shapers: dict[int, tuple[TypeSetting, Shaper]] = {}

    def get(self, setting: TypeSetting | None) -> Shaper:
        """Return the shaper of a setting."""
        assert setting is not None
        known = self._shapers.get(id(setting))
        if known is None:
            known = self._shapers[id(setting)] = (setting, Shaper(setting))
        return known[1]


class Fitter:
    """Fit the values of one paragraph.

    Attributes:
        names: The fields that it prints, in order.
        fit: Takes their values and returns the paragraph's lines, each as its values shaped.
    """

    def __init__(self, paragraph: Paragraph, lines: Sequence[Line], shapers: Shapers) -> None:
        """Look at how the paragraph is set.

        Args:
            paragraph: The paragraph.
            lines: All lines of its master.
            shapers: The shapers of all masters of an article.
        """
        self._paragraph = paragraph
        self._line = lines[paragraph.lines[0]]
        runs = [run for run in self._line.runs if run.field]
        self._runs = [(run.width, shapers.get(run.setting)) for run in runs]
        self.names = [run.field or "" for run in runs]
        if paragraph.alone is not None:
            self.names = [paragraph.alone]
        self.fit = lru_cache(maxsize=_KEPT)(
            self._fit_lines if paragraph.alone is not None else self._fit_line
        )

    def _fit_lines(self, value: str) -> tuple[tuple[Shaped, ...], ...]:
        """Fit the one value that the paragraph prints.

        Raises:
            Misfit: It cannot be set exactly as the engine would.
        """
        _, shaper = self._runs[0]
        texts = [value]
        if self._paragraph.keeps_breaks:
            texts = value.replace("\r\n", "\n").split("\n")
        lines: list[Shaped] = []
        for text in map(collapse_spaces, texts):
            # A line without text is no line of text to the engine.
            broken = break_lines(text, self._paragraph.width, shaper) if text else None
            if broken is None:
                raise Misfit(UNSURE)
            lines += broken
        return tuple([(line,) for line in lines])

    def _fit_line(self, *values: str) -> tuple[tuple[Shaped, ...], ...]:
        """Fit the values of a paragraph of one line, with other text among them.

        Raises:
            Misfit: They cannot be set exactly as the engine would.
        """
        shaped: list[Shaped] = []
        growth = 0.0
        for value, (width, shaper) in zip(values, self._runs, strict=True):
            is_broken = self._paragraph.keeps_breaks and "\n" in value
            one = None if is_broken else shaper.shape_whole(collapse_spaces(value))
            if one is None:
                raise Misfit(UNSURE)
            shaped.append(one)
            growth += one.width - width
        if growth > self._line.room - ROOM_CLEARANCE_PX:
            raise Misfit("a value is too long for its line")
        return (tuple(shaped),)
