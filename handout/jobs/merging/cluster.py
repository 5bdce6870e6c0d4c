"""Let a Dask cluster make the handouts: join it, look whether its workers can, leave it tidily.

Each worker of the cluster has a `WorkerPool` of its own, so that what a row may take is held there
as on this machine, and a row costs no more than itself. They read the clinic's folder and write
into the output folder, both shared by all machines at the same paths. If a machine is lost, the
scheduler gives its work to another. What cannot be right is told before anything is written:
another folder, other code, another user.

What is called on a worker comes there as a name, so a worker without this version of handout fails
to load it, which tells enough.
"""

from __future__ import annotations

import functools
import logging
import os
import re
import secrets
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import CancelledError, Executor, Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from handout import assets
from handout.errors import EngineError, UsageError
from handout.files.digests import Digests, digest_parts
from handout.files.reading import read_digest
from handout.files.writing import probe_folder
from handout.jobs.reading import digest_common
from handout.jobs.runtime.render_session import count_workers, make_initializer
from handout.jobs.runtime.worker_pool import WorkerPool
from handout.jobs.runtime.worker_process import Limits
from handout.model import Place

CONNECT_S = 8
"""How long a scheduler may take to answer."""

_EMPTY_S = 60.0
"""How long a cluster may be without any worker; dead ones are replaced in a second or two."""

_PATIENCE_S = 3.0
"""How long a shared folder may take to show a new file."""

_ADDRESS = re.compile(r"(?:tcp|tls|wss?)://.+:\d+", re.ASCII)

_T = TypeVar("_T")

# In a worker of a cluster: the pools of the merges that are under way there, by their keys.
_pools: dict[str, WorkerPool] = {}
_closed: set[str] = set()
_lock = threading.Lock()


@dataclass(frozen=True, slots=True, repr=False)
class Call:
    """A call in a worker's own pool, which shows nothing of its arguments.

    Dask writes a call that fails into the worker's log, and the arguments hold names.
    """

    key: str
    initializer: Callable[[], None]
    limits: Limits
    function: Callable[..., Any]
    args: tuple[object, ...]

    def __call__(self) -> Any:
        """Have it made, and return what comes of it."""
        with _lock:
            if self.key in _closed:
                raise CancelledError
            for key in [one for one, pool in _pools.items() if pool.is_idle and one != self.key]:
                # Whoever began it may have been killed.
                _pools.pop(key).shutdown()
            if self.key not in _pools:
                _pools[self.key] = WorkerPool(
                    count_workers(), initializer=self.initializer, limits=self.limits
                )
            future = _pools[self.key].submit(self.function, *self.args)
        return future.result()

    def __repr__(self) -> str:
        """Return the function's name alone."""
        return f"Call({self.function.__name__})"


def close_pool(key: str) -> None:
    """End in a worker what is under way for a merge, and take up nothing more."""
    with _lock:
        _closed.add(key)
        if key in _pools:
            _pools.pop(key).shutdown()


class ClusterExecutor(Executor):
    """Have a cluster do the work; its own executor, and what a merge has to know of it."""

    def __init__(self, client: Any, root: Path, limits: Limits, most: int | None) -> None:
        """Begin with all workers that there are.

        Args:
            client: The connection to the cluster.
            root: The clinic's folder.
            limits: What one handout may take.
            most: The most handouts that may be made at once, whatever there is.
        """
        self._client = client
        self._root = root
        # Else two calls that are alike would be one.
        self._executor = client.get_executor(pure=False)
        self._key = secrets.token_hex()
        self._make_call = functools.partial(Call, self._key, make_initializer(root), limits)
        self._empty_since: float | None = None
        threads = sum(client.nthreads().values())
        self.size = min(most or threads, threads) or 1

    def submit(self, fn: Callable[..., _T], /, *args: Any, **_: Any) -> Future[_T]:
        """Have a function called by a worker; see `WorkerPool.submit`."""
        future: Future[_T] = Future()
        asked = self._executor.submit(self._make_call(fn, args))
        asked.add_done_callback(lambda done: _pass_on(done, future))
        return future

    def check(self) -> None:
        """Make sure that somebody is there to do the work; the scheduler replaces the dead.

        Raises:
            EngineError: There is nobody left, and nobody has come for a minute.
        """
        try:
            is_empty = not self._client.nthreads()
        except (OSError, RuntimeError, CancelledError) as error:
            raise _refuse_loss("the connection to the cluster was lost") from error
        now = time.monotonic()
        if not is_empty:
            self._empty_since = None
        elif self._empty_since is None:
            self._empty_since = now
        elif now - self._empty_since > _EMPTY_S:
            raise _refuse_loss("the cluster has had no worker for a minute")

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = True) -> None:  # noqa: ARG002 # as all executors
        """Give up what is under way, so that no worker writes any more."""
        with suppress(Exception):
            self._executor.shutdown(wait=False)
            self._client.run(close_pool, self._key, on_error="ignore")

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
            answers = self._client.run(describe_installation, *given, on_error="return")
        others = sorted(answers.items())
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


