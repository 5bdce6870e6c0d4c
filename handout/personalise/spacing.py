"""Find out whether a font shapes each word alike, whatever stands beyond the spaces around it.

Where no rule of a font has a space in it, a text is its words, each shaped alone, and a word that
was shaped before need not be shaped again. Most fonts are like this, but some kern spaces, so each
is looked through: the rules of OpenType's GSUB and GPOS that HarfBuzz applies to simple scripts. In
doubt, the answer is no.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import uharfbuzz
from fontTools.ttLib import TTFont

_ALWAYS_ON = frozenset(
    (
        *("abvm", "blwm", "ccmp", "locl", "mark", "mkmk", "rlig"),
        *("calt", "clig", "curs", "dist", "kern", "liga", "rclt"),
        *("ltra", "ltrm", "rvrn", "rand", "Harf", "HARF", "Buzz", "BUZZ"),
    )
)
"""The features that HarfBuzz turns on by itself, for horizontal text from left to right."""

_OTHER_RULES = frozenset(("kern", "kerx", "morx", "mort", "Silf"))
"""Tables with rules of other kinds, which are not looked through."""

_SEQUENCES = frozenset(("Class", "Backtrack", "Input", "LookAhead"))
"""Where a rule lists classes of glyphs; glyphs of no class are of class 0."""

_PLACES = frozenset(("MarkArray", "BaseArray", "LigatureArray", "Mark1Array", "Mark2Array"))
"""Where marks are put on the glyphs that are named elsewhere; there is much of it."""

_BASE, _LIGATURE = 1, 2
_IGNORE_BASES, _IGNORE_LIGATURES = 2, 4


@lru_cache(maxsize=16)
def keeps_words_apart(font: bytes, features: tuple[str, ...], characters: frozenset[str]) -> bool:
    """Tell whether no rule of a font reaches over a space.

    Args:
        font: The font file.
        features: The OpenType features that are asked for.
        characters: All that the texts consist of.
    """
    try:
        face = uharfbuzz.Face(uharfbuzz.Blob(font))
        if not _OTHER_RULES.isdisjoint(face.table_tags):
            return False
        return _look_through(_reduce(face, characters), _ALWAYS_ON.union(features))
    except Exception:  # noqa: BLE001 # a font that HarfBuzz can read may be too odd for fontTools
        return False


def _reduce(face: uharfbuzz.Face, characters: frozenset[str]) -> bytes:
    """Return a font with the glyphs that some characters can become, and the rules for those.

    It is looked through in a tenth of the time.
    """
    subset = uharfbuzz.SubsetInput()
    subset.unicode_set.update(map(ord, characters | {" "}))
    features = subset.layout_feature_tag_set
    features.clear()
    features.invert()
    reduced: bytes = uharfbuzz.subset(face, subset).blob.data
    return reduced


def _look_through(font: bytes, wanted: frozenset[str]) -> bool:
    with TTFont(io.BytesIO(font), lazy=True) as opened:
        space = opened.getBestCmap().get(ord(" "))
        if space is None:
            return False
        classes = opened["GDEF"].table.GlyphClassDef if "GDEF" in opened else None
        kind = classes.classDefs.get(space, 0) if classes else 0
        return not any(
            getattr(table, "FeatureVariations", None)
            or any(
                _passes_over(lookup, kind) or _has(lookup.SubTable, space)
                for lookup in _list_lookups(table, wanted)
            )
            for table in (opened[tag].table for tag in ("GSUB", "GPOS") if tag in opened)
        )


def _list_lookups(table: Any, wanted: frozenset[str]) -> Iterator[Any]:
    """Yield the lookups of some features, and those that they call."""
    if not table.LookupList:
        return
    scripts = [record.Script for record in table.ScriptList.ScriptRecord]
    systems = [script.DefaultLangSys for script in scripts if script.DefaultLangSys]
    systems += [record.LangSys for script in scripts for record in script.LangSysRecord]
    required = {system.ReqFeatureIndex for system in systems}
    due = [
        index
        for place, record in enumerate(table.FeatureList.FeatureRecord)
        if record.FeatureTag in wanted or place in required
        for index in record.Feature.LookupListIndex
    ]
    seen: set[int] = set()
    while due:
        index = due.pop()
        if index not in seen:
            seen.add(index)
            lookup = table.LookupList.Lookup[index]
            due += _find_calls(lookup.SubTable)
            yield lookup


def _passes_over(lookup: Any, kind: int) -> bool:
    """Tell whether a lookup may pass over glyphs of the space's kind, to those beyond."""
    return bool(
        (kind == _BASE and lookup.LookupFlag & _IGNORE_BASES)
        or (kind == _LIGATURE and lookup.LookupFlag & _IGNORE_LIGATURES)
        # Marks are passed over in other ways, too.
        or kind > _LIGATURE
    )


def _has(part: Any, space: str) -> bool:
    """Tell whether a part of a lookup has a space in it: as a glyph, or by its class."""
    if isinstance(part, str):
        return part == space
    if isinstance(part, list):
        return any(_has(one, space) for one in part)
    if isinstance(part, dict):
        return space in part or any(_has(one, space) for one in part.values())
    if not hasattr(part, "__dict__"):
        return False
    fields = _open(part)
    if "Class1Record" in fields:
        # Of pairs by class, the second glyph may be of none. There are too many to look into each.
        return (
            _has(fields["Coverage"], space)
            or _has(fields["ClassDef2"], space)
            or any(_moves(record.Class2Record[0]) for record in fields["Class1Record"])
        )
    return any(
        (name in _SEQUENCES and 0 in value) or _has(value, space)
        for name, value in fields.items()
        if name not in _PLACES
    )


def _moves(record: Any) -> bool:
    """Tell whether a pair's record moves anything."""
    return any(value and any(vars(value).values()) for value in vars(record).values())


def _find_calls(part: Any) -> list[int]:
    """Return the lookups that a part of a lookup calls for what it has matched."""
    if isinstance(part, list):
        return [index for one in part for index in _find_calls(one)]
    if not hasattr(part, "__dict__"):
        return []
    fields = _open(part)
    if "Class1Record" in fields or "PairSet" in fields:
        return []
    called = [fields["LookupListIndex"]] if "LookupListIndex" in fields else []
    return called + [index for one in fields.values() for index in _find_calls(one)]


def _open(part: Any) -> dict[str, Any]:
    """Return what is in a part, which may not have been read yet."""
    if hasattr(part, "ensureDecompiled"):
        part.ensureDecompiled()
    fields: dict[str, Any] = vars(part)
    return fields
