"""Start a test's worker processes as forks of one that has imported the engine.

What a worker does is the same; the second that it would take to begin is saved a thousand times.
"""

from __future__ import annotations

import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from typing import IO, Any, Self

from handout.jobs.runtime.worker import serve

_LARGEST = 1 << 20


class ForkedWorker:
    """A worker process, with as much of `subprocess.Popen` as who owns it uses."""

    def __init__(self, server: socket.socket, lock: threading.Lock, scratch: str) -> None:
        request = pickle.dumps((scratch, sys.path, dict(os.environ), os.getcwd()))  # noqa: PTH109
        tasks, stdin = os.pipe()
        stdout, answers = os.pipe()
        self._control, theirs = socket.socketpair()
        with lock:
            socket.send_fds(server, [request], [tasks, answers, theirs.fileno()])
        theirs.close()
        os.close(tasks)
        os.close(answers)
        self.stdin: IO[bytes] = os.fdopen(stdin, "wb")
        self.stdout: IO[bytes] = os.fdopen(stdout, "rb")
        self.returncode: int | None = None
        self.pid = int.from_bytes(self._control.recv(8), "little")

    def poll(self) -> int | None:
        """Return how it has ended, if it has."""
        try:
            return self.wait(0)
        except subprocess.TimeoutExpired:
            return None

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended, and return how."""
        if self.returncode is None:
            self._control.settimeout(timeout)
            try:
                status = self._control.recv(8)
            except (TimeoutError, BlockingIOError) as error:
                raise subprocess.TimeoutExpired("a worker", timeout or 0) from error
            self._control.close()
            code = int.from_bytes(status, "little") if status else signal.SIGKILL
            self.returncode = os.waitstatus_to_exitcode(code)
        return self.returncode

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Close its pipes, and wait until it has ended."""
        for pipe in (self.stdout, self.stdin):
            with suppress(OSError):
                pipe.close()
        self.wait()

    def kill(self) -> None:
        """Kill it, if it still lives."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)


class WarmSubprocess:
    """Stand in for the module `subprocess` where worker processes are started; close it at the end."""

    PIPE, DEVNULL = subprocess.PIPE, subprocess.DEVNULL
    TimeoutExpired = subprocess.TimeoutExpired

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._server, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._server.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _LARGEST)
        code = (
            f"import sys; sys.path[:] = {sys.path!r}; from {__name__} import fork_workers as f; f"
        )
        self._process = subprocess.Popen(
            [sys.executable, "-c", f"{code}({theirs.fileno()})"],
            pass_fds=[theirs.fileno()],
            start_new_session=True,
        )
        theirs.close()

    def close(self) -> None:
        """End the process that forks workers; they end when who owns them closes their pipes."""
        self._server.close()
        self._process.wait()

    def Popen(self, command: list[str], **_: Any) -> ForkedWorker:  # noqa: N802 # as it is called
        """Start a worker; its folder is the first of the code's arguments."""
        return ForkedWorker(self._server, self._lock, command[3])


def fork_workers(handle: int) -> None:
    """Fork a worker for each request, until the other end is closed."""
    import handout.compose.composer
    import handout.personalise.personaliser
    import handout.read.article
    import handout.render.engine  # noqa: F401

    server = socket.socket(fileno=handle)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        request, handles, _, _ = socket.recv_fds(server, _LARGEST, 3)
        if not request:
            return
        if os.fork() == 0:
            server.close()
            _watch_worker(request, *handles)
        for one in handles:
            os.close(one)


def _watch_worker(request: bytes, tasks: int, answers: int, control: int) -> None:
    """Fork the worker itself, and send its number and then how it ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    worker = os.fork()
    if worker == 0:
        os.close(control)
        _work(request, tasks, answers)
    os.close(tasks)
    os.close(answers)
    os.write(control, worker.to_bytes(8, "little"))
    _, status = os.waitpid(worker, 0)
    try:
        os.write(control, status.to_bytes(8, "little"))
    finally:
        os._exit(0)


def _work(request: bytes, tasks: int, answers: int) -> None:
    scratch, path, environment, folder = pickle.loads(request)
    os.setsid()
    os.dup2(tasks, 0)
    os.dup2(answers, 1)
    os.close(tasks)
    os.close(answers)
    os.environ.clear()
    os.environ.update(environment)
    sys.path[:] = path
    try:
        os.chdir(folder)
        serve(scratch)
    finally:
        os._exit(1)
