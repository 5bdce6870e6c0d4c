"""Keep the masters of one article, and find the one that a recipient's handout can be made from.

Recipients share a master if the same fields have values, if the values that the text depends on are
equal, if those that stand where they cannot be replaced are equal, and if every paragraph that is
one value takes as many lines. Each new master is checked against the engine before it is used,
whether it was rendered here or in another process.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from handout.personalise.filling import Filler
from handout.personalise.fitting import UNSURE, Fitted, Fitter, Misfit, Shape, Shapers
from handout.personalise.offers import Key, Kind, Offer, drop_settings
from handout.render.master import Master, MasterLine, MasterPart, Unfit

if TYPE_CHECKING:
    from handout.render.block_setting import PlacedBlock

_MOST = 256
"""Masters that are kept; the ones used longest ago go first."""

_MOST_FAMILIES = 64
"""Families that are kept likewise: each holds the boxes of its blocks, some 3 MB."""

_Place = tuple[Key, tuple[str, ...], tuple[Shape, ...]]
"""Where a master is kept: its family, the values that are fixed in it, and its counts of lines."""


class MasterFill(NamedTuple):
    """A recipient's handout: a master, what goes into its gaps, and its bookmarks."""

    filler: Filler
    bodies: list[bytes]
    bookmarks: list[bytes]


class _Family:
    """What masters have in common whose recipients are alike in what the text depends on.

    Attributes:
        fixed: The fields that cannot be replaced, in order.
        reasons: Why each of them cannot.
        is_local: Whether there are blocks that have to be set anew for everybody, so that each
            process needs a master that it rendered itself.
        has_engine: Whether it was rendered in this process, so that any block can be set anew.
    """

    def __init__(
        self,
        key: Key,
        pattern: Master,
        shapers: Shapers,
        blocks: Mapping[int, PlacedBlock] | None,
    ) -> None:
        """Begin with the first master, by whose lines values are measured."""
        self.reasons = pattern.fixed
        self.fixed = tuple(sorted(pattern.fixed))
        self.is_local = any(isinstance(gap, MasterPart) for gap in pattern.gaps)
        self.has_engine = blocks is not None
        self._key = key
        self._fitters = [
            Fitter(
                one, pattern, shapers, (blocks or {}).get(-1 if one.block is None else one.block)
            )
            for one in pattern.paragraphs
        ]

    def fit(self, values: Mapping[str, str]) -> Fitted:
        """Shape a recipient's values and break them into lines.

        Raises:
            Misfit: They cannot be set exactly as the engine would.
        """
        return [fitter.fit(values) for fitter in self._fitters]

    def find_place(self, values: Mapping[str, str], fitted: Fitted) -> _Place:
        """Return the place of the master that serves a recipient."""
        return (self._key, tuple([values[name] for name in self.fixed]), _measure(fitted))


