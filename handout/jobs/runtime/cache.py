"""Remember what each built file was made from, so that it is not made again.

One small record a PDF in `.handout/cache/`, known by the PDF's path, with a checksum of itself.
Whatever is odd about a record means “not built yet” and never stops a build; two builds at once
each write whole records over one another's. Dependencies are observed while a handout is made, as
in lektor's `builder.py`; times of change are never asked.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from handout.check.review import Review
from handout.files.digests import Digests
from handout.files.reading import read_regular
from handout.files.writing import write_file
from handout.model import Problem, Severity

FOLDER = Path(".handout", "cache")
_LIMIT = 16 * 1024 * 1024
"""Bytes of a record, which has a few thousand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What is known of a built file. Paths are relative to the clinic's folder where below it.

    Attributes:
        key: The digest of what is the same for all formats of all articles, and of the options.
        source: The article's file.
        output: The PDF.
        files: The SHA-256 of what was written: the PDF, and what stands beside it.
        dependencies: The SHA-256 of every file that was read, or None for one that was not there.
        pages: The number of pages.
        problems: What was said about it, to be said again.
        review: By when the article is to be reviewed, which is told of from then on.
    """

    key: str
    source: str
    output: str
    files: Mapping[str, str]
    dependencies: Mapping[str, str | None]
    pages: int
    problems: tuple[Problem, ...] = ()
    review: Review | None = None


class Cache:
    """Keep the records of one project."""

    def __init__(self, root: Path) -> None:
        """Touch nothing yet.

        Args:
            root: The clinic's folder.
        """
        self._root = f"{root}{os.sep}"
        self._folder = root / FOLDER

    def shorten(self, path: Path | str) -> str:
        """Return a path as records have it."""
        return str(path).removeprefix(self._root)

    def lengthen(self, path: str) -> str:
        """Return the absolute path of a record's path."""
        return path if os.path.isabs(path) else self._root + path  # noqa: PTH117 # many of them

    def read(self, output: Path) -> Record | None:
        """Return the record of a PDF, or None if there is none that can be trusted."""
        return self._read(self._name(self.shorten(output)))

    def read_others(self, outputs: Iterable[Path]) -> Iterator[Record]:
        """Return the records that can be trusted of all files but these."""
        known = {self._name(self.shorten(output)) for output in outputs}
        for path in self._folder.glob("*.json"):
            record = None if path.name in known else self._read(path.name)
            if record is not None:
                yield record

    def write(self, record: Record) -> None:
        """Keep a record.

        Raises:
            OutputError: The cache cannot be written.
        """
        fields = {name: getattr(record, name) for name in Record.__slots__}
        body = json.dumps(fields, default=self._flatten, separators=(",", ":")).encode()
        checksum = hashlib.sha256(body).hexdigest().encode()
        write_file(self._folder / self._name(record.output), checksum + b"\n" + body)

    def remove(self, record: Record) -> None:
        """Forget a record."""
        with suppress(OSError):
            (self._folder / self._name(record.output)).unlink(missing_ok=True)

    def is_current(self, record: Record, key: str, files: tuple[Path, ...], now: Digests) -> bool:
        """Tell whether what a record describes would come out the same if it were made now.

        Args:
            record: The record.
            key: The key that it would have now.
            files: What has to be there: the PDF, and what is asked for beside it.
            now: The digests of this build.
        """
        wanted = {self.shorten(file): record.files.get(self.shorten(file), "") for file in files}
        return record.key == key and all(
            now.get(self.lengthen(path)) == digest
            for path, digest in (*record.dependencies.items(), *wanted.items())
        )

    def _name(self, output: str) -> str:
        return hashlib.sha256(os.fsencode(output)).hexdigest()[:32] + ".json"

    def _flatten(self, value: object) -> object:
        """Return what stands in JSON for a problem, a path or a day."""
        if isinstance(value, Problem):
            return [getattr(value, name) for name in Problem.__slots__]
        return self.shorten(value) if isinstance(value, Path) else str(value)

    def _read(self, name: str) -> Record | None:
        try:
            data = read_regular(f"{self._folder}{os.sep}{name}", limit=_LIMIT)
            checksum, _, body = data.partition(b"\n")
            if checksum != hashlib.sha256(body).hexdigest().encode():
                return None
            record = _build(json.loads(body), self)
            return record if self._name(record.output) == name else None
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return None


def _build(fields: dict[str, Any], cache: Cache) -> Record:
    """Make a record of what was written; an error of any kind says that it is none."""
    problems = tuple(
        Problem(
            code=_require(code, str),
            severity=Severity(severity),
            path=None if path is None else Path(cache.lengthen(path)),
            line=_allow(line, int),
            column=_allow(column, int),
            message=_require(message, str),
            hint=_allow(hint, str),
        )
        for code, severity, path, line, column, message, hint in fields.pop("problems")
    )
    review = fields.pop("review")
    if review is not None:
        day, line = review
        review = Review(date.fromisoformat(day), _allow(line, int))
    record = Record(**fields, problems=problems, review=review)
    for text in (record.key, record.source, record.output, *record.files.values()):
        _require(text, str)
    for state in record.dependencies.values():
        _allow(state, str)
    if _require(record.pages, int) < 1 or record.output not in record.files:
        raise ValueError
    return record


def _require(value: Any, kind: type) -> Any:
    """Return a value that is just of this type; a bool is no number."""
    if type(value) is not kind:
        raise TypeError
    return value


def _allow(value: Any, kind: type) -> Any:
    return None if value is None else _require(value, kind)
