"""Set titles so that their lines are about equally long, which WeasyPrint cannot do by itself.

The widths are estimates from the advance widths of Source Sans 3 Bold, in units of 1/1000 em. They
decide only how narrow the title's box is, so that a small error shows as nothing or as a line more.
"""

from __future__ import annotations

import math

_NARROW = {**dict.fromkeys("iljI.,:;'’!|", 270), **dict.fromkeys("ftr()[]-/ ", 360)}
_WIDE = {**dict.fromkeys("mMWw@", 820), **dict.fromkeys("ABCDGHKNOQRUVXYZ&%", 620)}
_USUAL = 545
MM_PER_PT = 25.4 / 72


def estimate_width(text: str, size_pt: float) -> float:
    """Return the width of bold text in mm, as estimated."""
    units = sum(_NARROW.get(c) or _WIDE.get(c) or _USUAL for c in text)
    if text:
        units -= 160 * text.count(" ")
    return units / 1000 * size_pt * MM_PER_PT


def balance_width(text: str, *, size_pt: float, room_mm: float) -> float:
    """Return how wide a box in mm sets the text in the fewest lines, all about as long.

    Args:
        text: The title.
        size_pt: Its size.
        room_mm: The widest box there is.
    """
    words = text.split()
    if not words:
        return room_mm
    widths = [estimate_width(word, size_pt) for word in words]
    space = estimate_width("x x", size_pt) - 2 * estimate_width("x", size_pt)
    fewest = _count_lines(widths, space, room_mm)
    if fewest == 1:
        return room_mm
    low, high = max(widths), room_mm
    while high - low > 0.5:
        middle = (low + high) / 2
        if _count_lines(widths, space, middle) > fewest:
            low = middle
        else:
            high = middle
    # Room for the error of the estimate: a line more would look worse than a longer line.
    return min(room_mm, math.ceil(high * 1.05))


def _count_lines(widths: list[float], space: float, room: float) -> int:
    lines, used = 1, 0.0
    for width in widths:
        needed = width if used == 0 else used + space + width
        if needed > room and used > 0:
            lines, used = lines + 1, width
        else:
            used = needed
    return lines
