"""Hold numbered lists to the numbers that the author wrote: on the page and as they are read."""

from __future__ import annotations

import pytest

from handout.model import NumberedList, Severity
from handout.write.body import write_body
from tests.conftest import MakeProject, Run
from tests.instruments.elements import find_list_faults
from tests.instruments.structure import Document
from tests.read.markdown import PATH, read

CASES = [
    ((1, 2, 5), (1, 2, 5)),
    ((1, 3, 2), (1, 3, 2)),
    ((5, 4, 3), (5, 4, 3)),
    ((1, 2, 2, 3), (1, 2, 2, 3)),
    ((1, 1, 2), (1, 1, 2)),
    ((0, 7, 8), (0, 7, 8)),
    ((9, 120), (9, 120)),
    ((1, 2, 3), (1, 2, 3)),
    ((3, 4), (3, 4)),
    ((0, 1), (0, 1)),
    ((1, 1, 1), (1, 2, 3)),
    ((4, 4), (4, 5)),
    ((7,), (7,)),
]
"""What is written, and what is printed."""


def write(numbers: tuple[int, ...], indent: str = "") -> str:
    return "\n".join(f"{indent}{number}. Step" for number in numbers)


@pytest.mark.parametrize(("written", "printed"), CASES)
def test_a_jump_is_told_and_nothing_else(
    written: tuple[int, ...], printed: tuple[int, ...]
) -> None:
    (block,), problems = read(write(written))
    jumps = [at for at in range(1, len(printed)) if printed[at] != printed[at - 1] + 1]
    assert [(one.code, one.severity, one.line) for one in problems] == [
        ("article.list-numbers", Severity.WARNING, 11 + jump) for jump in jumps[:1]
    ]
    assert isinstance(block, NumberedList)
    assert (block.numbers or tuple(range(block.start, block.start + len(written)))) == printed
    again, _ = read(write_body((block,), PATH.parent))
    assert [one.numbers for one in again if isinstance(one, NumberedList)] == [block.numbers]


def test_the_message_names_the_two_numbers() -> None:
    _, (problem,) = read("1. One\n2. Two\n\n   More.\n5. Five\n9. Nine")
    assert problem.line == 15
    assert problem.message == "in this list, 5 follows 2: it is printed so."
    assert problem.hint == "correct the number if it is a slip."


def test_the_page_and_the_screen_reader_have_the_numbers(
    make_project: MakeProject, run: Run
) -> None:
    lists = [
        part
        for written, _ in CASES
        for part in (f"{write(written)}\n", f"- Point\n\n{write(written, '    ')}\n")
    ]
    article = "---\ntitle: Steps\n---\n\n" + "\n***\n\n".join(lists)
    project = make_project({"content/articles/steps.md": article})
    result = run("build", cwd=project)
    assert result.exit_code == 0, result.stderr
    document = Document(project / "dist/steps-a4.pdf")
    found = []
    for element in document.elements("L"):
        labels = [document.text(one) for item in element.children for one in item.children[:1]]  # type: ignore[union-attr,arg-type]
        numbers = [label.strip(" .") for label in labels]
        if all(number.isdecimal() for number in numbers):
            found.append(tuple(int(number) for number in numbers))
    assert found == [printed for _, printed in CASES for _ in range(2)]
    assert find_list_faults(document) == []
