"""Hold the check of a list to saying the same in a process of its own as in this one."""

from __future__ import annotations

import io
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from handout.errors import ContentError, HandoutError, OutputError
from handout.jobs import pool
from handout.jobs.merging import checking
from handout.jobs.merging.checking import ListCheck
from handout.model import Place, Problem
from handout.read.recipients import RecipientList, open_recipients

pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="forks"),
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]

SOUND = b"name,note\nAnna,a\nBert,b\n"
LISTS = {
    "sound": SOUND,
    "twice": b"name,note\nAnna,a\nAnna,a\nAnna,b\n",
    "faulty": b"name,note\nAnna,a\n,b\nCleo,c,d\n",
    "useless": b"name,note\n,a\n",
    "empty": b"name,note\n",
    "torn": b'name,note\nAnna,a\nBert,"b\n',
}


@pytest.fixture(autouse=True)
def fork_always(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fork, whatever threads other tests have left: who is forked here takes none of their locks."""
    monkeypatch.setattr(checking, "can_fork", lambda: True)


@pytest.fixture
def open_list(tmp_path: Path) -> Callable[[bytes], RecipientList]:
    """Open a list with some content."""

    def write(content: bytes) -> RecipientList:
        path = tmp_path / "list.csv"
        path.write_bytes(content)
        recipients = open_recipients(path, lambda problem: pytest.fail(problem.message))
        assert recipients is not None
        return recipients

    return write


def look(recipients: RecipientList, **given: Any) -> tuple[Any, list[Problem], object]:
    """Return all that a check says: characters, problems, and what it found or raised."""
    problems: list[Problem] = []
    with ListCheck(recipients, {"en-GB": 0}, **given) as check:
        characters = check.find_characters()
        try:
            findings = check.finish(problems.append)
        except HandoutError as error:
            return characters, problems, (type(error), error.message, error.where, error.hint)
    faulty = sorted(findings.faulty)
    return characters, problems, {**asdict(findings), "faulty": faulty}


@pytest.mark.parametrize("skips_faulty", [False, True])
@pytest.mark.parametrize("kind", LISTS)
def test_apart_it_says_the_same(
    open_list: Callable[[bytes], RecipientList], kind: str, skips_faulty: bool
) -> None:
    recipients = open_list(LISTS[kind])
    here = look(recipients, skips_faulty=skips_faulty, is_apart=False)
    apart = look(recipients, skips_faulty=skips_faulty, is_apart=True)
    assert apart == here
    assert not multiprocessing.active_children()


def test_who_is_killed_is_stood_in_for(
    open_list: Callable[[bytes], RecipientList], monkeypatch: pytest.MonkeyPatch
) -> None:
    recipients = open_list(SOUND)
    parent, find = os.getpid(), RecipientList.find_characters

    def find_or_wait(self: RecipientList) -> frozenset[str] | None:
        if os.getpid() != parent:
            time.sleep(60)
        return find(self)

    monkeypatch.setattr(RecipientList, "find_characters", find_or_wait)
    with ListCheck(recipients, {}, skips_faulty=False, is_apart=True) as check:
        (child,) = multiprocessing.active_children()
        child.kill()
        child.join()
        assert check.find_characters() == frozenset(SOUND.decode())
        assert check.finish(lambda problem: pytest.fail(problem.message)).rows == 2


def test_a_list_that_changes_is_noticed(open_list: Callable[[bytes], RecipientList]) -> None:
    recipients = open_list(SOUND)
    recipients.path.write_bytes(SOUND + b"Cleo,c\n")
    with (
        pytest.raises(ContentError, match="has changed"),
        ListCheck(recipients, {}, skips_faulty=False, is_apart=True) as check,
    ):
        check.find_characters()
    assert not multiprocessing.active_children()


def test_it_is_ended_with_what_it_has_in_the_temporary_folder(
    open_list: Callable[[bytes], RecipientList], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    with ListCheck(open_list(SOUND), {}, skips_faulty=False, is_apart=True) as check:
        check.find_characters()
        assert list(place.iterdir())
    assert not multiprocessing.active_children()
    assert not list(place.iterdir())


def test_ctrl_c_while_it_begins_leaves_nothing(
    open_list: Callable[[bytes], RecipientList], monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def strike() -> Iterator[None]:
        with pool.without_interrupts():
            yield
        raise KeyboardInterrupt

    monkeypatch.setattr(checking, "without_interrupts", strike)
    check = ListCheck(open_list(SOUND), {}, skips_faulty=False, is_apart=True)
    with pytest.raises(KeyboardInterrupt):
        check.__enter__()
    assert not multiprocessing.active_children()


def test_a_full_disk_is_told_of_by_its_own_name(
    open_list: Callable[[bytes], RecipientList], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OutputError("full", where=Place(path=Path(tempfile.gettempdir())))

    monkeypatch.setattr(checking, "check_list", refuse)
    with ListCheck(open_list(SOUND), {}, skips_faulty=False, is_apart=True) as check:
        check.find_characters()
        with pytest.raises(OutputError) as caught:
            check.finish(lambda problem: pytest.fail(problem.message))
    assert caught.value.where == Place(path=Path(tempfile.gettempdir()))


def test_with_threads_about_it_is_done_here(
    open_list: Callable[[bytes], RecipientList], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "can_fork", lambda: False)
    with ListCheck(open_list(SOUND), {}, skips_faulty=False, is_apart=True) as check:
        assert not multiprocessing.active_children()
        assert check.find_characters() == frozenset(SOUND.decode())


def test_what_is_kept_of_standard_input_outlives_it() -> None:
    recipients = open_recipients(
        Path("-"), lambda problem: pytest.fail(problem.message), stdin=io.BytesIO(SOUND)
    )
    assert recipients is not None
    look(recipients, skips_faulty=False, is_apart=True)
    assert [row for row, _ in recipients.read_values()] == [2, 3]
