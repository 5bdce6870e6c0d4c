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
from bisect import bisect_left
from collections.abc import Iterable
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
COMMON = frozenset("0123456789" + string.punctuation + " \u00a0’‘“”…–—·°€£§")
"""Characters that take on the script of what stands beside them."""

_PAIRED = frozenset("()[]{}<>‘’“”")
"""Signs in pairs, of which Pango gives the second the script of the first."""

_GLYPH = re.compile(r"(?P<glyph>\d+)\+(?P<advance>\d+)(?:#(?P<flags>\d+))?")
"""A glyph as HarfBuzz writes it; one that is moved from its place is written in another way."""

_AS_NUMBERS = (
    uharfbuzz.BufferSerializeFlags.NO_GLYPH_NAMES
    | uharfbuzz.BufferSerializeFlags.NO_CLUSTERS
    | uharfbuzz.BufferSerializeFlags.GLYPH_FLAGS
)


class Shaped(NamedTuple):
    """A shaped text: its width in px, the operand of the `TJ` that shows it, and its number."""

    width: float
    shown: bytes
    text: int = 0


class GlyphPiece(NamedTuple):
    """Glyphs within a text: their width in Pango's units, and their part of a `TJ`'s operand."""

    width: int
    shown: str


def show(width: int, operand: str, text: int = 0) -> Shaped:
    """Return glyphs as a text that is shown.

    Args:
        width: How wide they are, in Pango's units.
        operand: The operand of their `TJ`, without brackets.
        text: The number of the text, where there are several.
    """
    # A glyph that is moved by kerning leaves nothing to show at its end.
    return Shaped(width / PANGO_SCALE, operand.replace("<>", "").encode("ascii"), text)


class GlyphRun:
    """A text as glyphs, which can be taken in pieces where this changes none of their shapes."""

    def __init__(self, shaper: Shaper, text: str, items: list[list[str]]) -> None:
        """Measure each glyph.

        Args:
            shaper: Shapes what cannot be cut out.
            text: The text.
            items: The glyphs of each item of one script, as HarfBuzz writes them.
        """
        glyphs = [glyph for item in items for glyph in item]
        advances, texts = shaper.glyphs.advances, shaper.glyphs.texts
        self._shaper = shaper
        self._items = items
        # How far each glyph reaches, and where its text begins; None if each is one character.
        self._reached = list(accumulate([advances[glyph] for glyph in glyphs], initial=0))
        self._begins: list[int] | None = None
        if len(glyphs) != len(text):
            self._begins = list(accumulate([len(texts[glyph]) for glyph in glyphs], initial=0))

    def set(self, text: int = 0) -> Shaped:
        """Return all of the text, which has this number."""
        return self._shaper.set_glyphs(self._items, text)

    @property
    def width(self) -> int:
        """The width in Pango's units."""
        return self._reached[-1]

    def part(self, places: Iterable[int]) -> list[GlyphPiece] | None:
        """Return the pieces that end at these places; None where a cut would change their shape."""
        pieces: list[GlyphPiece] = []
        begin = 0
        for place in places:
            end = self._find(place)
            if end is None:
                return None
            shown = self._shaper.glyphs.shown
            operand = "".join([shown[glyph] for glyph in self._items[0][begin:end]])
            pieces.append(GlyphPiece(self._reached[end] - self._reached[begin], operand))
            begin = end
        return pieces

    def _find(self, place: int) -> int | None:
        """Return the glyph that a character begins; None if no cut can be made before it."""
        begins = self._begins
        index = place if begins is None else bisect_left(begins, place)
        if begins is not None and begins[index] != place:
            return None
        # Of several scripts, spaces and digits may change theirs where a line begins.
        if len(self._items) > 1:
            return None
        glyphs = self._items[0]
        is_tied = index < len(glyphs) and glyphs[index] in self._shaper.glyphs.tied
        return None if is_tied else index


