"""Own one worker process after another: start it, talk to it, see what it takes and how it ends.

Each has a temporary folder of its own, which goes with it. Workers are ended by force, so that what
they would tidy up at their end stays: the engine alone copies 1.4 MB of font faces there. The
folder's name holds the number of the parent process; what a killed parent has left, the next one
removes.
"""

from __future__ import annotations

import os
import pickle
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from handout.errors import EngineError
from handout.files.writing import STALE_AFTER_S, is_alive
from handout.jobs.runtime.limits import show_size
from handout.jobs.runtime.worker import ITEM, ITEM_FILE, NO_ITEM, Outcome, WorkerLost

_LONGEST_STEP_S = 1.0
"""More time than this between two looks was not the task's: the machine slept, or Ctrl-Z."""

_SCRATCH = re.compile(r"handout-worker-(\d+)-\w+")

_CODE = (
    "import sys; sys.path[:] = sys.argv[2:];"
    " from handout.jobs.runtime.worker import serve; serve(sys.argv[1])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one item of a task may take: seconds, and bytes of resident memory of its process."""

    seconds: float = 60
    memory: int = 2 * 1024**3


class WorkerProcess:
    """One process after another, their pipes, and what the one that there is does."""

    def __init__(self, limits: Limits, initializer: bytes) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self._limits = limits
        self._initializer = initializer
        self._scratch: Path | None = None
        self._fault: WorkerLost | None = None
        self._is_at_work = False
        self._item = NO_ITEM
        self._spent = self._seen = 0.0
        self._size_when_ready: int | None = None

    def start(self) -> None:
        """Start a process, which begins to make itself ready.

        Raises:
            EngineError: It cannot be started.
        """
        remove_stale_scratch()
        self._scratch = make_scratch()
        self._fault, self._item, self._size_when_ready = None, NO_ITEM, None
        try:
            if self._scratch is not None:
                (self._scratch / ITEM_FILE).write_bytes(ITEM.pack(NO_ITEM))
            self.process = subprocess.Popen(
                [sys.executable, "-c", _CODE, str(self._scratch or ""), *sys.path],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                # Ctrl-C and a terminal that is closed are for this process alone.
                start_new_session=True,
            )
            self._tell(self._initializer)
        except BrokenPipeError:
            # Why it has ended is told by who waits until it is ready.
            pass
        except OSError as error:
            self.end()
            raise EngineError(
                f"processes cannot be started: {error.strerror or error}.",
                hint="close other programs, or raise the limits of files and processes (“ulimit”).",
            ) from error

    def prepare(self) -> None:
        """Wait until the process is ready; if it is not fit, there is a new one.

        Raises:
            EngineError: It died, or the engine cannot be loaded.
            RemoteBug: The initializer has failed by a mistake of ours.
        """
        if not self._is_fit():
            self.end()
            self.start()
        if self._size_when_ready is not None:
            return
        try:
            _, error = self._listen()
        except (EOFError, OSError, pickle.UnpicklingError):
            end = self._bury()
            raise EngineError(
                f"the engine cannot be loaded: its process {end}.", hint="run `handout doctor`."
            ) from None
        if error is not None:
            raise error
        self._size_when_ready = self._measure_memory() or 0

    def call(self, data: bytes) -> Outcome:
        """Have a task done.

        Raises:
            WorkerLost: The process was killed for it, or died.
        """
        self._spent, self._seen = 0.0, time.monotonic()
        self._is_at_work = True
        try:
            self._tell(data)
            return self._listen()
        except (EOFError, OSError, pickle.UnpicklingError):
            item, fault = self._read_item(), self._fault
            end = self._bury()
            lost = fault or WorkerLost(
                f"the engine's process {end} while rendering it.",
                hint="look for what is unusual in it: a broken picture or font, above all.",
                code="render.crash",
            )
            lost.item = item if item != NO_ITEM else None
            raise lost from None
        finally:
            self._is_at_work = False

    def check(self) -> None:
        """Kill the process if what it does is over a limit."""
        if not self._is_at_work:
            return
        now, item = time.monotonic(), self._read_item()
        if item != self._item:
            self._item, self._spent = item, 0.0
        self._spent += min(now - self._seen, _LONGEST_STEP_S)
        self._seen = now
        limits = self._limits
        if self._spent > limits.seconds:
            code, bound = "render.timeout", f"{limits.seconds:g} s"
            hint = "make the article or its templates simpler, or allow more with “--timeout”."
        elif (self._measure_memory() or 0) > limits.memory:
            code, bound = "render.memory", show_size(limits.memory)
            hint = "look for large pictures and what repeats itself, or allow more with “--memory”."
        else:
            return
        message = f"making it took more than {bound} and was given up."
        self._fault = WorkerLost(message, hint=hint, code=code)
        self.kill()

    def kill(self) -> None:
        """Kill the process; whoever waits for it is told."""
        if (process := self.process) is not None:
            process.kill()

    def end(self) -> None:
        """Kill the process, and tidy up after it."""
        self.kill()
        self._bury()

    def _is_fit(self) -> bool:
        """Tell whether it lives, and has not kept so much of past tasks that the next would pay."""
        if self.process is None or self.process.poll() is not None:
            return False
        if self._size_when_ready is None:
            return True
        return (self._measure_memory() or 0) <= self._size_when_ready + self._limits.memory // 4

    def _tell(self, data: bytes) -> None:
        stdin = self.process.stdin if self.process else None
        assert stdin is not None, "it was started"
        pickle.dump(data, stdin, pickle.HIGHEST_PROTOCOL)
        stdin.flush()

    def _listen(self) -> Outcome:
        stdout = self.process.stdout if self.process else None
        assert stdout is not None, "it was started"
        outcome: Outcome = pickle.load(stdout)
        return outcome

    def _bury(self) -> str:
        """Wait until the process has ended, tidy up, and say how it ended."""
        process, self.process = self.process, None
        if process is not None:
            # It closes its pipe in dying.
            with suppress(subprocess.TimeoutExpired):
                process.wait(1)
            with suppress(OSError), process:
                process.kill()
        if self._scratch is not None:
            shutil.rmtree(self._scratch, ignore_errors=True)
            self._scratch = None
        code = process.returncode if process is not None else 0
        if code >= 0:
            return f"ended with the code {code}"
        try:
            return f"was ended by {signal.Signals(-code).name}"
        except ValueError:
            return f"was ended by the signal {-code}"

    def _read_item(self) -> int:
        if self._scratch is None:
            return NO_ITEM
        try:
            number: int = ITEM.unpack((self._scratch / ITEM_FILE).read_bytes())[0]
        except (OSError, struct.error):
            return NO_ITEM
        return number

    def _measure_memory(self) -> int | None:
        """Return the resident size in bytes, or None where the system cannot tell."""
        try:
            pid = self.process.pid if self.process is not None else 0
            fields = Path(f"/proc/{pid}/statm").read_bytes().split()
            return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")
        except (OSError, ValueError, IndexError, AttributeError):
            return None


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
            match = _SCRATCH.fullmatch(entry.name)
            with suppress(OSError):
                if match and not is_alive(int(match[1])):
                    age = time.time() - entry.stat().st_mtime
                    if age > STALE_AFTER_S:
                        shutil.rmtree(entry.path, ignore_errors=True)
