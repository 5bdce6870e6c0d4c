"""Make a clinic's folder that builds at once: the sample clinic, one author, one article.

Comes in: where the folder is to be. Goes out: the files written. Nothing that is there already is
ever written over: all of it is looked at before the first file is made.
"""

from __future__ import annotations

import os
from pathlib import Path

from handout import assets
from handout.errors import OutputError
from handout.files.writing import write_new_files
from handout.model import Place

SAMPLE = (
    "content/articles/microneedling-and-hair-follicles.md",
    "content/authors/nadia.toml",
    "content/clinic.toml",
    "content/images/logo.svg",
    "content/images/nadia.svg",
    "content/images/skin-layers.svg",
)
"""What is taken from the shipped content; the wheel ships just these files of it."""

GITIGNORE = """\
# What handout makes can be made again.
/dist/
/.handout/

# Lists of recipients are personal data: never commit them.
*.csv
*.tsv
*.xlsx
*.jsonl
recipients*.json
"""


def make_folder(folder: Path) -> tuple[Path, ...]:
    """Write a clinic's folder and return the files written.

    Args:
        folder: The folder; it may be there already, and hold other things.

    Raises:
        OutputError: A file is in the way (then nothing is written), or writing failed (then what
            was written is taken away again).
    """
    content = {folder / path: _read_sample(path) for path in SAMPLE}
    content[folder / ".gitignore"] = GITIGNORE.encode()
    _refuse_to_overwrite(folder, tuple(content))
    return tuple(sorted(write_new_files(list(content.items()))))


def _read_sample(path: str) -> bytes:
    return (assets.shipped_content().parent / path).read_bytes()


def _refuse_to_overwrite(folder: Path, files: tuple[Path, ...]) -> None:
    # Also a file, or a broken link, where a folder has to be.
    parents = {parent for path in files for parent in path.parents if not parent.is_dir()}
    in_the_way = sorted(path for path in (*files, *parents) if os.path.lexists(path))
    if in_the_way:
        names = ", ".join(
            str(path.relative_to(folder) if folder in path.parents else path) for path in in_the_way
        )
        raise OutputError(
            f"nothing was written, because this is there already: {names}.",
            where=Place(path=folder),
            hint="name another folder, or move that away.",
        )
