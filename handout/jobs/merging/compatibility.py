"""Say what a worker on another machine sees: which code it runs, which folders it looks at.

`describe_installation` is called on every worker of a cluster and, for comparison, here. It comes
as a name, so a worker without this version of handout fails to load it, which tells enough.
"""

from __future__ import annotations

import functools
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from handout import assets
from handout.files.reading import read_digest
from handout.jobs.merging.spec import digest_common
from handout.jobs.runtime.digests import Digests, digest_parts

_PATIENCE_S = 3.0
"""How long a shared folder may take to show a new file."""


def describe_installation(root: str, probe: str) -> dict[str, object]:
    """Return what this process sees, by what there is to say of one that sees something else.

    Args:
        root: The clinic's folder.
        probe: A file that was just written to the output folder.
    """
    end = time.monotonic() + _PATIENCE_S
    while not os.path.lexists(probe) and time.monotonic() < end:
        time.sleep(0.1)
    return {
        "has other code of handout than there is here.": _digest_code(),
        "does not see the clinic's folder as it is here.": read_digest(
            str(Path(root, "content", "clinic.toml"))
        ),
        "has other templates, styles, libraries, Python or SOURCE_DATE_EPOCH than there are"
        " here.": digest_common(Path(root), Digests()),
        "cannot write to the output's folder, or sees another one than there is here.": (
            os.path.lexists(probe) and os.access(Path(probe).parent, os.W_OK)
        ),
        "works as another user.": os.geteuid() if hasattr(os, "geteuid") else 0,
    }


def find_difference(mine: Mapping[str, object], other: object) -> str | None:
    """Return what is wrong with what a worker sees, or None."""
    if not isinstance(other, Mapping):
        return "cannot load handout, or has another version of it."
    return next((what for what, seen in mine.items() if other.get(what) != seen), None)


def count_running(name: str, dask_worker: Any) -> int:
    """Return how many calls a worker is making, given-up ones too.

    Args:
        name: How their keys begin.
        dask_worker: The worker; Dask hands it over by this name.
    """
    return sum(str(task.key).startswith(name) for task in dask_worker.state.executing)


@functools.cache
def _digest_code() -> str:
    """Digest the code once: a worker goes on with what it loaded, whatever is installed later."""
    found = Digests().get_all(assets.PACKAGE)
    return digest_parts([f"{name}:{digest}" for name, digest in found if name.endswith(".py")])
