"""Have each master rendered by one process, and hand it to the others with the rows that need it.

A process that lacks a master leaves its row and goes on. The first row that waits for a master is
sent out again to be rendered, and to bring the master back; the others follow together with it. So
a master costs one rendering, however many processes there are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from handout.jobs.merging.chunk_result import ChunkResult, Terms
from handout.personalise.offers import Kind, Offer
from handout.read.recipients.keys import Row

_MOST_MASTERS = 64
"""Masters that are kept for others; with more than that, hardly two rows share one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A chunk of rows, and on what terms it is made.

    Attributes:
        rows: The rows.
        terms: On what terms they are made.
        kinds: The masters that come with them.
        is_new: Whether nobody has seen the rows before, so that they are like all others.
    """

    rows: list[Row]
    terms: Terms
    kinds: frozenset[Kind] = frozenset()
    is_new: bool = False


class Exchange:
    """Know the rows that wait for a master, and the masters that there are."""

    def __init__(self, offers: Iterable[Offer] = (), *, is_open: bool) -> None:
        """Know of no row yet.

        Args:
            offers: Masters that there are already.
            is_open: Whether there are several processes, which could exchange anything.
        """
        self._is_open = is_open
        self._known: dict[Kind, Offer | None] = {}
        for one in offers:
            self._know(one)
        self._asked: set[Kind] = set()
        self._waiting: dict[Kind, list[Row]] = {}
        self._ready: list[tuple[Kind, Row]] = []
        self._own: list[Row] = []

    @property
    def terms(self) -> Terms:
        """On what terms new rows are made."""
        # One may serve several kinds; what nobody could offer counts, too.
        masters = {id(one) if one else kind for kind, one in self._known.items()}
        has_room = len(masters) + len(self._asked) < _MOST_MASTERS
        return Terms(renders=not (self._is_open and has_room))

    def find_task(self, most: int) -> Task | None:
        """Return some of the rows that waited, or None if there is nothing to be done for them.

        Args:
            most: How many rows a task may have.
        """
        for kind, rows in self._waiting.items():
            if kind not in self._asked:
                self._asked.add(kind)
                return Task(rows=[rows.pop()], terms=Terms(asked=kind))
        if self._own:
            rows, self._own = self._own[:most], self._own[most:]
            return Task(rows=rows, terms=Terms())
        if self._ready:
            ready, self._ready = self._ready[:most], self._ready[most:]
            kinds = frozenset(kind for kind, _ in ready)
            offers = [offer for kind in kinds if (offer := self._known[kind])]
            terms = Terms(offers=tuple(offers), renders=False)
            return Task(rows=[row for _, row in ready], terms=terms, kinds=kinds)
        return None

    def take(self, task: Task, result: ChunkResult) -> None:
        """Take the rows that were left, and the master that was brought back."""
        if task.terms.asked is not None:
            self._settle(task.terms.asked, result.offer)
        for one in result.deferred:
            if one.kind not in self._known:
                self._waiting.setdefault(one.kind, []).append(one.row)
            elif one.kind in task.kinds or self._known[one.kind] is None:
                # What was handed over is of no use there.
                self._own.append(one.row)
            else:
                self._ready.append((one.kind, one.row))

    def drop(self, task: Task) -> None:
        """Wait no more for a master whose process has died."""
        if task.terms.asked is not None:
            self._settle(task.terms.asked, None)

    def _know(self, offer: Offer) -> None:
        for kind in offer.kinds:
            self._known.setdefault(kind, offer)

    def _settle(self, kind: Kind, offer: Offer | None) -> None:
        self._asked.discard(kind)
        self._known[kind] = offer
        if offer is not None:
            self._know(offer)
        rows = self._waiting.pop(kind, [])
        if offer is None:
            self._own += rows
        else:
            self._ready += [(kind, row) for row in rows]