@dataclass(slots=True, eq=False)
class Masters:
    """Find and keep masters."""

    _shapers: Shapers = field(default_factory=Shapers)
    _families: OrderedDict[Key, _Family] = field(default_factory=OrderedDict)
    _local: set[Key] = field(default_factory=set)
    _fillers: OrderedDict[_Place, tuple[Filler, Mapping[str, str]]] = field(
        default_factory=OrderedDict
    )

    def fill(self, key: Key, values: Mapping[str, str]) -> MasterFill | None:
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
        self._families.move_to_end(key)
        fitted = family.fit(values)
        place = family.find_place(values, fitted)
        known = self._fillers.get(place)
        if known is None:
            return None
        self._fillers.move_to_end(place)
        filler = known[0]
        try:
            return MasterFill(filler, filler.fill(fitted), filler.name_bookmarks(values))
        except Unfit as error:
            raise Misfit(UNSURE) from error

    def add(
        self,
        key: Key,
        values: Mapping[str, str],
        master: Master,
        blocks: Mapping[int, PlacedBlock] | None = None,
    ) -> MasterFill:
        """Keep a new master, if it proves exact, and return the handout that it was made of.

        Args:
            key: What the composed text depends on.
            values: The fields of the recipient that it was rendered for.
            master: The master.
            blocks: What sets its blocks anew, by their places; None if it was rendered elsewhere.
        """
        filler = Filler(master)
        restored = MasterFill(filler, filler.restore(), filler.name_bookmarks(values))
        family = self._families.get(key) or _Family(key, master, self._shapers, blocks)
        try:
            fitted = family.fit(values)
        except Misfit:
            return restored
        if tuple(sorted(master.fixed)) != family.fixed:
            return restored
        if not _is_exact(filler, fitted, restored.bodies):
            return restored
        self._families[key] = family
        if len(self._families) > _MOST_FAMILIES:
            self._forget(next(iter(self._families)))
        self._fillers[family.find_place(values, fitted)] = (filler, values)
        if len(self._fillers) > _MOST:
            self._fillers.popitem(last=False)
        return restored

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

    def is_local(self, key: Key) -> bool:
        """Tell whether this process renders the masters of a family itself."""
        family = self._families.get(key)
        return key in self._local if family is None else family.is_local

    def forget_borrowed(self, key: Key) -> bool:
        """Forget a family that another process has rendered; return whether there was one.

        What cannot be fitted by its lines can be by the engine, with a master of one's own.
        """
        family = self._families.get(key)
        if family is None or family.has_engine:
            return False
        self._forget(key)
        self._local.add(key)
        return True

    def _forget(self, key: Key) -> None:
        del self._families[key]
        for place in [one for one in self._fillers if one[0] == key]:
            del self._fillers[place]

    def name_kind(self, key: Key, values: Mapping[str, str]) -> Kind:
        """Return which master serves a recipient, whom `fill` could give none.

        Raises:
            Misfit: No master can be exact for these values.
        """
        family = self._families.get(key)
        if family is None:
            return Kind(_digest(key), "")
        place = family.find_place(values, family.fit(values))
        return Kind(_digest(key), _digest(place))

    def offer(self, key: Key, values: Mapping[str, str], kind: Kind | None) -> Offer | None:
        """Return the master that serves a recipient, for a process that lacks it.

        Args:
            key: What the composed text depends on.
            values: The recipient's fields.
            kind: What that process lacks; by default, it has none of the family.
        """
        family = self._families.get(key)
        if family is None:
            return None
        try:
            place = family.find_place(values, family.fit(values))
        except Misfit:
            return None
        digest = _digest(key)
        if family.is_local:
            return Offer((Kind(digest, ""),), key, {}, None, ())
        known = self._fillers.get(place)
        if known is None:
            return None
        master = known[0].master
        if kind and kind.place:
            # Who has the family measures by a master of its own; fonts are large.
            return Offer((kind,), key, known[1], drop_settings(master), ())
        return Offer((Kind(digest, ""), Kind(digest, _digest(place))), key, known[1], master, ())

    def take_offer(self, offer: Offer) -> None:
        """Keep a master of another process, if it proves exact here."""
        if offer.master is None:
            self._local.add(offer.key)
            return
        lines = [gap for gap in offer.master.gaps if isinstance(gap, MasterLine)]
        runs = [run for line in lines for run in line.runs if run.field]
        if offer.key in self._families or all(run.setting for run in runs):
            self.add(offer.key, offer.values, offer.master)


def _is_exact(filler: Filler, fitted: Fitted, bodies: list[bytes]) -> bool:
    """Tell whether filling a master with its own recipient's values gives what the engine drew."""
    paragraphs = filler.master.paragraphs
    if _measure(fitted) != tuple([paragraph.shape for paragraph in paragraphs]):
        return False
    try:
        return filler.fill(fitted) == bodies
    except Unfit:
        return False


def _measure(fitted: Fitted) -> tuple[Shape, ...]:
    """Return how many lines each paragraph takes; a master serves one such shape."""
    return tuple([paragraph.shape for paragraph in fitted])


def _digest(place: Key | _Place) -> str:
    return hashlib.sha256(repr(place).encode("utf-8", "surrogatepass")).hexdigest()
