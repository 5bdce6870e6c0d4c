"""Let a Dask cluster make the handouts: join it, look whether its workers can, leave it tidily.

The cluster's own executor is used as it is, so what its workers do is what this machine's processes
do: they read the clinic's folder and write into the output folder, both shared by all machines at
the same paths. If a worker dies, the scheduler gives its work to another. What cannot be right is
told before anything is written: another folder, other code, another user.
"""

from __future__ import annotations

import logging
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from handout.errors import EngineError, UsageError
from handout.files.writing import probe_folder
from handout.jobs.merging.compatibility import (
    count_running,
    describe_installation,
    find_difference,
)
from handout.jobs.merging.scheduler import Work, refuse_loss
from handout.jobs.merging.worker_state import forget
from handout.model import Place

CONNECT_S = 8
"""How long a scheduler may take to answer."""

_QUIET_S = 10.0
"""How long is waited for what is still being made when a merge is given up."""

_EMPTY_S = 60.0
"""How long a cluster may be without any worker; dead ones are replaced in a second or two."""

_LOGGERS = ("distributed", "distributed.client")

_T = TypeVar("_T")


class ClusterExecutor(Executor):
    """Have a cluster do the work; its own executor, and what a merge has to know of it."""

    def __init__(self, client: Any, root: Path, most: int | None) -> None:
        """Begin with all workers that there are.

        Args:
            client: The connection to the cluster.
            root: The clinic's folder.
            most: The most handouts that may be made at once, whatever there is.
        """
        self._client = client
        self._root = root
        self._executor = client.get_executor()
        self._under_way: set[Future[Any]] = set()
        self._empty_since: float | None = None
        threads = sum(client.nthreads().values())
        self.size = min(most or threads, threads) or 1

    def submit(self, fn: Callable[..., _T], /, *args: Any, **kwargs: Any) -> Future[_T]:
        """Have a function called by a worker."""
        given: Future[_T] = self._executor.submit(fn, *args, **kwargs)
        self._under_way.add(given)
        given.add_done_callback(self._under_way.discard)
        return given

    def check(self) -> None:
        """Make sure that somebody is there to do the work; the scheduler replaces the dead.

        Raises:
            EngineError: There is nobody left, and nobody has come for a minute.
        """
        try:
            is_empty = not self._client.nthreads()
        except (OSError, RuntimeError, CancelledError) as error:
            raise refuse_loss("the connection to the cluster was lost") from error
        now = time.monotonic()
        if not is_empty:
            self._empty_since = None
        elif self._empty_since is None:
            self._empty_since = now
        elif now - self._empty_since > _EMPTY_S:
            raise refuse_loss("the cluster has had no worker for a minute")

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = True) -> None:  # noqa: ARG002 # as all executors
        """Give up what is under way, and wait until no worker writes any more."""
        given_up = [future for future in tuple(self._under_way) if future.cancel()]
        if given_up:
            end = time.monotonic() + _QUIET_S
            with suppress(Exception):
                while time.monotonic() < end and any(
                    isinstance(count, int) and count
                    for count in self._ask(count_running, Work.__name__).values()
                ):
                    time.sleep(0.05)

    def examine_folder(self, folder: Path) -> None:
        """Make sure that every worker has this code, sees this clinic, and can write to a folder.

        Raises:
            EngineError: One does not.
            OutputError: Nobody can write there.
        """
        while not folder.exists() and folder != folder.parent:
            folder = folder.parent
        with probe_folder(folder) as probe:
            given = str(self._root), str(probe)
            mine = describe_installation(*given)
            others = sorted(self._ask(describe_installation, *given).items())
        faults = [
            (address, fault) for address, other in others if (fault := find_difference(mine, other))
        ]
        if faults:
            address, message = faults[0]
            raise EngineError(
                f"{len(faults)} of the cluster's {len(others)} workers cannot be used: {address}"
                f" {message}",
                where=Place(path=folder),
                hint="on every machine, install the same handout, share the clinic's and the"
                " output's folder at the same paths, and start the workers anew as this user.",
            )

    def _ask(self, function: Callable[..., object], *args: object) -> dict[str, object]:
        answers: dict[str, object] = self._client.run(function, *args, on_error="return")
        return answers


@contextmanager
def join_cluster(address: str, root: Path, most: int | None = None) -> Iterator[ClusterExecutor]:
    """Join a cluster, and leave it at the end.

    Args:
        address: Where the scheduler is, such as `tcp://10.0.0.5:8786`.
        root: The clinic's folder.
        most: The most handouts that may be made at once.

    Raises:
        EngineError: It cannot be reached, or cannot do the work.
        UsageError: The address makes no sense, or the extra is not installed.
    """
    distributed = _load_distributed()
    _check_address(address)
    with _hush():
        client = _connect(distributed.Client, address)
        try:
            if not client.nthreads():
                raise EngineError(
                    f"the cluster at {address} has no workers.",
                    hint=f"start some on each machine: dask worker {address} --nthreads 1"
                    " --nworkers 8",
                )
            executor = ClusterExecutor(client, root, most)
            try:
                yield executor
            finally:
                executor.shutdown()
                with suppress(Exception):
                    # An article's masters may be large.
                    client.run(forget, on_error="ignore")
        finally:
            client.close()


def _load_distributed() -> Any:
    try:
        import distributed
    except ImportError as error:
        raise UsageError(
            "“--cluster” needs Dask, which is not installed.",
            hint="pip install 'clinic-handout[cluster]'",
        ) from error
    return distributed


def _connect(connect: Any, address: str) -> Any:
    try:
        with warnings.catch_warnings():
            # Of other versions of libraries; what matters to handouts is looked at on its own.
            warnings.simplefilter("ignore")
            return connect(address, timeout=CONNECT_S, set_as_default=False, name="handout")
    except (OSError, ValueError, ImportError, RuntimeError) as error:
        raise EngineError(
            f"no Dask scheduler answers at {address}.",
            hint="start one with “dask scheduler”, and give the address that it prints.",
        ) from error


def _check_address(address: str) -> None:
    scheme, _, rest = address.partition("://")
    host, _, port = rest.rpartition(":")
    if scheme not in ("tcp", "tls", "ws", "wss") or not host or not port.isdecimal():
        raise UsageError(
            f"“--cluster {address}” is no address of a scheduler.",
            hint="write it like tcp://10.0.0.5:8786",
        )


@contextmanager
def _hush() -> Iterator[None]:
    """Keep Dask from writing to stderr, where what is told is for clinics."""
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    levels = [logger.level for logger in loggers]
    try:
        for logger in loggers:
            logger.setLevel(logging.CRITICAL + 1)
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
