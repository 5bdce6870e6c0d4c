"""Set opening hours in two columns: the days, and the times beside them.

A clinic writes its hours as lines, “Monday to Friday, 8.30 am to 6.30 pm”. A line is days up to its
first figure, or up to a colon, a comma or a dash where it has none (“Sunday: closed”).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from handout.compose.heights import Ruler
from handout.compose.spacing import NO_BREAK_SPACE

_TIED_MM = 40
_GAP_MM = 3
_AFTER_DAYS = " \t,:;–—-"
_BY_FIGURE = re.compile(r"(?P<days>\D*[^\W\d_]\D*)(?P<times>\d.*)")
_BY_MARK = re.compile(r"(?P<days>[^:,–—\t]+)(?::|,|\t|\s[–—-])\s*(?P<times>\S.*)")
_CLOSED = {"closed", "geschlossen", "fermé", "cerrado", "chiuso", "fechado", "gesloten", "shut"}


def align_hours(lines: Sequence[str], ruler: Ruler) -> dict[str, object]:
    """Return rows of days and times, and how wide the days' column is.

    Args:
        lines: The hours as the clinic writes them.
        ruler: Measures text in the clinic's face, and the page.

    Returns:
        `rows`, each of days and times (times empty where a line is no such pair); `days_mm`, 0
        where the two columns do not fit beside each other, or nothing is to be aligned; and
        `width_mm`, of all.
    """
    rows = [_split_line(line.strip()) for line in lines]
    pairs = [(days, times) for days, times in rows if times]

    def find_width(texts: list[str]) -> float:
        return max(map(ruler.measure_width, texts), default=0)

    days_mm = find_width([days for days, _ in pairs]) + _GAP_MM
    width_mm = days_mm + find_width([times for _, times in pairs])
    if not pairs or width_mm > ruler.geometry.hours:
        rows = [(_tie_times(line.strip(), ruler), "") for line in lines]
        days_mm = 0
        width_mm = min(ruler.geometry.hours, find_width([line for line, _ in rows]))
    return {
        "rows": rows,
        "days_mm": round(days_mm, 1),
        "width_mm": max(round(width_mm + 0.5, 1), ruler.geometry.side),
    }


def _tie_times(line: str, ruler: Ruler) -> str:
    """Return a line of which the times stay in one piece, if they are no longer than a column."""
    times = _split_line(line)[1]
    if not times or ruler.measure_width(times) > _TIED_MM:
        return line
    return line.removesuffix(times) + times.replace(" ", NO_BREAK_SPACE)


def _split_line(line: str) -> tuple[str, str]:
    found = _BY_FIGURE.fullmatch(line) or _BY_MARK.fullmatch(line)
    if found:
        return found["days"].strip(_AFTER_DAYS), found["times"].strip()
    first, _, last = line.rpartition(" ")
    return (first, last) if last.lower() in _CLOSED else (line, "")
