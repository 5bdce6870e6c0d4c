"""Say what went wrong, in words a clinic can act on.

Every error the package raises on purpose is a `HandoutError`: what is wrong, where, and the likely
mend. The core raises them and never prints or exits; `handout.cli` alone turns them into words on
stderr and into one of the exit codes below.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from handout.model import Place


class ExitCode(enum.IntEnum):
    """Name the stable exit codes of the command."""

    DONE = 0
    CONTENT = 1
    USAGE = 2
    PROJECT = 3
    ENGINE = 4
    OUTPUT = 5
    PARTIAL = 6
    BUG = 70
    INTERRUPTED = 130


class HandoutError(Exception):
    """Stop the work for a reason that the user can mend.

    Args:
        message: What is wrong, one sentence.
        where: The file, and line where known.
        hint: What would mend it.
    """

    exit_code: ClassVar[ExitCode] = ExitCode.CONTENT

    def __init__(
        self, message: str, *, where: Place | None = None, hint: str | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint


class ContentError(HandoutError):
    """Nothing could be built because of what the content says."""


class UsageError(HandoutError):
    """The command was called in a way that makes no sense."""

    exit_code = ExitCode.USAGE


class ProjectError(HandoutError):
    """There is no project here, or its clinic file or templates cannot be used."""

    exit_code = ExitCode.PROJECT


class EngineError(HandoutError):
    """The rendering engine is missing, failed, or was given up."""

    exit_code = ExitCode.ENGINE


class OutputError(HandoutError):
    """The result could not be written."""

    exit_code = ExitCode.OUTPUT


class RemoteBug(Exception):
    """A mistake of ours arose in a worker; `tb` says where, and the message quotes no data."""

    def __init__(self, name: str, trace: str) -> None:
        super().__init__(name, trace)
        self.name = name
        self.tb = trace


def name_bug(error: BaseException) -> str:
    """Return what kind of error a mistake of ours is, by the name of its class."""
    return error.name if isinstance(error, RemoteBug) else type(error).__qualname__
