"""Keep the masters of one article, and find the one that a recipient's handout can be made from.

Recipients share a master if the same fields have values, if the values that the text depends on are
equal, if those that stand where they cannot be replaced are equal, and if every paragraph that
prints values takes as many lines. Each new master is checked against the engine before it is used.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from handout.model import Edition, Format
from handout.personalise.filling import Filled, Filler
from handout.personalise.fitting import Fitted, Fitter, Shape, Shapers
from handout.render.master import Master, Unfit

if TYPE_CHECKING:
    from handout.render.block_setting import PlacedBlock


class Target(NamedTuple):
    """What is made of an article: in which language, on which sheet, for what, and for which names.

    Attributes:
        has_long_name: Whether a name is too long for the side column, and stands across the page.
    """

    language: str
    format: Format
    edition: Edition
    has_long_name: bool = False


Key = tuple[Target, tuple[str, ...], tuple[str, ...]]
"""What a composed text depends on: which fields have values, and some of the values."""

_MOST = 256
"""Masters that are kept; the ones used longest ago go first."""

_MOST_FAMILIES = 64
"""Families that are kept likewise: each holds the boxes of its blocks, some 3 MB."""

_Place = tuple[Key, tuple[str, ...], tuple[Shape, ...]]
"""Where a master is kept: its family, the values that are fixed in it, and its counts of lines."""


class _Family:
    """What masters have in common whose recipients are alike in what the text depends on.

    Attributes:
        fixed: The fields that cannot be replaced, in order.
        reasons: Why each of them cannot.
    """

    def __init__(
        self,
        key: Key,
        pattern: Master,
        shapers: Shapers,
        blocks: Mapping[int, PlacedBlock],
    ) -> None:
        """Begin with the first master, by whose lines values are measured."""
        self.reasons = pattern.fixed
        self.fixed = tuple(sorted(pattern.fixed))
        self._key = key
        self._fields = [paragraph.fields for paragraph in pattern.paragraphs]
        self._fitters = [
            Fitter(one, pattern, shapers, None if one.block is None else blocks.get(one.block))
            for one in pattern.paragraphs
        ]

    def fit(self, values: Mapping[str, str]) -> Fitted:
        """Shape a recipient's values and break them into lines."""
        return [fitter.fit(values) for fitter in self._fitters]

    def prove(self, values: Mapping[str, str], filler: Filler) -> Fitted:
        """Return a recipient's values as they stand in the master that was rendered for them."""
        fitted = self.fit(values)
        while inexact := filler.find_inexact(fitted):
            for number in inexact:
                self._fitters[number].doubt(values)
            fitted = self.fit(values)
        return fitted

    def leave(self, number: int, values: Mapping[str, str]) -> None:
        """Leave a paragraph's values as they are in a master that was rendered for them."""
        self._fitters[number].leave(values)

    def holds(self, master: Master) -> bool:
        """Tell whether a master has the same paragraphs as the first one, and the same is fixed."""
        fields = [paragraph.fields for paragraph in master.paragraphs]
        return tuple(sorted(master.fixed)) == self.fixed and fields == self._fields

    def find_place(self, values: Mapping[str, str], fitted: Fitted) -> _Place:
        """Return the place of the master that serves a recipient."""
        return (self._key, tuple([values[name] for name in self.fixed]), _measure(fitted))


@dataclass(slots=True, eq=False)
class Masters:
    """Find and keep masters."""

    _shapers: Shapers = field(default_factory=Shapers)
    _families: OrderedDict[Key, _Family] = field(default_factory=OrderedDict)
    _fillers: OrderedDict[_Place, Filler] = field(default_factory=OrderedDict)

    def fill(self, key: Key, values: Mapping[str, str]) -> Filled | None:
        """Return a recipient's handout, or None if there is no master for it yet.

        Args:
            key: What the composed text depends on.
            values: The recipient's fields.
        """
        family = self._families.get(key)
        if family is None:
            return None
        self._families.move_to_end(key)
        fitted = family.fit(values)
        place = family.find_place(values, fitted)
        filler = self._fillers.get(place)
        if filler is None:
            return None
        self._fillers.move_to_end(place)
        try:
            return filler.assemble(filler.fill(fitted), values)
        except Unfit as unfit:
            family.leave(unfit.args[0], values)
            return self.fill(key, values)

    def add(
        self,
        key: Key,
        values: Mapping[str, str],
        master: Master,
        blocks: Mapping[int, PlacedBlock],
    ) -> Filled:
        """Keep a new master, if it proves exact, and return the handout that it was made of.

        Args:
            key: What the composed text depends on.
            values: The fields of the recipient that it was rendered for.
            master: The master.
            blocks: What sets its blocks anew, by their places.
        """
        filler = Filler(master)
        restored = filler.assemble(filler.restore(), values)
        family = self._families.get(key) or _Family(key, master, self._shapers, blocks)
        if not family.holds(master):
            return restored
        fitted = family.prove(values, filler)
        self._families[key] = family
        if len(self._families) > _MOST_FAMILIES:
            oldest, _ = self._families.popitem(last=False)
            for place in [one for one in self._fillers if one[0] == oldest]:
                del self._fillers[place]
        self._fillers[family.find_place(values, fitted)] = filler
        if len(self._fillers) > _MOST:
            self._fillers.popitem(last=False)
        return restored

    def is_unsure(self, key: Key, values: Mapping[str, str]) -> bool:
        """Tell whether some of a recipient's values cannot be set but with the whole handout."""
        family = self._families.get(key)
        return family is not None and any(one.is_left for one in family.fit(values))

    def find_reasons(self, key: Key, values: Mapping[str, str]) -> Mapping[str, str]:
        """Return why a recipient of a known family needs a master of their own, by field.

        Nothing, where it is not for the values of a field that cannot be replaced.
        """
        family = self._families.get(key)
        if family is None or not family.fixed:
            return {}
        own = tuple([values[name] for name in family.fixed])
        is_known = any(place[0] == key and place[1] == own for place in self._fillers)
        return {} if is_known else family.reasons


def _measure(fitted: Fitted) -> tuple[Shape, ...]:
    """Return how many lines each paragraph takes; a master serves one such shape."""
    return tuple([paragraph.shape for paragraph in fitted])
