"""Turn the typed values of spreadsheets and JSON into the text that a handout prints."""

from __future__ import annotations

import math
import re

# What Excel itself shows of a number; more digits are the noise of binary fractions.
_DIGITS = ".15g"
# Signs that turn the direction of what follows, or end that, and the mark at a file's start that
# stands within one put together of two; marks of Arabic and Hebrew stay.
_TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF])
# Those, a space that nobody sees, and what the first two bytes of a letter in UTF-8 are read as.
_WRONG = re.compile(
    f"[{''.join(map(chr, _TURNING))}\u200b]"
    f"|[Â-ô][\x80-\xbf{bytes(range(0x80, 0xA0)).decode('cp1252', 'ignore')}]"
)


def mend_text(text: str) -> str:
    """Return a text without signs that turn its direction, and with letters put right.

    Spaces that nobody sees are taken away at its ends; elsewhere a line of Khmer breaks at them.
    Letters of UTF-8 that were read as Windows-1252 come in twos and threes, “Ã«” for “ë”; what
    reads as UTF-8 when it is taken back was such, since other text hardly ever does.
    """
    if not _WRONG.search(text):
        return text
    mended = text.translate(_TURNING).strip("\u200b")
    try:
        data = b"".join(
            sign.encode("cp1252", "strict") if not "\x7f" < sign < "\xa0" else bytes([ord(sign)])
            for sign in mended
        )
        back = data.decode()
    except UnicodeError:
        return mended
    return mended if any("\x7f" < sign < "\xa0" for sign in back) else back


def to_text(value: object) -> str | None:
    """Return a value of JSON as text, or None for what is not a single one, or no number.

    Whole numbers are written without a point, and true as “yes”, which is how consent is recorded.
    """
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n") if "\r" in value else value
    if value is None:
        return ""
    # In Python True is an int.
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    # Minus zero is written as zero.
    is_number = isinstance(value, float) and math.isfinite(value)
    return format(value or 0.0, _DIGITS) if is_number else None
