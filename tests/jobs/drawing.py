"""Stand in for the engine with real pages."""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf

from tests.jobs.stand_in import Reading


class Drawing(Reading):
    """Draw as many pages as `PAGES 3` in the text says, with their number and the HTML's digest."""

    def render(self, composed: Any, **given: Any) -> Any:
        """Do what the words say, then draw."""
        answer = super().render(composed, **given)
        if answer.pdf is None:
            return answer
        count = int(re.findall(r"PAGES (\d+)", composed.html)[-1])
        digest = hashlib.sha256(composed.html.encode()).hexdigest()[:8]
        font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
        buffer = io.BytesIO()
        with pikepdf.new() as pdf:
            names = {key: pikepdf.Name(value) for key, value in font.items()}
            shared = pdf.make_indirect(pikepdf.Dictionary(names))
            for number in range(1, count + 1):
                page = pdf.add_blank_page(page_size=(300, 420)).obj
                page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=shared))
                text = f"BT /F 40 Tf 30 200 Td ({number} {digest}) Tj ET"
                page.Contents = pdf.make_stream(text.encode())
            pdf.save(buffer, deterministic_id=True)
        return replace(answer, pdf=buffer.getvalue(), pages=count)


def load_drawing(cache: Path) -> Any:
    """Make one."""
    return Drawing()
