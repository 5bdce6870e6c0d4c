"""Let the engine read what belongs to the handout, and nothing else.

Articles, templates and pictures may come from anywhere, so nothing they name is trusted: only
regular files below the given folders, after links and `..` are resolved, and `data:` addresses.
There is no network. What was read is remembered with its digest, for the cache.
"""

from __future__ import annotations

import hashlib
import mimetypes
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from weasyprint.urls import URLFetcher, URLFetcherResponse

from handout.compose.overrides import list_style_files
from handout.files.names import find_spelling
from handout.files.reading import PICTURE_LIMIT, NotRegularError, TooLargeError, read_regular
from handout.read.pictures import SUFFIXES
from handout.render.pictures import Damage, drop_metadata, find_damage
from handout.render.raised import add_raised_figures

_OTHER_SUFFIXES = (".css", ".icc", ".otf", ".ttc", ".ttf", ".woff", ".woff2")
"""What pages are made of besides pictures. Lists of clients and keys lie in the project, too."""


def digest_file(path: Path) -> str | None:
    """Return a file's SHA-256, or None where there is no file to read."""
    try:
        return hashlib.sha256(read_regular(path, limit=PICTURE_LIMIT)).hexdigest()
    except OSError:
        return None


class RefusedError(ValueError):
    """An address that a handout may not read."""


class DamagedError(ValueError):
    """A picture that would not be drawn as it is meant: what is wrong, and a hint below it."""


class _Changed(URLFetcherResponse):  # type: ignore[misc] # WeasyPrint has no types
    """What a file holds but for something: the engine is not to read the file itself."""

    path = None


class ConfinedFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types.
    """Fetch `file:` addresses below some folders, and `data:` addresses.

    Attributes:
        roots: The folders.
        dependencies: The digests of the files that were read; None of those that are not there.
        sheet: The style sheet that is being read; by its own name, it means the shipped one.
    """

    def __init__(self) -> None:
        super().__init__(allowed_protocols={"file", "data"}, allow_redirects=False)
        self.roots: tuple[Path, ...] = ()
        self._own_styles = Path()
        self.sheet: Path | None = None
        self.dependencies: dict[str, str | None] = {}
        self._damages: dict[tuple[str, frozenset[str]], Damage | None] = {}
        self._families: frozenset[str] = frozenset()

    def confine(self, roots: tuple[Path, ...], families: frozenset[str] = frozenset()) -> None:
        """Allow these folders from now on, and forget what was read before.

        Args:
            roots: The folders, the clinic's first.
            families: The font families that there are for the text of drawings.
        """
        self.roots = tuple(root.resolve() for root in roots)
        self._own_styles = (self.roots[0] / "styles").resolve()
        self._families = families
        self.dependencies = {}

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
        """Return the content of an address.

        Raises:
            DamagedError: It is a picture, and something is wrong with it.
            RefusedError: The address is outside the allowed folders, or not a regular file.
        """
        parts = urlsplit(url)
        if parts.scheme.lower() == "data":
            response = super().fetch(url, headers)
            if not response.content_type.startswith("image/"):
                return response
            content = response.read()
            self._check_picture(content, hashlib.sha256(content).hexdigest())
            return URLFetcherResponse(url, content, response.headers)
        if parts.scheme.lower() != "file" or parts.netloc not in ("", "localhost"):
            raise RefusedError("only files of the project are read, nothing from the network")
        path = self._find_file(find_spelling(Path(url2pathname(parts.path))).resolve())
        if not any(path.is_relative_to(root) for root in self.roots):
            raise RefusedError("it is outside the project")
        if not path.name.lower().endswith((*SUFFIXES, *_OTHER_SUFFIXES)):
            raise RefusedError("it is no picture, style sheet or font")
        try:
            content = read_regular(path, limit=PICTURE_LIMIT)
        except NotRegularError as error:
            raise RefusedError("it is not a file") from error
        except TooLargeError as error:
            raise RefusedError(f"it is larger than {PICTURE_LIMIT // 1024**2} MB") from error
        except OSError:
            # What is missing is a dependency, too.
            self.dependencies[str(path)] = None
            raise
        digest = self.dependencies[str(path)] = hashlib.sha256(content).hexdigest()
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        if kind.startswith("image/") or path.name.lower().endswith(SUFFIXES):
            self._check_picture(content, digest)
            if (bare := drop_metadata(content)) != content:
                return _Changed(path.as_uri(), bare, {"Content-Type": kind})
        elif kind.startswith("font/") and path.is_relative_to(self._own_styles):
            return _Changed(path.as_uri(), add_raised_figures(content), {"Content-Type": kind})
        return URLFetcherResponse(path.as_uri(), content, {"Content-Type": kind})

    def _find_file(self, asked: Path) -> Path:
        """Return the file that is meant: in `styles/`, the clinic's own or else the shipped one."""
        files = list_style_files(asked, self._own_styles)
        for path in files:
            if path == self.sheet:
                continue
            if path.exists():
                return path.resolve()
            if len(files) > 1:
                # Once it is there, it takes the place of the other.
                self.dependencies[str(path)] = None
        return asked

    def _check_picture(self, content: bytes, digest: str) -> None:
        """Refuse a picture that would not be drawn as it is meant; each is looked at once."""
        key = (digest, self._families)
        if key not in self._damages:
            self._damages[key] = find_damage(content, self._families)
        damage = self._damages[key]
        if damage is not None:
            raise DamagedError("\n".join(damage))
