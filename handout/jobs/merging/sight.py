"""Say what a worker on another machine sees: which code it runs, which folder it looks at.

These functions are called on every worker of a cluster and, for comparison, here. They come as
names, so a worker without this version of handout fails to load them, which tells enough.
"""

from __future__ import annotations

import functools
import os
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from handout.jobs.digests import Digests, digest_parts, read_digest
from handout.jobs.merging.resident import forget
from handout.jobs.merging.spec import digest_common

_PACKAGE = Path(__file__).resolve().parents[2]
_PATIENCE_S = 3.0
"""How long a shared folder may take to show a new file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What one process sees.

    Attributes:
        version: The version of handout.
        code: The digest of its code, as it was when the process first looked.
        clinic: The digest of the clinic's file; None where there is none to read.
        common: The digest of templates, styles and libraries.
    """

    version: str
    code: str
    clinic: str | None
    common: str


def look(root: str) -> Sight:
    """Return what this process sees.

    Args:
        root: The clinic's folder.
    """
    return Sight(
        version=_read_version(),
        code=_digest_code(),
        clinic=read_digest(str(Path(root, "content", "clinic.toml"))),
        common=digest_common(Path(root), Digests()),
    )


def find_difference(mine: Sight, other: Sight, root: Path) -> tuple[str, str] | None:
    """Return what is wrong with what a worker sees and how to mend it, or None."""
    if other.version != mine.version:
        return (
            f"has handout {other.version}, and here it is {mine.version}.",
            "install the same version there, and start the worker anew.",
        )
    if other.code != mine.code:
        return (
            f"has other code of handout {mine.version} than there is here.",
            "install the same there, and start the worker anew.",
        )
    if other.clinic is None:
        return (
            f"does not see the clinic's folder “{root}”.",
            "share it at the same path on every machine.",
        )
    if other.clinic != mine.clinic:
        return (
            f"sees another clinic's file in “{root}” than there is here.",
            "share one folder at the same path on every machine.",
        )
    if other.common != mine.common:
        return (
            "has other templates, styles, libraries, Python or SOURCE_DATE_EPOCH than there are"
            " here.",
            "install what requirements.txt lists, with the same Python, on every machine.",
        )
    return None


def write_probe(folder: str) -> Path:
    """Write an empty file into a folder, and return its path.

    Raises:
        OSError: It cannot be written.
    """
    path = Path(folder, f".handout-{os.getpid()}-{secrets.token_hex(4)}.tmp")
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    return path


def remove_probe(path: str) -> None:
    """Remove what was written, where it was."""
    Path(path).unlink(missing_ok=True)


def is_shared(probe: Path) -> str:
    """Look for what a worker wrote and remove it; return what is wrong, or nothing."""
    end = time.monotonic() + _PATIENCE_S
    while True:
        try:
            owner = probe.stat().st_uid
            probe.unlink()
        except FileNotFoundError:
            if time.monotonic() > end:
                return f"writes to another folder “{probe.parent}” than there is here."
            time.sleep(0.1)
        except OSError as error:
            return f"writes what cannot be removed from here: {error.strerror or error}."
        else:
            if hasattr(os, "geteuid") and owner != os.geteuid():
                return "works as another user."
            return ""


def count_running(name: str, dask_worker: Any) -> int:
    """Return how many calls a worker is making, given-up ones too.

    Args:
        name: How their keys begin.
        dask_worker: The worker; Dask hands it over by this name.
    """
    return sum(str(task.key).startswith(name) for task in dask_worker.state.executing)


def release() -> None:
    """Let go of what a merge leaves in a process: an article's masters may be large."""
    forget()


@functools.cache
def _digest_code() -> str:
    """Digest the code once: a worker goes on with what it loaded, whatever is installed later."""
    found = Digests().get_all(_PACKAGE)
    return digest_parts([f"{name}:{digest}" for name, digest in found if name.endswith(".py")])


def _read_version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("clinic-handout")
    except PackageNotFoundError:
        return "(not installed)"
