"""Compute every colour of a handout from the clinic's one.

In goes an sRGB colour; out come the tokens that the style sheets use. Lightness, chroma and hue are
OKLCH (Björn Ottosson, “A perceptual color space for image processing”, 2020, whose matrices these
are), contrast is that of WCAG 2.2, 1.4.3. Text reaches 4.5:1 on all that it stands on, whatever the
brand. Written here because the libraries that do this take longer to load than a page to lay out;
the tests hold it to one of them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

MIN_CONTRAST = 4.5
_PALE = 0.75
_LEAST_SEEN, _LEAST_COLOUR = 1.3, 0.1
"""Below this contrast, and this chroma, a band of a colour is not seen on white: a yellow is."""
_DARKEST_GREY = 0.22

_TINTS: Mapping[str, tuple[tuple[float, float, float], tuple[float, float, float]]] = {
    # Lightness, the share of the brand's chroma that is kept, and the most of it: as is usual, and
    # for a pale brand.
    "tint-1": ((0.972, 0.18, 0.030), (0.968, 0.24, 0.045)),
    "tint-2": ((0.930, 0.34, 0.050), (0.940, 0.34, 0.060)),
    "tint-3": ((0.845, 0.50, 0.075), (0.880, 0.60, 0.110)),
}
_SIGNALS: Mapping[str, tuple[float, float, float]] = {
    # Lightness, chroma and hue in degrees: the same for every clinic, since they mean something.
    "important": (0.48, 0.10, 70),
    "warning": (0.48, 0.14, 40),
    "urgent": (0.44, 0.165, 26),
    "important-tint": (0.945, 0.048, 80),
}


def compute_tokens(brand: str, accent: str | None = None) -> tuple[dict[str, str], list[str]]:
    """Return the colour tokens as `#rrggbb`, and what was changed to stay readable.

    Args:
        brand: The clinic's colour, `#rrggbb`.
        accent: A second colour for the thin bars; the brand's where there is none.
    """
    fill = _make_visible(brand)
    lightness, chroma, hue = to_oklch(brand)
    is_pale = lightness > _PALE
    tokens = {
        "brand": fill,
        "accent": _make_visible(accent or brand),
        "paper": "#ffffff",
        "ink": from_oklch(_DARKEST_GREY, 0, 0),
        "ink-2": from_oklch(0.42, 0, 0),
        "rule": from_oklch(0.72, 0, 0),
    }
    for name, (usual, pale) in _TINTS.items():
        level, share, most = pale if is_pale else usual
        tokens[name] = from_oklch(level, min(share * chroma, most), hue)
    tokens["strong"] = _darken(lightness, chroma, hue, tokens["tint-2"])
    tokens["on-brand"] = _choose_text(fill, tokens["ink"])
    for name, (level, amount, degrees) in _SIGNALS.items():
        tokens[name] = from_oklch(level, amount, math.radians(degrees))
    return tokens, _explain(brand, tokens)


def contrast(one: str, other: str) -> float:
    """Return the WCAG contrast ratio of two colours, 1 to 21."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _darken(lightness: float, chroma: float, hue: float, ground: str) -> str:
    """Return a colour for headings: the brand's hue, dark enough for text on `ground`."""
    level, amount = min(lightness, 0.48), chroma
    if lightness > _PALE:
        # A pale colour turns to mud when darkened with its chroma: nearly ink is better.
        level, amount = 0.30, min(chroma, 0.035)
    colour = from_oklch(level, amount, hue)
    while contrast(colour, ground) < MIN_CONTRAST:
        level -= 0.01
        colour = from_oklch(level, amount, hue)
    return colour


def _make_visible(colour: str) -> str:
    """Return a colour that bands and bars are seen in on white: the same, unless nearly white."""
    level, chroma, hue = to_oklch(colour)
    while chroma < _LEAST_COLOUR and contrast(colour, "#ffffff") < _LEAST_SEEN:
        level -= 0.01
        colour = from_oklch(level, chroma, hue)
    return colour


def _choose_text(ground: str, ink: str) -> str:
    for colour in ("#ffffff", ink):
        if contrast(colour, ground) >= MIN_CONTRAST:
            return colour
    return "#000000"


def _explain(brand: str, tokens: Mapping[str, str]) -> list[str]:
    fill, strong = tokens["brand"], tokens["strong"]
    notes = []
    if strong != brand:
        reached = contrast(brand, "#ffffff")
        reason = (
            f"{brand} on white reaches only {reached:.1f}:1"
            if reached < MIN_CONTRAST
            else f"a darker {brand} reads better on its tints"
        )
        notes.append(f"headings and links are set in {strong}: {reason}.")
    if tokens["on-brand"] != "#ffffff":
        notes.append(f"text on {fill} is dark: white on it would not be readable.")
    if fill != brand:
        notes.append(f"bands and bars are set in {fill}: {brand} is hardly seen on white.")
    return notes


def to_oklch(colour: str) -> tuple[float, float, float]:
    """Return lightness (0 to 1), chroma and hue (radians) of `#rrggbb`."""
    red, green, blue = (_to_linear(value) for value in _channels(colour))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def from_oklch(lightness: float, chroma: float, hue: float) -> str:
    """Return `#rrggbb`; what sRGB cannot show gives up chroma and keeps lightness and hue."""
    while chroma > 0 and not all(
        -1e-4 <= value <= 1.0001 for value in _to_rgb(lightness, chroma, hue)
    ):
        chroma -= 0.002
    channels = _to_rgb(lightness, max(chroma, 0), hue)
    return "#" + "".join(f"{round(255 * _to_gamma(value)):02x}" for value in channels)


def _to_rgb(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _channels(colour: str) -> tuple[float, float, float]:
    return tuple(int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))  # type: ignore[return-value]  # Three slices, three numbers.


def _to_linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _to_gamma(value: float) -> float:
    value = min(1.0, max(0.0, value))
    return 12.92 * value if value <= 0.0031308 else float(1.055 * value ** (1 / 2.4) - 0.055)


def _luminance(colour: str) -> float:
    red, green, blue = (_to_linear(value) for value in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
