"""Give each worker a temporary folder of its own, which goes when the worker does.

Workers are ended by force, so that what they would tidy up at their end stays: the engine alone
copies 1.4 MB of font faces into a temporary folder. The folder's name holds the number of the
parent process; what a killed parent has left, the next one removes.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from handout.files.writing import STALE_AFTER_S, is_alive

_NAME = re.compile(r"handout-worker-(\d+)-\w+")


def make_scratch() -> Path | None:
    """Make a folder for a worker; None where there is no room for one."""
    try:
        return Path(tempfile.mkdtemp(prefix=f"handout-worker-{os.getpid()}-"))
    except OSError:
        return None


def remove_stale_scratch() -> None:
    """Remove the folders of parents that were killed."""
    with suppress(OSError):
        for entry in os.scandir(tempfile.gettempdir()):
            match = _NAME.fullmatch(entry.name)
            with suppress(OSError):
                if match and not is_alive(int(match[1])):
                    age = time.time() - entry.stat().st_mtime
                    if age > STALE_AFTER_S:
                        shutil.rmtree(entry.path, ignore_errors=True)
