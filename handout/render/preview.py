"""Draw the pages of a PDF as pictures, for a website or a message.

Comes in: a PDF. Goes out: a PNG a page, as PDFium draws it, which is what Chrome shows.
"""

from __future__ import annotations

import io

import pypdfium2

DPI = 150
"""An A4 page is then 1241 × 1754 pixels: more than a screen shows, and its text is sharp."""


def draw_pages(pdf: bytes) -> tuple[bytes, ...]:
    """Return each page as a PNG; the same PDF gives the same bytes."""
    with pypdfium2.PdfDocument(pdf) as document:
        return tuple(_draw(page) for page in document)


def _draw(page: pypdfium2.PdfPage) -> bytes:
    bitmap = page.render(scale=DPI / 72)
    buffer = io.BytesIO()
    bitmap.to_pil().save(buffer, "PNG", dpi=(DPI, DPI))
    bitmap.close()
    page.close()
    return buffer.getvalue()
