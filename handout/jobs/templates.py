"""List the templates and style sheets that a clinic's handouts are made of, and copy one out.

Comes in: the clinic's folder. Goes out: the files in use, with what each has to be changed, or the
one file that was made. Nothing that is there already is ever written over.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from handout.errors import UsageError
from handout.files.writing import write_new_files

KINDS = ("templates", "styles")
"""The folders, shipped and in a clinic's folder."""


class TemplateFile(NamedTuple):
    """A file that handouts are made of; `macros` are with their arguments."""

    kind: str
    name: str
    path: Path
    is_own: bool
    blocks: tuple[str, ...] = ()
    macros: tuple[str, ...] = ()


def list_templates(root: Path) -> tuple[TemplateFile, ...]:
    """Return the files that a clinic's handouts are made of: its own, or else the shipped ones.

    Args:
        root: The clinic's folder.
    """
    from handout.compose.overrides import Overrides, find_shipped, list_shipped
    from handout.read.links import find_roots

    overrides = Overrides(root, find_roots(root, follows_links=False))
    files = []
    for kind in KINDS:
        own = overrides.list_own(kind)
        for name in sorted({*list_shipped(kind), *own}):
            folder = root / kind if name in own else find_shipped(kind)
            blocks, macros = overrides.find_parts(name) if kind == "templates" else ((), ())
            files.append(TemplateFile(kind, name, folder / name, name in own, blocks, macros))
    return tuple(files)


def copy_template(root: Path, name: str) -> Path:
    """Copy a shipped file into a clinic's folder and return it.

    Args:
        root: The clinic's folder.
        name: The file's name, such as `parts/head.html` or `styles/clinic.css`.

    Raises:
        OutputError: The clinic has one of its own, or it cannot be written.
        UsageError: There is no such file.
    """
    from handout.compose.overrides import find_namesake, find_shipped, list_shipped

    shipped = {f"{kind}/{one}": kind for kind in KINDS for one in list_shipped(kind)}
    names = (name, *(f"{kind}/{name}" for kind in KINDS))
    found = next((one for one in names if one in shipped), None)
    if found is None:
        near = find_namesake(name, shipped)
        raise UsageError(
            f"no file “{name}” comes with handout.",
            hint=f"did you mean “{near}”?" if near else "“handout templates” lists what there is.",
        )
    target = root / found
    source = find_shipped(shipped[found]).parent / found
    hint = "change that one, or move it away."
    write_new_files([(target, source.read_bytes())], folder=root, hint=hint)
    return target
