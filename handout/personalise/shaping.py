"""Shape a value as WeasyPrint would have Pango shape it, or say that this cannot be done exactly.

Pango cuts a text into items of one script each and has HarfBuzz shape them; WeasyPrint writes the
glyphs with the differences between HarfBuzz's advances and the font's widths. For a text of a
single simple script that is one call of HarfBuzz, made here with the same font, size, language and
features. Everything else is left to Pango.
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
        script = find_script(text)
        if script is None:
            return None
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
        operand = operand[:-1] if operand.endswith("<") else operand + ">"
        return Shaped(width=total / PANGO_SCALE, shown=operand.encode("ascii"))


def find_script(text: str) -> str | None:
    """Return the ISO 15924 script of a text of one simple script, or None for any other text."""
    script = ""
    for character in set(text) - _COMMON:
        found = _find_script_of(character)
        if found is None or (script and found != script):
            return None
        script = found
    return script or "Zyyy"


@lru_cache(maxsize=4096)
def _find_script_of(character: str) -> str | None:
    if not unicodedata.category(character).startswith("L"):
        return None
    name = unicodedata.name(character, "")
    return next((script for script, prefix in _SCRIPTS if name.startswith(prefix)), None)
