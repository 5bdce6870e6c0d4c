"""Turn the typed values of spreadsheets and JSON into the text that a handout prints."""

from __future__ import annotations

import math
from datetime import date, datetime, time, timedelta

# What Excel itself shows of a number; more digits are the noise of binary fractions.
_DIGITS = ".15g"


# Signs that turn the direction of what follows, or end that; marks of Arabic and Hebrew stay.
_TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def mend_text(text: str) -> str:
    """Return a text without signs that turn its direction, and with letters put right.

    Letters of UTF-8 that were read as Windows-1252 come in twos and threes, “Ã«” for “ë”; what
    reads as UTF-8 when it is taken back was such, since other text hardly ever does.
    """
    mended = text.translate(_TURNING)
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
    """Return a value as text, or None for what is not a single value.

    Days are written as ISO 8601 has them, whole numbers without a point, and true as “yes”, which
    is how consent is recorded.
    """
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n") if "\r" in value else value
    if value is None:
        return ""
    # In Python True is an int, and a datetime is a date.
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _write_number(value)
    if isinstance(value, datetime):
        is_day = (value.hour, value.minute, value.second) == (0, 0, 0)
        return value.strftime("%Y-%m-%d") if is_day else value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, timedelta):
        hours, minutes = divmod(round(value.total_seconds() / 60), 60)
        return f"{hours}:{minutes:02}"
    return None


def _write_number(value: float) -> str | None:
    if not math.isfinite(value):
        return None
    # Minus zero is written as zero.
    return format(value or 0.0, _DIGITS)