@contextmanager
def join_cluster(
    address: str, root: Path, limits: Limits, most: int | None = None
) -> Iterator[ClusterExecutor]:
    """Join a cluster, and leave it at the end.

    Args:
        address: Where the scheduler is, such as `tcp://10.0.0.5:8786`.
        root: The clinic's folder.
        limits: What one handout may take.
        most: The most handouts that may be made at once.

    Raises:
        EngineError: It cannot be reached, or cannot do the work.
        UsageError: The address makes no sense, or the extra is not installed.
    """
    try:
        import distributed
    except ImportError as error:
        raise UsageError(
            "“--cluster” needs Dask, which is not installed.",
            hint="pip install 'clinic-handout[cluster]'",
        ) from error
    if not _ADDRESS.fullmatch(address):
        raise UsageError(
            f"“--cluster {address}” is no address of a scheduler.",
            hint="write it like tcp://10.0.0.5:8786",
        )
    for name in ("distributed", "distributed.client"):
        # It would write to stderr, where what is told is for clinics.
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    client = _connect(distributed.Client, address)
    try:
        if not client.nthreads():
            raise EngineError(
                f"the cluster at {address} has no workers.",
                hint=f"start some on each machine: dask worker {address} --nthreads 1 --nworkers 8",
            )
        with ClusterExecutor(client, root, limits, most) as executor:
            yield executor
    finally:
        client.close()


def _refuse_loss(message: str) -> EngineError:
    """Return the error that ends a merge whose cluster was lost."""
    return EngineError(
        f"{message}.", hint="call again with “--resume”: what is done is not made again."
    )


def _pass_on(done: Future[_T], future: Future[_T]) -> None:
    """Pass on what came of a call, in words of ours where the cluster has its own."""
    try:
        future.set_result(done.result())
        return
    except CancelledError:
        error: BaseException = _refuse_loss("the connection to the cluster was lost")
    except ImportError:
        error = EngineError(
            "a worker that has joined the cluster cannot load handout.",
            hint="install it there, then call again with “--resume”.",
        )
    except BaseException as raised:  # noqa: BLE001 # it is the future's to raise
        module = sys.modules["distributed.scheduler"]
        is_loss = isinstance(raised, module.KilledWorker)
        error = _refuse_loss("workers of the cluster ended again and again") if is_loss else raised
    future.set_exception(error)


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


def describe_installation(root: str, probe: str) -> dict[str, object]:
    """Return what this process sees, by what there is to say of one that sees something else.

    Args:
        root: The clinic's folder.
        probe: A file that was just written to the output folder.
    """
    end = time.monotonic() + _PATIENCE_S
    while not os.path.lexists(probe) and time.monotonic() < end:
        time.sleep(0.1)
    return {
        "has other code of handout than there is here.": _digest_code(),
        "does not see the clinic's folder as it is here.": read_digest(
            str(Path(root, "content", "clinic.toml"))
        ),
        "has other templates, styles, libraries, Python or SOURCE_DATE_EPOCH than there are"
        " here.": digest_common(Path(root), Digests()),
        "cannot write to the output's folder, or sees another one than there is here.": (
            os.path.lexists(probe) and os.access(Path(probe).parent, os.W_OK)
        ),
        "works as another user.": os.geteuid() if hasattr(os, "geteuid") else 0,
    }


def find_difference(mine: Mapping[str, object], other: object) -> str | None:
    """Return what is wrong with what a worker sees, or None."""
    if not isinstance(other, Mapping):
        return "cannot load handout, or has another version of it."
    return next((what for what, seen in mine.items() if other.get(what) != seen), None)


@functools.cache
def _digest_code() -> str:
    """Digest the code once: a worker goes on with what it loaded, whatever is installed later."""
    found = Digests().get_all(assets.PACKAGE)
    return digest_parts([f"{name}:{digest}" for name, digest in found if name.endswith(".py")])
