"""Shape a value as WeasyPrint would have Pango shape it, or say that this cannot be done exactly.

Pango cuts a text into items of one script each and has HarfBuzz shape them; WeasyPrint writes the
glyphs with the differences between HarfBuzz's advances and the font's widths. For simple scripts
that is one call of HarfBuzz an item, made here with the same font, size, language and features.
Everything else is left to Pango.
"""

from __future__ import annotations

import string
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

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

_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Shaped:
    """A shaped text: its width in px, and the operand of the `TJ` that shows it."""

    width: float
    shown: bytes


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
        self.shape = lru_cache(maxsize=_KEPT)(self._shape)

    def _shape(self, text: str) -> Shaped | None:
        """Return the text shaped, or None where the result might not be what Pango makes of it."""
        items = split_scripts(text)
        if items is None:
            return None
        parts, total = [], 0
        for script, item in items:
            shaped = self._shape_item(script, item)
            if shaped is None:
                return None
            shown, advance = shaped
            parts.append(shown)
            total += advance
        return Shaped(width=total / PANGO_SCALE, shown="".join(parts).encode("ascii"))

    def _shape_item(self, script: str, text: str) -> tuple[str, int] | None:
        """Return what shows a text of one script, and its width in Pango's units."""
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.direction = "LTR"
        buffer.script = script
        if self._setting.language:
            buffer.language = self._setting.language
        uharfbuzz.shape(self._font, buffer, self._features)
        infos, positions = buffer.glyph_infos, buffer.glyph_positions
        widths, texts = self._setting.widths, self._setting.texts
        per_em = 1000 / PANGO_SCALE / self._setting.size
        shown, total = ["<"], 0
        last = len(infos) - 1
        for index, (info, position) in enumerate(zip(infos, positions, strict=True)):
            glyph, advance = info.codepoint, position.x_advance
            end = infos[index + 1].cluster if index < last else len(text)
            if (
                not glyph
                or position.x_offset
                or position.y_offset
                or texts.get(glyph) != text[info.cluster : end]
            ):
                return None
            total += advance
            kerning = widths[glyph] - advance * per_em
            shown.append(f"{glyph:04x}>{int(kerning)}<" if kerning else f"{glyph:04x}")
        operand = "".join(shown)
        return (operand[:-1] if operand.endswith("<") else operand + ">"), total


def split_scripts(text: str) -> list[tuple[str, str]] | None:
    """Cut a text into items of one script, as Pango does; None if it has other than simple ones.

    Spaces, digits and punctuation go with what stands before them, and at the beginning with what
    comes after. (A closing bracket would go with its opening one, so brackets make it None where
    there are several scripts.)

    Returns:
        Pairs of an ISO 15924 script and a text.
    """
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
