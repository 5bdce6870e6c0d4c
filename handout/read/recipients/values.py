"""Turn the typed values of spreadsheets and JSON into the text that a handout prints."""

from __future__ import annotations

import math
from datetime import date, datetime, time, timedelta

# What Excel itself shows of a number; more digits are the noise of binary fractions.
_DIGITS = ".15g"


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
