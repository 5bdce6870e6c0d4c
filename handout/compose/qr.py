"""Draw the QR code of a web address.

It is printed at least 24 mm wide, with the quiet zone of four modules that ISO/IEC 18004 asks for.
A module under 0.4 mm does not scan reliably from paper, so a longer address gets no code.
"""

from __future__ import annotations

WIDTH_MM = 24
MIN_MODULE_MM = 0.4
QUIET_MODULES = 4


def draw_qr(address: str) -> str | None:
    """Return the code as a `data:` address of an SVG, or None where it would be too fine."""
    import segno

    try:
        code = segno.make(address, error="l", micro=False)
    except segno.DataOverflowError:
        return None
    modules = code.symbol_size(border=QUIET_MODULES)[0]
    if WIDTH_MM / modules < MIN_MODULE_MM:
        return None
    return str(code.svg_data_uri(border=QUIET_MODULES, light="#ffffff", omitsize=True))
