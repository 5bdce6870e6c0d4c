"""Make the static faces of the shipped font families, and declare them to the engine.

The families come as packages with variable fonts, which cost WeasyPrint 80 ms a document: it makes
an instance each time. So each weight is pinned once with HarfBuzz and kept in the project's cache,
named by what it was made from and checked by its own digest whenever it is used.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from handout.assets import DEFAULT_FAMILY, FAMILIES, Face
from handout.errors import EngineError
from handout.files.reading import read_regular
from handout.render.raised import add_raised_figures

MAKER = "3"
"""Counts up when faces are made differently, so that old ones are made anew."""


def declare_faces(family: str, cache: Path) -> str:
    """Return the `@font-face` rules of a family, and of the default one for what it lacks.

    Their files are made where they are not there.

    Args:
        family: A key of `FAMILIES`.
        cache: The folder where static faces are kept.

    Raises:
        EngineError: The family's package is missing, or the cache cannot be written.
    """
    rules = []
    families = dict.fromkeys((family, DEFAULT_FAMILY))
    for name, face in [(one, face) for one in families for face in FAMILIES[one]]:
        uri = _find_face(name, face, cache).resolve().as_uri()
        rules.append(
            f'@font-face {{ font-family: "{name}"; font-weight: {face.weight};'
            f' font-style: {face.style}; src: url("{uri}") }}'
        )
    return "\n".join(rules)


def _find_face(family: str, face: Face, cache: Path) -> Path:
    import fontpkg

    try:
        source = Path(fontpkg.path(family, weight=face.weight, style=face.style))
        data = source.read_bytes()
    except Exception as error:
        raise EngineError(
            f"the font “{family}” is not installed: {error}",
            hint="Run `handout doctor`, or install clinic-handout again.",
        ) from error
    origin = hashlib.sha256(data + MAKER.encode()).hexdigest()[:16]
    stem = f"{family.replace(' ', '')}-{face.weight}-{face.style}-{origin}"
    target = cache / f"{stem}.ttf"
    if not _is_sound(target):
        is_variable = "[wght]" in source.name
        static = _pin_weight(source, face.weight) if is_variable else data
        _write_face(target, add_raised_figures(static))
    return target


def holds(path: Path, content: bytes) -> bool:
    """Tell whether a file is there and holds this."""
    try:
        return read_regular(path) == content
    except OSError:
        return False


def _is_sound(path: Path) -> bool:
    try:
        digest = read_regular(path.with_suffix(".sha256")).decode("ascii")
        return hashlib.sha256(read_regular(path)).hexdigest() == digest
    except (OSError, UnicodeDecodeError):
        return False


def _pin_weight(source: Path, weight: int) -> bytes:
    import uharfbuzz

    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(source)))
    subset = uharfbuzz.SubsetInput()
    subset.keep_everything()
    subset.pin_axis_location(face, "wght", weight)
    return bytes(uharfbuzz.subset(face, subset).blob.data)


def _write_face(target: Path, data: bytes) -> None:
    keep_file(target, data)
    keep_file(target.with_suffix(".sha256"), hashlib.sha256(data).hexdigest().encode())


def keep_file(target: Path, content: bytes) -> None:
    """Put a file into the cache, whole at once: several processes may be at it.

    Raises:
        EngineError: It cannot be written.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".face-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(name).replace(target)
        except OSError:
            Path(name).unlink()
            # On Windows, nothing takes the place of a file that somebody is just reading.
            if not holds(target, content):
                raise
    except OSError as error:
        raise EngineError(
            f"the font cache cannot be written: {error.strerror}.",
            hint=f"Make {target.parent} writable, or remove it.",
        ) from error
