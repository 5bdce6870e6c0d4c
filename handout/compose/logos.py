"""Tell whether a logo can be seen on white paper.

Many clinics have a white version for dark grounds, and give that. Such a logo is set on a ground of
the brand's colour. In goes the file; out comes yes or no, and what cannot be judged is no.
"""

from __future__ import annotations

import re
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from PIL import Image, ImageColor

from handout.compose.brand import contrast
from handout.files.reading import PICTURE_LIMIT, read_regular

MIN_CONTRAST = 1.5
"""What is fainter than this on white is not seen; WCAG 2.2, 1.4.11 asks for 3 of what has to be."""
_LEAST_SEEN = 0.02
"""How much of what a picture paints has to be seen."""

_SIDE_PX = 160
_SHAPES = frozenset(
    {"path", "rect", "circle", "ellipse", "polygon", "polyline", "line", "text", "tspan", "use"}
)
_UNKNOWN = frozenset({"image", "linearGradient", "radialGradient", "pattern", "style"})
_RGB = re.compile(r"rgba?\((\d+)[ ,]+(\d+)[ ,]+(\d+).*\)")
"""CSS has other signs between the values, too, and how much they cover."""
_PAINT = re.compile(r"(?:^|;)\s*(fill|stroke)\s*:\s*([^;]+)")


def is_light(path: Path) -> bool:
    """Tell whether a logo is too light to be seen on white.

    Args:
        path: An SVG, PNG or JPEG; of one that cannot be read, others tell.
    """
    try:
        return _judge(read_regular(path, limit=PICTURE_LIMIT), path.suffix.lower())
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False


@lru_cache(8)
def _judge(content: bytes, suffix: str) -> bool:
    if suffix == ".svg":
        return _judge_drawing(ET.fromstring(content))
    with Image.open(BytesIO(content)) as image:
        image.draft("RGB", (_SIDE_PX, _SIDE_PX))
        small: Any = image.convert("RGBA")
    small.thumbnail((_SIDE_PX, _SIDE_PX))
    painted = seen = 0
    for red, green, blue, alpha in zip(*[iter(small.tobytes())] * 4, strict=True):
        if alpha < 128:
            continue
        painted += 1
        seen += contrast(f"#{red:02x}{green:02x}{blue:02x}", "#ffffff") >= MIN_CONTRAST
    return painted > 0 and seen < _LEAST_SEEN * painted


def _judge_drawing(root: ET.Element) -> bool:
    """Tell whether all that a drawing paints is light, by the colours that it names."""
    paints: set[str] = set()
    waiting = [(root, "black", "none")]
    while waiting:
        element, fill, stroke = waiting.pop()
        name = str(element.tag).rpartition("}")[2]
        if name in _UNKNOWN:
            return False
        own = {key: element.get(key, "") for key in ("fill", "stroke")}
        own |= dict(_PAINT.findall(element.get("style", "")))
        fill, stroke = own["fill"].strip() or fill, own["stroke"].strip() or stroke
        if name in _SHAPES:
            paints |= {fill, stroke} - {"none", "transparent"}
        waiting += [(child, fill, stroke) for child in element]
    return bool(paints) and all(map(_is_light_colour, paints))


def _is_light_colour(text: str) -> bool:
    try:
        colour = ImageColor.getrgb(_RGB.sub(r"rgb(\1,\2,\3)", text))
    except ValueError:
        return False
    return contrast("#{:02x}{:02x}{:02x}".format(*colour), "#ffffff") < MIN_CONTRAST
