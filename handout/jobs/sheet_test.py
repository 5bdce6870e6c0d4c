"""Make the sheet that tells how a printer turns paper, for a clinic or without one."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from handout.errors import EngineError
from handout.jobs.runtime.render_session import get_engine, open_pool
from handout.model import Brand, Clinic, PrintSettings
from handout.read.clinic import read_clinic

if TYPE_CHECKING:
    from handout.render.answer import Answer

NAME = "sheet-test.pdf"


def make_sheet_test(root: Path | None, paper: str | None = None) -> bytes:
    """Return the PDF: one sheet, to be printed on both sides.

    Args:
        root: The clinic's folder, whose name and colours are used, if its file can be.
        paper: The paper; else the clinic's.

    Raises:
        EngineError: The engine cannot be loaded, or failed.
    """
    # A build says what is wrong with the clinic's file.
    path = root / "content" / "clinic.toml" if root else None
    clinic = read_clinic(path, root, lambda _: None) if path and root else None
    with tempfile.TemporaryDirectory() as empty:
        folder = root or Path(empty)
        with open_pool(folder, 1) as pool:
            answer = pool.submit(_render, folder, clinic, paper).result()
    if answer.pdf is None:
        raise EngineError(
            "the sheet could not be made: " + " ".join(one.message for one in answer.problems)
        )
    return answer.pdf


def _render(root: Path, clinic: Clinic | None, paper: str | None) -> Answer:
    """Render the sheet in a worker, which leaves this process as it is."""
    from handout.compose.sheet_test import compose_sheet_test

    brand = clinic.brand if clinic else Brand(primary="#155a72")
    settings = clinic.print if clinic else PrintSettings()
    composed = compose_sheet_test(
        paper or settings.paper,
        name=clinic.name if clinic else "",
        primary=brand.primary,
        accent=brand.accent,
    )
    return get_engine(root).render(composed, roots=(), allow_missing=False)
