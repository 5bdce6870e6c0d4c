"""Keep the shipped templates compiled, from one command to the next.

To compile them takes as long as a tenth of a small build. They lie where Python keeps its compiled
modules of the same folder, and are trusted as much as these. A clinic's own templates come from
anywhere, and are compiled each time.
"""

from __future__ import annotations

import hashlib
import sys
from contextlib import suppress
from importlib.util import MAGIC_NUMBER, cache_from_source
from pathlib import Path

import jinja2
from jinja2 import Environment, FileSystemBytecodeCache
from jinja2.bccache import Bucket


class CompiledTemplates(FileSystemBytecodeCache):
    """Hold the compiled templates of one folder."""

    def __init__(self, folder: Path, *, made_with: str) -> None:
        """Read nothing yet.

        Args:
            folder: The folder; templates elsewhere are not kept.
            made_with: Stands for how they are compiled: the environment's settings, and the
                language, in which filters of constants are computed.
        """
        self._folder = folder
        self._kept: set[str] = set()
        place = Path(cache_from_source(str(folder / "templates.py")))
        given = f"{MAGIC_NUMBER.hex()} {jinja2.__version__} {made_with}"
        made = hashlib.sha256(given.encode()).hexdigest()[:16]
        super().__init__(str(place.parent), f"%s.{sys.implementation.cache_tag}-{made}.pyc")

    def get_bucket(
        self, environment: Environment, name: str, filename: str | None, source: str
    ) -> Bucket:
        """Return a template's place, with its code if that is kept."""
        if filename is not None and Path(filename).is_relative_to(self._folder):
            self._kept.add(self.get_cache_key(name, filename))
            return super().get_bucket(environment, name, filename, source)
        return Bucket(environment, self.get_cache_key(name, filename), "")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read a template's code, where that can be."""
        try:
            super().load_bytecode(bucket)
        except Exception:  # noqa: BLE001 # whatever is wrong with it, the template is there
            bucket.reset()

    def set_bucket(self, bucket: Bucket) -> None:
        """Keep a template's code, where that may be and can be."""
        if bucket.key in self._kept and not sys.dont_write_bytecode:
            with suppress(OSError):
                Path(self.directory).mkdir(parents=True, exist_ok=True)
                super().set_bucket(bucket)