class _GlyphTable:
    """What is known of the glyphs that came up in one setting, each as HarfBuzz writes it.

    Attributes:
        texts: What each of them stands for; a NUL, which is in no text, for what cannot be taken.
        shown: What shows it in a `TJ`.
        advances: Its advance in Pango's units.
        tied: Those before which a cut would change how the text is shaped.
    """

    def __init__(self, setting: TypeSetting) -> None:
        """Know nothing yet.

        Args:
            setting: How the text is set.
        """
        self.texts: dict[str, str] = {}
        self.shown: dict[str, str] = {}
        self.advances: dict[str, int] = {}
        self.tied: set[str] = set()
        self._setting = setting
        self._per_em = 1000 / PANGO_SCALE / setting.size

    def learn(self, glyphs: Iterable[str]) -> None:
        """Look at glyphs that may be new."""
        for written in set(glyphs) - self.texts.keys():
            self.texts[written] = self._read(written)

    def _read(self, written: str) -> str:
        match = _GLYPH.fullmatch(written)
        glyph = int(match["glyph"]) if match else 0
        text = self._setting.texts.get(glyph)
        if not match or not glyph or text is None:
            return "\0"
        advance = int(match["advance"])
        kerning = self._setting.widths[glyph] - advance * self._per_em
        self.shown[written] = f"{glyph:04x}>{int(kerning)}<" if kerning else f"{glyph:04x}"
        self.advances[written] = advance
        if int(match["flags"] or 0) & uharfbuzz.GlyphFlags.UNSAFE_TO_BREAK:
            self.tied.add(written)
        return text


class Shaper:
    """Shape texts in one setting."""

    def __init__(self, setting: TypeSetting) -> None:
        """Open the font.

        Args:
            setting: How the text is set.
        """
        self.setting = setting
        face = uharfbuzz.Face(uharfbuzz.Blob(setting.font))
        self._font = uharfbuzz.Font(face)
        scale = round(setting.size * PANGO_SCALE)
        self._font.scale = (scale, scale)
        self._features = dict(setting.features)
        self.glyphs = _GlyphTable(setting)

    def set_glyphs(self, items: list[list[str]], text: int) -> Shaped:
        """Return glyphs, by items of one script, as one text."""
        shown, advances = self.glyphs.shown, self.glyphs.advances
        operand = "".join([f"<{''.join([shown[glyph] for glyph in item])}>" for item in items])
        width = sum([advances[glyph] for item in items for glyph in item])
        return show(width, operand, text)

    def shape(self, text: str) -> GlyphRun | None:
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
        return GlyphRun(self, text, shaped)

    def shape_item(self, script: str, text: str) -> GlyphRun | None:
        """Return a text shaped as one item of a script; None as `shape`."""
        glyphs = self._shape_item(script, text)
        return None if glyphs is None else GlyphRun(self, text, [glyphs])

    def _shape_item(self, script: str, text: str) -> list[str] | None:
        """Return the glyphs of a text of one script, as HarfBuzz writes them."""
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.direction = "LTR"
        buffer.script = script
        if self.setting.language:
            buffer.language = self.setting.language
        uharfbuzz.shape(self._font, buffer, self._features)
        # As one text, since an object a glyph costs several times as much as shaping.
        written = buffer.serialize(self._font, flags=_AS_NUMBERS)[1:-1]
        glyphs: list[str] = written.split("|") if written else []
        texts = self.glyphs.texts
        try:
            said = "".join([texts[glyph] for glyph in glyphs])
        except KeyError:
            self.glyphs.learn(glyphs)
            said = "".join([texts[glyph] for glyph in glyphs])
        # Fonts have one glyph for both kinds of space.
        is_said = said == text or said.replace("\u00a0", " ") == text.replace("\u00a0", " ")
        return glyphs if is_said else None


def split_scripts(text: str) -> list[tuple[str, str]] | None:
    """Cut a text into items of one script, as Pango does; None if it has other than simple ones.

    Spaces, digits and punctuation go with what stands before them, and at the beginning with what
    comes after. (A closing bracket would go with its opening one, so brackets make it None where
    there are several scripts.)

    Returns:
        Pairs of an ISO 15924 script and a text.
    """
    if LATIN.issuperset(text):
        return [("Zyyy" if COMMON.issuperset(text) else "Latn", text)]
    items: list[tuple[str, str]] = []
    begin, current = 0, ""
    for place, character in enumerate(text):
        if character in COMMON:
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


LATIN = COMMON | {sign for sign in map(chr, range(0x250)) if _find_script(sign) == "Latn"}
"""Most texts are of these alone."""
