"""Ask veraPDF whether files are PDF/UA-1.

The engine runs in a child process (`verapdf_engine.py`), started at the first question and kept for
all that follow: Java costs seconds to warm up and then a quarter of a second a file. `ask` sends a
file without waiting, so that validating goes on while the next PDF is being made.
"""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Self

ENGINE = Path(__file__).with_name("verapdf_engine.py")
PATIENCE = 120.0
"""Seconds to wait for one verdict before the engine is held to be stuck."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A rule that a file broke: where in ISO 14289-1, how often, and the first place it did."""

    clause: str
    test: int
    message: str
    count: int
    context: str

    def __str__(self) -> str:
        return f"{self.clause}-{self.test} ×{self.count}: {self.message} [{self.context}]"


class VeraPDF:
    """Keep one engine running; a context manager that ends it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._answers: queue.Queue[str] = queue.Queue()
        self._reader: threading.Thread | None = None
        self._asked: list[Path] = []
        self._verdicts: dict[Path, tuple[Failure, ...] | RuntimeError] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> subprocess.Popen[str]:
        """Start the engine, unless it runs, and return at once: Java warms up meanwhile."""
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, str(ENGINE)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
            )
            self._reader = threading.Thread(target=self._read, daemon=True)
            self._reader.start()
        return self._process

    def _read(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if not line.startswith('{"ready"'):
                self._answers.put(line)
        self._answers.put("")

    def ask(self, path: Path) -> None:
        """Hand a file to the engine without waiting for its verdict."""
        process = self.start()
        assert process.stdin is not None
        process.stdin.write(json.dumps(str(path.resolve())) + "\n")
        process.stdin.flush()
        self._asked.append(path)

    def failures(self, path: Path) -> tuple[Failure, ...]:
        """Return the rules that the file breaks, none for PDF/UA-1; each file is asked of once.

        Raises:
            RuntimeError: The engine could not read the file, or ended.
        """
        if path not in self._asked and path not in self._verdicts:
            self.ask(path)
        while path not in self._verdicts:
            line = self._answers.get(timeout=PATIENCE)
            if not line:
                raise RuntimeError("the veraPDF engine ended without a verdict")
            answer = json.loads(line)
            self._verdicts[self._asked.pop(0)] = (
                RuntimeError(answer["error"])
                if "error" in answer
                else tuple(
                    Failure(clause=clause, test=test, message=message, count=count, context=context)
                    for clause, test, message, count, context in answer["failures"]
                )
            )
        verdict = self._verdicts[path]
        if isinstance(verdict, RuntimeError):
            raise verdict
        return verdict

    def close(self) -> None:
        """End the engine."""
        if self._process is None:
            return
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._reader is not None:
            self._reader.join(timeout=5)
        self._process.stdout.close()
        self._process = None
