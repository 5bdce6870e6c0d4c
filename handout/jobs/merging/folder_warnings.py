"""Say what there is to know of a folder that a merge has written to."""

from __future__ import annotations

from pathlib import Path

from handout.model import Problem, Severity


def warn_of_rights(folder: Path, mode: int) -> Problem:
    """Say what others may do in a folder that was there before, which is left as it is."""
    can = "see and change" if mode & 0o022 else "see"
    return Problem(
        code="merge.open-folder",
        severity=Severity.WARNING,
        path=folder,
        message=f"others on this computer can {can} which files lie in this folder"
        f" (mode {mode:o}); the handouts themselves only you can read.",
        hint="take their rights away with `chmod 700`, or name a new folder.",
    )


def warn_of_changed(folder: Path, count: int) -> Problem:
    """Say how many PDFs were put aside, since somebody had changed them."""
    return Problem(
        code="merge.changed-file",
        severity=Severity.WARNING,
        path=folder,
        message="one PDF was changed or damaged since it was made: it was put aside."
        if count == 1
        else f"{count:,} PDFs were changed or damaged since they were made: they were put aside.",
        hint="look at the files “…-changed.pdf”, and remove what is not needed.",
    )


def warn_of_unknown(folder: Path, count: int) -> Problem:
    """Say how many PDFs are left alone that may be recipients'."""
    return Problem(
        code="merge.unknown-file",
        severity=Severity.WARNING,
        path=folder,
        message="one PDF that is named like a handout is not in the index."
        if count == 1
        else f"{count:,} PDFs that are named like handouts are not in the index.",
        hint="look whose they are, and remove what is not needed: handout removes only what it"
        " knows as its own.",
    )
