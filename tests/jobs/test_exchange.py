"""Hold the exchange of masters to its promise: one rendering a master, and no row lost."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from handout.jobs.merging.chunk_result import ChunkResult, Deferred
from handout.jobs.merging.exchange import Exchange, Task
from handout.model import A4, SCREEN
from handout.personalise.offers import Kind, Offer, Target
from handout.read.recipients.keys import Row
from handout.render.master import Master
from tests.jobs.merges import WHOLE_ARTICLE, read_index, run, write_list

MASTER = Master(
    head=b"",
    table=0,
    count=0,
    trailer=b"",
    gaps=(),
    paragraphs=(),
    bookmarks=(),
    fonts={},
    fixed={},
    pages=1,
)


class Worker:
    """A process that has some masters and gets others."""

    def __init__(self, *, can_adopt: bool, can_offer: bool) -> None:
        self.masters: set[Kind] = set()
        self.rendered: list[Kind] = []
        self._can_adopt = can_adopt
        self._can_offer = can_offer

    def make(self, task: Task) -> tuple[list[Row], ChunkResult]:
        """Return the rows that were made, and what there is to say of the others."""
        if self._can_adopt:
            self.masters |= task.kinds
        made, deferred = [], []
        for row in task.rows:
            kind = find_kind(row)
            if kind not in self.masters:
                if not task.terms.renders:
                    deferred.append(Deferred(row=row, kind=kind))
                    continue
                self.rendered.append(kind)
                self.masters.add(kind)
            made.append(row)
        offer = None
        if task.terms.asked and self._can_offer:
            offer = make_offer(task.terms.asked)
        return made, ChunkResult(deferred=deferred, offer=offer)


def make_offer(*kinds: Kind) -> Offer:
    return Offer(kinds, (Target("en-GB", A4, SCREEN), (), ()), {}, MASTER, ())


def find_kind(row: Row) -> Kind:
    return Kind(row[1][0], "")


def work_off(exchange: Exchange, workers: Iterable[Worker], rows: list[Row]) -> list[Row]:
    """Have the workers take turns, as a dispatch does; return the rows in the order of making."""
    made: list[Row] = []
    turns = deque(workers)
    new = deque(rows)
    while True:
        task = exchange.find_task(3)
        if task is None:
            chunk = [new.popleft() for _ in range(min(3, len(new)))]
            if not chunk:
                return made
            task = Task(rows=chunk, terms=exchange.terms, is_new=True)
        done, result = turns[0].make(task)
        made += done
        exchange.take(task, result)
        turns.rotate()


@given(
    kinds=st.lists(st.sampled_from("abcdefgh"), max_size=40),
    workers=st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=4),
)
def test_no_row_is_lost_or_made_twice(kinds: list[str], workers: list[tuple[bool, bool]]) -> None:
    rows: list[Row] = [(number, [kind], 0) for number, kind in enumerate(kinds)]
    crew = [Worker(can_adopt=adopts, can_offer=offers) for adopts, offers in workers]
    made = work_off(Exchange(is_open=True), crew, rows)
    assert sorted(made) == rows


@given(kinds=st.lists(st.sampled_from("abcdefgh"), max_size=40), count=st.integers(2, 4))
def test_each_master_is_rendered_once(kinds: list[str], count: int) -> None:
    rows: list[Row] = [(number, [kind], 0) for number, kind in enumerate(kinds)]
    crew = [Worker(can_adopt=True, can_offer=True) for _ in range(count)]
    work_off(Exchange(is_open=True), crew, rows)
    rendered = Counter(kind for worker in crew for kind in worker.rendered)
    assert rendered == Counter(set(map(find_kind, rows)))


def test_where_every_row_needs_its_own_they_stop_waiting() -> None:
    exchange = Exchange(is_open=True)
    crew = [Worker(can_adopt=True, can_offer=True) for _ in range(2)]
    rows: list[Row] = [(number, [str(number)], 0) for number in range(500)]
    assert not exchange.terms.renders
    assert sorted(work_off(exchange, crew, rows)) == rows
    assert exchange.terms.renders


def test_a_single_process_waits_for_nobody() -> None:
    assert Exchange(is_open=False).terms.renders


def test_when_a_process_dies_nobody_waits_for_its_master() -> None:
    exchange = Exchange(is_open=True)
    rows: list[Row] = [(number, ["a"], 0) for number in range(3)]
    kind = find_kind(rows[0])
    deferred = [Deferred(row=row, kind=kind) for row in rows]
    exchange.take(Task(rows=rows, terms=exchange.terms), ChunkResult(deferred=deferred))
    asked = exchange.find_task(10)
    assert asked is not None
    assert asked.terms.asked == kind
    assert exchange.find_task(10) is None
    exchange.drop(asked)
    rest = exchange.find_task(10)
    assert rest is not None
    assert rest.terms.renders
    assert sorted(asked.rows + rest.rows) == rows


def test_a_master_serves_all_who_can_use_it() -> None:
    exchange = Exchange(is_open=True)
    family, place = Kind("a", ""), Kind("a", "1")
    row: Row = (2, ["a"], 0)
    exchange.take(
        Task(rows=[row], terms=exchange.terms),
        ChunkResult(deferred=[Deferred(row=row, kind=family)]),
    )
    asked = exchange.find_task(10)
    assert asked is not None
    offer = make_offer(family, place)
    exchange.take(asked, ChunkResult(offer=offer))
    # Who has another of the family is not asked to render it once more.
    exchange.take(
        Task(rows=[row], terms=exchange.terms),
        ChunkResult(deferred=[Deferred(row=row, kind=place)]),
    )
    task = exchange.find_task(10)
    assert task is not None
    assert task.terms.offers == (offer,)


def test_masters_are_counted_and_not_their_kinds() -> None:
    offers = [make_offer(Kind(name, ""), Kind(name, "1")) for name in map(str, range(40))]
    assert not Exchange(offers, is_open=True).terms.renders


def test_two_processes_render_no_more_than_one(make_project: Any) -> None:
    root = make_project({"content/articles/rain.md": WHOLE_ARTICLE})
    write_list(root, [(f"Quintessa {n}", "word " * (n % 3 * 30 + 5)) for n in range(30)])
    made = []
    for jobs in (1, 2):
        output = Path(f"out-{jobs}")
        report = run(root, output=output, executor=None, is_full=False, jobs=jobs)
        # Of three masters, the rehearsal has made one.
        assert (report.built, sum(report.reasons.values())) == (30, 2)
        made.append([(row["row"], row["pages"]) for row in read_index(root / output)])
    assert made[0] == made[1]


def test_an_odd_row_spoils_nothing_for_the_others(make_project: Any) -> None:
    # In a line that has to be broken, a value cannot be replaced; the longest one breaks it.
    text = WHOLE_ARTICLE.replace(
        "For {{ recipient.name }}.", "For {{ recipient.name }}, until May."
    )
    root = make_project({"content/articles/rain.md": text})
    long = "Wolfeschlegelsteinhausen Bergerdorff " * 4
    write_list(root, [(long if n == 30 else f"Quintessa {n}", "Dry.") for n in range(60)])
    report = run(root, executor=None, is_full=False, jobs=2)
    assert report.built == 60
    assert sum(report.reasons.values()) <= 1
