"""Shape a value as WeasyPrint would have Pango shape it, or say that this cannot be done exactly.

Pango cuts a text into items of one script each and has HarfBuzz shape them; WeasyPrint writes the
glyphs with the differences between HarfBuzz's advances and the font's widths. For simple scripts
that is one call of HarfBuzz an item, made here with the same font, size, language and features.
Everything else is left to Pango.
"""

from __future__ import annotations

import re
import string
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

import uharfbuzz

from handout.render.master import TypeSetting

PANGO_SCALE = 1024
"""Pango's units in a px."""

_SCRIPTS = (
    ("Latn", "LATIN "),
    ("Grek", "GREEK "),
    ("Cyrl", "CYRILLIC "),
)
_COMMON = frozenset("0123456789" + string.punctuation + " ’‘“”…–—·°€£§")
"""Characters that take on the script of what stands beside them."""

_PAIRED = frozenset("()[]{}<>\"'‘’“”")

_KEPT = 2_000
"""Practitioners and dates come again; of a name there is no more than one."""

_GLYPH = re.compile(r"(?P<glyph>\d+)\+(?P<advance>\d+)(?P<flags>#\d+)?")
"""A glyph as HarfBuzz writes it; one that is moved from its place is written in another way."""

_AS_NUMBERS = (
    uharfbuzz.BufferSerializeFlags.NO_GLYPH_NAMES
    | uharfbuzz.BufferSerializeFlags.NO_CLUSTERS
    | uharfbuzz.BufferSerializeFlags.GLYPH_FLAGS
)


@dataclass(frozen=True, slots=True)
class Shaped:
    """A shaped text: its width in px, and the operand of the `TJ` that shows it."""

    width: float
    shown: bytes


class _Glyph(NamedTuple):
    """A glyph; `is_tied` says that a cut before it would change how the text is shaped."""

    shown: str
    advance: int
    text: str
    is_tied: bool


class Laid:
    """A shaped text that can be cut where this changes no shape."""

    def __init__(self, shaper: Shaper, text: str, glyphs: list[_Glyph]) -> None:
        """Find where each glyph's text begins.

        Args:
            shaper: Shapes what cannot be cut out.
            text: The text.
            glyphs: Its glyphs in order, or none if it can only be shaped piece by piece.
        """
        self._shaper = shaper
        self._text = text
        self._glyphs = glyphs
        begins = accumulate((len(glyph.text) for glyph in glyphs), initial=0)
        ties = [*(glyph.is_tied for glyph in glyphs), False]
        self._places = {
            begin: place
            for place, (begin, is_tied) in enumerate(zip(begins, ties, strict=True))
            if not is_tied
        }
        self._reached = list(accumulate((glyph.advance for glyph in glyphs), initial=0))

    def measure(self, begin: int, end: int) -> float | None:
        """Return the width in px of a part of the text as if it stood alone; None as `shape`."""
        first, last = self._places.get(begin), self._places.get(end)
        if first is None or last is None:
            shaped = self._shaper.shape(self._text[begin:end])
            return None if shaped is None else shaped.width
        return (self._reached[last] - self._reached[first]) / PANGO_SCALE

    def cut(self, begin: int, end: int) -> Shaped | None:
        """Return a part of the text shaped as if it stood alone; None as `shape`."""
        first, last = self._places.get(begin), self._places.get(end)
        if first is None or last is None:
            return self._shaper.shape(self._text[begin:end])
        return _join([self._glyphs[first:last]])


