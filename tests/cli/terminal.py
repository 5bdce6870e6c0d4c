"""Answer a command's questions on a terminal that Python plays."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

needs_terminal = pytest.mark.skipif(
    sys.platform == "win32", reason="needs a terminal that Python can play"
)


def answer_questions(
    arguments: Iterable[str], answers: Iterable[tuple[str, str]], folder: Path
) -> tuple[int, str, str]:
    """Return the exit code, and what was said until the last answer and after it.

    Args:
        arguments: What comes after `handout`.
        answers: What is waited for, and what is typed then.
        folder: Where it is run.
    """
    import pty

    parent, child = pty.openpty()
    command = [sys.executable, "-m", "handout", *arguments]
    process = subprocess.Popen(command, cwd=folder, stdin=child, stdout=child, stderr=child)
    os.close(child)
    asked = after = b""
    for question, answer in answers:
        while question.encode() not in asked:
            asked += os.read(parent, 1000)
        os.write(parent, answer.encode() + b"\n")
    with contextlib.suppress(OSError):  # what a terminal ends with
        while part := os.read(parent, 1000):
            after += part
    os.close(parent)
    return process.wait(60), asked.decode(), after.decode()
