"""Keep the masters of one article, and find the one that a recipient's handout can be made from.

Recipients share a master if the same fields have values, if the values that the text depends on are
equal, if those that stand where they cannot be replaced are equal, and if every paragraph that is
one value takes as many lines. Each new master is checked against the engine before it is used.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from handout.personalise.filling import Filler
from handout.personalise.fitting import Fitted, Misfit, Shapers
from handout.render.master import Master

_MOST = 256
"""Masters that are kept; the ones used longest ago go first."""

Key = tuple[tuple[str, ...], ...]


class Sheets(NamedTuple):
    """A recipient's handout: a master, and what goes into its gaps."""

    filler: Filler
    bodies: list[bytes]


@dataclass(slots=True, kw_only=True, eq=False)
class _Family:
    """The masters of recipients who are alike in what the text depends on.

    Attributes:
        pattern: The first master, by whose lines values are measured.
        fixed: The fields that cannot be replaced, in order.
    """

    pattern: Filler
    fixed: tuple[str, ...]


@dataclass(slots=True, eq=False)
class Masters:
    """Find and keep masters."""

    _shapers: Shapers = field(default_factory=Shapers)
    _families: dict[Key, _Family] = field(default_factory=dict)
    _fillers: OrderedDict[tuple[Key, tuple[str, ...], tuple[int, ...]], Filler] = field(
        default_factory=OrderedDict
    )

    def fill(self, key: Key, values: Mapping[str, str]) -> Sheets | None:
        """Return a recipient's handout, or None if there is no master for it yet.

        Args:
            key: What the composed text depends on.
            values: The recipient's fields.

        Raises:
            Misfit: No master can be exact for these values.
        """
        family = self._families.get(key)
        if family is None:
            return None
        fitted = family.pattern.fit(values)
        place = (key, tuple([values[name] for name in family.fixed]), _measure(fitted))
        filler = self._fillers.get(place)
        if filler is None:
            return None
        self._fillers.move_to_end(place)
        return Sheets(filler, filler.fill(fitted))

    def add(self, key: Key, values: Mapping[str, str], master: Master) -> Sheets:
        """Keep a new master, if it proves exact, and return the handout that it was made of.

        Args:
            key: What the composed text depends on.
            values: The fields of the recipient that it was rendered for.
            master: The master.
        """
        filler = Filler(master, self._shapers)
        restored = Sheets(filler, filler.restore())
        family = self._families.get(key)
        try:
            fitted = (family.pattern if family else filler).fit(values)
        except Misfit:
            return restored
        if not _is_exact(filler, fitted, restored.bodies):
            return restored
        if family is None:
            family = _Family(pattern=filler, fixed=tuple(sorted(master.fixed)))
            self._families[key] = family
        elif tuple(sorted(master.fixed)) != family.fixed:
            return restored
        fixed = tuple([values[name] for name in family.fixed])
        self._fillers[key, fixed, _measure(fitted)] = filler
        if len(self._fillers) > _MOST:
            self._fillers.popitem(last=False)
        return restored


def _is_exact(filler: Filler, fitted: Fitted, bodies: list[bytes]) -> bool:
    """Tell whether filling a master with its own recipient's values gives what the engine drew."""
    paragraphs = filler.master.paragraphs
    if _measure(fitted) != tuple(len(paragraph.lines) for paragraph in paragraphs):
        return False
    return filler.fill(fitted) == bodies


def _measure(fitted: Fitted) -> tuple[int, ...]:
    """Return how many lines each paragraph takes; a master serves one such shape."""
    return tuple([len(paragraph) for paragraph in fitted])


def keep_apart(master: Master) -> Sheets:
    """Return the handout that a master was made of; the master serves nobody else."""
    filler = Filler(master, Shapers())
    return Sheets(filler, filler.restore())