class Shaper:
    """Shape texts in one setting; keeps the last ones, since practitioners and dates come again."""

    def __init__(self, setting: TypeSetting) -> None:
        """Open the font.

        Args:
            setting: How the text is set.
        """
        self._setting = setting
        face = uharfbuzz.Face(uharfbuzz.Blob(setting.font))
        self._font = uharfbuzz.Font(face)
        scale = round(setting.size * PANGO_SCALE)
        self._font.scale = (scale, scale)
        self._features = dict(setting.features)
        self._per_em = 1000 / PANGO_SCALE / setting.size
        # The same few dozen glyphs come in every text.
        self._glyphs: dict[str, _Glyph | None] = {}
        self.shape = lru_cache(maxsize=_KEPT)(self._shape)

    def lay(self, text: str) -> Laid | None:
        """Return a text shaped to be cut into lines, or None as `shape`."""
        items = split_scripts(text)
        if items is None:
            return None
        # Of several scripts, spaces and digits may change theirs where a line begins.
        glyphs = self._shape_item(*items[0]) if len(items) == 1 else []
        return None if glyphs is None else Laid(self, text, glyphs)

    def _shape(self, text: str) -> Shaped | None:
        """Return the text shaped, or None where the result might not be what Pango makes of it."""
        items = split_scripts(text)
        if items is None:
            return None
        shaped = []
        for script, item in items:
            glyphs = self._shape_item(script, item)
            if glyphs is None:
                return None
            shaped.append(glyphs)
        return _join(shaped)

    def _shape_item(self, script: str, text: str) -> list[_Glyph] | None:
        """Return the glyphs of a text of one script."""
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.direction = "LTR"
        buffer.script = script
        if self._setting.language:
            buffer.language = self._setting.language
        uharfbuzz.shape(self._font, buffer, self._features)
        # As text, since an object a glyph costs several times as much as shaping.
        written = buffer.serialize(self._font, flags=_AS_NUMBERS)[1:-1]
        glyphs: list[_Glyph] = []
        for word in written.split("|") if written else ():
            if word not in self._glyphs:
                self._glyphs[word] = self._read_glyph(word)
            glyph = self._glyphs[word]
            if glyph is None:
                return None
            glyphs.append(glyph)
        return glyphs if "".join([glyph.text for glyph in glyphs]) == text else None

    def _read_glyph(self, word: str) -> _Glyph | None:
        """Read what HarfBuzz wrote of a glyph; None if it is not simply shown in its place."""
        match = _GLYPH.fullmatch(word)
        glyph = int(match["glyph"]) if match else 0
        text = self._setting.texts.get(glyph)
        if not match or not glyph or text is None:
            return None
        advance = int(match["advance"])
        kerning = self._setting.widths[glyph] - advance * self._per_em
        shown = f"{glyph:04x}>{int(kerning)}<" if kerning else f"{glyph:04x}"
        flags = int(match["flags"][1:]) if match["flags"] else 0
        is_tied = bool(flags & uharfbuzz.GlyphFlags.UNSAFE_TO_BREAK)
        return _Glyph(shown, advance, text, is_tied)


def _join(items: list[list[_Glyph]]) -> Shaped:
    """Return texts of one script each as one."""
    shown = "".join([f"<{''.join([glyph.shown for glyph in glyphs])}>" for glyphs in items])
    width = sum([glyph.advance for glyphs in items for glyph in glyphs])
    return Shaped(width / PANGO_SCALE, shown.replace("<>", "").encode("ascii"))


def split_scripts(text: str) -> list[tuple[str, str]] | None:
    """Cut a text into items of one script, as Pango does; None if it has other than simple ones.

    Spaces, digits and punctuation go with what stands before them, and at the beginning with what
    comes after. (A closing bracket would go with its opening one, so brackets make it None where
    there are several scripts.)

    Returns:
        Pairs of an ISO 15924 script and a text.
    """
    if _LATIN.issuperset(text):
        return [("Zyyy" if _COMMON.issuperset(text) else "Latn", text)]
    items: list[tuple[str, str]] = []
    begin, current = 0, ""
    for place, character in enumerate(text):
        if character in _COMMON:
            continue
        script = _find_script(character)
        if script is None:
            return None
        if current and script != current:
            items.append((current, text[begin:place]))
            begin = place
        current = script
    items.append((current or "Zyyy", text[begin:]))
    if len(items) > 1 and _PAIRED & set(text):
        return None
    return items


@lru_cache(maxsize=4096)
def _find_script(character: str) -> str | None:
    if not unicodedata.category(character).startswith("L"):
        return None
    name = unicodedata.name(character, "")
    return next((script for script, prefix in _SCRIPTS if name.startswith(prefix)), None)


_LATIN = _COMMON | {sign for sign in map(chr, range(0x250)) if _find_script(sign) == "Latn"}
"""Most texts are of these alone."""
