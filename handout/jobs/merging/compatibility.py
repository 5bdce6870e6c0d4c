"""Say what a worker on another machine sees: which code it runs, which folders it looks at.

`describe_installation` is called on every worker of a cluster and, for comparison, here. It comes
as a name, so a worker without this version of handout fails to load it, which tells enough.
"""

from __future__ import annotations

import functools
import os
import time
from pathlib import Path
from typing import Any, NamedTuple

from handout import assets
from handout.files.reading import read_digest
from handout.jobs.merging.spec import digest_common
from handout.jobs.merging.worker_state import forget
from handout.jobs.runtime.digests import Digests, digest_parts

_PATIENCE_S = 3.0
"""How long a shared folder may take to show a new file."""


class Installation(NamedTuple):
    """What one process sees.

    Attributes:
        code: The version of handout, and the digest of its code as the process has loaded it.
        clinic: The digest of the clinic's file; None where there is none to read.
        common: The digest of templates, styles and libraries.
        has_output: Whether it sees what was written to the output folder, and may write there.
        user: The number of the user it works as.
    """

    code: str
    clinic: str | None
    common: str
    has_output: bool
    user: int


_DIFFERENCES = {
    "code": "has other code of handout than there is here.",
    "clinic": "does not see the clinic's folder as it is here.",
    "common": "has other templates, styles, libraries, Python or SOURCE_DATE_EPOCH than there are"
    " here.",
    "has_output": "cannot write to the output's folder, or sees another one than there is here.",
    "user": "works as another user.",
}


def find_difference(mine: Installation, other: object) -> str | None:
    """Return what is wrong with what a worker sees, or None."""
    if not isinstance(other, Installation):
        return "cannot load handout, or has another version of it."
    return next(
        (
            message
            for field, message in _DIFFERENCES.items()
            if getattr(other, field) != getattr(mine, field)
        ),
        None,
    )


def describe_installation(root: str, probe: str) -> Installation:
    """Return what this process sees.

    Args:
        root: The clinic's folder.
        probe: A file that was just written to the output folder.
    """
    end = time.monotonic() + _PATIENCE_S
    while not os.path.lexists(probe) and time.monotonic() < end:
        time.sleep(0.1)
    return Installation(
        code=f"{_read_version()} {_digest_code()}",
        clinic=read_digest(str(Path(root, "content", "clinic.toml"))),
        common=digest_common(Path(root), Digests()),
        has_output=os.path.lexists(probe) and os.access(Path(probe).parent, os.W_OK),
        user=os.geteuid() if hasattr(os, "geteuid") else 0,
    )


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
    found = Digests().get_all(assets.PACKAGE)
    return digest_parts([f"{name}:{digest}" for name, digest in found if name.endswith(".py")])


def _read_version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("clinic-handout")
    except PackageNotFoundError:
        return "(not installed)"
