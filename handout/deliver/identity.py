"""Name a recipient's handout so that the name says nothing about the recipient.

The id is a keyed hash: who has the list and the project's key can tell whose handout it is, and
nobody else can, not even by trying every name (OCR and ICO: no client's name in a file name). The
same recipient has the same id each time, wherever the row stands, which is how a run is taken up
again.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from handout.errors import OutputError
from handout.files.reading import read_regular
from handout.model import Place
from handout.read.recipients.keys import Twin

KEY_PATH = Path(".handout", "key")
KEY_BYTES = 32
"""As long as the hash's output: RFC 2104, section 3."""

ID_LENGTH = 20
"""Base32 characters: 100 bits, so that two of a million recipients never meet."""

ID = re.compile(rf"[a-z2-7]{{{ID_LENGTH}}}")
FILE = re.compile(rf"({ID.pattern})\.pdf")
"""What a recipient's PDF is called."""

GIVEN_LENGTH = 24
"""Hexadecimal digits of the digest of what was given: 96 bits."""

_KEY_LIMIT = 4096


class Namer:
    """Give the ids of the recipients of one handout: HMAC-SHA-256 (RFC 2104) in base32."""

    def __init__(self, key: bytes, *scope: str) -> None:
        """Begin the hash with what is the same for all.

        Args:
            key: The project's key.
            scope: What tells the handouts of one recipient apart: article, format and so on.
        """
        # An article's name comes from a file's, which need not be UTF-8.
        told = "\0".join((*scope, "")).encode(errors="surrogateescape")
        self._begun = hmac.new(key, told, hashlib.sha256)

    def name(self, key: str, row: str = "", twin: Twin = 0) -> str:
        """Return the id of one recipient's handout.

        Args:
            key: By what the recipient is known.
            row: All that the list says; it counts only where others have the same key.
            twin: How the recipient is told from those.
        """
        # A NUL can stand in no value.
        told = [key, *([row] if twin & 1 else []), *([str(twin >> 1)] if twin >> 1 else [])]
        return _shorten(self._digest("\0".join(told)))

    def digest(self, row: str) -> str:
        """Return a digest of all that the list says of a recipient, by which a change is known."""
        return self._digest(f"given\0{row}").hex()[:GIVEN_LENGTH]

    def _digest(self, text: str) -> bytes:
        digest = self._begun.copy()
        digest.update(text.encode("utf-8", "surrogatepass"))
        return digest.digest()


def make_recipient_key(key: bytes, address: str) -> str:
    """Return the key of a person in all that was given to them, whatever the article.

    Args:
        key: The project's key.
        address: The person's e-mail address; nothing gives nothing.
    """
    said = f"recipient\0{address.casefold()}".encode("utf-8", "surrogatepass")
    return _shorten(hmac.digest(key, said, "sha256")) if address else ""


def _shorten(digest: bytes) -> str:
    """Return the beginning of a digest in base32 (RFC 4648, section 6)."""
    return base64.b32encode(digest[:15])[:ID_LENGTH].decode().lower()


def read_key(root: Path) -> bytes:
    """Return the project's key, made at the first call.

    Args:
        root: The clinic's folder.

    Raises:
        OutputError: It cannot be made or read, or is damaged.
    """
    path = root / KEY_PATH
    try:
        if not path.exists():
            _make_key(path)
        key = read_regular(path, limit=_KEY_LIMIT)
    except OSError as error:
        raise OutputError(
            f"the key of the recipients' ids cannot be used: {error.strerror or 'it is no file'}.",
            where=Place(path=path),
            hint="who made it can share it: `chmod g+r .handout/key`."
            if isinstance(error, PermissionError)
            else "make the folder .handout readable and writable for yourself.",
        ) from error
    if len(key) != KEY_BYTES:
        raise OutputError(
            f"the key of the recipients' ids is damaged: it has {len(key)} bytes, not {KEY_BYTES}.",
            where=Place(path=path),
            hint="put it back from your backup, or remove it: then new ids are given.",
        )
    return key


def _make_key(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Whoever may write into the clinic's folder may make handouts of its recipients.
    shared = path.parent.parent.stat().st_mode
    mode = 0o640 if shared & stat.S_IWGRP else 0o600
    # Whole under its name or not there at all: a process that is killed leaves no half key, and of
    # two that come at once one makes it and both read that one.
    temporary = path.with_name(f".key-{os.getpid()}-{secrets.token_hex(4)}.tmp")
    try:
        _write_key(temporary, secrets.token_bytes(KEY_BYTES), mode)
        try:
            os.link(temporary, path)
        except FileExistsError:
            return
        except OSError:
            # A file system without links; there, only a kill in this very moment could harm.
            with suppress(FileExistsError):
                _write_key(path, temporary.read_bytes(), mode)
    finally:
        temporary.unlink(missing_ok=True)


def _write_key(path: Path, key: bytes, mode: int) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(handle)
